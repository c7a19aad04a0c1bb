"""Stored values become levels by what they mean, whatever way a file has of writing them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, RLELossless

from chartside.models.imaging import Frame, Rule
from chartside.models.imaging.levels import CT_WINDOWS, Range

Write = Callable[..., Path]
Prepare = Callable[..., list[Frame]]
RANDOM = np.random.default_rng(9)


def spread(values: np.ndarray) -> np.ndarray:
    """0 to 255 over the values there are."""
    low, high = values.min(), values.max()
    return np.array([[round(255 * (x - low) / (high - low)) for x in row] for row in values])


def lut(first: int, entries: list[int], bits: int = 16) -> Sequence:
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [len(entries), first % 65536, bits])
    item.add_new("LUTData", "US", entries)
    item.ModalityLUTType = "US"
    return Sequence([item])


@given(
    low=st.floats(-5000, 5000),
    width=st.floats(0.5, 5000),
    values=st.lists(st.floats(-9000, 9000), min_size=1, max_size=30),
)
def test_a_level_is_the_place_between_the_ends_rounded_and_never_outside(
    low: float, width: float, values: list[float]
) -> None:
    made = Range(low, low + width).levels(np.array(values))
    for value, level in zip(values, made.tolist(), strict=True):
        exact = min(max(255 * (value - low) / ((low + width) - low), 0), 255)
        assert level == round(exact)


@pytest.mark.parametrize(
    ("hu", "red", "green", "blue"),
    [
        (-3000, 0, 0, 0),
        (-1024, 0, 0, 0),
        (0, 128, 98, 0),
        (60, 135, 142, 191),
        (80, 137, 157, 255),
        (215, 154, 255, 255),
        (3000, 255, 255, 255),
    ],
)
def test_soft_tissue_is_not_black_in_the_green_window(
    hu: int, red: int, green: int, blue: int
) -> None:
    assert [int(one.levels(np.array([float(hu)]))[0]) for one in CT_WINDOWS] == [red, green, blue]


def test_a_value_of_which_there_is_only_one_is_black(dicom: Write, prepare: Prepare) -> None:
    (frame,) = prepare(dicom("flat", np.full((4, 5), 700, np.uint16), "MR"))
    assert frame.rgb.max() == 0


def test_each_ct_slice_is_rescaled_by_its_own_header(
    dicom: Write, prepare: Prepare, at: Any
) -> None:
    stored = RANDOM.integers(0, 4000, (6, 7)).astype(np.uint16)
    one = dicom("a", stored, RescaleSlope=1, RescaleIntercept=-1024, **at(1))
    two = dicom("b", stored, RescaleSlope="0.5", RescaleIntercept="-200", **at(2))
    for frame, hu in zip(prepare(one, two), (stored - 1024.0, stored * 0.5 - 200), strict=True):
        assert np.array_equal(frame.rgb[..., 1], CT_WINDOWS[1].levels(hu))


def test_signed_values_are_read_with_their_sign(dicom: Write, prepare: Prepare) -> None:
    stored = RANDOM.integers(-900, 900, (6, 7)).astype(np.int16)
    (frame,) = prepare(dicom("a", stored, "CT", RescaleSlope=1, RescaleIntercept=0))
    assert np.array_equal(frame.rgb[..., 0], CT_WINDOWS[0].levels(stored.astype(float)))


def test_an_overlay_in_the_bits_above_twelve_does_not_make_a_radiograph_dark(
    dicom: Write, prepare: Prepare
) -> None:
    stored = RANDOM.integers(0, 4096, (8, 8)).astype(np.uint16)
    marked = stored | np.uint16(0x8000)
    (frame,) = prepare(dicom("a", marked, "CR", BitsStored=12))
    assert np.array_equal(frame.rgb[..., 0], spread(stored.astype(float)))


def test_a_modality_lut_sequence_comes_before_a_rescale(dicom: Write, prepare: Prepare) -> None:
    stored = RANDOM.integers(0, 12, (6, 6)).astype(np.uint16)
    entries = [900, 30, 500, 77, 12, 4000, 1, 2, 65000, 3]
    path = dicom(
        "a",
        stored,
        "DX",
        ModalityLUTSequence=lut(1, entries),
        RescaleSlope=3,
        RescaleIntercept=5,
    )
    (frame,) = prepare(path)
    values = np.array([[entries[min(max(int(x) - 1, 0), 9)] for x in row] for row in stored])
    assert np.array_equal(frame.rgb[..., 0], spread(values.astype(float)))


def test_a_lut_that_begins_below_zero_maps_signed_values(dicom: Write, prepare: Prepare) -> None:
    stored = np.array([[-3, -2], [-1, 4]], np.int16)
    path = dicom("a", stored, "CR", ModalityLUTSequence=lut(-2, [10, 20, 30, 60]))
    assert prepare(path)[0].rgb[..., 0].tolist() == [[0, 0], [51, 255]]


@pytest.mark.parametrize("modality", ["CR", "DX", "MG", "US", "NM", "MR"])
def test_monochrome1_is_turned(modality: str, dicom: Write, prepare: Prepare) -> None:
    stored = np.array([[0, 51], [102, 255]], np.uint8)
    path = dicom("a", stored, modality, PhotometricInterpretation="MONOCHROME1")
    assert prepare(path)[0].rgb[..., 2].tolist() == [[255, 204], [153, 0]]


def test_a_radiograph_takes_no_window_of_its_header(dicom: Write, prepare: Prepare) -> None:
    stored = RANDOM.integers(0, 60000, (9, 9)).astype(np.uint16)
    (frame,) = prepare(dicom("a", stored, "DX", WindowCenter=100, WindowWidth=10))
    assert np.array_equal(frame.rgb[..., 0], spread(stored.astype(float)))


def test_eight_bit_ultrasound_is_left_as_it_is(dicom: Write, prepare: Prepare) -> None:
    stored = RANDOM.integers(40, 90, (5, 5)).astype(np.uint8)
    (frame,) = prepare(dicom("a", stored, "US"))
    assert np.array_equal(frame.rgb[..., 0], stored)
    assert frame.ranges == ()


def test_the_frames_of_a_deep_run_keep_their_brightness_to_each_other(
    dicom: Write, prepare: Prepare
) -> None:
    run = np.array([[[0, 100]], [[200, 400]]], np.uint16)
    dark, bright = prepare(dicom("a", run, "XA"))
    assert dark.rgb[..., 0].tolist() == [[0, 64]]
    assert bright.rgb[..., 0].tolist() == [[128, 255]]


def test_a_picture_of_a_ct_screen_is_not_taken_for_hounsfield_units(
    dicom: Write, prepare: Prepare
) -> None:
    stored = np.array([[0, 90], [180, 255]], np.uint8)
    path = dicom("a", stored, "CT", SOPClassUID="1.2.840.10008.5.1.4.1.1.7")
    (frame,) = prepare(path)
    assert frame.slice.of.rule is Rule.AS_IS
    assert np.array_equal(frame.rgb[..., 0], stored)


@pytest.mark.parametrize("planar", [0, 1])
def test_colours_are_the_same_by_pixel_and_by_plane(
    planar: int, dicom: Write, prepare: Prepare
) -> None:
    color = RANDOM.integers(0, 256, (4, 6, 3)).astype(np.uint8)
    octets = (color if planar == 0 else color.transpose(2, 0, 1)).tobytes()
    path = dicom("a", color, "US", PlanarConfiguration=planar, PixelData=octets)
    assert np.array_equal(prepare(path)[0].rgb, color)


def test_ybr_becomes_rgb(dicom: Write, prepare: Prepare) -> None:
    red = np.tile(np.array([76, 85, 255], np.uint8), (2, 2, 1))
    (frame,) = prepare(dicom("a", red, "US", PhotometricInterpretation="YBR_FULL"))
    assert frame.rgb[0, 0].tolist() == pytest.approx([254, 0, 0], abs=1)


def test_colours_of_sixteen_bits_are_scaled_to_eight(dicom: Write, prepare: Prepare) -> None:
    color = np.array([[[0, 32768, 65535]]], np.uint16)
    assert prepare(dicom("a", color, "OT"))[0].rgb.tolist() == [[[0, 128, 255]]]


def palette(entries: np.ndarray, bits: int, first: int = 0) -> dict[str, Any]:
    made: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for color, values in zip(("Red", "Green", "Blue"), entries.T, strict=True):
        made[f"{color}PaletteColorLookupTableDescriptor"] = [len(entries), first, bits]
        made[f"{color}PaletteColorLookupTableData"] = values.tobytes()
    return made


def test_a_palette_of_eight_bits_gives_its_colours(dicom: Write, prepare: Prepare) -> None:
    colors = np.array([[1, 2, 3], [200, 100, 50], [9, 8, 7], [255, 0, 255]], np.uint8)
    stored = np.array([[4, 5, 6], [7, 250, 0]], np.uint8)
    (frame,) = prepare(dicom("a", stored, "US", **palette(colors, 8, first=4)))
    expected = colors[[[0, 1, 2], [3, 3, 0]]]  # beyond either end: the nearest entry
    assert np.array_equal(frame.rgb, expected)


def test_a_palette_of_sixteen_bits_is_scaled(dicom: Write, prepare: Prepare) -> None:
    colors = np.array([[0, 257, 65535], [32896, 51400, 1285]], np.uint16)
    (frame,) = prepare(dicom("a", np.array([[0, 1]], np.uint8), "US", **palette(colors, 16)))
    assert frame.rgb.tolist() == [[[0, 1, 255], [128, 200, 5]]]


def test_levels_of_eight_bits_in_a_palette_of_sixteen_are_not_made_black(
    shared_data: Path, prepare: Prepare
) -> None:
    (frame,) = prepare(shared_data / "dicom/pydicom_mit/examples_palette.dcm")
    assert frame.rgb.max() > 200


def test_the_byte_order_of_a_file_changes_nothing(dicom: Write, prepare: Prepare) -> None:
    stored = RANDOM.integers(0, 60000, (5, 4)).astype(np.uint16)
    little = dicom("a", stored, "DX")
    big = dicom("b", stored.byteswap(), "DX", syntax=ExplicitVRBigEndian)
    one, two = prepare(little)[0], prepare(big)[0]
    assert np.array_equal(one.rgb, two.rgb)


def test_run_lengths_are_decoded_to_the_same_levels(
    dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    import pydicom

    stored = RANDOM.integers(0, 60000, (3, 8, 9)).astype(np.uint16)
    plain = dicom("a", stored, "MR")
    held = pydicom.dcmread(plain)
    held.compress(RLELossless)
    held.save_as(tmp_path / "rle")
    for one, two in zip(prepare(plain), prepare(tmp_path / "rle"), strict=True):
        assert np.array_equal(one.rgb, two.rgb)


def test_floating_point_pixels_that_are_no_numbers_are_black_and_count_for_nothing() -> None:
    levels = Range(0.0, 10.0).levels(np.array([np.nan, 5.0, np.inf, -np.inf]))
    assert levels.tolist() == [0, 128, 255, 0]
