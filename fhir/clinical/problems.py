"""Which problems a patient has, had, or may have."""

import re
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.same import earliest, gathered, known_from, newest, plain
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
    r"|disorder|disease|syndrome|injury|fracture)\b",
    re.IGNORECASE,
)

_ICD_CIRCUMSTANCE = re.compile(r"^Z(?:5[5-9]|6[0-5]|0[0-2]|1[0-3]|7[5-6])")
"""ICD-10-CM.

Z55-Z65 socioeconomic and psychosocial circumstances; Z00-Z13 examinations; Z75-Z76 facilities and
services.
"""


def is_circumstance(entry: Entry) -> bool:
    """Whether a Condition states a social or administrative fact, not a disease or symptom.

    Records made from questionnaires code "Full-time employment (finding)" or "Medication review due
    (situation)" as Conditions, by the hundred; a problem list with them hides the diseases. The
    rule: ICD-10-CM Z55-Z65, Z00-Z13, Z75-Z76; or words of work, schooling, housing, means, safety
    or administration in a name that SNOMED does not tag "(disorder)" and that names no disease.
    Substance misuse and symptoms stay problems. Nothing is lost: `social_history` lists what this
    rule keeps apart.
    """
    if any(_ICD_CIRCUMSTANCE.match(c.code) for c in entry.code.codings if "icd-10" in c.system):
        return True
    names = (entry.code.text, *(c.display for c in entry.code.codings))
    if any(name.endswith("(disorder)") or _DISEASE.search(name) for name in names):
        return False
    return any(_CIRCUMSTANCE.search(name) for name in names)


def is_provisional(entry: Entry) -> bool:
    """Whether a problem is only suspected.

    By its verification, or because its very name says so.
    """
    return entry.verification in UNSURE or bool(_SUSPECTED.search(entry.label))


def has_ended(entry: Entry, chart: Chart) -> bool:
    """Whether a problem is over: by its clinical status, or by an abatement in the past.

    FHIR R4 Condition invariant con-4: a condition with an abatement is not active. Where a source
    writes both, the date is the more specific statement.
    """
    return entry.status in ENDED or (entry.end is not None and entry.end.low <= chart.as_of)


def _problems(chart: Chart) -> list[Entry]:
    return [e for e in chart.of(Kind.PROBLEM) if e.live and not is_circumstance(e)]


def active_problems(chart: Chart) -> tuple[Entry, ...]:
    """Diseases and symptoms that nothing says are over; of each the entry with the earliest onset.

    A problem that several encounters recorded again is one problem, as old as its first record. A
    missing clinical status counts as active: to leave a disease out is the worse mistake. Suspected
    ones are in `provisional_problems`.
    """
    open_ones = [e for e in _problems(chart) if not has_ended(e, chart) and not is_provisional(e)]
    return tuple(earliest(group) for group in gathered(open_ones))


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
    return tuple(
        newest(group) for group in gathered(held) if all(has_ended(e, chart) for e in group)
    )


def episodes(chart: Chart, entry: Entry) -> tuple[Entry, ...]:
    """Every live record of the same problem, oldest first, this one among them."""
    return next((g for g in gathered(_problems(chart)) if entry in g), (entry,))
