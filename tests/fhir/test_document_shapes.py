"""What a document shows apart is read apart, a letter as it is drawn, and an exponent as one."""

from base64 import b64encode
from typing import Any

import pytest

from chartside.fhir.documents import Document
from chartside.fhir.text.found import HIDDEN

FONTS = (
    rb"\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\froman\fcharset2 Symbol;}"
    rb"{\f2\fnil\fcharset128{\*\panose 02}MS Mincho;}{\f3\fcharset204 Arial CYR;}"
    rb"{\f4\fcharset2 Wingdings;}}"
)


def read(make: Any, octets: bytes, kind: str) -> Document:
    held = {"contentType": kind, "data": b64encode(octets).decode()}
    note = make.resource("DocumentReference", "d", content=[{"attachment": held}])
    found: Document = make.chart(note).documents()[0]
    return found


def rtf(make: Any, body: bytes) -> str:
    return read(make, rb"{\rtf1\ansi\ansicpg1252" + FONTS + body + rb"\par}", "text/rtf").text


def page(make: Any, source: str) -> list[list[str]]:
    return [line.split() for line in read(make, source.encode(), "text/html").text.splitlines()]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (rb"10{\super 9}/L", "10^9/L"),
        (rb"10\super\b -3\nosupersub  ok", "10^-3 ok"),
        (rb"10{\up6\fs16 9}/L", "10^9/L"),
        (rb"10{\super\'39}/L, 10{\super\u8722?3}", "10^9/L, 10^\N{MINUS SIGN}3"),
        (rb"2{\sub 10}", "2_10"),
        (rb"10{\super 1}{\super 2}/L", "10^12/L"),
        (rb"kg/m{\super 2}, the 3{\super rd} day", "kg/m2, the 3rd day"),
        (rb"Na 140\par{\super 1}see below", "Na 140\n1see below"),
    ],
)
def test_a_raised_number_of_rtf_is_not_run_into_the_one_before(
    make: Any, body: bytes, words: str
) -> None:
    assert rtf(make, body) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (rb"5 {\f1 m}g", "5 \N{GREEK SMALL LETTER MU}g"),
        (rb"{\f1\'b3}3, {\f1\u-3917?}4, {\f1\u-3917\'b3}5", "\u22653, \u22654, \u22655"),
        (rb"{\f4\'fc} Smoker {\f4\'a8} Alcohol", "\u2713 Smoker \u2610 Alcohol"),
        (rb"{\f2 \'83e\'83X\'83g}", "\u30c6\u30b9\u30c8"),
        (rb"{\f3\'c0\'ed}", "\u0410\u043d"),
        (b"na\xefve", "na\xefve"),
        (rb"3\-6 mg, po\-tassium", "3-6 mg, potassium"),
        (rb"Seen.{\footnote \pard\plain \chftn  By phone.} Well.", "Seen. [ By phone.] Well."),
        (
            rb"Body{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Box 5 mg}}"
            rb"{\shprslt{\*\do{\dptxbxtext Box 5 mg}}}} after",
            "Body after\n\nBox 5 mg",
        ),
        (rb"{\pict\bin4 {}{}}after", "after"),
        (rb"\u-10179?\u-8704? ok \uc0\u8805 5", "\U0001f600 ok \u22655"),
        (
            rb"{\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres25\ffdefres1}}}"
            rb"{\fldrslt}} Smoker {\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres0}}}"
            rb"{\fldrslt}} Alcohol",
            "[x] Smoker [ ] Alcohol",
        ),
    ],
)
def test_rtf_is_read_as_its_fonts_draw_it_with_its_notes_and_boxes(
    make: Any, body: bytes, words: str
) -> None:
    assert rtf(make, body) == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (rb"{\rtf1\ansi\deff0{\fonttbl{\f0\fcharset204 Arial;}}\'c0\'ed}", "\u0410\u043d"),
        (rb"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0 Arial;}}\f0 \'9cwi\'b9d}", "\u015bwi\u0105d"),
        (rb"{\rtf1\mac\ansicpg10000{\fonttbl\f0\fcharset77 Geneva;}\f0 39 \'a1C}", "39 \xb0C"),
        (rb"{\rtf1\pca{\fonttbl\f0 Courier;}M\'81ller}", "M\xfcller"),
        (
            rb"{\rtf1\ansi{\fonttbl{\f0 Times;}{\f1\fcharset134 SimSun;}{\f2\fcharset129 Batang;}}"
            rb"\f1\'b8\'df\'d1\'aa\f2  \'b0\'ed\f0 ok}",
            "\u9ad8\u8840 \uace0ok",
        ),
    ],
)
def test_octets_of_rtf_are_read_by_their_font_or_the_code_page(
    make: Any, source: bytes, words: str
) -> None:
    assert read(make, source, "text/rtf").text == words


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<dl><dt>Na</dt><dd>140</dd></dl>", [["Na"], ["140"]]),
        ("<section>Na</section><section>140</section>", [["Na"], ["140"]]),
        (
            "<div style='display:flex'>Na</div><div style='display:flex'>140</div>",
            [["Na"], ["140"]],
        ),
        (
            "<style>.c{display:table-cell}</style><b class=c>Na</b><b class=c>140</b>",
            [["Na", "140"]],
        ),
        ("Na<table><tr><td>140</td></tr></table>", [["Na"], ["140"]]),
        ("a<?xml:namespace prefix = o /> 140", [["a", "140"]]),
        ("<p>5 <font face=Symbol>m</font>g</p>", [["5", "\N{GREEK SMALL LETTER MU}g"]]),
        (
            "<p>5 <b style=\"font-family:'Segoe UI Symbol'\">m</b>g</p>",
            [["5", "mg"]],
        ),
        ("<p>10<b style='vertical-align:super'>9</b>/L</p>", [["10^9/L"]]),
        (
            "<p>&amp;lt; 5, 3\u00ad6 mg, po\u00adtassium</p>",
            [["&lt;", "5,", "3-6", "mg,", "potassium"]],
        ),
    ],
)
def test_parts_of_a_page_do_not_run_together(
    make: Any, source: str, lines: list[list[str]]
) -> None:
    assert page(make, source) == lines


def test_a_form_shows_what_is_ticked_chosen_and_filled_in(make: Any) -> None:
    form = (
        "<input type=checkbox checked>Smoker<input type=checkbox>Alcohol <input value='140'>"
        "<select><option>No</option><option selected>Yes</option></select>"
        "<input type=hidden value=x>"
    )
    (words,) = page(make, form)[:1]
    assert words == ["[x]", "Smoker", "[", "]", "Alcohol", "140"]
    assert ["No"] not in page(make, form)


def test_a_cell_of_several_rows_or_columns_keeps_the_others_under_their_headings(make: Any) -> None:
    source = (
        "<table><tr><th>Test</th><th>Jan</th><th>Feb</th></tr>"
        "<tr><td rowspan=2>Sodium</td><td>140</td><td>141</td></tr>"
        "<tr><td>142</td><td>143</td></tr><tr><td colspan=2>none</td><td>144</td></tr></table>"
    )
    text = read(make, source.encode(), "text/html").text
    at = {word: line.index(word) for line in text.splitlines() for word in line.split()}
    assert at["140"] == at["142"] == at["Jan"]
    assert at["141"] == at["143"] == at["144"] == at["Feb"]


@pytest.mark.parametrize(
    ("narrative", "lines"),
    [
        ("<paragraph><caption>Cap</caption>K 4.1</paragraph>", [["Cap"], ["K", "4.1"]]),
        ("<div>Na</div><div>140</div><ul><li>K</li></ul>", [["Na"], ["140"], ["*", "K"]]),
        ("<table><caption>Labs</caption><tr><td>Na</td></tr></table>", [["Labs"], ["Na"]]),
        ("a<!-- c -->b<![CDATA[ < 5]]><?pi x?> tail", [["ab", "<", "5", "tail"]]),
    ],
)
def test_parts_of_a_cda_narrative_do_not_run_together(
    make: Any, narrative: str, lines: list[list[str]]
) -> None:
    source = f"<section><title>T</title><text>{narrative}</text></section>"
    text = read(make, source.encode(), "text/xml").text
    assert [line.split() for line in text.splitlines() if line.strip()] == [["T"], *lines]


def test_a_cda_document_in_utf_16_is_read_as_one(make: Any) -> None:
    source = '<?xml version="1.0" encoding="UTF-16"?><section><title>M\xfcller</title></section>'
    assert read(make, source.encode("utf-16"), "text/xml").text == "M\xfcller"


def test_a_footnote_of_a_cda_document_is_not_run_into_its_value(make: Any) -> None:
    narrative = "<table><tr><td>140<footnote>Hemolysed.</footnote></td></tr></table>"
    source = f"<section><title>Na</title><text>{narrative}</text></section>"
    assert "140 [Hemolysed.]" in read(make, source.encode(), "text/xml").text


def pdf(content: bytes, letters: bytes = b"") -> bytes:
    """A PDF of one page; in F2 the letters a, b, c, … stand for these characters (UTF-16)."""
    pairs = b"".join(
        b"<%02x> <%s>\n" % (97 + n, c.hex().encode()) for n, c in enumerate(halves(letters))
    )
    table = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> "
        b"endcodespacerange %d beginbfchar\n%sendbfchar endcmap end" % (len(letters) // 2, pairs)
    )
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
        b"/Resources << /Font << /F1 3 0 R /F2 6 0 R >> >> /Contents 5 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table),
    ]
    made = b"%PDF-1.4\n"
    for number, part in enumerate(parts, start=1):
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return made + b"trailer << /Size 8 /Root 1 0 R >>\n%%EOF"


def halves(letters: bytes) -> list[bytes]:
    return [letters[n : n + 2] for n in range(0, len(letters), 2)]


RAISED = b"/F1 7 Tf 5 Ts (%s) Tj 0 Ts /F1 12 Tf "
LOWERED = b"/F1 7 Tf -3 Ts (%s) Tj 0 Ts /F1 12 Tf "


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"(x 10) Tj " + RAISED % b"9" + b"(/L, stable) Tj", "x 10^9/L, stable"),
        (b"(x 10) Tj " + RAISED % b"12" + b"( /L) Tj", "x 10^12 /L"),
        (b"(10) Tj " + RAISED % b"-3" + b"( mol) Tj", "10^-3 mol"),
        (b"(2) Tj " + LOWERED % b"10" + b"( x) Tj", "2_10 x"),
        (b"(kg/m) Tj " + RAISED % b"2" + b"(, then) Tj", "kg/m2, then"),
        (b"(the 3) Tj " + RAISED % b"rd" + b"( day) Tj", "the 3rd day"),
        (b"(140) Tj /F1 7 Tf (5 small) Tj", "1405 small"),
        (b"(Na 140) Tj /F1 8 Tf 40 -10 Td (9) Tj", "Na 140\n9"),
        (b"(Na) Tj 100 0 Td (140) Tj -100 -12 Td (K) Tj 100 0 Td (4.1) Tj", "Na 140\nK 4.1"),
        (b"(pneumo-) Tj 0 -14 Td (nia, 10-) Tj 0 -14 Td (20 mg) Tj", "pneumonia, 10-\n20 mg"),
    ],
)
def test_numbers_and_lines_of_a_pdf_are_read_as_they_are_printed(
    make: Any, content: bytes, words: str
) -> None:
    source = pdf(b"BT /F1 12 Tf 72 700 Td " + content + b" ET")
    assert read(make, source, "application/pdf").text == words


def test_ligatures_right_to_left_words_and_drawn_hyphens_of_a_pdf(make: Any) -> None:
    letters = "\ufb01\u05dc\u05d5\u05dd\u05e9\xad".encode("utf-16-be")
    content = b"BT /F2 12 Tf 72 700 Td (a) Tj /F1 12 Tf (brosis 3) Tj /F2 12 Tf (f) Tj "
    content += b"/F1 12 Tf (6 ) Tj 0 -20 Td /F2 12 Tf (dcbe) Tj ET"
    found = read(make, pdf(content, letters), "application/pdf").text
    assert found.split() == ["fibrosis", "3-6", "\u05e9\u05dc\u05d5\u05dd"]


def test_words_of_a_pdf_under_a_later_shape_are_no_text(make: Any) -> None:
    content = b"BT /F1 12 Tf 72 700 Td (Takes iron) Tj 0 -40 Td (Warfarin) Tj ET "
    found = read(make, pdf(content + b"0 g 60 650 200 30 re f"), "application/pdf")
    assert (found.text, found.notices) == ("Takes iron", (HIDDEN,))
    framed = read(make, pdf(content + b"60 650 200 30 re S 60 655 200 1 re f"), "application/pdf")
    assert framed.text == "Takes iron\nWarfarin"


def test_a_cell_that_spans_thousands_adds_no_more_than_a_page_can_hold(make: Any) -> None:
    wide = "<td rowspan=9999 colspan=9999>x</td>" * 300
    source = f"<table><tr>{wide}</tr><tr><td>y</td></tr></table>"
    assert len(read(make, source.encode(), "text/html").text) < 100_000


@pytest.mark.parametrize("table", [rb"\f1\a\a\a\a\a" * 20_000, rb"{\f1 {a}" * 20_000])
def test_a_table_of_fonts_without_an_end_is_read_in_bounded_time(make: Any, table: bytes) -> None:
    found = read(make, rb"{\rtf1{\fonttbl" + table + b"}x}", "text/rtf")
    assert bool(found.text) != bool(found.reason)
