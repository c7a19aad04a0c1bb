"""What the patient has, takes, must not take, and what is to come.

Each sentence says one thing to the patient. The medical name of a disease and the name of a
medicine stay, because they stand on the box and on the letter; everyday words stand beside them.
"""

import re
from decimal import Decimal
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import HALF_YEAR, newest_first
from chartside.agent.authors.over import is_over
from chartside.agent.authors.plainly.warnings import doubles, warnings
from chartside.agent.authors.plainly.words import allergen, beside, disease, result, test
from chartside.agent.authors.renewal import is_unrenewed
from chartside.agent.authors.requests import OVERDUE, Overdue, overdue, pressing_first
from chartside.agent.authors.sections.vitals import FLEETING
from chartside.agent.authors.trends import Finding, judged
from chartside.agent.authors.visits import spoken_place
from chartside.agent.authors.weights import is_pressing, weight
from chartside.agent.authors.wording import inner, on, said, value_words
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, encounters, lab_series, medicines, vital_series
from chartside.fhir.clinical import allergies as in_force
from chartside.fhir.clinical.regimen import TAKEN
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules.open_orders import due
from chartside.tools.names import name_of

POINTS: Final = 3
RESULTS: Final = 6
VISITS: Final = 3
_SIGNS: Final = frozenset({"85354-9", "55284-4", "29463-7", "3141-9"})
"""Blood pressure and weight: what a patient measures at home."""
_SMALL = re.compile(r"\b(?:blood tests?|phlebotomy|specimen|laboratory)\b", re.IGNORECASE)


def plain_key_points(evidence: Evidence) -> list[Statement]:
    """What does not go with an allergy or a result, then results that somebody must act on.

    Whom to tell is said, and not what to do: that is the clinician's.
    """
    return [] if evidence.chart.patient.dead else _points(evidence)


def _points(evidence: Evidence) -> list[Statement]:
    first = warnings(evidence)
    told = {c.reference for s in first for c in s.citations}
    found = [f for f in _results(evidence) if is_pressing(evidence.chart, f)]
    return [*first, *(_result(f) for f in found if f.entry.reference not in told)][:POINTS]


def plain_problems(evidence: Evidence) -> list[Statement]:
    """`Essential hypertension (high blood pressure), since 1998.`; the title says whose."""
    chart = evidence.chart
    held = [e for e in evidence.only(active_problems(chart)) if not is_over(chart, e)]
    return [said(f"{_problem(e)}{_since(e)}", e) for e in held]


def _problem(entry: Entry) -> str:
    name = name_of(entry)
    return beside(name, disease(name))


def _since(entry: Entry) -> str:
    return f", since {entry.when.words}" if entry.when else ""


def plain_medicines(evidence: Evidence) -> list[Statement]:
    """`You take losartan 100 mg tablet: 100 mg by mouth once daily.`; then what it is for."""
    chart = evidence.chart
    held = [m for m in medicines(chart) if m.state in TAKEN and not is_unrenewed(chart, m)]
    taken = evidence.only(e for m in held for e in m.entries)
    old = (m for m in medicines(chart) if m.state in TAKEN and is_unrenewed(chart, m))
    doubted = evidence.only(e for m in old for e in m.entries)
    return [
        *(said(_medicine(e), e) for e in taken),
        *doubles(evidence),
        *(said(_listed(e), e) for e in doubted),
    ]


def _listed(entry: Entry) -> str:
    """What nobody ordered again: it may be at home all the same, as an injector for an allergy."""
    begun = f", ordered {entry.when.words}" if entry.when else ""
    name = inner(name_of(entry))
    return f"Your record still lists {name}{begun}. Ask your doctor or pharmacist if you need it"


def _medicine(entry: Entry) -> str:
    name = inner(name_of(entry))
    dose = f": {entry.dose.text}" if entry.dose and entry.dose.text else ""
    if entry.status == "on-hold":
        return f"Your {name} is on hold"
    return f"You take {name}{dose}"


def plain_allergies(evidence: Evidence) -> list[Statement]:
    """`You are allergic to penicillin. Reaction: hives.`."""
    return [said(_allergy(evidence.chart, e), e) for e in evidence.only(in_force(evidence.chart))]


def _allergy(chart: Chart, entry: Entry) -> str:
    name = allergen(entry)
    body = chart.raw(entry.reference) or {}
    verb = "You do not tolerate" if body.get("type") == "intolerance" else "You are allergic to"
    reactions = ", ".join(inner(r) for r in entry.reactions)
    return f"{verb} {name}{f'. Reaction: {reactions}' if reactions else ''}"


def plain_results(evidence: Evidence) -> list[Statement]:
    """Results outside their range, then blood pressure and weight."""
    chart = evidence.chart
    above = _points(evidence) if "plain_key_points" in evidence.beside else []
    said_above = {c.reference for s in above for c in s.citations}
    told = [f for f in _results(evidence) if f.entry.reference not in said_above]
    signs = [s for s in vital_series(chart) if s.key in _SIGNS and evidence.recent([s.latest])]
    lately = [s for s in signs if s.key not in FLEETING and within(s.latest.when, HALF_YEAR, chart)]
    return [
        *(_result(f) for f in told[:RESULTS]),
        *(said(_sign(s.latest), s.latest) for s in lately),
    ]


def _results(evidence: Evidence) -> list[Finding]:
    chart = evidence.chart
    held = [s for s in lab_series(chart) if evidence.recent([s.latest])]
    found = [judged(chart, s) for s in held if within(s.latest.when, HALF_YEAR, chart)]
    grave = [f for f in found if weight(chart, f) and f.flag and _is_told(f.entry)]
    return sorted(grave, key=lambda f: -weight(chart, f))


def _is_told(entry: Entry) -> bool:
    return entry.value is not None and test(name_of(entry)) is not None


def _result(found: Finding) -> Statement:
    return said(result(found.entry, found.flag), found.entry)


def _sign(entry: Entry) -> str:
    values = [c.value for c in entry.components if c.value and c.value.number is not None]
    numbers = "/".join(f"{v.number.quantize(Decimal(1)):f}" for v in values if v.number is not None)
    value = f"{numbers} mmHg" if numbers else value_words(entry.value) if entry.value else ""
    return f"Your {inner(name_of(entry))} was {value}{on(entry.when)}"


def plain_visits(evidence: Evidence) -> list[Statement]:
    """The last visits, the newest first."""
    held = newest_first(evidence.recent(e for e in encounters(evidence.chart) if e.when))
    seen = [e for e in held if not _SMALL.search(e.label)][:VISITS]
    return [said(f"You were seen{on(e.when)}{_at(e)}", e) for e in seen]


def _at(entry: Entry) -> str:
    """Where: a patient knows a visit by its place, not by what the record calls it."""
    return f" at {spoken_place(entry.site)}" if entry.site else ""


def plain_plans(evidence: Evidence) -> list[Statement]:
    """What was asked for and is still to be done."""
    if evidence.chart.patient.dead:
        return []
    chart = evidence.chart
    held = [e for e in chart.of(Kind.ORDER) if e.live and e.status == "active"]
    late = overdue(chart)
    asked = pressing_first(chart, evidence.recent(held), late)
    return [said(f"Still to be done: {_asked(chart, e, late)}", e) for e in asked]


def _asked(chart: Chart, entry: Entry, late: Overdue) -> str:
    when = due(chart, entry) if late.get(entry.reference) == OVERDUE else None
    was = f". It was due{on(when)}" if when else ""
    name = inner(name_of(entry))
    return f"{name}, ordered {entry.when.words}{was}" if entry.when else f"{name}{was}"
