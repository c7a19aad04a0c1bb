"""Volumes in one file lie as the patient lies; photographs and scans are left as they are."""

import gzip
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chartside.errors import UnreadableImage, UsageError
from chartside.models.imaging import Box, Frame, read_images

Prepare = Callable[..., list[Frame]]
RANDOM = np.random.default_rng(4)


def saved(volume: np.ndarray, affine: np.ndarray, path: Path) -> Path:
    nibabel.save(nibabel.Nifti1Image(volume, affine), path)
    return path


@pytest.mark.parametrize("code", ["RAS", "LPS", "LAS", "PIR", "ASL", "SRP", "IAR"])
@pytest.mark.parametrize("suffix", [".nii", ".nii.gz"])
def test_a_nifti_volume_is_shown_from_the_feet_with_the_left_of_the_patient_on_the_right(
    code: str, suffix: str, tmp_path: Path, prepare: Prepare
) -> None:
    ras = RANDOM.integers(0, 3000, (5, 6, 7)).astype(np.int16)  # right, front, head
    turn = nibabel.orientations.axcodes2ornt(code)
    stored = nibabel.orientations.apply_orientation(
        ras, nibabel.orientations.ornt_transform(nibabel.orientations.axcodes2ornt("RAS"), turn)
    )
    affine = np.zeros((4, 4))
    affine[3, 3] = 1
    for at, (axis, side) in enumerate(turn):
        affine[int(axis), at] = 2.0 * side
    path = saved(np.ascontiguousarray(stored), affine, tmp_path / f"v{suffix}")
    frames = prepare(path)
    assert len(frames) == 7
    low, high = ras.min(), ras.max()
    for z, frame in enumerate(frames):
        for row in range(6):
            for column in range(5):
                value = ras[4 - column, 5 - row, z]
                level = round(255 * (int(value) - int(low)) / (int(high) - int(low)))
                assert frame.rgb[row, column].tolist() == [level] * 3


def test_a_nifti_volume_of_ct_comes_through_the_three_windows_when_it_is_said_to_be_one(
    tmp_path: Path,
) -> None:
    from chartside.models.imaging import prepared, stacked

    path = saved(np.full((4, 4, 2), 60, np.int16), np.eye(4), tmp_path / "ct.nii")
    reading = read_images([path], modality="CT")
    made = next(iter(prepared(stacked(reading.instances))))
    assert isinstance(made, Frame)
    assert made.rgb[0, 0].tolist() == [135, 142, 191]


def test_a_nifti_volume_that_is_cut_off_is_refused(tmp_path: Path, prepare: Prepare) -> None:
    path = saved(np.ones((9, 9, 9), np.float32), np.eye(4), tmp_path / "v.nii")
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(AssertionError):
        prepare(path)
    with pytest.raises(UnreadableImage, match="cut off"):
        read_images([path]).instances[0].pixels.stored(0)


def test_a_nifti_of_colours_or_of_one_slice_plane_is_refused(tmp_path: Path) -> None:
    kind = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
    for name, volume in (("a", np.zeros((3, 3, 3), kind)), ("b", np.zeros((3, 3), np.uint8))):
        with pytest.raises(UnreadableImage):
            read_images([saved(volume, np.eye(4), tmp_path / f"{name}.nii")])


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_a_picture_is_left_as_it_is(kind: str, tmp_path: Path, prepare: Prepare) -> None:
    rgb = RANDOM.integers(0, 256, (7, 9, 3)).astype(np.uint8)
    Image.fromarray(rgb).save(tmp_path / "a", kind)
    (frame,) = prepare(tmp_path / "a")
    assert np.array_equal(frame.rgb, rgb)
    assert frame.to_json()["sop_instance_uid"] is None


def test_a_photograph_taken_sideways_is_upright(tmp_path: Path, prepare: Prepare) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (8, 4)).save(tmp_path / "a.jpg", "JPEG", exif=exif)
    (frame,) = prepare(tmp_path / "a.jpg")
    assert frame.rgb.shape == (8, 4, 3)
    assert (frame.slice.of.rows, frame.slice.of.columns) == (8, 4)


def test_a_deep_grey_scan_is_not_clipped_to_white(tmp_path: Path, prepare: Prepare) -> None:
    Image.fromarray(np.array([[1000, 1100], [1200, 2020]], np.uint16)).save(tmp_path / "a.png")
    (frame,) = prepare(tmp_path / "a.png")
    assert frame.rgb[..., 0].tolist() == [[0, 25], [50, 255]]


def test_the_pages_of_a_tiff_are_frames(tmp_path: Path, prepare: Prepare) -> None:
    pages = [Image.new("RGB", (3, 3), (n, n, n)) for n in (10, 20, 30)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    assert [int(one.rgb[0, 0, 0]) for one in prepare(tmp_path / "a.tif")] == [10, 20, 30]


def test_a_picture_in_gzip_is_shown(tmp_path: Path, prepare: Prepare) -> None:
    out = BytesIO()
    Image.new("RGB", (3, 3), (1, 2, 3)).save(out, "PNG")
    (tmp_path / "a.png.gz").write_bytes(gzip.compress(out.getvalue()))
    assert prepare(tmp_path / "a.png.gz")[0].rgb[0, 0].tolist() == [1, 2, 3]


@pytest.mark.parametrize("content", [b"", b"x", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"GIF89a"])
def test_what_is_no_picture_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_bytes(content)
    with pytest.raises(
        UnreadableImage, match=r"^(no image of a known format|a picture is damaged)"
    ):
        read_images([tmp_path / "a.dcm"])


@given(
    width=st.integers(1, 3000),
    height=st.integers(1, 3000),
    corners=st.lists(st.integers(0, 1000), min_size=4, max_size=4),
)
def test_a_box_of_the_padded_square_is_brought_back_to_pixels_and_stays_inside(
    width: int, height: int, corners: list[int]
) -> None:
    y0, y1 = sorted(corners[:2])
    x0, x1 = sorted(corners[2:])
    if y0 == y1 or x0 == x1:
        return
    side = max(width, height)
    left, top = (side - width) // 2, (side - height) // 2
    expected = [
        min(max(x0 * side / 1000 - left, 0), width),
        min(max(y0 * side / 1000 - top, 0), height),
        min(max(x1 * side / 1000 - left, 0), width),
        min(max(y1 * side / 1000 - top, 0), height),
    ]
    assert list(Box(y0, x0, y1, x1).in_pixels(width, height)) == pytest.approx(expected)


@pytest.mark.parametrize("four", [(0, 0, 0, 5), (5, 0, 1, 9), (-1, 0, 5, 5), (0, 0, 5, 1001)])
def test_what_is_no_box_is_refused(four: Any) -> None:
    with pytest.raises(UsageError, match="the upper left corner first"):
        Box(*four)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("LINEAR", [0, 3, 129, 255, 255]),
        ("LINEAR_EXACT", [0, 2, 128, 253, 255]),
        ("SIGMOID", [0, 31, 128, 224, 255]),
    ],
)
def test_a_reader_is_shown_a_frame_through_the_window_of_its_file(
    function: str, expected: list[int], dicom: Any
) -> None:
    from chartside.models.imaging import Slice, displayed

    stored = np.array([[0, 951, 1000, 1049, 3000]], np.uint16)
    path = dicom("a", stored, "DX", WindowCenter=1000, WindowWidth=100, VOILUTFunction=function)
    (instance,) = read_images([path]).instances
    assert displayed(Slice(instance, 0))[0, :, 0].tolist() == pytest.approx(expected, abs=1)


def test_a_reader_is_shown_ct_without_a_window_in_grey_and_not_in_the_colours_of_a_model(
    dicom: Any,
) -> None:
    from chartside.models.imaging import Slice, displayed

    stored = np.array([[0, 889, 1064, 1239, 3000]], np.uint16)
    path = dicom("a", stored, "CT", RescaleSlope=1, RescaleIntercept=-1024)
    (instance,) = read_images([path]).instances
    shown = displayed(Slice(instance, 0))[0]
    assert shown[:, 0].tolist() == [0, 0, 128, 255, 255]
    assert (shown == shown[:, :1]).all()


def test_a_reader_sees_an_inverse_radiograph_with_white_bone(dicom: Any) -> None:
    from chartside.models.imaging import Slice, displayed

    path = dicom(
        "a",
        np.array([[0, 4000]], np.uint16),
        "DX",
        PhotometricInterpretation="MONOCHROME1",
        WindowCenter=2000,
        WindowWidth=1000,
    )
    (instance,) = read_images([path]).instances
    assert displayed(Slice(instance, 0))[0, :, 0].tolist() == [255, 0]


def test_an_odd_row_of_padding_goes_behind(tmp_path: Path, prepare: Prepare) -> None:
    Image.new("RGB", (10, 3)).save(tmp_path / "a.png")
    padding = prepare(tmp_path / "a.png")[0].padding
    assert padding.to_json() == {"top": 3, "bottom": 4, "left": 0, "right": 0}
