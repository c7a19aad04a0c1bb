"""What is taken of several orders and statements of one drug, and what contradicts it.

Sources: HL7 FHIR R4 MedicationRequest.priorPrescription, MedicationStatement; The Joint Commission
NPSG.03.06.01.
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.same import newest, plain
from chartside.fhir.clinical.same_medicine import medicine_name
from chartside.fhir.clinical.standing_of_medicines import ended_on
from chartside.fhir.entry import Entry
from chartside.fhir.when import When

_BRAND: Final = re.compile(r"\[[^\]]*\]")
TAKEN: Final = frozenset({"current", "on hold"})


def regimen(said: list[Entry], states: dict[str, str]) -> tuple[str, tuple[Entry, ...]]:
    """What is taken, and how that stands.

    The newest of those in force; with it the others of its day under another name, for two
    strengths can make up one dose, unless the one replaces the other (priorPrescription). A brand
    and its generic in force at once are both kept: nobody renewed the one by the other, and two
    packets of one drug at home are taken twice.
    """
    replaced = {ref for e in said for ref in e.links if ref.startswith("MedicationRequest/")}
    for wanted in (TAKEN, frozenset({"planned"})):
        held = [e for e in said if states[e.reference] in wanted and not _outdated(e, said, states)]
        standing = [e for e in held if e.reference not in replaced] or held
        if wanted != TAKEN and any(states[e.reference] != "planned" for e in said):
            break
        if standing:
            last = newest(standing)
            batch = _with_other_names(_of_one_day(standing, last), standing)
            state = states[last.reference]
            if state == "on hold" and any(states[e.reference] == "current" for e in batch):
                state = "current"
            return state, batch
    over = [e for e in said if states[e.reference] != "planned"]
    last = newest(over)
    return states[last.reference], (last,)


def _outdated(entry: Entry, said: list[Entry], states: dict[str, str]) -> bool:
    """Whether a statement was made before an order that has been stopped since was written."""
    made = entry.recorded or entry.when
    return (
        made is not None
        and source(entry) == "statement"
        and any(
            states[e.reference] == "stopped" and source(e) == "order" and e.when.low >= made.high
            for e in said
            if e.when is not None
        )
    )


def _with_other_names(batch: tuple[Entry, ...], standing: list[Entry]) -> tuple[Entry, ...]:
    """The batch, and before it the newest of those in force under each other name of the drug.

    Of orders beside an order: what a patient calls a medicine that was ordered is no second one.
    """
    known, kind = {medicine_name(e) for e in batch}, source(batch[-1])
    others: dict[str, list[Entry]] = {}
    for entry in standing:
        if source(entry) == kind and (name := medicine_name(entry)) not in known:
            others.setdefault(name, []).append(entry)
    return (*(newest(group) for group in others.values()), *batch)


def _of_one_day(held: list[Entry], last: Entry) -> tuple[Entry, ...]:
    day = last.when.day if last.when else ""
    together = [e for e in held if day and e.when and e.when.day == day]
    labels = {plain(_BRAND.sub("", e.label)): e for e in [*together, last]}
    return tuple(sorted(labels.values(), key=lambda e: e is last))


def outdone(
    chart: Chart, entries: tuple[Entry, ...], said: list[Entry], states: dict[str, str]
) -> Iterator[Entry]:
    """The last word of each kind of source, where it is that the medicine is over."""
    own = {source(e) for e in entries}
    since = _latest(entries)
    for kind in {source(e): None for e in said}:
        last = newest(e for e in said if source(e) == kind)
        later = since is not None and last.when is not None and last.when.low > since.low
        ended = ended_on(last, chart)
        earlier = ended is not None and since is not None and ended.high <= since.high
        over = states[last.reference] in {"stopped", "completed"} and not earlier
        if over and (later or (kind not in own and last.status != "completed")):
            yield last


def denied_since(entries: tuple[Entry, ...], denials: list[Entry]) -> Iterator[Entry]:
    """Denials that are no older than the order that they deny, or of which nobody knows."""
    since = _latest(entries)
    for denial in denials:
        if since is None or denial.when is None or denial.when.low >= since.low:
            yield denial


def _latest(entries: tuple[Entry, ...]) -> When | None:
    return max((e.when for e in entries if e.when), default=None)


def source(entry: Entry) -> str:
    """`order` or `statement`."""
    return "order" if entry.reference.startswith("MedicationRequest/") else "statement"
