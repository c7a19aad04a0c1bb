"""What of a chart could be held against nothing: entries without a name, resources set aside.

A medicine that is only referred to has no name where the Medication did not come along.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind
from chartside.sidebar.cds.cards import Card, Indicator, Link, Topic
from chartside.sidebar.cds.wording import detail, not_looked_at, plain

_ASIDE: Final = " set aside"
_WHY: Final = (
    "What is set aside names another patient, or none that can be told, or cannot be read: nothing "
    "was held against it."
)
_NEEDED: Final = {
    Kind.ALLERGY: ("AllergyIntolerance/", "allergy", "allergies"),
    Kind.MEDICATION: ("MedicationRequest/", "medicine", "medicines"),
}
_RESULTS: Final = {Kind.LAB: ("Observation/", "result", "results")}
_Words = dict[Kind, tuple[str, str, str]]


def gaps(chart: Chart) -> tuple[str, ...]:
    """Allergies and medicines that no rule could look at, in words for a clinician.

    What another patient is the subject of is among those set aside: it came as this patient's.
    """
    return tuple(_said(chart, _NEEDED))


def gaps_of_results(chart: Chart) -> tuple[str, ...]:
    """Results that no rule could look at, in such words."""
    return tuple(_said(chart, _RESULTS))


def said_alone(incomplete: Sequence[str], topic: Topic, links: tuple[Link, ...]) -> Card:
    """A card that says what was not looked at, for whoever would take silence for an answer."""
    said = not_looked_at(incomplete)
    why = _WHY if any(one.endswith(_ASIDE) for one in incomplete) else ""
    summary = plain(said.removesuffix("."))
    parts = detail((said, why))
    return Card(summary, Indicator.INFO, topic, parts, links, rules=("unchecked",))


def _said(chart: Chart, kinds: _Words) -> Iterator[str]:
    for kind, (prefix, one, many) in kinds.items():
        nameless = sum(e.live and not e.label for e in chart.of(kind))
        aside = _aside(chart, prefix)
        if nameless:
            yield f"{_counted(nameless, one, many)} without a name"
        if aside:
            yield f"{_counted(aside, one, many)}{_ASIDE}"


def _aside(chart: Chart, prefix: str) -> int:
    """Each resource once, however many reasons there are; without an id, by where it stood."""
    held = [s for s in chart.set_aside if (s.reference or "").startswith(prefix)]
    return len({(s.source, s.line) if s.reference == prefix else s.reference for s in held})


def _counted(count: int, one: str, many: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {many}"
