"""What a document shows apart is read apart, a letter as it is drawn, and an exponent as one."""

from base64 import b64encode
from typing import Any

import pytest

from chartside.fhir.documents import Document

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
    ],
)
def test_rtf_is_read_as_its_fonts_draw_it_with_its_notes_and_boxes(
    make: Any, body: bytes, words: str
) -> None:
    assert rtf(make, body) == words


def test_rtf_of_a_default_font_is_read_in_its_charset(make: Any) -> None:
    source = rb"{\rtf1\ansi\deff0{\fonttbl{\f0\fcharset204 Arial;}}\'c0\'ed}"
    assert read(make, source, "text/rtf").text == "\u0410\u043d"


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


def test_a_footnote_of_a_cda_document_is_not_run_into_its_value(make: Any) -> None:
    narrative = "<table><tr><td>140<footnote>Hemolysed.</footnote></td></tr></table>"
    source = f"<section><title>Na</title><text>{narrative}</text></section>"
    assert "140 [Hemolysed.]" in read(make, source.encode(), "text/xml").text
