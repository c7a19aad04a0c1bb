"""What a rule gives: a proposal and the sentence with its reason; and what rules have in common.

The pieces of R4 in a proposal, and which orders it may be about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chartside.draft import Action, Citation, Proposal, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.grounding.rules.duplicate_ingredient import SYSTEMIC, way
from chartside.grounding.rules.finding import cite_all

JSON = dict[str, Any]
_ORDERED: Final = frozenset(
    {"", "order", "original-order", "reflex-order", "filler-order", "instance-order"}
)
_SETTINGS: Final = frozenset({"inpatient", "outpatient", "community", "discharge"})
_AT_HOME: Final = frozenset({"outpatient", "community", "discharge"})
_CODED: Final = ("system", "version", "code", "display")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with its reason: a sentence, its sources, and how the checker judged it."""

    proposal: Proposal
    reason: Statement

    @property
    def references(self) -> tuple[str, ...]:
        """What the reason cites."""
        return tuple(dict.fromkeys(c.reference for c in self.reason.citations))

    @property
    def line(self) -> str:
        """The action and its reason, on one line."""
        return f"{self.proposal.action.value}: {' '.join(self.reason.text.split())}"


def creating(
    action: Action, resource: JSON, reason: str, citations: tuple[Citation, ...]
) -> Proposed:
    """A proposal to create a resource."""
    return Proposed(Proposal("", action, "", resource), Statement(reason, citations))


def stopping(action: Action, order: Entry, reason: str, cited: Sequence[Entry]) -> Proposed:
    """A proposal to stop an order, in the version that is in the chart."""
    proposal = Proposal("", action, "", _stop(), target=order.reference, version=order.version)
    return Proposed(proposal, Statement(reason, cite_all(cited)))


def _stop() -> JSON:
    """A FHIRPath Patch (R4 Parameters): the order is stopped, and nothing else changes."""
    parts = [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": "MedicationRequest.status"},
        {"name": "value", "valueCode": "stopped"},
    ]
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}


def is_active_order(entry: Entry) -> bool:
    """Whether this is an order that can be stopped, of a medicine that enters the body."""
    return (
        entry.reference.startswith("MedicationRequest/")
        and entry.live
        and entry.status == "active"
        and entry.intent in _ORDERED
        and way(entry) in SYSTEMIC
    )


def is_needed(entry: Entry) -> bool:
    """Whether it is taken only when needed."""
    return bool(entry.dose and entry.dose.as_needed)


def setting(entry: Entry) -> str:
    """`home` or `inpatient`; empty where nothing says."""
    said = _SETTINGS.intersection(entry.category.split(","))
    return "home" if said & _AT_HOME else "".join(sorted(said))


def subject(chart: Chart) -> JSON:
    """The reference to the patient of the open chart."""
    return {"reference": chart.patient.reference}


def concepts(body: Mapping[str, Any], element: str) -> list[JSON]:
    """The CodeableConcepts of an element, without extensions; what has no code and no text is none.

    What is proposed for one resource is copied from another only as far as it is coded or named.
    """
    held = body.get(element)
    return [c for c in map(concept, _listed(held)) if c]


def concept(value: Any) -> JSON:
    """One CodeableConcept without extensions; empty where it holds nothing."""
    if not isinstance(value, Mapping):
        return {}
    codings = [
        {k: c[k] for k in _CODED if isinstance(c.get(k), str) and c[k]}
        for c in _listed(value.get("coding"))
        if isinstance(c, Mapping)
    ]
    text = value.get("text")
    said = {"text": text} if isinstance(text, str) and text.strip() else {}
    kept = [c for c in codings if c]
    return {**({"coding": kept} if kept else {}), **said}


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def references_in(chart: Chart, body: Mapping[str, Any], element: str) -> list[JSON]:
    """The references of an element that lead to entries of this chart, as `Type/id`."""
    found = []
    for held in _listed(body.get(element)):
        written = held.get("reference") if isinstance(held, Mapping) else None
        entry = chart.get(written) if isinstance(written, str) else None
        found += [{"reference": entry.reference}] if entry else []
    return found
