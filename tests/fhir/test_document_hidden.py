"""What a reader of a document cannot see is no text, and the document says that it left it out."""

from base64 import b64encode
from typing import Any

import pytest

from chartside.fhir.chart import Chart
from chartside.fhir.documents import Document
from chartside.fhir.retrieval import Ask, index_of
from chartside.fhir.text.found import DELETED, HIDDEN
from chartside.fhir.text.markup import laid_out
from chartside.tools.read_note import read_note


def opened(make: Any, octets: bytes, kind: str) -> tuple[Chart, Document]:
    held = {"contentType": kind, "data": b64encode(octets).decode()}
    note = make.resource("DocumentReference", "d", content=[{"attachment": held}])
    chart: Chart = make.chart(note)
    return chart, chart.documents()[0]


def page(make: Any, source: str) -> Document:
    return opened(make, source.encode(), "text/html")[1]


@pytest.mark.parametrize(
    ("style", "gone"),
    [
        (".x{display:none}", '<i class="a x">Warfarin</i>'),
        ("/* .x{} */ p > .x { visibility : hidden }", '<i class="x">Warfarin</i>'),
        ("<!-- #n{opacity:0} -->", '<i id="n">Warfarin</i>'),
        ("@media screen{i{font-size:0}} p{color:red}", "<i>Warfarin</i>"),
        ("@import 'a.css'; i[title=t]{font-size:1px}", '<i title="t">Warfarin</i>'),
        ("i{color:#FFFFFE !important}", '<i style="color:black">Warfarin</i>'),
        ("body{background:#036;color:#fff} i{color:#003366}", "<i>Warfarin</i>"),
        ("", '<font color="white">Warfarin</font>'),
        ("", '<i style="mso-hide:all">Warfarin</i>'),
        ("", '<i style="position:absolute;left:-9999px">Warfarin</i>'),
        ("", '<i style="max-height:0;overflow:hidden">Warfarin</i>'),
        ("", '<i style="color:rgba(0, 0, 0, 0)">Warfarin</i>'),
        ("", "<iframe>Warfarin</iframe>"),
        ("", "\U000e0057\U000e0061\U000e0072"),
    ],
)
def test_text_that_a_style_hides_is_left_out_and_the_document_says_so(
    make: Any, style: str, gone: str
) -> None:
    found = page(make, f"<style>{style}</style><p>Takes {gone} aspirin.</p>")
    assert found.text.split() == ["Takes", "aspirin."]
    assert found.notices == (HIDDEN,)


@pytest.mark.parametrize(
    "source",
    [
        "<style>.x{display:none} .x.y{display:inline}</style><p>Takes <i class='x y'>iron</i>",
        "<style>@media print{i{display:none}}</style><p>Takes <i>iron</i></p>",
        "<style>.x i{display:none}</style><p>Takes <i>iron</i></p>",
        "<style>i:hover{display:none}</style><p>Takes <i>iron</i></p>",
        "<p style='background:#036'>Takes <i style='color:white'>iron</i></p>",
        "<p style='font-size:0'><b style='font-size:12pt'>Takes <i>iron</i></b></p>",
        "<body bgcolor=black text=white><p>Takes <i>iron</i></p></body>",
        "<p style='color:#fff;background-image:url(x.png)'>Takes <i>iron</i></p>",
        "<p style='color:white;background:linear-gradient(#000,#111)'>Takes <i>iron</i></p>",
        "<style>body{font-size:62.5%} i{font-size:1.6em}</style><p>Takes <i>iron</i></p>",
        "<style>a:hover{display:none}</style><p>Takes <i style='opacity:.5'>iron</i></p>",
        "<p>Takes <i hidden style='display:inline'>iron</i></p>",
    ],
)
def test_text_that_a_reader_sees_stays(make: Any, source: str) -> None:
    found = page(make, source)
    assert (found.text.split(), found.notices) == (["Takes", "iron"], ())


def test_deleted_text_is_left_out_and_the_document_says_so(make: Any) -> None:
    assert page(make, "<p>Takes <del>warfarin</del> iron</p>").notices == (DELETED,)
    assert page(make, "<p>Takes <del> </del>iron</p>").notices == ()


async def test_a_reader_of_the_note_and_a_search_are_told(make: Any) -> None:
    chart, found = opened(make, b"<p>Takes <i hidden>x</i> iron</p>", "text/html")
    shown = await read_note(chart, found.reference)
    assert [a.reason for a in shown.set_aside] == [f"not read whole: {HIDDEN}"]
    asides = index_of(chart).passages(Ask("iron")).set_aside
    assert [a.reason for a in asides] == [f"not searched: {HIDDEN}"]


def test_a_page_of_which_nothing_can_be_seen_says_so(make: Any) -> None:
    assert page(make, "<p hidden>Warfarin</p>").reason == "none of its text can be seen"


def test_more_styles_than_are_applied_leave_a_page_unread() -> None:
    source = f"<style>{'.a{color:red}' * 1000}</style>" + "<p class=a>w</p>" * 3000
    assert "styles" in getattr(laid_out(source), "reason", "")


@pytest.mark.parametrize("gone", [rb"{\cf2 Warfarin}", rb"{\fs2 Warfarin}", rb"\v Warfarin\v0 "])
def test_hidden_text_of_rtf_is_left_out_and_the_document_says_so(make: Any, gone: bytes) -> None:
    table = rb"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"
    source = rb"{\rtf1\ansi" + table + rb" Takes " + gone + rb" iron.}"
    found = opened(make, source, "text/rtf")[1]
    assert (found.text.split(), found.notices) == (["Takes", "iron."], (HIDDEN,))
    shaded = source.replace(rb"\v Warfarin\v0 ", b"").replace(b" Takes", rb" \highlight1 Takes")
    assert "iron." in opened(make, shaded, "text/rtf")[1].text


def pdf(content: bytes, rotate: int = 0) -> bytes:
    """A PDF of one page with this content, its font as F1."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate %d "
        b"/Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>" % rotate,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    made = b"%PDF-1.4\n"
    for number, part in enumerate(parts, start=1):
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return made + b"trailer << /Size 6 /Root 1 0 R >>\n%%EOF"


@pytest.mark.parametrize(
    "gone",
    [
        b"1 1 1 rg BT /F1 12 Tf 72 600 Td (Warfarin) Tj ET",
        b"BT /F1 12 Tf 3 Tr 72 600 Td (Warfarin) Tj ET",
        b"BT /F1 0.5 Tf 72 600 Td (Warfarin) Tj ET",
        b"BT /F1 12 Tf 72 900 Td (Warfarin) Tj ET",
    ],
)
def test_text_of_a_pdf_that_is_white_clear_tiny_or_off_the_page_is_left_out(
    make: Any, gone: bytes
) -> None:
    seen = b"BT /F1 12 Tf 72 700 Td (Takes iron) Tj ET "
    found = opened(make, pdf(seen + gone), "application/pdf")[1]
    assert (found.text.strip(), found.notices) == ("Takes iron", (HIDDEN,))


def test_the_top_of_a_page_whose_size_is_said_for_the_whole_pdf_is_read(make: Any) -> None:
    paper = b"/MediaBox [0 0 595 842]"
    whole = pdf(b"BT /F1 12 Tf 72 815 Td (Patient: Ash) Tj ET").replace(
        b"/MediaBox [0 0 612 792]", b""
    )
    whole = whole.replace(b"/Type /Pages", b"/Type /Pages " + paper)
    found = opened(make, whole, "application/pdf")[1]
    assert (found.text.strip(), found.notices) == ("Patient: Ash", ())


def test_white_on_dark_and_the_words_over_a_scan_are_text(make: Any) -> None:
    dark = b"0 0 0.4 rg 70 590 200 30 re f 1 1 1 rg BT /F1 12 Tf 72 600 Td (Results) Tj ET "
    scan = b"0 g 72 500 3 8 re f 80 500 3 8 re f 90 500 9 8 re f "
    scan += b"BT /F1 12 Tf 3 Tr 72 500 Td (INR) Tj ET"
    found = opened(make, pdf(dark + scan), "application/pdf")[1]
    assert (found.text.split(), found.notices) == (["Results", "INR"], ())


def test_a_turned_page_of_a_pdf_is_read_from_its_first_line(make: Any) -> None:
    lines = b"BT /F1 12 Tf 72 700 Td (One) Tj 0 -14 Td (Two) Tj 0 -14 Td (Three) Tj ET"
    found = opened(make, pdf(lines, rotate=90), "application/pdf")[1]
    assert found.text.split() == ["One", "Two", "Three"]
