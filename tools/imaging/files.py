"""The files of images that the open chart points to or holds, written into a folder of the caller.

A study comes from the archive that a site names; a record cannot name another. Pictures inside a
Media, a document or a report come from the chart itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chartside.errors import DicomWebError, NothingToSay, PolicyError, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.dicomweb.address import archive_address
from chartside.fhir.dicomweb.client import DicomWeb
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.imaging.pictures import declares_pictures, pictures_of
from chartside.fhir.imaging.studies import Study, study_of
from chartside.fhir.references import local

Progress = Callable[[int, int], None]
_KINDS: Final = (Kind.IMAGING, Kind.DOCUMENT, Kind.REPORT, Kind.OTHER)
_NO_ARCHIVE: Final = (
    "its images are on an archive and none is named: --dicomweb URL, or CHARTSIDE_DICOMWEB"
)
_ELSEWHERE: Final = (
    "the chart says that the images are on another archive than the one that is named"
)
_UNSEARCHED: Final = frozenset({"refused", "unknown", "not-dicomweb", "too-large"})
_IN_ERROR: Final = "the chart says that it was entered in error or not done"


@dataclass(frozen=True, slots=True)
class Files:
    """Files of images; each that is DICOM has to be of `study` and `series`, where they are given.

    `reference` is what to cite: the `Type/id` in the chart, empty for files of no chart.
    """

    paths: tuple[Path, ...]
    reference: str = ""
    study: str = ""
    series: str = ""
    notices: tuple[str, ...] = ()


def with_images(chart: Chart) -> tuple[Entry, ...]:
    """Entries of the chart that have images here or on an archive, newest first."""
    return tuple(e for e in reversed(chart.of(*_KINDS)) if e.live and _has_images(chart, e))


async def gather(
    chart: Chart,
    reference: str,
    folder: Path,
    archive: DicomWeb | None = None,
    progress: Progress | None = None,
) -> Files:
    """The files of one entry of the chart.

    Args:
        chart: The open chart.
        reference: `ImagingStudy/7`, `Media/7`, `DocumentReference/7` or `DiagnosticReport/7`.
        folder: Where files are written; it exists, and whoever made it takes it away.
        archive: The archive of this site, open; None where none is named.
        progress: Is told how many bytes came from the archive, and how many were announced.

    Raises:
        UsageError: The chart has no such entry, or a study and no archive is named.
        PolicyError: The study is on an archive that is not the one that is named.
        NothingToSay: The entry has no image.
        DicomWebError: The archive gave no usable answer.
    """
    entry, body = chart.get(reference), chart.raw(reference)
    if entry is None or body is None:
        raise UsageError(f"the chart has no {local(reference) or 'such entry'}")
    study = study_of(body, chart.raw)
    if study is not None:
        found = await from_archive(_allowed(study, archive), study.uid, "", folder, progress)
        held, notices = found.paths, found.notices
    else:
        held, notices = _from_chart(chart, entry, folder)
    notices += () if entry.live else (_IN_ERROR,)
    return Files(held, entry.reference, study.uid if study else "", "", notices)


async def from_archive(
    archive: DicomWeb,
    study: str,
    series: str,
    folder: Path,
    progress: Progress | None = None,
) -> Files:
    """The files of a study, or of one of its series, on an archive.

    Where the archive itself counts more images than it sent, a notice says so.

    Raises:
        UsageError: One is no UID.
        DicomWebError: The archive gave no usable answer.
    """
    counted = await _counted(archive, study, series)
    paths = await archive.retrieve(folder, study, series, progress=progress)
    said = f"the archive counts {counted} images there and sent {len(paths)}"
    return Files(paths, "", study, series, (said,) if counted > len(paths) else ())


async def _counted(archive: DicomWeb, study: str, series: str) -> int:
    """Images as the archive counts them; 0 where it does not: not every one can be searched."""
    try:
        listed = (await archive.series(study)).items
    except DicomWebError as why:
        if why.reason not in _UNSEARCHED:
            raise
        return 0
    return sum(one.images or 0 for one in listed if series in {"", one.uid})


def _from_chart(
    chart: Chart, entry: Entry, folder: Path
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    body = chart.raw(entry.reference) or {}
    pictures = pictures_of(body, chart.raw)
    notices = tuple(f"attachment {place + 1}: {why}" for place, why in pictures.set_aside)
    if not pictures.found:
        raise NothingToSay(f"{entry.reference} has no image here{_because(notices)}")
    paths = []
    for one in pictures.found:
        path = folder / f"{one.place + 1:05d}"
        path.write_bytes(one.octets)
        paths.append(path)
    return tuple(paths), notices


def _because(notices: tuple[str, ...]) -> str:
    return f": {'; '.join(notices[:3])}" if notices else ""


def _allowed(study: Study, archive: DicomWeb | None) -> DicomWeb:
    """The archive that is named, unless the chart says that the study is on others only."""
    if archive is None:
        raise UsageError(_NO_ARCHIVE)
    if study.archives and archive.base not in {_address(text) for text in study.archives}:
        raise PolicyError(_ELSEWHERE)
    return archive


def _address(text: str) -> str:
    try:
        return archive_address(text, plain_http=True)  # compared only: nothing is asked there
    except UsageError:
        return ""


def _has_images(chart: Chart, entry: Entry) -> bool:
    body = chart.raw(entry.reference)
    return body is not None and (study_of(body, chart.raw) is not None or declares_pictures(body))
