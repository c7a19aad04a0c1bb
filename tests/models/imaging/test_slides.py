"""A whole slide becomes patches with tissue, in raster order, at the magnification asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chartside.errors import UnreadableImage
from chartside.models.imaging import Frame, Instance, Reading, prepared, read_images, stacked
from chartside.models.imaging.slides import Patch, Slide, grid, otsu, thinned, with_tissue

Write = Callable[..., Path]
PINK, GLASS = (200, 90, 150), (240, 240, 241)


class Painted:
    """A slide of glass with pink rectangles: x, y, width, height in pixels."""

    def __init__(self, width: int, height: int, magnification: float, *tissue: Any) -> None:
        self.width, self.height, self.magnification = width, height, magnification
        self._tissue = tissue

    def region(self, x: int, y: int, width: int, height: int) -> Any:
        made = np.full((height, width, 3), GLASS, np.uint8)
        for left, top, wide, high in self._tissue:
            rows = slice(max(top - y, 0), max(top + high - y, 0))
            made[rows, max(left - x, 0) : max(left + wide - x, 0)] = PINK
        return made


def test_patches_lie_side_by_side_and_whole_row_by_row() -> None:
    places = grid(Slide((Painted(2000, 1000, 10.0),)), 10.0)
    assert [(one.x, one.y, one.width, one.height) for one in places] == [
        (0, 0, 896, 896),
        (896, 0, 896, 896),
    ]


def test_at_half_the_magnification_a_slide_has_a_quarter_of_the_patches() -> None:
    slide = Slide((Painted(8960, 8960, 20.0),))
    assert (len(grid(slide, 20.0)), len(grid(slide, 10.0))) == (100, 25)


def test_glass_is_left_out() -> None:
    slide = Slide((Painted(896 * 4, 896 * 3, 10.0, (900, 900, 800, 800)),))
    kept = with_tissue(slide, grid(slide, 10.0))
    assert [(one.x, one.y) for one in kept] == [(896, 896)]


def test_a_slide_without_tissue_has_no_patches() -> None:
    slide = Slide((Painted(896 * 3, 896 * 3, 10.0),))
    assert with_tissue(slide, grid(slide, 10.0)) == ()


def test_a_patch_is_read_from_the_level_that_is_just_fine_enough() -> None:
    fine, middle, coarse = (Painted(8960 // n, 8960 // n, 40.0 / n) for n in (1, 4, 16))
    slide = Slide((coarse, fine, middle))
    assert slide.at(10.0) is middle
    assert slide.at(5.0) is middle
    assert slide.at(2.5) is coarse
    assert slide.at(20.0) is fine
    assert slide.patch(Patch(0, 0, 896, 896, 10.0), 10.0).shape == (896, 896, 3)
    assert slide.patch(Patch(0, 0, 896, 896, 5.0), 5.0).shape == (896, 896, 3)


@given(st.integers(1, 400))
def test_no_more_than_126_patches_are_kept_and_their_order_is_kept(count: int) -> None:
    places = [Patch(896 * n, 0, 896, 896, 10.0) for n in range(count)]
    kept = thinned(places)
    assert len(kept) == min(count, 126)
    assert [one.x for one in kept] == sorted({one.x for one in kept})
    assert kept == thinned(places)


def test_the_threshold_parts_two_groups() -> None:
    histogram = np.zeros(256)
    histogram[5:10], histogram[100:120] = 1000, 300
    assert 10 <= otsu(histogram) <= 100


def tiles(rgb: np.ndarray, side: int) -> np.ndarray:
    """Frames of tiles, row by row, the last ones filled up."""
    high, wide = (-(-n // side) for n in rgb.shape[:2])
    whole = np.zeros((high * side, wide * side, 3), np.uint8)
    whole[: rgb.shape[0], : rgb.shape[1]] = rgb
    split = whole.reshape(high, side, wide, side, 3).swapaxes(1, 2)
    return split.reshape(-1, side, side, 3)


def tiled(rgb: np.ndarray, millimetres: float, **more: Any) -> dict[str, Any]:
    from pydicom.dataset import Dataset
    from pydicom.sequence import Sequence

    measures, shared = Dataset(), Dataset()
    measures.PixelSpacing = [millimetres, millimetres]
    shared.PixelMeasuresSequence = Sequence([measures])
    return {
        "SOPClassUID": "1.2.840.10008.5.1.4.1.1.77.1.6",
        "ImageType": ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"],
        "TotalPixelMatrixRows": rgb.shape[0],
        "TotalPixelMatrixColumns": rgb.shape[1],
        "DimensionOrganizationType": "TILED_FULL",
        "SharedFunctionalGroupsSequence": Sequence([shared]),
        **more,
    }


def shown(reading: Reading) -> list[Frame]:
    return [one for one in prepared(stacked(reading.instances)) if isinstance(one, Frame)]


def test_a_dicom_slide_is_put_together_from_its_tiles(dicom: Write) -> None:
    rgb = np.random.default_rng(2).integers(0, 256, (150, 230, 3)).astype(np.uint8)
    path = dicom("a", tiles(rgb, 64), "SM", **tiled(rgb, 0.001))
    (frame,) = shown(read_images([path]))
    assert np.array_equal(frame.rgb, rgb)


def test_a_dicom_slide_in_files_of_several_resolutions_is_one_slide(dicom: Write) -> None:
    fine = np.tile(np.array(PINK, np.uint8), (1800, 1800, 1))
    coarse = np.tile(np.array((10, 20, 30), np.uint8), (450, 450, 1))
    one = dicom("a", tiles(fine, 600), "SM", **tiled(fine, 0.0005))
    two = dicom("b", tiles(coarse, 450), "SM", **tiled(coarse, 0.002))
    label = dicom(
        "c",
        np.zeros((9, 9, 3), np.uint8),
        "SM",
        **tiled(np.zeros((9, 9, 3)), 0.01) | {"ImageType": ["ORIGINAL", "PRIMARY", "LABEL"]},
    )
    reading = read_images([one, two, label])
    (instance,) = reading.instances
    assert (instance.rows, instance.columns, instance.frames) == (896, 896, 1)
    assert "label" in reading.set_aside[0].reason
    (frame,) = shown(reading)
    assert frame.rgb[0, 0].tolist() == list(PINK)
    at_five = shown(read_images([one, two], magnification=5.0))
    assert at_five[0].rgb.shape == (450, 450, 3)


@pytest.mark.parametrize("said", [{"PatientName": "Zebra^Zoe"}, {"StudyInstanceUID": "1.2.9"}])
def test_resolutions_of_two_people_or_studies_are_no_one_slide(
    dicom: Write, said: dict[str, str]
) -> None:
    rgb = np.random.default_rng(2).integers(0, 256, (150, 230, 3)).astype(np.uint8)
    one = dicom("a", tiles(rgb, 64), "SM", **tiled(rgb, 0.001))
    two = dicom("b", tiles(rgb[:64], 64), "SM", **tiled(rgb[:64], 0.001), **said)
    found = read_images([one, two]).instances
    assert len({(each.person, each.study) for each in found}) == 2


def test_the_public_dicom_slide_is_the_same_in_every_transfer_syntax(shared_data: Path) -> None:
    folder = shared_data / "dicom" / "highdicom_mit"
    sums = set()
    for name in ("sm_image.dcm", "sm_image_jpegls.dcm", "sm_image_jpegls_nobot.dcm"):
        (frame,) = shown(read_images([folder / name]))
        sums.add(int(frame.rgb.sum()))
    assert len(sums) == 1


def aperio(path: Path, rgb: np.ndarray) -> Path:
    """A tiled TIFF with the words by which an Aperio scanner's is known."""
    import struct

    tile, (high, wide) = 256, rgb.shape[:2]
    parts = [one.tobytes() for one in tiles(rgb, tile)]
    words = b"Aperio Image Library v1\r\n |AppMag = 20|MPP = 0.5\0"
    at, offsets = 8, []
    body = b""
    for part in parts:
        offsets.append(at + len(body))
        body += part
    after = at + len(body)
    arrays = struct.pack(f"<{len(parts)}I", *offsets)
    counts = struct.pack(f"<{len(parts)}I", *[len(one) for one in parts])
    bits = struct.pack("<3H", 8, 8, 8)
    words += b"\0" * (len(words) % 2)
    places = [after]
    for part in (arrays, counts, bits, words):
        places.append(places[-1] + len(part) + len(part) % 2)
    entries = [
        (256, 4, 1, wide),
        (257, 4, 1, high),
        (258, 3, 3, places[2]),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (270, 2, len(words), places[3]),
        (277, 3, 1, 3),
        (284, 3, 1, 1),
        (322, 3, 1, tile),
        (323, 3, 1, tile),
        (324, 4, len(parts), places[0]),
        (325, 4, len(parts), places[1]),
    ]
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", *one) for one in entries) + struct.pack("<I", 0)
    data = b"".join(part + b"\0" * (len(part) % 2) for part in (arrays, counts, bits, words))
    path.write_bytes(b"II*\0" + struct.pack("<I", places[4]) + body + data + directory)
    return path


def test_a_slide_of_a_scanner_is_read_at_the_magnification_it_names(tmp_path: Path) -> None:
    rgb = np.tile(np.array(PINK, np.uint8), (1792, 3000, 1))
    (instance,) = read_images([aperio(tmp_path / "a.svs", rgb)]).instances
    assert isinstance(instance, Instance)
    assert (instance.modality, instance.frames) == ("SM", 1)
    frames = shown(read_images([tmp_path / "a.svs"]))
    assert frames[0].rgb.shape == (896, 896, 3)
    assert frames[0].rgb[5, 5].tolist() == pytest.approx(list(PINK), abs=1)
    assert len(shown(read_images([tmp_path / "a.svs"], magnification=20.0))) == 6


def test_a_tiff_that_is_no_slide_is_a_picture(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), PINK).save(tmp_path / "a.svs", "TIFF")
    (frame,) = shown(read_images([tmp_path / "a.svs"]))
    assert frame.rgb.shape == (30, 40, 3)
    assert frame.slice.of.modality is None


def test_a_slide_that_claims_a_thousand_million_pixels_on_a_side_is_refused(dicom: Write) -> None:
    rgb = np.zeros((9, 9, 3), np.uint8)
    path = dicom("a", rgb, "SM", **tiled(rgb, 0.001) | {"TotalPixelMatrixRows": 2**30})
    with pytest.raises(UnreadableImage, match="too large"):
        read_images([path])
