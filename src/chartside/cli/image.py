"""Show what a model would see of images, or ask one what it sees."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from chartside.cli.image_source import Place, images_of
from chartside.cli.image_tasks import (
    AskedOfImages,
    draw,
    findings_of,
    hold_task,
    require_page,
    tell,
)
from chartside.cli.options import Json, Patient, new_app
from chartside.cli.output import counted, emit, notice, table
from chartside.cli.progress import counting
from chartside.errors import UsageError

app = new_app()

_LISTED = 3
"""Files that were set aside for one reason and are named; the others are counted."""


class Task(StrEnum):
    """What is done with images."""

    prepare = "prepare"
    describe = "describe"
    answer = "answer"
    compare = "compare"
    locate = "locate"
    classify = "classify"


class Modality(StrEnum):
    """What measured values may be taken for."""

    CT = "CT"
    MR = "MR"


@app.command()
def image(  # noqa: PLR0913 - each is an option of the command
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE...|DIR",
            help="DICOM, a folder or DICOMDIR; NIfTI; PNG, JPEG, TIFF; whole slides; gzip or not.",
        ),
    ] = None,
    *,
    dicomweb: Annotated[
        str | None,
        typer.Option(
            "--dicomweb", metavar="URL", help="The archive to fetch from: its DICOMweb service."
        ),
    ] = None,
    study: Annotated[
        str,
        typer.Option(
            metavar="UID|REF",
            help="A study of the archive, or `ImagingStudy/7`, `Media/7`, … of the chart.",
        ),
    ] = "",
    series: Annotated[
        str, typer.Option(metavar="UID", help="One series of that study; without it all of them.")
    ] = "",
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="SOURCE",
            help="The record of the patient whom the images are of; others are refused.",
        ),
    ] = None,
    patient: Patient = None,
    task: Annotated[
        Task, typer.Option("--task", help="What to do; all but `prepare` must be switched on.")
    ] = Task.prepare,
    box: Annotated[
        str | None,
        typer.Option(
            "--box",
            metavar="Y0,X0,Y1,X1",
            help="A box as a model writes it, 0 to 1000 of the padded square, shown in pixels.",
        ),
    ] = None,
    modality: Annotated[
        Modality | None,
        typer.Option(help="What files are that do not say it: NIfTI, pictures of over 8 bits."),
    ] = None,
    magnification: Annotated[
        float, typer.Option(metavar="N", help="Of whole slides: 5, 10 or 20 times.")
    ] = 10.0,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write frames, or pictures of findings, as PNG here."
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="OUT", help="Findings and their pictures on one page."),
    ] = None,
    question: Annotated[
        str,
        typer.Option(
            metavar="Q",
            help="`answer`: what is asked; a condition of a volume; of a slide, tissue.",
        ),
    ] = "",
    name: Annotated[
        str, typer.Option("--object", metavar="NAME", help="`locate`: what is looked for.")
    ] = "",
    labels: Annotated[
        str, typer.Option(metavar="A,B", help="Findings, each asked or ranked by itself.")
    ] = "",
    reasoner: Annotated[
        str,
        typer.Option(
            metavar="R", help="The model: URL#MODEL or local:FOLDER; for `classify` MedSigLIP."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Show what a model would see of images, or ask one what it sees.

    CT comes through three windows of Hounsfield units as red, green and blue, MR from the smallest
    to the largest value of its volume, radiographs from that of the frame, and pictures as they
    are. A volume of more than 85 slices is thinned at equal distances. For this no model is asked.

    Every other task asks a model, which is a medical-device function: `CHARTSIDE_IMAGING=on`
    switches it on. Each finding is labelled as AI, and shows the frames and boxes that it rests on,
    the model, and how well such a model did where that was measured. A volume is asked about one
    condition at a time; `compare` takes the earlier image and the current one.

    Images come from files, from an archive (`--dicomweb`, or the one that the settings name), or
    from an entry of a chart. With `--source` the header of each image is compared with the patient
    of the chart, and images of somebody else are refused.

    Exit status: 0 done, 2 usage, 3 the model gave no answer, or the entry has no image, 4 another
    task than `prepare` while imaging is off, or another patient, 5 no file holds an image that can
    be shown, or the record, the archive or the model failed.
    """
    asked = AskedOfImages(task.value, question, name, labels, reasoner)
    place = Place(tuple(files or ()), source, patient, study, series, dicomweb)
    if task is not Task.prepare:
        hold_task(asked)
        require_page(html, place.files)
    imaging: Any = import_module(
        "chartside.models.imaging"
    )  # numpy and pydicom: help needs neither
    wanted = None if box is None else imaging.Box(*_numbers(box))
    how = {
        "modality": modality.value if modality else None,
        "magnification": _times(magnification, imaging.MAGNIFICATIONS),
    }
    with images_of(place) as given:
        with counting("Reading") as progress:
            reading, notices = given.read(partial(imaging.read_images, progress=progress, **how))
        if task is not Task.prepare:
            _require_empty(out)
            seen, found = findings_of(asked, reading)
            draw(found, seen, page=html, out=out)
            _say(() if as_json else notices)
            tell(found, reading, notices, given.cited, as_json=as_json)
            return
        with counting("Preparing") as progress:
            shown = imaging.show(reading, box=wanted, keep=_kept(imaging, out), progress=progress)
    _say(() if as_json else notices)
    if as_json:
        emit(shown.to_json() | {"notices": [*notices, *shown.notices]})
    else:
        _tell(shown)


def _say(notices: Sequence[str]) -> None:
    for sentence in notices:
        notice(sentence)


def _times(asked: float, trained: tuple[float, ...]) -> float:
    if asked not in trained:
        raise UsageError("the magnification is 5, 10 or 20: models were trained on those")
    return asked


def _numbers(box: str) -> tuple[float, ...]:
    try:
        four = tuple(float(one) for one in box.split(","))
    except ValueError:
        four = ()
    if len(four) != 4:  # noqa: PLR2004 - two corners
        raise UsageError("a box is four numbers: Y0,X0,Y1,X1")
    return four


def _kept(imaging: Any, out: Path | None) -> Callable[[Any], None] | None:
    """What writes each frame; None where nothing is to be written."""
    if out is None:
        return None
    _require_empty(out)
    return lambda frame: imaging.save(out, frame)


def _require_empty(out: Path | None) -> None:
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        taken = any(out.iterdir())
    except OSError:
        raise UsageError("the folder for the frames cannot be made or read") from None
    if taken:
        raise UsageError("the folder for the frames is not empty: name another one")


def _tell(shown: Any) -> None:
    rows = [
        [
            str(number),
            one.stack.first.modality or "-",
            _size(one),
            str(len(one.stack.slices)),
            str(one.shown) if one.stack.apart is None else f"none: {one.stack.apart}",
            _window(one),
        ]
        for number, one in enumerate(shown.series, start=1)
    ]
    table(["series", "modality", "pixels", "images", "frames shown", "levels"], rows)
    for sentence in shown.notices:
        notice(sentence)
    for number, one in enumerate(shown.series, start=1):
        for sentence in one.notices:
            notice(f"series {number}: {sentence}")
    by_reason: dict[str, list[str]] = {}
    for aside in shown.set_aside:
        by_reason.setdefault(aside.reason, []).append(aside.source)
    for reason, sources in by_reason.items():
        more = f" and {len(sources) - _LISTED} more" if len(sources) > _LISTED else ""
        named = f"{', '.join(sources[:_LISTED])}{more}"
        notice(f"set aside, {counted(len(sources), 'file')}: {reason} ({named})")


def _size(one: Any) -> str:
    first = one.stack.first
    return f"{first.rows} x {first.columns}"


def _window(one: Any) -> str:
    """The values that become 0 and 255, for each channel where they differ."""
    if not one.ranges:
        return "as stored" if one.shown else ""
    spans = [f"{span.low:g} to {span.high:g}" for span in one.ranges]
    if len(spans) == 1:
        return spans[0]
    return ", ".join(f"{name} {span}" for name, span in zip("RGB", spans, strict=True)) + " HU"
