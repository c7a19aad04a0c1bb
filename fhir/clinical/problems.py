"""Which problems a patient has, had, or may have."""

import re
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.absent import says_nothing, states_denial, states_none
from chartside.fhir.clinical.same import (
    earliest,
    gathered,
    known_from,
    newest,
    plain,
    same_thing,
    written_later,
)
from chartside.fhir.codes import ICD9CM, ICD10, ICD10CM
from chartside.fhir.entry import Entry, Kind

ENDED: Final = frozenset({"inactive", "resolved", "remission"})
UNSURE: Final = frozenset({"provisional", "differential", "unconfirmed"})

_SUSPECTED = re.compile(
    r"^(?:suspected|suspicion of|possible|probable|presumed|query|rule out|r/o|\?)\b|\bsuspected\b",
    re.IGNORECASE,
)

_CIRCUMSTANCE = re.compile(
    r"\b(?:employ(?:ed|ment)|unemployed|labou?r force|not in work|retired|education|school(?:ing)?"
    r"|literacy|certificate|homeless\w*|housing|living (?:alone|in|with)|lives|social contact"
    r"|social (?:isolation|support|migrant)|socially|refugee|transport(?:ation)?|income|poverty"
    r"|financial|insurance|food insecurity|criminal record|incarcerat\w+|prison|victim of|violence"
    r"|stress|risk activity|military|veteran|served in|marital|divorced|widow\w*|single parent"
    r"|caregiver|religio\w+|medication review|review due|screening due|follow-up due|overdue"
    r"|appointment|referral|administrative|encounter for|health examination)\b",
    re.IGNORECASE,
)

_DISEASE = re.compile(
    r"\b(?:stress (?:fracture|incontinence|ulcer|disorder|reaction|cardiomyopathy)|post.?traumatic"
    r"|disorder|disease|syndrome|injury|fracture|infection|\w*(?:phobia|a?emia|itis)"
    r"|(?:abnormal|positive) stress|stress.induced)\b",
    re.IGNORECASE,
)
_REMARK: Final = re.compile(r"\s[-\u2013\u2014]\s|[,;(]")
"""What follows the name of a disease: "Hypertension, follow-up due"."""
_ICD_DISEASE: Final = re.compile(r"^[A-TU]\d\d")
"""ICD-10 chapters I to XIX and XXII: diseases, symptoms and injuries, never circumstances."""

_ICD_CIRCUMSTANCE = re.compile(r"^(?:Z(?:5[5-9]|6[0-5]|0[0-2]|1[0-3]|7[5-6])|V6[0-2])")
"""ICD-10-CM.

Z55-Z65 socioeconomic and psychosocial circumstances; Z00-Z13 examinations; Z75-Z76 facilities and
services. ICD-9-CM: V60-V62 housing, family, other psychosocial circumstances.
"""
_ICD10: Final = frozenset({ICD10CM, ICD10})
_ICD: Final = _ICD10 | {ICD9CM}

SDOH: Final = frozenset(
    {
        "sdoh", "food-insecurity", "housing-instability", "homelessness", "inadequate-housing",
        "transportation-insecurity", "financial-insecurity", "material-hardship", "stress",
        "social-connection", "intimate-partner-violence", "elder-abuse", "educational-attainment",
        "veteran-status", "health-insurance-coverage-status", "medical-cost-burden",
        "personal-health-literacy", "health-literacy", "employment-status", "digital-access",
        "digital-literacy", "utility-insecurity", "sdoh-category-unspecified",
    }
)  # fmt: skip
"""Categories of social circumstances: US Core condition category, Gravity SDOH Clinical Care."""

_ICD_FAMILY = re.compile(r"^(?:Z8[0-4]|V1[6-9])")
_FAMILY = re.compile(r"^(?:fh|fhx|f/h|family history)\b|\bfamily history of\b", re.IGNORECASE)


def is_circumstance(entry: Entry) -> bool:
    """Whether a Condition states a social or administrative fact, not a disease or symptom.

    Records made from questionnaires code "Full-time employment (finding)" or "Medication review due
    (situation)" as Conditions, by the hundred; a problem list with them hides the diseases. The
    rule: ICD-10-CM Z55-Z65, Z00-Z13, Z75-Z76 (ICD-9-CM V60-V62); a category of social circumstances
    (`SDOH`); or words of work, schooling, housing, means, safety or administration before any
    remark. The last two in a name that SNOMED does not tag "(disorder)" and that names no disease,
    without an ICD-10 code of one. Substance misuse and symptoms stay problems. Nothing is lost:
    `social_history` lists what this rule keeps apart.
    """
    if _has_icd(entry, _ICD_CIRCUMSTANCE):
        return True
    if any(_ICD_DISEASE.match(c.code) and c.key[0] in _ICD10 for c in entry.code.codings):
        return False
    names = (entry.code.text, *(c.display for c in entry.code.codings))
    if any(name.endswith("(disorder)") or _DISEASE.search(name) for name in names):
        return False
    told = bool(entry.category) and not SDOH.isdisjoint(entry.category.split(","))
    return told or any(_CIRCUMSTANCE.search(_REMARK.split(name, maxsplit=1)[0]) for name in names)


def is_of_family(entry: Entry) -> bool:
    """Whether a Condition says what a relative had: by ICD-10-CM Z80-Z84, or by its name.

    It is never the patient's own disease; `family_history` lists it.
    """
    return _has_icd(entry, _ICD_FAMILY) or any(_FAMILY.search(n) for n in entry.code.labels)


def _has_icd(entry: Entry, codes: re.Pattern[str]) -> bool:
    return any(codes.match(c.code) and c.key[0] in _ICD for c in entry.code.codings)


def is_provisional(entry: Entry) -> bool:
    """Whether a problem is only suspected.

    By its verification, or because its very name says so.
    """
    return entry.verification in UNSURE or bool(_SUSPECTED.search(entry.label))


def has_ended(entry: Entry, chart: Chart) -> bool:
    """Whether a problem is over: by its clinical status, or by an abatement in the past.

    FHIR R4 Condition invariant con-4: a condition with an abatement is not active. Where a source
    writes both, the date is the more specific statement. An end without a date (an age, a phrase)
    ends a problem that has no status; one that is called active stays so, and the chart says that
    the two disagree (`Chart.set_aside`, `Problem.disputed`).
    """
    return entry.status in ENDED or (entry.end is not None and entry.end.low <= chart.as_of)


def _problems(chart: Chart) -> list[Entry]:
    """Diseases and symptoms, but none that a later record of the same disproved."""
    refuted = [e for e in chart.of(Kind.PROBLEM) if e.verification == "refuted"]
    return [
        e
        for e in chart.of(Kind.PROBLEM)
        if is_disease(e) and not any(same_thing(e, r) and written_later(r, e) for r in refuted)
    ]


def is_disease(entry: Entry) -> bool:
    """Whether a live Condition is a disease or symptom of the patient.

    Not a circumstance, a relative's disease, or the statement that there is none.
    """
    if not entry.live or is_circumstance(entry):
        return False
    return not is_of_family(entry) and not says_nothing(entry)


def active_problems(chart: Chart) -> tuple[Entry, ...]:
    """Diseases and symptoms that nothing says are over; of each the entry with the earliest onset.

    A problem that several encounters recorded again is one problem, as old as its first record. A
    missing clinical status counts as active: to leave a disease out is the worse mistake. What a
    later record of the same onset closed is over (`closed_later`). Suspected ones are in
    `provisional_problems`, mere diagnoses of a visit in `encounter_diagnoses`.
    """
    held = _problems(chart)
    open_ones = [e for e in held if not has_ended(e, chart) and not is_provisional(e)]
    ended = [e for e in held if has_ended(e, chart)]
    listed = keeps_a_list(chart)
    return tuple(
        earliest(group)
        for group in gathered(open_ones)
        if not all(closed_later(e, ended) for e in group)
        and not (listed and all(is_visit_diagnosis(e) for e in group))
    )


def closed_later(entry: Entry, ended: list[Entry]) -> bool:
    """Whether a later record of the same problem and the same onset says that it is over.

    Two encounters record one illness: the first leaves it active, the second closes it. Another
    onset is another episode, and closes nothing.
    """
    begun = entry.when
    return begun is not None and any(
        other.when is not None
        and other.when.day == begun.day
        and other.recorded is not None
        and (entry.recorded is None or other.recorded.low > entry.recorded.low)
        and same_thing(other, entry)
        for other in ended
    )


def keeps_a_list(chart: Chart) -> bool:
    """Whether the source keeps a problem list apart from the diagnoses of visits."""
    return any("problem-list-item" in e.category for e in chart.of(Kind.PROBLEM) if e.live)


def is_visit_diagnosis(entry: Entry) -> bool:
    """Whether a Condition says only what a visit was about.

    Its category is encounter-diagnosis alone, and it has no clinical status, which a problem list
    item must have (FHIR R4 Condition, con-3; US Core keeps the two in two profiles). One that its
    source calls active or resolved is a problem, whatever its category.
    """
    return entry.category == "encounter-diagnosis" and not entry.status


def encounter_diagnoses(chart: Chart, encounter: str = "") -> tuple[Entry, ...]:
    """Live diagnoses of encounters, or of one (`Encounter/id`), oldest first.

    By their category, or because the Encounter lists them. Many are problems too.
    """
    meetings = [e for e in chart.of(Kind.ENCOUNTER) if encounter in {"", e.reference}]
    named = {ref for e in meetings for ref in e.links if ref.startswith("Condition/")}
    return tuple(
        e
        for e in chart.of(Kind.PROBLEM)
        if e.live
        and (
            e.reference in named
            or ("encounter-diagnosis" in e.category and encounter in {"", e.encounter})
        )
    )


def refuted_problems(chart: Chart) -> tuple[Entry, ...]:
    """Diagnoses that were considered and disproved, the newest record of each.

    Not those that another record, no older, holds to be true.
    """
    held = _problems(chart)
    refuted = [e for e in chart.of(Kind.PROBLEM) if e.verification == "refuted"]
    return tuple(
        newest(group)
        for group in gathered(refuted)
        if not any(same_thing(e, group[0]) for e in held)
    )


def no_known_problems(chart: Chart) -> tuple[Entry, ...]:
    """Statements that there is no problem; beside an active one they are a conflict."""
    return tuple(e for e in chart.of(Kind.PROBLEM) if e.live and states_none(e))


def denied_problems(chart: Chart) -> tuple[Entry, ...]:
    """Conditions whose name is a denial ("No evidence of malignancy", "NKDA"), the newest of each.

    They are no problems, and say nothing of any other.
    """
    said = [e for e in chart.of(Kind.PROBLEM) if e.live and states_denial(e)]
    return tuple(newest(group) for group in gathered(e for e in said if not states_none(e)))


def provisional_problems(chart: Chart) -> tuple[Entry, ...]:
    """What is suspected and not over.

    A suspicion that was since confirmed is no longer one: under the same code, or later under a
    name that says as much ("suspected lung cancer", then "non-small cell lung cancer").
    """
    held = _problems(chart)
    confirmed = [e for e in held if not is_provisional(e)]
    return tuple(
        newest(group)
        for group in gathered(e for e in held if not has_ended(e, chart))
        if all(is_provisional(e) for e in group)
        and not any(c.code.shares(group[0].code) or _confirms(c, group[0]) for c in confirmed)
    )


def _confirms(found: Entry, suspicion: Entry) -> bool:
    """Whether a problem found no earlier than the suspicion has every word of what it was of."""
    since, until = known_from(suspicion), known_from(found)
    words = set(plain(_SUSPECTED.sub("", suspicion.label)).split())
    later = since is not None and until is not None and until.high > since.low
    return later and bool(words) and words <= set(plain(found.label).split())


def past_problems(chart: Chart) -> tuple[Entry, ...]:
    """Problems that are over and not active again; the last episode of each."""
    held = [e for e in _problems(chart) if not is_provisional(e)]
    ended = [e for e in held if has_ended(e, chart)]
    return tuple(
        newest([e for e in group if has_ended(e, chart)])
        for group in gathered(held)
        if all(has_ended(e, chart) or closed_later(e, ended) for e in group)
    )


def episodes(chart: Chart, entry: Entry) -> tuple[Entry, ...]:
    """Every live record of the same problem, oldest first, this one among them."""
    return next((g for g in gathered(_problems(chart)) if entry in g), (entry,))
