"""An entry of a chart in the few words of a table row."""

from typing import Final

from chartside.fhir.entry import Component, Entry

_UNSAID: Final = frozenset({"", "confirmed"})


def when_words(entry: Entry) -> str:
    """When, as precisely as the record says it: `2019`, `2019-03 to 2019-04-02`."""
    start = entry.when.day if entry.when else ""
    end = entry.end.day if entry.end else ""
    return f"{start} to {end}" if end and end != start else start


def value_words(entry: Entry) -> str:
    """What was measured, given or answered, as the record says it."""
    dose = entry.dose.text if entry.dose else ""
    parts = (
        entry.value.words if entry.value else "",
        entry.interpretation,
        ", ".join(_component(c) for c in entry.components),
        dose,
        ", ".join(entry.reactions),
        entry.criticality and f"criticality {entry.criticality}",
        entry.relationship,
        entry.site,
    )
    return "; ".join(part for part in parts if part)


def _component(component: Component) -> str:
    value = component.value.words if component.value else "no value"
    return f"{component.code.label} {value}".strip()


def status_words(entry: Entry) -> str:
    """How far it may be believed.

    Its status, its verification where that is not `confirmed`, and whether it supports nothing.
    """
    said = [entry.status, *({entry.verification} - _UNSAID)]
    if not entry.live:
        said.append("supports nothing")
    return ", ".join(part for part in said if part)
