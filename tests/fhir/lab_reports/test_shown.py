"""A page that was straightened to be read, and the picture that a reviewer is shown."""

from decimal import Decimal

import pytest

from chartside.fhir.lab_reports.page import Page, Straightened, Strip, Word
from chartside.fhir.lab_reports.report import (
    LabReport,
    Limits,
    Person,
    Printed,
    Result,
    SetAside,
)
from chartside.fhir.lab_reports.shown import on_picture, scaled, shown_page, shown_report

TURNED = (0.0, -1.0, 500.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)
"""A page that lay on its side: 500 wide as it came."""
LOWER = (1.0, 0.0, 700.0, 0.0, 1.0, -400.0, 0.0, 0.0, 1.0)
"""The second of two pages side by side, read 400 lower and standing 700 to the right."""


def page(*strips: Strip) -> Page:
    words = (Word("140", (10, 20, 40, 30)), Word("3,9", (10, 420, 40, 430)))
    return Page(1, 600, 800, words, ((0, 5, 600, 6),), Straightened(500, 600, strips))


def report() -> LabReport:
    def printed(text: str, top: float) -> Printed:
        return Printed(text, 1, (10, top, 40, top + 10))

    sodium = Result(
        name=printed("Natrium", 20),
        printed=printed("140", 20),
        row=(0, 18, 100, 32),
        value=Decimal(140),
        limits=(Limits(printed("136 - 145", 20), Decimal(136), Decimal(145)),),
    )
    return LabReport(Person(), (sodium,), (SetAside(1, (10, 420, 40, 430), "odd"),))


def test_every_box_of_a_page_that_lay_on_its_side_is_shown_where_it_lay() -> None:
    turned = page(Strip(0, TURNED))
    held = shown_report(report(), [turned])
    (result,) = held.results
    assert result.printed.box == (470, 10, 480, 40)
    assert result.name.box == result.limits[0].printed.box == (470, 10, 480, 40)
    assert result.row == (468, 0, 482, 100)
    assert held.set_aside[0].box == (70, 10, 80, 40)


def test_two_pages_that_were_read_below_one_another_are_shown_side_by_side() -> None:
    two = page(Strip(0, (1.0, 0, 0, 0, 1.0, 0, 0, 0, 1.0)), Strip(400, LOWER))
    assert on_picture(two, (10, 20, 40, 30)) == (10, 20, 40, 30)
    assert on_picture(two, (10, 420, 40, 430)) == (710, 20, 740, 30)


def test_the_page_that_is_shown_is_as_large_as_the_picture() -> None:
    shown = shown_page(page(Strip(0, TURNED)))
    assert (shown.width, shown.height, shown.straightened) == (500, 600, None)
    assert shown.words[0].box == (470, 10, 480, 40)
    assert shown.rules == ((494, 0, 495, 600),)


def test_a_page_that_was_read_as_it_is_stays_as_it_is() -> None:
    plain = Page(1, 600, 800, (Word("140", (10, 20, 40, 30)),))
    assert shown_page(plain) == plain
    assert shown_report(report(), [plain]) == report()


def test_a_page_measured_in_points_is_shown_at_the_same_place() -> None:
    pixels = page(Strip(0, TURNED))
    points = scaled(pixels, 0.24)
    assert (points.width, points.straightened and points.straightened.width) == (144, 120)
    there = on_picture(points, points.words[0].box)
    assert there == pytest.approx(tuple(0.24 * side for side in (470, 10, 480, 40)))
