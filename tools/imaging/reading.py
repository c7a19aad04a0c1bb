"""Images of gathered files, let in only where they are what was asked for, and of this patient."""

from collections.abc import Callable, Sequence
from pathlib import Path

from chartside.errors import DicomWebError
from chartside.fhir.chart import Chart
from chartside.models.imaging.instance import Instance
from chartside.models.imaging.reading import Reading, read_images
from chartside.tools.imaging.files import Files
from chartside.tools.imaging.whose import held_to_chart


def read_held(
    files: Files,
    chart: Chart | None = None,
    read: Callable[[Sequence[Path]], Reading] = read_images,
) -> tuple[Reading, tuple[str, ...]]:
    """The images of these files, and what a reader should know of where they came from.

    Args:
        files: Those of the chart, of an archive, or a person's own.
        chart: Whose they have to be; None compares with nobody.
        read: How they are read.

    Raises:
        UnreadableImage: Nothing among them is an image.
        DicomWebError: `not-asked-for`, where an archive sent another study or series.
        PolicyError: An image names another patient than the chart's.
    """
    reading = read(files.paths)
    if not all(_as_asked(one, files) for one in reading.instances):
        raise DicomWebError("not-asked-for")
    whose = held_to_chart(reading.instances, chart) if chart is not None else ()
    return reading, (*files.notices, *whose)


def _as_asked(instance: Instance, files: Files) -> bool:
    """Whether a file is of the study and the series that an archive was asked for."""
    study, series = files.study or instance.study, files.series or instance.series
    return (instance.study, instance.series) == (study, series)
