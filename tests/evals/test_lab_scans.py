"""Scans that are made from reports with known results: worn, turned, and still the same pages."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageSequence

from chartside.evals.lab_extraction.layouts.every import LAYOUTS
from chartside.evals.lab_extraction.material import Document, made
from chartside.evals.lab_extraction.scans import DPI, Wear, as_scans, drawn, scanned, worn


@pytest.fixture(scope="module")
def report() -> Document:
    return next(made([LAYOUTS["letters-es"]], 1, "0"))


def test_every_page_of_a_report_is_a_picture_of_its_size(report: Document) -> None:
    with Image.open(BytesIO(scanned(report.octets, "0"))) as file:
        sizes = [sorted(picture.size) for picture in ImageSequence.Iterator(file)]
    short, long = 595 / 72 * DPI, 842 / 72 * DPI
    for wide, high in sizes:
        assert short <= wide < short * 1.1
        assert long <= high < long * 1.1


def test_a_seed_wears_a_page_always_the_same_way(report: Document) -> None:
    assert scanned(report.octets, "1") == scanned(report.octets, "1")
    assert scanned(report.octets, "1") != scanned(report.octets, "2")


def test_some_scans_lie_sideways_and_most_do_not() -> None:
    rng = random.Random(0)  # noqa: S311 - pictures, no secret
    turns = [drawn(rng).turns for _ in range(400)]
    assert set(turns) == {0, 1, 2, 3}
    assert 60 < sum(turn != 0 for turn in turns) < 140


def test_a_page_that_nothing_happened_to_is_the_page() -> None:
    page = Image.new("L", (40, 60), 255)
    page.putpixel((10, 20), 0)
    same = worn(page, Wear(0, 0, 0, 0, 0, 95), random.Random(0))  # noqa: S311 - a picture
    assert same.size == (40, 60)
    assert same.getpixel((10, 20)) < 60
    assert same.getpixel((30, 50)) > 250


def test_a_scan_is_asked_for_the_results_and_not_for_their_places(report: Document) -> None:
    (scan,) = as_scans(iter([report]), "0")
    assert scan.split == "dev, scanned"
    assert scan.printed == report.printed
    assert all(row.box is None for one in scan.reports for row in one.rows)
    assert [row.name for row in scan.reports[0].rows] == [r.name for r in report.reports[0].rows]
