"""A conflict in words, from the entries it rests on."""

from chartside.agent.authors.wording import inner, on, said, value_words
from chartside.draft import Finding, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import is_no_known_allergy
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of


def disagreement(chart: Chart, conflict: Finding) -> Statement:
    """Both sides of a conflict, each with its date; what it is called by who found it otherwise."""
    entries = [e for c in conflict.citations if (e := chart.get(c.reference))]
    kinds = {e.kind for e in entries}
    if kinds == {Kind.ALLERGY, Kind.MEDICATION}:
        return _allergy(entries)
    if len(entries) == 2:  # noqa: PLR2004 - a pair
        pair = _pair(entries[0], entries[1])
        if pair is not None:
            return pair
    return Statement(conflict.text, conflict.citations)


def _allergy(entries: list[Entry]) -> Statement:
    order = next(e for e in entries if e.kind is Kind.MEDICATION)
    allergy = next(e for e in entries if e.kind is Kind.ALLERGY)
    reaction = f" ({', '.join(inner(r) for r in allergy.reactions)})" if allergy.reactions else ""
    ordered = f" (ordered {order.when.words})" if order.when else ""
    text = (
        f"{name_of(order)}{ordered} conflicts with the recorded allergy to "
        f"{inner(allergy.label)}{reaction}"
    )
    return said(text, order, allergy)


def _pair(one: Entry, other: Entry) -> Statement | None:
    if one.kind is other.kind is Kind.MEDICATION:
        return said(f"{name_of(one)} and {inner(name_of(other))} are both current", one, other)
    if one.kind is other.kind is Kind.ALLERGY and is_no_known_allergy(one) != is_no_known_allergy(
        other
    ):
        none, held = (one, other) if is_no_known_allergy(one) else (other, one)
        text = f"{none.label} is recorded beside an active allergy to {inner(held.label)}"
        return said(text, none, held)
    if one.value and other.value and one.code.shares(other.code):
        text = (
            f"{name_of(one)} is recorded as {inner(value_words(one.value))}{on(one.when)} "
            f"and as {inner(value_words(other.value))}{on(other.when)}"
        )
        return said(text, one, other)
    return None
