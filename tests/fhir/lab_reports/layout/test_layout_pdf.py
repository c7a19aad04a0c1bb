"""Words of a PDF: told apart by gaps, upright, as they are seen."""

from collections.abc import Callable

import pytest

from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.pdf_pages import pdf_pages
from chartside.fhir.text.found import Unread

Pdf = Callable[..., bytes]


def words(octets: bytes) -> list[str]:
    pages = pdf_pages(octets)
    assert not isinstance(pages, Unread)
    return [word.text for page in pages for word in page.words]


def first(octets: bytes) -> Page:
    pages = pdf_pages(octets)
    assert not isinstance(pages, Unread)
    return pages[0]


def test_words_are_parted_by_blanks_and_by_gaps(pdf: Pdf) -> None:
    assert words(pdf("BT /F 10 Tf 20 150 Td (Serum sodium) Tj 90 0 Td (141) Tj ET")) == [
        "Serum",
        "sodium",
        "141",
    ]


def test_letters_that_are_drawn_one_by_one_are_words(pdf: Pdf) -> None:
    letters = "".join(
        f"BT /F 10 Tf {x} 150 Td ({sign}) Tj ET "
        for x, sign in ((20, "N"), (27.2, "a"), (40, "1"), (45.6, "4"), (51.2, "1"))
    )
    assert words(pdf(letters)) == ["Na", "141"]


def test_letters_that_are_spaced_out_are_one_word(pdf: Pdf) -> None:
    assert words(pdf("BT /F 10 Tf 3 Tc 20 150 Td (PATHOLOGY) Tj ET")) == ["PATHOLOGY"]


def test_a_letter_that_is_drawn_twice_to_look_bold_is_read_once(pdf: Pdf) -> None:
    twice = "BT /F 10 Tf 20 150 Td (4.10) Tj ET BT /F 10 Tf 20.4 150 Td (4.10) Tj ET"
    assert words(pdf(twice)) == ["4.10"]


def test_a_raised_digit_is_an_exponent(pdf: Pdf) -> None:
    raised = "BT /F 10 Tf 20 150 Td (10) Tj /F 6 Tf 4 Ts (9) Tj /F 10 Tf 0 Ts (/L) Tj ET"
    assert words(pdf(raised)) == ["10^9/L"]


def test_bold_type_is_known(pdf: Pdf) -> None:
    page = first(pdf("BT /B 10 Tf 20 150 Td (Chemistry) Tj /F 10 Tf 0 -20 Td (Sodium) Tj ET"))
    assert [(word.text, word.bold) for word in page.words] == [
        ("Chemistry", True),
        ("Sodium", False),
    ]


def test_words_that_nobody_sees_are_left_out(pdf: Pdf) -> None:
    hidden = "BT /F 10 Tf 1 1 1 rg 20 150 Td (999) Tj 0 0 0 rg 0 -20 Td (141) Tj ET"
    assert words(pdf(hidden)) == ["141"]


def test_a_box_is_measured_from_the_upper_left_corner(pdf: Pdf) -> None:
    left, top, right, bottom = first(pdf("BT /F 10 Tf 20 150 Td (141) Tj ET")).words[0].box
    assert left == pytest.approx(20, abs=0.5)
    assert right == pytest.approx(20 + 3 * 5.56, abs=0.5)
    assert top < 50 < bottom


@pytest.mark.parametrize(
    ("rotate", "matrix"),
    [(90, "0 1 -1 0 150 20"), (180, "-1 0 0 -1 280 50"), (270, "0 -1 1 0 150 180")],
)
def test_a_page_that_is_shown_turned_is_read_upright(pdf: Pdf, rotate: int, matrix: str) -> None:
    page = first(pdf(f"BT /F 10 Tf {matrix} Tm (Sodium 141) Tj ET", rotate))
    sodium, value = page.words
    assert (sodium.text, value.text) == ("Sodium", "141")
    assert sodium.box[2] < value.box[0]
    assert sodium.box[1] == pytest.approx(value.box[1])
    assert 0 <= sodium.box[0] <= page.width
    assert 0 <= sodium.box[1] <= page.height


def test_words_that_run_another_way_are_no_part_of_a_line(pdf: Pdf) -> None:
    upwards = "BT /F 10 Tf 20 150 Td (141) Tj 0 1 -1 0 280 20 Tm (Form 12) Tj ET"
    assert words(pdf(upwards)) == ["141"]


def test_lines_and_frames_are_rules_and_grounds_are_none(pdf: Pdf) -> None:
    page = first(
        pdf(
            "0.5 w 20 100 m 280 100 l S 20 20 100 50 re S 0.9 g 20 120 260 15 re f "
            "0 g 20 90 200 1 re f BT /F 10 Tf 20 150 Td (141) Tj ET"
        )
    )
    level = [rule for rule in page.rules if rule[2] - rule[0] > rule[3] - rule[1]]
    assert sorted(round(rule[1]) for rule in level) == [100, 109, 130, 180]
    assert len(page.rules) == 6


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b"", "its PDF is damaged or locked by a password"),
        (b"%PDF-1.4 and no more", "its PDF is damaged or locked by a password"),
        (b"\x89PNG\r\n\x1a\n", "its PDF is damaged or locked by a password"),
    ],
)
def test_what_is_no_pdf_says_so(octets: bytes, reason: str) -> None:
    assert pdf_pages(octets) == Unread(reason)


def test_a_page_without_words_says_so(pdf: Pdf) -> None:
    assert pdf_pages(pdf("20 20 100 50 re S")) == Unread("its PDF is a scan without text")
