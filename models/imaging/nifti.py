"""NIfTI: a volume in one file, shown in axial slices from the feet to the head.

The format names neither patient nor modality. Columns run to the patient's left and rows to the
back, as in axial DICOM, whatever way the voxels are stored; nothing is interpolated.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import nibabel
import numpy as np

from chartside.errors import UnreadableImage
from chartside.models.imaging.bounds import hold_size
from chartside.models.imaging.instance import Instance, Rule
from chartside.models.imaging.modality_lut import Rescale
from chartside.models.imaging.opening import Opened, Reopened

_LIBRARY: Final[Any] = nibabel  # the half of its functions that have types do not have all
_NIFTI_2: Final = 540
_THREE: Final = 3
_DEEPEST: Final = 8
"""Bytes of a number: longer ones are read by few and written by none of the scanners."""
_RIGHT, _FRONT, _HEAD = 0, 1, 2
"""The axes of the patient in the order in which nibabel has them: they ascend to these sides."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the voxels of the first volume are stored."""

    shape: tuple[int, int, int]
    dtype: Any
    offset: int
    rescale: Rescale
    axes: tuple[int, int, int]
    """The stored axis that runs left-right, back-front and feet-head."""
    ascends: tuple[bool, bool, bool]
    """Whether it ascends to the right, to the front, and to the head."""


class NiftiPixels:
    """The axial slices of a volume, mapped from the file and not read as a whole."""

    def __init__(self, path: Path, layout: _Layout) -> None:
        self._file = Reopened(path, layout.shape[layout.axes[_HEAD]])
        self._layout = layout

    def stored(self, frame: int) -> Any:
        """A slice, counted from the feet.

        Raises:
            UnreadableImage: The file is shorter than its header says.
        """
        made = self._layout
        with self._file.open() as file:
            try:
                volume = np.memmap(file.stream, made.dtype, "r", made.offset, made.shape, order="F")
            except (ValueError, OSError):
                raise UnreadableImage("a volume that is cut off") from None
            depth = made.shape[made.axes[_HEAD]]
            at = frame if made.ascends[_HEAD] else depth - 1 - frame
            plane = np.array(np.take(volume, at, axis=made.axes[_HEAD]))
        if made.axes[_FRONT] > made.axes[_RIGHT]:
            plane = plane.T
        rows = -1 if made.ascends[_FRONT] else 1
        columns = -1 if made.ascends[_RIGHT] else 1
        return plane[::rows, ::columns].astype(made.dtype.newbyteorder("="))

    def values(self, stored: Any, frame: int) -> Any:
        """Stored values, scaled as the header says."""
        del frame
        return self._layout.rescale(stored)


def read_nifti(file: Opened, path: Path, source: str) -> Instance:
    """The volume of an opened file; the first one where there are several.

    Raises:
        UnreadableImage: It is damaged or too large, or its voxels are no single numbers.
    """
    header = _header(file.stream)
    shape = tuple(int(n) for n in header.get_data_shape())
    layout = _layout(header, shape)
    rows, columns, depth = (layout.shape[layout.axes[n]] for n in (_FRONT, _RIGHT, _HEAD))
    sizes = [float(one) for one in header.get_zooms()[:_THREE]]
    spacing = (sizes[layout.axes[_FRONT]], sizes[layout.axes[_RIGHT]])
    volumes = int(np.prod(shape[_THREE:], dtype=np.int64)) if len(shape) > _THREE else 1
    return Instance(
        source=source,
        pixels=NiftiPixels(path, layout),
        rows=rows,
        columns=columns,
        rule=Rule.VOLUME,
        frames=depth,
        orientation="L\\P",
        spacing=spacing,
        notices=tuple(_notices(header, volumes)),
    )


def _header(stream: BinaryIO) -> Any:
    stream.seek(0)
    size = int.from_bytes(stream.read(4), "little")
    stream.seek(0)
    newer = _NIFTI_2 in {size, int.from_bytes(size.to_bytes(4, "big"), "little")}
    kind = _LIBRARY.Nifti2Header if newer else _LIBRARY.Nifti1Header
    try:
        return kind.from_fileobj(stream)
    except Exception:  # noqa: BLE001 - nibabel raises its own kinds and struct's over a bad header
        raise UnreadableImage("a damaged NIfTI header") from None


def _layout(header: Any, shape: tuple[int, ...]) -> _Layout:
    try:
        dtype, offset = np.dtype(header.get_data_dtype()), int(header.get_data_offset())
        slope, intercept = header.get_slope_inter()
        directions = _LIBRARY.io_orientation(header.get_best_affine())
    except Exception:  # noqa: BLE001 - as above
        raise UnreadableImage("a damaged NIfTI header") from None
    if len(shape) < _THREE or dtype.kind not in "iuf" or dtype.itemsize > _DEEPEST:
        raise UnreadableImage("no volume of single numbers")
    three = (shape[0], shape[1], shape[2])
    if offset < 0 or np.isnan(directions).any():
        raise UnreadableImage("a volume that does not say how it lies")
    found = {int(axis): (at, side > 0) for at, (axis, side) in enumerate(directions)}
    (right, to_right), (front, to_front), (head, to_head) = (found[n] for n in range(_THREE))
    hold_size(three[front], three[right], three[head])
    rescale = Rescale(1.0 if slope is None else float(slope), float(intercept or 0.0))
    return _Layout(
        three, dtype, offset, rescale, (right, front, head), (to_right, to_front, to_head)
    )


def _notices(header: Any, volumes: int) -> list[str]:
    said = ["NIfTI does not say its modality: without another word it is scaled as MR is"]
    if volumes > 1:
        said.append(f"the first of {volumes} volumes")
    if int(header["sform_code"]) == 0 and int(header["qform_code"]) == 0:
        said.append("the file does not say how the patient lies: sides may be wrong")
    return said
