"""What a reader of a DICOM image should know of its file; no sentence holds what a tag holds."""

from typing import Final

from pydicom.dataset import Dataset

from chartside.models.imaging.elements import text
from chartside.models.imaging.meta import Meta
from chartside.models.imaging.modality_lut import Modality

_MAY_BE_WRITTEN_ON: Final = frozenset({"US", "SC", "OT", "XC", "ES"})
"""Modalities whose pictures often carry a name, when the header does not say that they do not."""


def notices(
    dataset: Dataset, modality: str | None, meta: Meta, meaning: tuple[Modality, ...]
) -> tuple[str, ...]:
    """Sentences on a file, none where all is as it should be."""
    said = (
        _burned_in(dataset, modality),
        _disguised(meta),
        _not_hounsfield(dataset, meaning) if modality == "CT" else "",
        _of_a_kind(dataset),
    )
    return tuple(one for one in said if one)


def _burned_in(dataset: Dataset, modality: str | None) -> str:
    burned = text(dataset, "BurnedInAnnotation").upper()
    if burned == "YES":
        return "text is burned into the picture: it may name the patient"
    if burned != "NO" and modality in _MAY_BE_WRITTEN_ON:
        return "the header does not say whether text is burned into the picture"
    return ""


def _disguised(meta: Meta) -> str:
    if not meta.disguise:
        return ""
    return f"its preamble makes the file also {meta.disguise}: do not run or open it as one"


def _not_hounsfield(dataset: Dataset, meaning: tuple[Modality, ...]) -> str:
    if text(dataset, "RescaleType").upper() not in {"", "HU"}:
        return "the header says that its values are no Hounsfield units: the windows are for those"
    if all(one.is_identity for one in meaning):
        return "no rescale to Hounsfield units: stored values are taken for them"
    return ""


def _of_a_kind(dataset: Dataset) -> str:
    if text(dataset, "PresentationIntentType").upper() == "FOR PROCESSING":
        return "raw data of the detector, not processed for reading"
    if "MOSAIC" in text(dataset, "ImageType").upper().split("\\"):
        return "a mosaic: many slices side by side in one picture"
    return ""
