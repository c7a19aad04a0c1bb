"""Each frame of public test files, beside a preparation written anew with pydicom and numpy."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.pixels.processing import apply_modality_lut

from chartside.models.imaging import Frame

Prepare = Callable[..., list[Frame]]

CT = (
    "highdicom_mit/ct_image.dcm",
    "medgemma_ct_series/image7.dcm",
    "pydicom_mit/693_J2KI.dcm",
    "pydicom_mit/CT_small.dcm",
    "pydicom_mit/J2K_pixelrep_mismatch.dcm",
)
MR = (
    "nibabel_mit/0.dcm",
    "nibabel_mit/slicethickness_empty_string.dcm",
    "pydicom_data_mit/emri_small_RLE.dcm",
    "pydicom_mit/MR_small.dcm",
    "pydicom_mit/MR_small_bigendian.dcm",
    "pydicom_mit/MR_small_jpeg_ls_lossless.dcm",
    "pydicom_mit/examples_overlay.dcm",
)
RADIOGRAPHS = ("highdicom_mit/dx_image.dcm", "pydicom_data_mit/RG1_J2KI.dcm")
PICTURES = (
    "pydicom_mit/ExplVR_BigEnd.dcm",
    "pydicom_mit/SC_rgb_jpeg_dcmtk.dcm",
    "pydicom_mit/SC_rgb_rle_2frame.dcm",
    "pydicom_mit/SC_rgb_small_odd.dcm",
    "pydicom_mit/examples_rgb_color.dcm",
)


def whole(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """The issue's formula, one division at a time and without a table."""
    out = np.zeros(values.shape)
    if high > low:
        np.divide(255.0 * np.subtract(values, low), high - low, out=out)
    return np.rint(np.minimum(np.maximum(out, 0.0), 255.0)).astype(int)


def measured(path: Path) -> np.ndarray:
    """Frames x rows x columns of what stored values mean, as pydicom reads the whole file."""
    held = pydicom.dcmread(path)
    values = np.asarray(apply_modality_lut(held.pixel_array, held), dtype=float)
    return values if values.ndim == 3 else values[None]


def check(frame: Frame, expected: np.ndarray) -> None:
    """Every number that the command prints of a frame, against the array it should be."""
    said = frame.to_json()
    high, wide, _ = expected.shape
    assert said["shape"] == list(expected.shape)
    assert np.array_equal(frame.rgb, expected)
    for channel in range(3):
        assert math.isclose(said["mean"][channel], expected[..., channel].sum() / (high * wide))
    for k in range(16):
        i, j = divmod(k, 4)
        row, column = math.floor((i + 0.5) * high / 4), math.floor((j + 0.5) * wide / 4)
        assert said["probe"][k] == expected[row, column].tolist()
    side = max(high, wide)
    square = np.zeros((side, side, 3), np.uint8)
    top, left = (side - high) // 2, (side - wide) // 2
    square[top : top + high, left : left + wide] = expected
    assert said["padding"] == {
        "top": top,
        "bottom": side - high - top,
        "left": left,
        "right": side - wide - left,
    }
    seen = np.asarray(Image.fromarray(square).resize((896, 896), Image.Resampling.BILINEAR))
    assert said["model_mean"] == pytest.approx(seen.reshape(-1, 3).mean(axis=0).tolist())


def same(*channels: np.ndarray) -> np.ndarray:
    return np.stack(channels if len(channels) == 3 else channels * 3, axis=-1)


@pytest.mark.parametrize("name", CT)
def test_a_ct_slice_comes_through_three_windows_of_hounsfield_units(
    name: str, shared_data: Path, prepare: Prepare
) -> None:
    path = shared_data / "dicom" / name
    (frame,) = prepare(path)
    (hu,) = measured(path)
    check(frame, same(whole(hu, -1024, 1024), whole(hu, -135, 215), whole(hu, 0, 80)))


@pytest.mark.parametrize("name", MR)
def test_an_mr_file_runs_from_the_smallest_to_the_largest_value_of_its_volume(
    name: str, shared_data: Path, prepare: Prepare
) -> None:
    path = shared_data / "dicom" / name
    values = measured(path)
    frames = prepare(path)
    assert len(frames) == len(values)
    for frame, one in zip(frames, values, strict=True):
        check(frame, same(whole(one, values.min(), values.max())))


@pytest.mark.parametrize("name", RADIOGRAPHS)
def test_an_inverse_radiograph_is_turned_so_that_bone_is_white(
    name: str, shared_data: Path, prepare: Prepare
) -> None:
    path = shared_data / "dicom" / name
    (frame,) = prepare(path)
    (values,) = measured(path)
    assert pydicom.dcmread(path).PhotometricInterpretation == "MONOCHROME1"
    check(frame, same(255 - whole(values, values.min(), values.max())))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_in_colours_is_left_as_it_is(
    name: str, shared_data: Path, prepare: Prepare
) -> None:
    path = shared_data / "dicom" / name
    held = pydicom.pixels.pixel_array(path)
    frames = prepare(path)
    for frame, one in zip(frames, held if held.ndim == 4 else held[None], strict=True):
        check(frame, one)


def test_a_series_is_ordered_by_position_and_not_by_name(
    shared_data: Path, prepare: Prepare
) -> None:
    folder = shared_data / "dicom" / "medgemma_ct_series"
    places: list[tuple[float, int, str]] = []
    for path in folder.glob("*.dcm"):
        held: Any = pydicom.dcmread(path)
        across = np.cross(held.ImageOrientationPatient[:3], held.ImageOrientationPatient[3:])
        along = float(np.dot(across, np.array(held.ImagePositionPatient, float)))
        places.append((along, int(held.InstanceNumber), str(held.SOPInstanceUID)))
    frames = prepare(folder)
    assert [one.slice.of.uid for one in frames] == [uid for *_, uid in sorted(places)]
    assert [one.index for one in frames] == list(range(10))
