"""A DICOM file as an image that can be prepared."""

from pathlib import Path
from typing import Final

from pydicom.dataset import Dataset

from chartside.errors import UnreadableImage
from chartside.models.imaging.decoding import DicomPixels
from chartside.models.imaging.elements import hushed, number, text, whole
from chartside.models.imaging.groups import places, rescales, spacing
from chartside.models.imaging.header import Coding, read_header
from chartside.models.imaging.instance import Instance, Person, Rule
from chartside.models.imaging.meta import Meta
from chartside.models.imaging.modality import (
    NO_PICTURES,
    SECONDARY_CAPTURE,
    modality_of,
    rule_of,
)
from chartside.models.imaging.modality_lut import Modality, modality_of_values
from chartside.models.imaging.notices import notices
from chartside.models.imaging.opening import Opened
from chartside.models.imaging.palette import Palette, palette_of
from chartside.models.imaging.tiling import tiling_of
from chartside.models.imaging.voi import voi_of

_BESIDE_THE_SLIDE: Final = frozenset({"LABEL", "OVERVIEW", "THUMBNAIL", "LOCALIZER"})
"""A label names the patient."""
_UNLIKELY_GREY: Final = 8


def read_dicom(opened: Opened, path: Path, source: str) -> Instance:
    """The image of an opened DICOM file.

    Raises:
        UnreadableImage: It is damaged, too large, or holds no picture.
    """
    meta = opened.meta or Meta(None, 0)
    with hushed():
        dataset, coding = read_header(opened.stream, meta)
        modality = modality_of(text(dataset, "Modality"), text(dataset, "SOPClassUID"))
        if modality in NO_PICTURES:
            raise UnreadableImage(f"{NO_PICTURES[modality]}: no picture that a model is shown")
        if coding is None:
            raise UnreadableImage("a DICOM file without pixels")
        return _instance(dataset, coding, modality, meta, (path, source))


def _instance(
    dataset: Dataset,
    coding: Coding,
    modality: str | None,
    meta: Meta,
    where: tuple[Path, str],
) -> Instance:
    path, source = where
    meaning, palette = _meaning(dataset, coding)
    tiling = tiling_of(dataset, coding.frames, (coding.rows, coding.columns))
    color = coding.samples > 1 or palette is not None
    kind = text(dataset, "ImageType").upper().split("\\")
    if modality == "SM" and _BESIDE_THE_SLIDE & set(kind):
        raise UnreadableImage("a picture of a slide's label or of all of it, not of its tissue")
    return Instance(
        source=source,
        pixels=DicomPixels(path, coding, meaning, palette),
        rows=coding.rows,
        columns=coding.columns,
        rule=_rule(dataset, coding, modality, meaning, color=color),
        frames=coding.frames,
        modality=modality,
        uid=text(dataset, "SOPInstanceUID") or None,
        study=text(dataset, "StudyInstanceUID") or None,
        series=text(dataset, "SeriesInstanceUID") or None,
        series_number=whole(dataset, "SeriesNumber"),
        number=whole(dataset, "InstanceNumber"),
        taken=_taken(dataset),
        is_localiser="LOCALIZER" in kind,
        is_derived=kind[0] == "DERIVED",
        is_inverse=coding.photometric == "MONOCHROME1",
        is_color=color,
        places=() if tiling else places(dataset, coding.frames),
        orientation=text(dataset, "PatientOrientation").upper(),
        spacing=spacing(dataset),
        tiling=tiling,
        voi=voi_of(dataset, signed=coding.signed, little=bool(dataset.original_encoding[1])),
        gantry_tilt=number(dataset, "GantryDetectorTilt"),
        notices=notices(dataset, modality, meta, meaning),
        person=_person(dataset),
    )


def _meaning(dataset: Dataset, coding: Coding) -> tuple[tuple[Modality, ...], Palette | None]:
    little = bool(dataset.original_encoding[1])
    palette = None
    if coding.photometric == "PALETTE COLOR":
        palette = palette_of(dataset, signed=coding.signed, little=little)
    each: tuple[Modality, ...] = rescales(dataset, coding.frames)
    if not each or "ModalityLUTSequence" in dataset:
        each = (modality_of_values(dataset, signed=coding.signed, little=little),)
    return each, palette


def _rule(
    dataset: Dataset,
    coding: Coding,
    modality: str | None,
    meaning: tuple[Modality, ...],
    *,
    color: bool,
) -> Rule:
    measured = coding.signed or not all(one.is_identity for one in meaning)
    if _is_a_screenshot(dataset, coding) and not measured:
        modality = "SC"
    return rule_of(modality, color=color, bits=coding.stored, measured=measured)


def _is_a_screenshot(dataset: Dataset, coding: Coding) -> bool:
    """Whether a picture of a screen was filed under the modality that was on the screen."""
    shot = text(dataset, "SOPClassUID").startswith(SECONDARY_CAPTURE)
    return shot and coding.stored <= _UNLIKELY_GREY and "ImagePositionPatient" not in dataset


def _taken(dataset: Dataset) -> str:
    date, time = text(dataset, "StudyDate"), text(dataset, "StudyTime")
    return f"{date}{time}" if date.isdigit() and len(date) == len("YYYYMMDD") else ""


def _person(dataset: Dataset) -> Person:
    return Person(
        identifier=text(dataset, "PatientID"),
        issuer=text(dataset, "IssuerOfPatientID"),
        name=text(dataset, "PatientName"),
        birth_date=text(dataset, "PatientBirthDate"),
        sex=text(dataset, "PatientSex"),
    )
