"""The manifest of a chart."""

from collections import Counter
from dataclasses import dataclass

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, tool

NAMES = 5


@dataclass(frozen=True, slots=True)
class KindRow:
    """How much the chart holds of one kind.

    `count` is of entries that stand (not entered in error, refuted or not done), `void` of the
    others. `first` and `last` are dates as precise as the entries have them; `names` the commonest
    things, with how often each is there.
    """

    kind: str
    count: int
    void: int
    first: str
    last: str
    names: tuple[tuple[str, int], ...]

    @property
    def references(self) -> tuple[str, ...]:
        """None: a count of everything is a map, not evidence."""
        return ()

    @property
    def line(self) -> str:
        """`lab: 1021 (2012-03-13 to 2026-11-03): Creatinine 74, Potassium 73`."""
        span = f" ({self.first} to {self.last})" if self.first else ""
        names = ", ".join(f"{name} {count}" for name, count in self.names)
        return f"{self.kind}: {self.count}{span}: {names}"


@tool
async def overview(chart: Chart) -> Found[KindRow]:
    """What the open chart holds: each kind of entry with its count, dates and commonest names.

    The query says what day "now" is. Ask this first; it costs little and says what else to ask.
    """
    held: dict[Kind, list[Entry]] = {}
    for entry in chart.entries:
        held.setdefault(entry.kind, []).append(entry)
    rows = tuple(_row(kind, held[kind]) for kind in Kind if kind in held)
    return Found(
        items=rows,
        query=asked("overview", now=chart.as_of.date().isoformat()),
        set_aside=chart.set_aside,
        total=len(rows),
    )


def _row(kind: Kind, entries: list[Entry]) -> KindRow:
    live = [e for e in entries if e.live]
    dated = [e.when for e in live if e.when]
    names = Counter(name_of(e) for e in live)
    return KindRow(
        kind=kind.value,
        count=len(live),
        void=len(entries) - len(live),
        first=min(dated).day if dated else "",
        last=max(dated).day if dated else "",
        names=tuple(names.most_common(NAMES)),
    )
