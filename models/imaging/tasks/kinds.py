"""What images are, as far as it decides how a model is asked and which figures speak for it."""

from enum import StrEnum
from typing import Final

from chartside.models.imaging.instance import Rule
from chartside.models.imaging.stacks import Stack


class ImageKind(StrEnum):
    """A kind of image."""

    RADIOGRAPH = "radiograph"
    CT = "ct"
    MR = "mr"
    SLIDE = "slide"
    PICTURE = "picture"
    OTHER = "other"

    @property
    def words(self) -> str:
        """For a reader: `CT volumes`."""
        return _WORDS[self]

    @property
    def is_volume(self) -> bool:
        """Whether its frames are slices of one body, which a model sees together."""
        return self in {ImageKind.CT, ImageKind.MR}

    @property
    def noun(self) -> str:
        """What one is called to a model: `X-ray`."""
        return "X-ray" if self is ImageKind.RADIOGRAPH else "image"


_WORDS: Final = {
    ImageKind.RADIOGRAPH: "radiographs",
    ImageKind.CT: "CT volumes",
    ImageKind.MR: "MRI volumes",
    ImageKind.SLIDE: "whole slides",
    ImageKind.PICTURE: "pictures",
    ImageKind.OTHER: "images of this modality",
}
_BY_MODALITY: Final = {
    "CR": ImageKind.RADIOGRAPH,
    "DX": ImageKind.RADIOGRAPH,
    "CT": ImageKind.CT,
    "MR": ImageKind.MR,
    "SM": ImageKind.SLIDE,
    "XC": ImageKind.PICTURE,
    "OP": ImageKind.PICTURE,
    "DMS": ImageKind.PICTURE,
}


def kind_of(stack: Stack) -> ImageKind:
    """What the images of a stack are; a picture of a screen is none of a CT."""
    modality = stack.first.modality
    if modality is None:
        return ImageKind.PICTURE
    kind = _BY_MODALITY.get(modality, ImageKind.OTHER)
    if kind.is_volume and stack.rule is Rule.AS_IS:
        return ImageKind.OTHER
    return kind
