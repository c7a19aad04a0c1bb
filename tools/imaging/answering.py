"""A tool's answer on images: what has images, or findings as rows, or why there is none."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from chartside.errors import (
    ModelError,
    NothingToSay,
    PolicyError,
    SourceError,
    ToolError,
    UsageError,
)
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.fhir.found import Found, SetAside
from chartside.grounding.image_findings import reports_of, written
from chartside.models.enabled import OFF
from chartside.settings import settings
from chartside.tools.imaging.agreement import Agreement, compared
from chartside.tools.imaging.files import with_images
from chartside.tools.imaging.rows import ImageRow

Said = Sequence[Any]
_ANSWERS: Final = {"yes": True, "no": False}
_REFUSED: Final = (ModelError, NothingToSay, PolicyError, SourceError, UsageError)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tool was asked of: the chart, the query in words, and how it names an entry."""

    chart: Chart
    query: str
    named: Callable[[Entry], str]

    def row(self, entry: Entry, **said: Any) -> ImageRow:
        """A row on an entry."""
        day = entry.when.day if entry.when else ""
        return ImageRow(entry.reference, day, self.named(entry), **said)

    def listed(self) -> list[ImageRow]:
        """Which entries of the chart have images, newest first."""
        return [self.row(entry) for entry in with_images(self.chart)]

    def refused(self, reference: str, why: str) -> Found[ImageRow]:
        """No row, and why."""
        return Found((), self.query, (SetAside("image", None, why, reference),), total=0)

    async def answered(
        self,
        reference: str,
        ask: Callable[[Any], Awaitable[Said]],
        told: Callable[[Entry, Any], list[ImageRow]],
    ) -> Found[ImageRow]:
        """The rows of what a model says of an entry, or why it says nothing.

        Args:
            reference: The entry that is cited.
            ask: Is given `chartside.tools.imaging.looking`, once imaging is known to be on.
            told: The rows of one finding.
        """
        entry = self.chart.get(reference)
        if entry is None:
            raise ToolError("the chart has no such image: without one, this tool lists them")
        if not settings().imaging:
            return self.refused(entry.reference, OFF)
        try:
            found = await ask(import_module("chartside.tools.imaging.looking"))
        except _REFUSED as why:
            return self.refused(entry.reference, str(why))
        rows = [row for one in found for row in told(entry, one)]
        return Found(tuple(rows), self.query, total=len(rows))

    def plain(self, entry: Entry, found: Any, said: str) -> ImageRow:
        """A finding that is compared with no report."""
        return self.row(entry, said=said, **about(found))

    def beside_reports(self, entry: Entry, found: Any, name: str, answer: str) -> ImageRow:
        """A finding beside the reports of the same images."""
        if answer not in _ANSWERS:
            return self.plain(entry, found, f"{name}: {answer}")
        seen = _ANSWERS[answer]
        how = compared(name, seen=seen, reports=reports_of(self.chart, entry))
        agreed = how.agreement is Agreement.AGREES
        return self.row(
            entry,
            said=f"{name}: {answer}",
            report=how.agreement.value,
            reports=tuple(one for one in how.references if one != entry.reference),
            sentence=written(name, where(found), seen=seen) if agreed else "",
            **about(found),
        )


def where(found: Any) -> str:
    """Instance and frame of a finding, as a sentence names them."""
    frames = found.frames
    first, last = frames[0], frames[-1]
    if len(frames) > 1:
        series = f"series {first.series}, " if first.series else ""
        return f"{series}frames {first.index} to {last.index}"
    return f"{f'instance {first.uid}, ' if first.uid else ''}frame {first.frame}"


def about(found: Any) -> dict[str, str]:
    """Where, by which model, how well such a model did, and what a reader should know."""
    figures = [f"{one.metric} {one.value} on {one.dataset}" for one in found.published]
    revision = f"@{found.revision}" if found.revision else ""
    return {
        "where": where(found),
        "model": f"{found.model}{revision}",
        "accuracy": "; ".join(figures) or "no published accuracy",
        "notices": "; ".join(found.notices),
    }
