"""Reports of a command line, read and judged one after the other: one that fails stops no other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chartside.cli.progress import counting
from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.lab_reports.opening import Opened, attached_to, open_file
from chartside.fhir.text.found import Unread
from chartside.tools.labs.files import FileRead, How
from chartside.tools.labs.judged import JudgedFile
from chartside.tools.labs.judging import Coder, judge_file
from chartside.tools.labs.reading import FileReader, Reading
from chartside.tools.labs.watch import Progress


@dataclass(frozen=True, slots=True)
class Given:
    """What a person named: a file by its path, or a document of the chart by its reference."""

    name: str
    opened: tuple[Opened, ...] | Unread


def given_files(paths: Sequence[Path]) -> Iterator[Given]:
    """Each file, opened when its turn comes."""
    for path in paths:
        yield Given(str(path), open_file(path))


def given_document(chart: Chart, reference: str) -> Given:
    """The PDFs and pictures that are attached to a document or a report of the chart.

    Raises:
        UsageError: The chart has no such resource.
    """
    entry = chart.get(reference)
    body = chart.raw(reference)
    if entry is None or body is None:
        raise UsageError(
            "the chart has no such document: chartside chart --kind document lists them"
        )
    return Given(entry.reference, attached_to(body, chart.raw))


@dataclass(frozen=True, slots=True)
class By:
    """How files are read, by whom, and what knows the codes of results."""

    how: How
    reader: FileReader
    coder: Coder


async def read_all(given: Sequence[Given], by: By, chart: Chart | None) -> list[JudgedFile]:
    """Everything that was named, read; with a chart, only what is about its patient is kept."""
    with counting("Reading") as progress:
        parts = [part for one in given for part in _parts(one)]
        files = []
        for number, (name, opened) in enumerate(parts):
            reading = await _read(opened, by, progress)
            files.append(judge_file(name, reading, chart, by.coder))
            progress(number + 1, len(parts))
    return files


def _parts(given: Given) -> list[tuple[str, Opened | Unread]]:
    if isinstance(given.opened, Unread):
        return [(given.name, given.opened)]
    return [(given.name, opened) for opened in given.opened]


async def _read(opened: Opened | Unread, by: By, progress: Progress) -> Reading:
    if isinstance(opened, Unread):
        return Reading(FileRead(reason=opened.reason, failed=True))
    return await by.reader(opened, replace(by.how, progress=progress))
