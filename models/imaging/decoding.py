"""Frames of a DICOM file, decoded one at a time from where they stand in it."""

import time
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import Decoder, get_decoder

from chartside.errors import UnreadableImage
from chartside.models.imaging.codestream import hold_codestream
from chartside.models.imaging.decoder_process import DECODERS
from chartside.models.imaging.elements import hushed
from chartside.models.imaging.header import Coding
from chartside.models.imaging.modality_lut import Modality
from chartside.models.imaging.opening import Reopened
from chartside.models.imaging.palette import Palette

_UNKNOWN: Final = "a transfer syntax that nothing here decodes"
_MOST_FAILURES: Final = 8
"""Frames of a file that are tried in vain before the rest of it is given up."""
_MOST_SECONDS: Final = 10.0
"""Seconds that are spent so: a damaged frame may keep a decoder busy until it is stopped."""
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
        self._failures = 0
        self._in_vain = 0.0

    def stored(self, frame: int) -> Any:
        """A frame from 0, as `Pixels.stored` has it.

        Raises:
            UnreadableImage: It cannot be decoded.
        """
        if self._failures >= _MOST_FAILURES or self._in_vain >= _MOST_SECONDS:
            raise UnreadableImage("a file of which too many frames are damaged")
        started = time.monotonic()
        with self._file.open() as file:
            try:
                found = _decoded(file.stream, self._coding, frame)
            except UnreadableImage:
                self._failures += 1
                self._in_vain += time.monotonic() - started
                raise
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
            raise UnreadableImage(_UNKNOWN) from None
        if not decoder.is_available:
            raise UnreadableImage(_UNKNOWN)
        if coding.is_encapsulated:
            packed = _packed(file, coding, frame)
            options = _options(coding) | {"number_of_frames": 1}
            found = DECODERS.decoded(coding.transfer_syntax, options, packed)
        else:
            found = _plain(decoder, file, coding, frame)
    if found.shape[:2] != (coding.rows, coding.columns):
        raise UnreadableImage("a compressed frame is of another size than its header says")
    return found


def _plain(decoder: Decoder, file: BinaryIO, coding: Coding, frame: int) -> Any:
    """A frame that is not compressed."""
    file.seek(coding.start)
    try:
        found, _ = next(decoder.iter_array(file, indices=[frame], **_options(coding)))
    except Exception:  # noqa: BLE001 - pydicom raises many kinds over pixels that are cut off
        raise UnreadableImage("pixels that are damaged, cut off, or cannot be decoded") from None
    return found


def _packed(file: BinaryIO, coding: Coding, frame: int) -> bytes:
    """The compressed bytes of a frame that is as large as its header says."""
    file.seek(coding.start)
    try:
        packed = get_frame(
            file, frame, number_of_frames=coding.frames, extended_offsets=coding.offsets
        )
    except Exception:  # noqa: BLE001 - pydicom raises many kinds over damaged fragments
        raise UnreadableImage("compressed pixels whose frames cannot be found") from None
    hold_codestream(packed, coding.rows, coding.columns)
    return packed


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
        "correct_unused_bits": coding.is_low
        and coding.allocated in {16, 32}
        and not coding.is_encapsulated,
    }
    if coding.samples > 1:
        said["planar_configuration"] = coding.planar
    return said
