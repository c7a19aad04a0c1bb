"""Procedures, visits, vaccines, examinations and counts, read from a chart."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from chartside.evals.injected_errors.facts import Event, Fact, Finding, Tally
from chartside.evals.injected_errors.gather.results import by_test, numbered
from chartside.evals.injected_errors.names.analytes import analyte_names
from chartside.evals.injected_errors.names.events import (
    COMMON,
    ELSEWHERE,
    OF_ONE_SEX,
    procedure_names,
    visit_names,
)
from chartside.evals.injected_errors.names.illnesses import illness_names, telling
from chartside.evals.injected_errors.names.vaccines import vaccine_key, vaccine_names
from chartside.evals.injected_errors.truth.events import DONE
from chartside.evals.injected_errors.truth.results import UNFINISHED
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind

MANY = 12
"""Counts above a dozen are not written in notes."""


def events(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Things done, on the day, in the month or in the year."""
    kinds = {
        Kind.PROCEDURE: ("procedure", procedure_names),
        Kind.ENCOUNTER: ("encounter", visit_names),
        Kind.IMMUNIZATION: ("immunization", vaccine_names),
        Kind.IMAGING: ("imaging", procedure_names),
    }
    for kind, (what, names) in kinds.items():
        for entry in chart.of(kind):
            if entry.live and entry.when and entry.status in DONE and _named(entry):
                cut = rng.choice((10, 10, 10, 7, 4))
                key = vaccine_key(entry.label) if what == "immunization" else entry.label
                yield Event(
                    sources=(entry.reference,),
                    key=key,
                    names=names(entry.label),
                    what=what,
                    day=entry.when.day[:cut],
                    reason=_reason(entry, what, rng),
                )
    yield from _declined(chart)


def _named(entry: Entry) -> bool:
    """An ejection fraction is a reading, though it stands among the imaging."""
    measured = entry.value is not None and entry.value.number is not None
    return bool(entry.label) and entry.label != "Encounter" and not measured


def _reason(entry: Entry, what: str, rng: random.Random) -> str:
    if what not in {"encounter", "procedure"} or not entry.reasons or rng.random() < 0.3:  # noqa: PLR2004 - share of sentences
        return ""
    names = illness_names(entry.reasons[0])
    return names[0].removesuffix(" (disorder)")


def _declined(chart: Chart) -> Iterator[Fact]:
    for entry in chart.of(Kind.IMMUNIZATION):
        refused = any("declin" in r.lower() or "refus" in r.lower() for r in entry.reasons)
        if entry.status == "not-done" and entry.when and refused:
            yield Event(
                sources=(entry.reference,),
                key=vaccine_key(entry.label),
                names=vaccine_names(entry.label),
                what="immunization",
                day=entry.when.day,
                reason="declined",
                done=False,
            )


_BORNE: Final = re.compile(
    r"pacemaker|defibrillator|prosthe|implant|shunt|stent|lens|valve|pump|hearing aid|port\b",
    re.IGNORECASE,
)
"""Devices in or on the body; a bed or a wheelchair is neither in place nor in situ."""


def devices(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """What the patient has in or on the body."""
    for entry in chart.of(Kind.DEVICE):
        if entry.live and entry.status == "active" and _BORNE.search(entry.label):
            yield Event(
                sources=(entry.reference,), key=entry.label, names=procedure_names(entry.label),
                what="device", day="",
            )  # fmt: skip
    rng.random()


def never(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Vaccines and procedures that nothing in the chart mentions; the Patient is cited."""
    said = [f"{e.label} {e.text} {' '.join(e.reasons)}" for e in chart.entries]
    told = telling(" ".join([*said, *(d.text for d in chart.documents())]))
    for what, name in ELSEWHERE:
        other_sex = OF_ONE_SEX.get(name, chart.patient.sex) != chart.patient.sex
        if not other_sex and not told & telling(name) - COMMON:
            yield Event(
                sources=(chart.patient.reference,), key=name, names=(name,), what=what, day="",
                done=False,
            )  # fmt: skip
    rng.random()


def findings(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """What imaging reports conclude."""
    for entry in chart.of(Kind.IMAGING):
        said = entry.value.text if entry.value else ""
        if entry.live and entry.when and said and "no result" not in said:
            yield Finding(
                sources=(entry.reference,),
                key=entry.label,
                names=procedure_names(entry.label),
                day=entry.when.day,
                words=rng.choice([said, said.split(". ")[0]]).rstrip("."),
                stage="preliminary" if entry.status in UNFINISHED else "",
            )


def tallies(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """How many visits and tests a year, how many doses and procedures ever."""
    yield from _visits(chart)
    for key, entries in by_test(numbered(chart)).items():
        for year, held in _years(entries).items():
            if 1 < len(held) <= MANY and _apart(held):
                yield Tally(
                    sources=_cited(held), key=key, names=analyte_names(held[0].label),
                    what="reading", count=len(held), year=year,
                )  # fmt: skip
    yield from _ever(chart)
    rng.random()


def _visits(chart: Chart) -> Iterator[Fact]:
    seen = [e for e in chart.of(Kind.ENCOUNTER) if e.live and e.status in DONE and e.when]
    for year, held in _years(seen).items():
        if len(held) <= MANY and _apart(held):
            yield Tally(
                sources=_cited(held), key="encounter", what="encounter", count=len(held), year=year
            )


def _ever(chart: Chart) -> Iterator[Fact]:
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in chart.of(Kind.IMMUNIZATION):
        if entry.live and entry.status in DONE:
            groups["immunization", vaccine_key(entry.label)].append(entry)
    for entry in chart.of(Kind.PROCEDURE):
        if entry.live and entry.status in DONE:
            groups["procedure", entry.label.lower()].append(entry)
    names = {"immunization": vaccine_names, "procedure": procedure_names}
    for (what, key), held in groups.items():
        if 1 < len(held) <= MANY and _apart(held):
            yield Tally(
                sources=_cited(held), key=key, names=names[what](held[0].label), what=what,
                count=len(held),
            )  # fmt: skip


def _years(entries: list[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.when:
            found[entry.when.day[:4]].append(entry)
    return found


def _apart(entries: list[Entry]) -> bool:
    """No two on one day: whether those are one or two is open to argument."""
    return len({e.when.day for e in entries if e.when}) == len(entries)


def _cited(entries: list[Entry]) -> tuple[str, ...]:
    return tuple(e.reference for e in entries)
