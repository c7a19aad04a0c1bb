"""Findings of a model beside the radiologist's report, where the images are of an open chart."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any, Final

from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.grounding.image_findings import reports_of, written
from chartside.tools.imaging.agreement import Agreement, compared, told_by
from chartside.tools.imaging.answering import where

_ANSWERS: Final = {"yes": True, "no": False}
_VOLUMES: Final = "chartside.models.imaging.tasks.volumes"


@dataclass(frozen=True, slots=True)
class Beside:
    """One finding and what the reports say of it; `sentence` where a draft may say it."""

    finding: str
    answer: str
    report: str
    citations: tuple[str, ...]
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """All of it."""
        return asdict(self) | {"citations": [{"reference": one} for one in self.citations]}


def beside(chart: Chart | None, reference: str, found: Any) -> tuple[Beside, ...]:
    """Each finding that a model told of an entry, with the reports on it in the chart."""
    entry = chart.get(reference) if chart and reference else None
    if chart is None or entry is None:
        return ()
    reports = reports_of(chart, entry)
    rows = []
    for name, seen in _named(found):
        how = compared(name, seen=seen, reports=reports)
        agreed = how.agreement is Agreement.AGREES
        rows.append(
            Beside(
                finding=name,
                answer="yes" if seen else "no",
                report=how.agreement.value,
                citations=tuple(dict.fromkeys((entry.reference, *how.references))),
                sentence=written(name, where(found), seen=seen) if agreed else "",
            )
        )
    return tuple(rows)


def _named(found: Any) -> Iterator[tuple[str, bool]]:
    """What was asked for and answered, or what a description tells plainly."""
    if found.task.value == "describe":
        yield from told_by(found.words)
    elif found.task.value == "answer" and found.answer in _ANSWERS:
        try:
            yield import_module(_VOLUMES).condition(found.question), _ANSWERS[found.answer]
        except UsageError:  # a question about more than one thing, or about none
            return
