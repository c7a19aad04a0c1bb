"""Where the images of a command come from: files, an archive, or an entry of a chart."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from chartside.cli.options import patient_reference
from chartside.cli.progress import bytes_read
from chartside.cli.source import opened
from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.settings import dicomweb_plain_http, dicomweb_token, settings

Read = Callable[[Sequence[Path]], Any]
_FILES: Final = "chartside.tools.imaging.files"  # numpy and pydicom: help needs neither
_LISTED: Final = 8
_NOTHING: Final = "name images: files or folders, or --study of an archive or of a record"


@dataclass(frozen=True, slots=True)
class Place:
    """What a person named; a `study` is a DICOM UID, or `Type/id` of an entry of the chart."""

    files: tuple[Path, ...] = ()
    source: str | None = None
    patient: str | None = None
    study: str = ""
    series: str = ""
    dicomweb: str | None = None

    @property
    def reference(self) -> str:
        """The study as an entry of the chart; empty where it is a UID or none is named."""
        return self.study if "/" in self.study else ""

    def require_whole(self) -> None:
        """Refuse what does not go together, before anything is opened.

        Raises:
            UsageError: What is missing, or too much.
        """
        if self.files and self.study:
            raise UsageError("--study is for images that are not among the files: name either")
        if not (self.files or self.study or self.source):
            raise UsageError(_NOTHING)
        if not self.source and (self.patient or self.reference):
            raise UsageError("an entry of a chart needs the record: --source SOURCE")
        if self.series and (self.reference or not self.study):
            raise UsageError("--series needs the UID of its study: --study UID")


class Given:
    """The files, and the chart that they are compared with; None where no record is named."""

    def __init__(self, files: Any, chart: Chart | None) -> None:
        self._files = files
        self._chart = chart

    @property
    def cited(self) -> tuple[Chart | None, str]:
        """The chart, and the entry in it that the images are of; empty where none is named."""
        return self._chart, self._files.reference

    def read(self, read: Read) -> tuple[Any, tuple[str, ...]]:
        """The images, and what a reader should know of where they came from.

        Raises:
            UnreadableImage: Nothing among them is an image.
            DicomWebError: An archive sent another study.
            PolicyError: An image names another patient than the chart's.
        """
        reading: Any = import_module("chartside.tools.imaging.reading")
        held: tuple[Any, tuple[str, ...]] = reading.read_held(self._files, self._chart, read)
        return held


@contextmanager
def images_of(place: Place) -> Iterator[Given]:
    """The files of a place, for as long as they are needed: what came from elsewhere goes again.

    Raises:
        UsageError: The place is not whole, or names what is not there.
        PolicyError: A study is on an archive that was not named.
        SourceError: The record or the archive gave no usable answer.
    """
    place.require_whole()
    files: Any = import_module(_FILES)
    chart = _chart(place) if place.source else None
    if place.files:
        yield Given(files.Files(place.files), chart)
        return
    if not place.study:
        raise UsageError(_named_in(chart, files))
    with TemporaryDirectory(prefix="chartside-images-") as folder:
        yield Given(asyncio.run(_gathered(place, chart, files, Path(folder))), chart)


def _chart(place: Place) -> Chart:
    with opened(place.source or "") as record:
        return record.open_chart(patient_reference(place.patient))


def _named_in(chart: Chart | None, files: Any) -> str:
    """What there is to choose from in the chart: ids, which are no chart data."""
    held = [entry.reference for entry in files.with_images(chart)] if chart else []
    if not held:
        return "the chart has no entry with images: name files"
    more = f", and {len(held) - _LISTED} more" if len(held) > _LISTED else ""
    return f"name an entry of the chart with --study: {', '.join(held[:_LISTED])}{more}"


async def _gathered(place: Place, chart: Chart | None, files: Any, folder: Path) -> Any:
    named = place.dicomweb or settings().dicomweb
    with bytes_read("Fetching") as advance:

        def progress(came: int, announced: int) -> None:
            advance(came, announced or came)

        if not named:
            return await _without_archive(place, chart, files, folder)
        client: Any = import_module("chartside.fhir.dicomweb.client")
        key = dicomweb_token()
        auth = import_module("chartside.fhir.network.token").Token(key) if key else None
        async with client.DicomWeb(named, auth, plain_http=dicomweb_plain_http()) as archive:
            if chart is not None and place.reference:
                return await files.gather(chart, place.reference, folder, archive, progress)
            return await files.from_archive(archive, place.study, place.series, folder, progress)


async def _without_archive(place: Place, chart: Chart | None, files: Any, folder: Path) -> Any:
    if chart is None or not place.reference:
        raise UsageError("name the archive of the study: --dicomweb URL, or CHARTSIDE_DICOMWEB")
    return await files.gather(chart, place.reference, folder)
