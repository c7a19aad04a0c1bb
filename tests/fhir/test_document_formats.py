"""RTF, C-CDA and PDF as text, hostile ones too, and where a passage stands in its source."""

import json
import random
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.chart import Chart
from chartside.fhir.documents import Document
from chartside.fhir.text.cda import cda_text
from chartside.fhir.text.found import DELETED, Readable, Unread
from chartside.fhir.text.markup import laid_out

CDA = b"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Transfer summary</title>
<recordTarget><patientRole><patient><name>Canary</name></patient></patientRole></recordTarget>
<component><structuredBody>
<component><section><title>Allergies</title><text>
  <table><thead><tr><th>Substance</th><th>Reaction</th></tr></thead>
  <tbody><tr><td><content ID="a1">Penicillin G</content></td><td>Hives</td></tr></tbody></table>
</text><entry><act><text>not for readers</text></act></entry></section></component>
<component><section><title>Course</title><text>
  <paragraph>Fever &lt; 38 &amp; stable.</paragraph>
  <list><item>first</item><item>second<br/>line</item></list>
</text><component><section><title>Day 1</title><text>Afebrile.</text></section></component>
</section></component>
</structuredBody></component></ClinicalDocument>"""


def pdf(*pages: list[tuple[int, str]]) -> bytes:
    """A PDF by hand: on each page, words at a height."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, lines in enumerate(pages):
        said = "".join(f"BT /F1 12 Tf 72 {y} Td ({words}) Tj ET\n" for y, words in lines).encode()
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources "
            b"<< /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(said), said))
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    )


def opened(make: Any, octets: bytes, kind: str) -> tuple[Chart, Document]:
    held = {"contentType": kind, "data": b64encode(octets).decode()}
    note = make.resource(
        "DocumentReference",
        "d",
        status="current",
        type={"text": "Letter"},
        content=[{"attachment": held}],
    )
    chart: Chart = make.chart(note)
    return chart, chart.documents()[0]


def at(chart: Chart, document: Document, words: str) -> Any:
    start = document.text.index(words)
    return chart.where(document.reference, start, start + len(words))


def test_a_cda_document_is_its_titles_and_narratives_and_nothing_for_machines(make: Any) -> None:
    _, found = opened(make, CDA, "text/xml")
    assert found.text.startswith("Transfer summary\n\nAllergies\n\n")
    for said in (
        "Penicillin G",
        "Fever < 38 & stable.",
        "* second\n    line",
        "Day 1\n\nAfebrile.",
    ):
        assert said in found.text
    for other in ("not for readers", "Canary"):
        assert other not in found.text


def test_a_row_of_a_cda_table_stays_one_line(make: Any) -> None:
    _, found = opened(make, CDA, "application/hl7-v3+xml")
    lines = [line.split() for line in found.text.splitlines()]
    assert ["Penicillin", "G", "Hives"] in lines


def test_a_passage_of_a_cda_document_is_found_in_its_element(make: Any) -> None:
    chart, found = opened(make, CDA, "text/xml")
    (place,) = at(chart, found, "Penicillin G")
    base = "/ClinicalDocument/component/structuredBody/component"
    assert place.path == f"{base}[1]/section/text/table/tbody/tr/td[1]/content"
    assert found.text[place.start : place.end] == "Penicillin G"
    (place,) = at(chart, found, "Afebrile")
    assert place.path == f"{base}[2]/section/component/section/text"


def test_a_cda_body_that_is_not_xml_is_read_as_what_it_says_it_is(make: Any) -> None:
    def wrapped(body: str) -> bytes:
        inside = f"<component><nonXMLBody>{body}</nonXMLBody></component>"
        return f'<ClinicalDocument xmlns="urn:hl7-org:v3">{inside}</ClinicalDocument>'.encode()

    held = b64encode(b"Seen and well.").decode()
    plain = wrapped(f'<text mediaType="text/plain" representation="B64">{held}</text>')
    assert opened(make, plain, "text/xml")[1].text == "Seen and well."
    page = wrapped('<text mediaType="text/html">&lt;p&gt;Seen.&lt;/p&gt;</text>')
    assert opened(make, page, "text/xml")[1].text == "Seen."
    inner = wrapped(
        f'<text mediaType="text/xml" representation="B64">{b64encode(CDA).decode()}</text>'
    )
    assert "CDA within CDA" in opened(make, inner, "text/xml")[1].reason
    away = wrapped('<text><reference value="https://x.example/1.pdf"/></text>')
    assert opened(make, away, "text/xml")[1].reason == "its content is kept elsewhere"


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><ClinicalDocument>'
        b"<section><text>&e;</text></section></ClinicalDocument>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><ClinicalDocument>'
        b"<section><text>&b;</text></section></ClinicalDocument>",
        b'<!DOCTYPE x SYSTEM "https://x.example/evil.dtd"><ClinicalDocument>'
        b"<section><text>x</text></section></ClinicalDocument>",
        b"<ClinicalDocument><section><text>" + b"<paragraph>" * 100_000,
        b"<ClinicalDocument><section><text>cut",
        b"\xff\xfe<",
    ],
)
def test_hostile_xml_is_not_read_and_fetches_nothing(document: bytes) -> None:
    assert isinstance(cda_text(document, lambda _octets, _kind: Readable("x")), Unread)


def test_an_include_and_a_style_sheet_of_xml_bring_in_nothing() -> None:
    document = (
        b'<?xml-stylesheet href="https://x.example/evil.xsl"?><ClinicalDocument '
        b'xmlns:xi="http://www.w3.org/2001/XInclude"><section><text>Na 140 <xi:include '
        b'href="file:///etc/passwd" parse="text"/></text></section></ClinicalDocument>'
    )
    found = cda_text(document, lambda _octets, _kind: Unread("no body"))
    assert isinstance(found, Readable)
    assert found.text == "Na 140"


def test_a_fragment_may_use_a_prefix_that_its_document_declares() -> None:
    fragment = b'<section><text><td xsi:type="x">Na 140</td></text></section>'
    found = cda_text(fragment, lambda _octets, _kind: Unread("no body"))
    assert isinstance(found, Readable)
    assert found.text == "Na 140"


def cda(narrative: str) -> bytes:
    inside = f"<section><title>Results</title><text>{narrative}</text></section>"
    return f'<ClinicalDocument xmlns="urn:hl7-org:v3">{inside}</ClinicalDocument>'.encode()


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("WBC 5.1 x 10<sup>9</sup>/L", "WBC 5.1 x 10^9/L"),
        ("WBC 5.1 x 10<sup> <i>9</i></sup>/L", "WBC 5.1 x 10^9/L"),
        ("titre 10 <sup>-3</sup>", "titre 10 ^-3"),
        ("2<sub>10</sub>", "2_10"),
        ("K 4.1<sup>1</sup>", "K 4.1^1"),
        ("BMI 31 kg/m<sup>2</sup>, H<sub>2</sub>O", "BMI 31 kg/m2, H2O"),
        ("the 3<sup>rd</sup> day", "the 3rd day"),
    ],
)
def test_a_raised_number_after_a_number_is_not_run_into_it(
    make: Any, markup: str, words: str
) -> None:
    page, narrative = f"<p>{markup}</p>".encode(), cda(f"<paragraph>{markup}</paragraph>")
    assert opened(make, page, "text/html")[1].text == words
    chart, found = opened(make, narrative, "text/xml")
    assert found.text.endswith(words)
    assert "".join(words.split()) == "".join(
        "".join(found.text[p.start : p.end].split()) for p in at(chart, found, words)
    )


@pytest.mark.parametrize(
    "gone",
    [
        "<del>Warfarin</del>",
        "<s>Warfarin <b>5 mg</b></s>",
        "<span hidden>Warfarin</span>",
        "<p style='visibility:hidden'>Warfarin</p>",
        "<p style='color: red; display: none !important'>Warfarin</p>",
        "<span style='text-decoration: line-through'>Warfarin</span>",
        "<ul><li hidden>Warfarin</li></ul>",
        "<template><p>Warfarin</p></template>",
    ],
)
def test_what_a_page_deletes_or_hides_is_no_text(make: Any, gone: str) -> None:
    page = f"<div><p>Takes</p>{gone} aspirin<p>and</p><p>iron</p></div>"
    chart, found = opened(make, page.encode(), "text/html")
    assert found.text.split() == ["Takes", "aspirin", "and", "iron"]
    assert at(chart, found, "iron")[0].path.startswith("/html/body/div/p[")


def test_what_a_cda_document_marks_as_deleted_is_no_text(make: Any) -> None:
    body = (
        '<content revised="delete">Warfarin</content><content revised="insert"> aspirin</content>'
    )
    chart, found = opened(make, cda(body), "text/xml")
    assert found.text.split() == ["Results", "aspirin"]
    assert at(chart, found, "aspirin")[0].path.endswith("content[2]")


@pytest.mark.parametrize("style", ["Strikethrough", "xStrike Bold", "line-through"])
def test_what_a_cda_document_strikes_through_is_no_text(make: Any, style: str) -> None:
    _, found = opened(
        make,
        cda(f'Takes <content styleCode="{style}">warfarin</content> <content styleCode="Bold">'
            "iron</content>"),
        "application/xml",
    )  # fmt: skip
    assert found.text == "Results\n\nTakes iron"
    assert found.notices == (DELETED,)


def test_html_that_would_be_read_in_part_is_not_read(make: Any) -> None:
    page = "<p>Allergic to penicillin.</p>" + "<div>" * 300 + "<p>And to codeine.</p>"
    assert isinstance(laid_out(page), Unread)
    assert "too deeply" in opened(make, page.encode(), "text/html")[1].reason


def test_a_passage_of_a_page_is_found_in_its_element(make: Any) -> None:
    page = (
        b"<html><head><title>x</title><style>p {}</style></head><body><p>Na 140</p>"
        b"<ul><li>one</li><li>two <b>potassium 4.1</b></li></ul><!-- no -->"
        b"<table><tr><td>Hb</td><td>9.1</td></tr></table></body></html>"
    )
    chart, found = opened(make, page, "text/html")
    assert [p.path for p in at(chart, found, "Na 140")] == ["/html/body/p"]
    assert [p.path for p in at(chart, found, "potassium")] == ["/html/body/ul/li[2]/b"]
    assert at(chart, found, "9.1")[0].path.endswith("td[2]")
    assert chart.where("DocumentReference/none", 0, 5) == ()


def test_rtf_is_read_without_its_pictures_and_fonts(make: Any) -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\author Canary}}"
        rb"\f0 Caf\'e9 visit, INR \u8804? 3.\par Second {\b line}."
        rb"{\pict\pngblip " + b"89504e47" * 4000 + rb"}\par}"
    )
    chart, found = opened(make, rtf, "application/rtf")
    assert found.text == "Caf\u00e9 visit, INR \u2264 3.\nSecond line."
    assert chart.set_aside == ()
    assert chart.where(found.reference, 0, 4) == ()


@pytest.mark.parametrize(
    "gone",
    [
        rb"{\v Warfarin} aspirin",
        rb"\v Warfarin\v0  aspirin",
        rb"{\b\deleted Warf{\i ar}\'e9\u8804?in} aspirin",
        rb"\deleted\v Warfarin\plain  aspirin",
    ],
)
def test_hidden_and_deleted_words_of_rtf_are_no_text(make: Any, gone: bytes) -> None:
    found = opened(make, rb"{\rtf1\ansi Takes " + gone + rb" C:\\v1.\par}", "text/rtf")[1]
    assert found.text.split() == ["Takes", "aspirin", "C:\\v1."]


@pytest.mark.parametrize("rtf", [b"{" * 200_000, rb"{\rtf1 " + b"\\'zz" * 9, rb"{\rtf1\bin9 x"])
def test_broken_rtf_ends_in_text_or_a_reason(make: Any, rtf: bytes) -> None:
    _, found = opened(make, rtf, "application/rtf")
    assert bool(found.text) != bool(found.reason)


def test_the_text_of_a_pdf_is_read_page_by_page(make: Any) -> None:
    octets = pdf([(700, "Sodium 140 mmol/L"), (680, "Potassium 4.1")], [(700, "Page two")])
    chart, found = opened(make, octets, "application/pdf")
    assert found.text == "Sodium 140 mmol/L\nPotassium 4.1\n\nPage two"
    assert chart.set_aside == ()


def test_a_passage_of_a_pdf_is_found_on_its_page_within_a_box(make: Any) -> None:
    octets = pdf([(700, "Sodium 140 mmol/L"), (680, "Potassium 4.1")], [(650, "Page two")])
    chart, found = opened(make, octets, "application/pdf")
    (place,) = at(chart, found, "4.1")
    assert found.text[place.start : place.end] == "Potassium 4.1"
    assert place.page == 1
    left, bottom, right, top = place.box
    assert 70 < left < 80
    assert 675 < bottom < 685
    assert right > left
    assert 685 < top < 700
    assert [p.page for p in at(chart, found, "Page two")] == [2]
    assert [p.page for p in at(chart, found, "4.1\n\nPage")] == [1, 2]


def test_a_scan_and_a_locked_or_cut_pdf_say_why_they_are_not_read(make: Any) -> None:
    assert "scan" in opened(make, pdf([]), "application/pdf")[1].reason
    assert "damaged" in opened(make, b"%PDF-1.4\n" + b"\x00" * 99, "application/pdf")[1].reason
    chart, _ = opened(make, pdf([]), "application/pdf")
    assert [(a.reference, "scan" in a.reason) for a in chart.set_aside] == [
        ("DocumentReference/d", True)
    ]


def test_a_pdf_of_very_many_pages_is_not_read_in_part(make: Any) -> None:
    octets = pdf(*([[(700, "x")]] * 501))
    assert "more than 500 pages" in opened(make, octets, "application/pdf")[1].reason


def test_every_real_document_is_read_or_says_why_and_its_words_are_placed(
    make: Any, shared_data: Path
) -> None:
    read, spans = 0, random.Random(7)  # noqa: S311 - places to look at, no secrets
    for folder, kind in (("lab-reports", "pdf"), ("documents", "pdf"), ("ccda", "xml")):
        media = "application/pdf" if kind == "pdf" else "text/xml"
        for path in sorted((shared_data / folder).rglob(f"*.{kind}")):
            chart, found = opened(make, path.read_bytes(), media)
            assert bool(found.text) != bool(found.reason), path.name
            places = chart.where(found.reference, 0, len(found.text))
            read += bool(found.text)
            assert list(places) == sorted(places, key=lambda p: p.start)
            assert all(p.start < p.end <= len(found.text) for p in places)
            held = {n for p in places for n in range(p.start, p.end)}
            for start in spans.choices(range(len(found.text)), k=40) if found.text else ():
                span = range(start, min(start + 60, len(found.text)))
                bare = "".join(found.text[n] for n in span if n not in held)
                assert not bare.strip(" \n*+o-.^_[]0123456789"), path.name  # bullets and numbers
    assert read > 30


WITHOUT = """
import sys
sys.modules["pypdfium2"] = sys.modules["striprtf"] = None  # as if they were not installed
from chartside.fhir.record import open_record
for aside in open_record(sys.argv[1]).open_chart().set_aside:
    print(aside.reference, aside.reason)
"""


def test_without_the_optional_part_a_document_says_how_to_read_it(tmp_path: Path) -> None:
    def note(name: str, octets: bytes) -> dict[str, Any]:
        held = {"contentType": f"application/{name}", "data": b64encode(octets).decode()}
        return {
            "resourceType": "DocumentReference",
            "id": name,
            "subject": {"reference": "Patient/1"},
            "content": [{"attachment": held}],
        }

    patient = {"resourceType": "Patient", "id": "1"}
    source = tmp_path / "x.ndjson"
    bodies = [patient, note("pdf", pdf([(700, "x")])), note("rtf", rb"{\rtf1 x}")]
    source.write_text("\n".join(map(json.dumps, bodies)), encoding="utf-8")
    command = [sys.executable, "-c", WITHOUT, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    install = "needs an optional part: pip install 'chartside[documents]'"
    assert done.stdout.splitlines() == [
        f"DocumentReference/pdf its text was not read: PDF {install}",
        f"DocumentReference/rtf its text was not read: RTF {install}",
    ], done.stderr
