"""Reports of a command line, read and judged one after the other: one that fails stops no other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chartside.cli.progress import counting
from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.lab_reports.opening import Opened, attached_to, open_file
from chartside.fhir.text.found import Unread
from chartside.tools.labs.files import FileRead, How, read_opened
from chartside.tools.labs.judged import JudgedFile
from chartside.tools.labs.judging import Coder, judge_file


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


def read_all(
    given: Sequence[Given], how: How, chart: Chart | None, coder: Coder
) -> list[JudgedFile]:
    """Everything that was named, read; with a chart, only what is about its patient is kept."""
    with counting("Reading") as progress:
        parts = [part for one in given for part in _parts(one)]
        files = []
        for number, (name, opened) in enumerate(parts):
            read = _read(opened, replace(how, progress=progress))
            files.append(judge_file(name, read, chart, coder))
            progress(number + 1, len(parts))
    return files


def _parts(given: Given) -> list[tuple[str, Opened | Unread]]:
    if isinstance(given.opened, Unread):
        return [(given.name, given.opened)]
    return [(given.name, opened) for opened in given.opened]


def _read(opened: Opened | Unread, how: How) -> FileRead:
    if isinstance(opened, Unread):
        return FileRead(reason=opened.reason, failed=True)
    return read_opened(opened, how)
