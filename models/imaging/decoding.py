"""Frames of a DICOM file, decoded one at a time from where they stand in it."""

from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import get_decoder

from chartside.errors import UnreadableImage
from chartside.models.imaging.codestream import hold_codestream
from chartside.models.imaging.elements import hushed
from chartside.models.imaging.header import Coding
from chartside.models.imaging.modality_lut import Modality
from chartside.models.imaging.opening import Reopened
from chartside.models.imaging.palette import Palette

_BYTE: Final = 8
_BRIGHTEST: Final = 255


class DicomPixels:
    """The pixels of one DICOM file.

    Args:
        path: The file; nothing of it is kept in memory.
        coding: How its pixels are written.
        modality: What stored values mean, for each frame or for all.
        palette: The colours that stored numbers stand for, where they do.
    """

    def __init__(
        self,
        path: Path,
        coding: Coding,
        modality: tuple[Modality, ...],
        palette: Palette | None = None,
    ) -> None:
        self._file = Reopened(path, coding.frames)
        self._coding = coding
        self._modality = modality
        self._palette = palette

    def stored(self, frame: int) -> Any:
        """A frame from 0, as `Pixels.stored` has it.

        Raises:
            UnreadableImage: It cannot be decoded.
        """
        with self._file.open() as file:
            found = _decoded(file.stream, self._coding, frame)
        if self._palette is not None:
            return self._palette(found)
        return found if found.ndim == 2 else _levels(found, self._coding.stored)  # noqa: PLR2004 - rows and columns

    def values(self, stored: Any, frame: int) -> Any:
        """Stored values as what they measure."""
        several = self._modality
        return several[frame if frame < len(several) else 0](stored)


def _levels(color: Any, bits: int) -> Any:
    """Three channels of 8 bits; deeper ones scaled by what their bits can hold."""
    color = color[..., :3]
    if bits == _BYTE and color.dtype == np.uint8:
        return color
    return np.rint(color * (_BRIGHTEST / (2**bits - 1))).clip(0, _BRIGHTEST).astype(np.uint8)


def _decoded(file: BinaryIO, coding: Coding, frame: int) -> Any:
    with hushed():
        try:
            decoder = get_decoder(coding.transfer_syntax)
        except NotImplementedError:
            raise UnreadableImage("a transfer syntax that nothing here decodes") from None
        if not decoder.is_available:
            raise UnreadableImage("a transfer syntax that nothing here decodes")
        if coding.is_encapsulated:
            _hold_frame(file, coding, frame)
        file.seek(coding.start)
        try:
            frames = decoder.iter_array(file, indices=[frame], **_options(coding))
            found, _ = next(frames)
        except (Exception, RecursionError):  # noqa: BLE001 - each plug-in raises its own kinds
            raise UnreadableImage(
                "pixels that are damaged, cut off, or cannot be decoded"
            ) from None
    if found.shape[:2] != (coding.rows, coding.columns):
        raise UnreadableImage("a compressed frame is of another size than its header says")
    return found


def _hold_frame(file: BinaryIO, coding: Coding, frame: int) -> None:
    file.seek(coding.start)
    try:
        packed = get_frame(
            file, frame, number_of_frames=coding.frames, extended_offsets=coding.offsets
        )
    except Exception:  # noqa: BLE001 - pydicom raises many kinds over damaged fragments
        raise UnreadableImage("compressed pixels whose frames cannot be found") from None
    hold_codestream(packed, coding.rows, coding.columns)


def _options(coding: Coding) -> dict[str, Any]:
    """What pydicom's decoders are told, in their words."""
    said: dict[str, Any] = {
        "rows": coding.rows,
        "columns": coding.columns,
        "number_of_frames": coding.frames,
        "samples_per_pixel": coding.samples,
        "bits_allocated": coding.allocated,
        "bits_stored": coding.stored,
        "pixel_representation": int(coding.signed),
        "photometric_interpretation": coding.photometric,
        "pixel_keyword": coding.keyword,
        "pixel_vr": coding.vr,
        # bits above those stored may hold an overlay (PS3.5 section 8.1.1)
        "correct_unused_bits": coding.allocated in {16, 32} and not coding.is_encapsulated,
    }
    if coding.samples > 1:
        said["planar_configuration"] = coding.planar
    if coding.offsets is not None:
        said["extended_offsets"] = coding.offsets
    return said
