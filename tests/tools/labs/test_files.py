"""A file read page by page: words where there are some, print where somebody reads it."""

import base64
from dataclasses import dataclass, field
from typing import Any

import pytest

from chartside.fhir.lab_reports.opening import open_octets
from chartside.fhir.lab_reports.page import Page, Word
from chartside.fhir.lab_reports.pictures import pictures_of
from chartside.fhir.lab_reports.selecting import selection
from chartside.fhir.text.found import Unread
from chartside.tools.labs.files import FileRead, How, read_opened
from chartside.tools.labs.watch import TOO_LONG, UNWATCHED, Watch


@dataclass
class Clerk:
    """Reads every picture as the same rows, at places in pixels, and counts what it is given."""

    rows: tuple[tuple[str, ...], ...] = (("Potassium", "5.9", "mmol/L", "3.5 - 5.1"),)
    width: float = 2480
    given: list[bytes] = field(default_factory=list)
    name: str = "clerk 1"

    def pages(self, octets: bytes, watch: Watch = UNWATCHED) -> tuple[Page, ...] | Unread:
        del watch
        self.given.append(octets)
        words = [
            Word(text, (300 + 500 * x, 600 + 80 * y, 500 + 500 * x, 650 + 80 * y), confidence=0.9)
            for y, row in enumerate((("Test", "Result", "Unit", "Range"), *self.rows))
            for x, text in enumerate(row)
        ]
        return (Page(1, self.width, 3508, tuple(words)),)


def read(octets: bytes, **how: Any) -> FileRead:
    (opened,) = open_octets(octets)  # type: ignore[misc]  # the tests open what can be opened
    return read_opened(opened, How(**how))


def picture(printer: Any) -> bytes:
    """A PDF whose only page is a picture."""
    return bytes(printer.drawing(printer.grey()))


def test_a_page_with_words_is_not_looked_at_as_a_picture(printer: Any) -> None:
    clerk = Clerk()
    held = read(printer.printed(), pictures=clerk)
    assert held.reports[0].results[0].name.text == "Potassium"
    assert (clerk.given, held.reports[0].results[0].read_by) == ([], ())


def test_a_scan_is_drawn_and_read_with_its_boxes_in_points_of_the_page(printer: Any) -> None:
    clerk = Clerk()
    held = read(picture(printer), pictures=clerk)
    (result,) = held.reports[0].results
    assert (str(result.value), result.ucum, result.read_by) == ("5.9", "mmol/L", ("clerk 1",))
    assert result.confidence == pytest.approx(0.9)
    assert clerk.given[0].startswith(b"\x89PNG")
    left, top, right, bottom = result.printed.box
    assert (left, top) == pytest.approx((800 * 72 / 300, 680 * 72 / 300), rel=0.01)
    assert (right, bottom) == pytest.approx((1000 * 72 / 300, 730 * 72 / 300), rel=0.01)
    assert held.unit == "pt"


def test_of_a_file_of_both_only_the_page_without_words_is_read_as_a_picture(printer: Any) -> None:
    clerk = Clerk()
    mixed = printer.drawing(
        f"BT /F1 10 Tf {printer.page()} ET".encode("latin-1"),
        printer.grey(),
    )
    held = read(mixed, pictures=clerk)
    assert len(clerk.given) == 1
    pages = {r.printed.page for report in held.reports for r in report.results}
    assert pages == {1, 2}


def test_a_picture_that_nobody_reads_is_no_failure_to_find_results(printer: Any) -> None:
    held = read(picture(printer))
    assert (held.failed, held.reports) == (True, ())
    assert "scan without text" in held.reason


def test_an_empty_page_is_seen_to_be_empty_without_anybody_reading_it(printer: Any) -> None:
    clerk = Clerk()
    for how in ({}, {"pictures": clerk}):
        held = read(printer.pdf(""), **how)
        assert (held.failed, held.reason) == (False, "nothing is printed on it that can be read")
    assert clerk.given == []


def test_what_a_reader_of_pictures_cannot_read_is_told_in_its_words(printer: Any) -> None:
    class Blind(Clerk):
        def pages(self, octets: bytes, watch: Watch = UNWATCHED) -> tuple[Page, ...] | Unread:
            del watch
            return Unread(f"it is handwriting, {octets[1:4].decode()}")

    held = read(picture(printer), pictures=Blind())
    assert (held.failed, held.reason) == (True, "it is handwriting, PNG")


def test_only_the_pages_that_were_asked_for_are_read(printer: Any) -> None:
    octets = printer.bound(printer.page(), printer.page([("Sodium", "140", "mmol/L", "", "")]))
    held = read(octets, pages=selection("2"))
    assert [r.name.text for report in held.reports for r in report.results] == ["Sodium"]
    assert [page.number for page in held.pages] == [2]


def test_more_scanned_pages_than_anybody_waits_for_are_to_be_chosen(printer: Any) -> None:
    many = printer.drawing(*[printer.grey()] * 41)
    held = read(many, pictures=Clerk())
    assert "choose with --pages" in held.reason
    chosen = read(many, pictures=Clerk(), pages=selection("40-41"))
    assert [page.number for page in chosen.pages] == [40, 41]


def test_a_page_is_drawn_in_its_own_size_and_a_huge_one_smaller(printer: Any) -> None:
    drawn = pictures_of(printer.printed(), [1, 7], 100)
    assert not isinstance(drawn, Unread)
    (page,) = drawn
    assert (page.width, page.height, page.pixels) == (595, 842, (827, 1170))
    huge = pictures_of(printer.printed().replace(b"0 0 595 842", b"0 0 14000 14000"), [1], 300)
    assert not isinstance(huge, Unread)
    assert huge[0].pixels[0] * huge[0].pixels[1] <= 20_100_000


def test_a_report_in_a_data_url_is_opened(printer: Any) -> None:
    data = base64.b64encode(printer.printed()).decode()
    url = f"data:application/pdf;base64,{data}"
    document = (
        '{"resourceType": "DocumentReference", "id": "7", "content": '
        f'[{{"attachment": {{"contentType": "application/pdf", "url": "{url}"}}}}]}}'
    )
    assert len(read(document.encode()).reports[0].results) == 4


def test_a_file_whose_pictures_take_too_long_says_so_and_no_page_is_begun(printer: Any) -> None:
    clerk = Clerk()
    held = read(picture(printer), pictures=clerk, seconds=0.0)
    assert (held.failed, held.reason, clerk.given) == (True, TOO_LONG, [])
