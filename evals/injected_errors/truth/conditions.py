"""Whether a problem, an allergy, a relative's disease or a habit is as a sentence says."""

import re

from chartside.evals.injected_errors.facts import Allergy, Habit, Illness, Person, Relative
from chartside.evals.injected_errors.names.illnesses import telling
from chartside.evals.injected_errors.truth.results import on_day
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import has_ended, is_no_known_allergy, is_provisional, smoking_status
from chartside.fhir.entry import Entry, Kind


def alike(label: str, key: str) -> bool:
    """Whether two names may be about one disease: the same telling words, sides kept apart."""
    one, other = telling(label), telling(key)
    sides = {"left", "right"}
    apart = (one & sides) and (other & sides) and (one & sides) != (other & sides)
    return not apart and bool((one & other) - sides - {"eye"})


def illness_agrees(fact: Illness, entry: Entry, chart: Chart) -> bool:
    """One problem against what is said of it."""
    if entry.kind is not Kind.PROBLEM or not entry.live or not alike(entry.label, fact.key):
        return False
    over = has_ended(entry, chart)
    state = {
        "active": not over and not is_provisional(entry),
        "resolved": over,
        "history": not is_provisional(entry),
        "suspected": is_provisional(entry) and not over,
    }[fact.state]
    ended = not fact.until or (entry.end is not None and entry.end.day.startswith(fact.until))
    aged = fact.age is None or age_at(entry, chart) == fact.age
    return state and on_day(entry, fact.since) and ended and aged


def age_at(entry: Entry, chart: Chart) -> int | None:
    """The patient's age when the problem began; None unless both dates are known to the day."""
    if entry.when is None or entry.when.precision not in {"day", "time"}:
        return None
    return chart.patient.age(entry.when.date)


def absent(fact: Illness, chart: Chart) -> bool:
    """Whether nothing in the chart, its documents included, mentions the disease."""
    words = telling(fact.key)
    said = (f"{e.label} {e.text} {' '.join(e.reasons)}" for e in chart.entries)
    notes = (d.text for d in chart.documents())
    return not any(words & telling(text) for text in (*said, *notes))


_REACTIONS = (
    re.compile(r"hive|urticaria|wheal"),
    re.compile(r"rash|exanthem|eruption"),
    re.compile(r"wheez|bronchospasm|dyspn"),
    re.compile(r"angio-?o?edema|swelling"),
    re.compile(r"vomit|nausea|emesis"),
)
"""What one reaction is called by one and by another."""


def same_reaction(one: str, other: str) -> bool:
    """Whether two words may be about one reaction: hives are urticaria."""
    a, b = one.lower(), other.lower()
    return a in b or any(words.search(a) and words.search(b) for words in _REACTIONS)


def allergy_agrees(fact: Allergy, entry: Entry, chart: Chart) -> bool:  # noqa: ARG001 - one signature for all facts
    """One allergy against what is said of it."""
    if entry.kind is not Kind.ALLERGY or not entry.live:
        return False
    if fact.state == "none":
        return is_no_known_allergy(entry)
    if not telling(entry.label) & telling(fact.key) - {"allergy"}:
        return False
    over = entry.status in {"inactive", "resolved"}
    said = " ".join(entry.reactions).lower()
    return (
        over == (fact.state == "inactive")
        and (not fact.reaction or any(same_reaction(fact.reaction, r) for r in entry.reactions))
        and (not fact.severity or fact.severity in said)
    )


def relative_agrees(fact: Relative, entry: Entry, chart: Chart) -> bool:  # noqa: ARG001 - one signature for all facts
    """One family history against what is said of a relative."""
    if entry.kind is not Kind.FAMILY or not entry.live:
        return False
    if entry.relationship.lower() != fact.relative:
        return False
    return any(
        alike(c.code.label, fact.key)
        and (fact.age is None or (c.value is not None and str(fact.age) in c.value.words))
        for c in entry.components
    )


def smoking(words: str) -> str:
    """`never`, `former`, `current` or nothing, out of a smoking status."""
    plain = words.lower()
    if "never" in plain:
        return "never"
    if "former" in plain or "ex-smok" in plain or "quit" in plain:
        return "former"
    return "current" if "current" in plain or "every day" in plain else ""


def habit_agrees(fact: Habit, entry: Entry, chart: Chart) -> bool:
    """The newest smoking status against what is said."""
    newest = smoking_status(chart)
    if newest is None or entry.reference != newest.reference or entry.value is None:
        return False
    return smoking(entry.value.words) == fact.state


def person_agrees(fact: Person, entry: Entry, chart: Chart) -> bool:
    """Age on the chart's day, and sex."""
    same = chart.patient.age(chart.as_of.date()) == fact.age and chart.patient.sex == fact.sex
    return entry.kind is Kind.PATIENT and same
