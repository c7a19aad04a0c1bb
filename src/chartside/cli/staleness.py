"""What a second check found, over a chart that may have changed since the first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from chartside.cli import paper
from chartside.cli.layout import plain
from chartside.cli.output import counted
from chartside.draft import Draft, Statement
from chartside.fhir.chart import Chart
from chartside.signoff.markdown import numbered


@dataclass(frozen=True, slots=True)
class Staleness:
    """A draft before and after it was checked again, and the chart that it was checked over."""

    before: Draft
    after: Draft
    chart: Chart

    @property
    def changed(self) -> bool:
        """Whether the chart is another one than the draft was checked over before."""
        return self.before.record.digest != self.after.record.digest

    @property
    def sources(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """Each cited resource that changed, in the version that was read and the one there is.

        None where no version was noted, and where the resource is gone.
        """
        cited = {c.reference: c.version for s in self.before.statements for c in s.citations}
        now = {ref: entry.version if (entry := self.chart.get(ref)) else None for ref in cited}
        return tuple(
            (ref, was, now[ref])
            for ref, was in cited.items()
            if now[ref] is None or was not in {None, now[ref]}
        )

    @property
    def sentences(self) -> tuple[Statement, ...]:
        """The sentences that are judged otherwise now."""
        old = {s.id: s.verdict for s in self.before.statements}
        return tuple(s for s in self.after.statements if s.verdict is not old[s.id])

    def to_json(self) -> dict[str, Any]:
        """Which sources changed, which sentences are judged otherwise, and how."""
        old = {s.id: s.verdict for s in self.before.statements}
        return {
            "resources": [self.before.record.resources, self.after.record.resources],
            "sources": [{"reference": r, "read": was, "now": now} for r, was, now in self.sources],
            "statements": [{"id": s.id, "was": old[s.id], "is": s.verdict} for s in self.sentences],
        }

    def lines(self) -> Iterator[Text]:
        """The same on a terminal; each such sentence with its reasons."""
        yield Text()
        if self.changed:
            yield from plain("The chart changed since this draft was checked.", "bold magenta")
            was, now = self.before.record.resources, self.after.record.resources
            if was != now:
                yield from plain(f"  It held {counted(was, 'resource')}, and holds {now} now.")
            for reference, _, version in self.sources:
                yield from plain(f"  {reference} {'changed' if version else 'is gone'}")
        otherwise = self.sentences
        yield from plain(
            f"It was checked again: {counted(len(otherwise), 'sentence')} judged differently. "
            f"{paper.tally(self.after)}"
        )
        for statement in otherwise:
            yield from paper.sentence(statement, numbered(self.after))
