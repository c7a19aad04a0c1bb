"""Allergies and intolerances, and recorded statements that there are none."""

import re

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.wording import inner, listed, on, said
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import allergies as in_force
from chartside.fhir.clinical import no_known_allergy, past_allergies
from chartside.fhir.entry import Entry

_WORDED = re.compile(r"\b(?:allerg|intoleran|sensitiv|anaphyla)", re.IGNORECASE)
_RANK = {"high": 0}


def allergies(evidence: Evidence) -> list[Statement]:
    """Allergies in force, the dangerous ones first; those that are over; "no known allergy"."""
    chart = evidence.chart
    held = sorted(evidence.only(in_force(chart)), key=lambda e: _RANK.get(e.criticality, 1))
    over = evidence.only(past_allergies(chart))
    none = () if held else evidence.only(no_known_allergy(chart))
    return [
        *(said(stated(chart, e), e) for e in held),
        *(said(f"{_named(chart, e)}, {e.status}", e) for e in over),
        *(said(f"{e.label}{_dated(e)}", e) for e in none),
    ]


def stated(chart: Chart, entry: Entry) -> str:
    """`Allergy to penicillin: hives, high criticality, since 1979`."""
    return f"{_named(chart, entry)}{_reaction(entry)}"


def _named(chart: Chart, entry: Entry) -> str:
    if _WORDED.search(entry.label):
        return entry.label
    body = chart.raw(entry.reference) or {}
    word = "Intolerance" if body.get("type") == "intolerance" else "Allergy"
    return f"{word} to {inner(entry.label)}"


def _reaction(entry: Entry) -> str:
    reactions = f": {listed(inner(r) for r in entry.reactions)}" if entry.reactions else ""
    parts = [
        "high criticality" if entry.criticality == "high" else "",
        "unconfirmed" if entry.verification in {"unconfirmed", "presumed"} else "",
        f"since {entry.when.words}" if entry.when else "",
        f"recorded{on(entry.recorded)}" if entry.recorded and not entry.when else "",
    ]
    return ", ".join([reactions, *(p for p in parts if p)])


def _dated(entry: Entry) -> str:
    when = entry.recorded or entry.when
    return f", recorded{on(when)}" if when else ""
