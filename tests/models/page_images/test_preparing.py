"""Pages made upright, level and evenly lit, each pixel with its place in the picture."""

import cv2
import numpy as np
import pytest
from page_of_a_report import Setting, drawn, on_table, turned_by

from chartside.models.page_images.facing import turned
from chartside.models.page_images.halves import halves
from chartside.models.page_images.lighting import even, ink
from chartside.models.page_images.paper import sheets
from chartside.models.page_images.placing import Gray, Placing
from chartside.models.page_images.skew import skew, straightened


@pytest.mark.parametrize("degrees", [-14.0, -3.3, -0.4, 0.0, 0.7, 2.5, 9.1])
def test_a_page_that_lies_askew_is_measured_to_a_tenth_of_a_degree(
    page: Gray, degrees: float
) -> None:
    assert skew(even(turned_by(page, degrees))) == pytest.approx(degrees, abs=0.1)


def test_a_page_without_print_is_not_turned() -> None:
    assert skew(np.full((800, 600), 255, np.uint8)) == 0


def test_a_place_on_the_level_page_leads_back_to_the_picture(page: Gray) -> None:
    marked = np.full_like(page, 255)
    marked[300:312, 500:512] = 0
    tilted = turned_by(marked, 6)
    level, back = straightened(tilted, 6)
    down, across = np.nonzero(level < 128)
    x, y = back.point(float(across.mean()), float(down.mean()))
    seen_down, seen_across = np.nonzero(tilted < 128)
    assert (x, y) == pytest.approx((seen_across.mean(), seen_down.mean()), abs=1.5)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_that_was_turned_by_quarters_leads_back_to_the_picture(quarters: int) -> None:
    picture = np.full((50, 80), 255, np.uint8)
    picture[10, 70] = 0
    upright, back = turned(picture, quarters)
    ((down, across),) = np.argwhere(upright == 0)
    x, y = back.point(across + 0.5, down + 0.5)
    assert (int(x), int(y)) == (70, 10)


def test_a_sheet_on_a_table_is_cut_out_and_made_rectangular(page: Gray) -> None:
    photo, to_photo = on_table(page)
    ((sheet, back),) = sheets(photo)
    assert sheet.shape[1] / sheet.shape[0] == pytest.approx(page.shape[1] / page.shape[0], rel=0.1)
    high, wide = sheet.shape
    corners = [back.point(x, y) for x, y in ((0, 0), (wide, 0), (wide, high), (0, high))]
    there = Placing(to_photo)
    high, wide = page.shape
    for seen, x, y in zip(corners, (0, wide, wide, 0), (0, 0, high, high), strict=True):
        assert seen == pytest.approx(there.point(x, y), abs=8)


def test_two_sheets_on_a_table_are_two_pages_from_left_to_right(page: Gray) -> None:
    left, _ = on_table(page)
    right, _ = on_table(np.ascontiguousarray(page[: page.shape[0] * 3 // 4]))
    high = left.shape[0]
    right = np.vstack((right, np.full((high - right.shape[0], right.shape[1]), 40, np.uint8)))
    found = sheets(np.hstack((left, right)))
    assert len(found) == 2
    assert found[0][1].point(0, 0)[0] < found[1][1].point(0, 0)[0]


def test_a_scan_is_left_whole(page: Gray) -> None:
    ((sheet, back),) = sheets(page)
    assert sheet.shape == page.shape
    assert back.point(10, 20) == (10, 20)


@pytest.mark.parametrize("edge", ["head", "foot", "both", "side"])
def test_a_coloured_band_at_the_edge_of_a_letter_is_no_table(page: Gray, edge: str) -> None:
    letter = page.copy()
    band = page.shape[0] // 12
    if edge in {"head", "both"}:
        letter[:band] = 60
    if edge in {"foot", "both"}:
        letter[-band // 2 :] = 60
    if edge == "side":
        letter[:, :band] = 60
    assert [sheet.shape for sheet, _ in sheets(letter)] == [page.shape]


def test_two_pages_side_by_side_are_parted_between_them(page: Gray) -> None:
    other = drawn(Setting(title="Vervolg", size=10))
    (left, first), (right, second) = halves(even(np.hstack((page, other))))
    assert abs(left.shape[1] - page.shape[1]) < 0.08 * page.shape[1]
    assert first.point(0, 0) == (0, 0)
    assert second.point(0, 0) == (left.shape[1], 0)
    assert left.shape[1] + right.shape[1] == 2 * page.shape[1]


def test_a_table_across_a_wide_page_stays_whole() -> None:
    wide = drawn(Setting(across=True, size=13))
    assert len(halves(even(wide))) == 1


def test_a_wide_table_with_an_empty_middle_stays_whole() -> None:
    rows = tuple((name, "", "", value) for name, value in zip("abcdefgh", "12345678", strict=True))
    page = drawn(Setting(rows=rows, across=True, title="Uitslag")).copy()
    page[: page.shape[0] // 4] = 255
    page[-page.shape[0] // 6 :] = 255
    assert len(halves(even(page))) == 1


def test_a_shadow_over_half_a_page_is_lifted_and_its_print_stays(page: Gray) -> None:
    light = np.where(np.arange(page.shape[1]) < page.shape[1] // 2, 0.45, 1.0)
    light = cv2.GaussianBlur(light[None, :], (0, 0), 25)
    shaded = (page * light).astype(np.uint8)
    lifted = even(shaded)
    assert np.median(lifted[:, : page.shape[1] // 3]) > 240
    agree = (ink(lifted) > 0) == (ink(even(page)) > 0)
    assert agree.mean() > 0.99


def test_the_grain_of_a_blank_page_is_no_ink() -> None:
    grain = np.random.default_rng(7).normal(225, 4, (900, 640)).clip(0, 255).astype(np.uint8)
    assert (ink(even(grain)) > 0).mean() < 0.001
