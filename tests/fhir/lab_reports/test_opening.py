"""What a file is by its content, and one sentence for each that has no pages."""

import base64
import gzip
import json
import os
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from chartside.fhir.lab_reports.confined import OUTGROWN, confined_pages, confined_pictures
from chartside.fhir.lab_reports.opening import MOST_BYTES, Format, Opened, open_file, open_octets
from chartside.fhir.text.found import Unread

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def pdf(
    content: bytes = b"", filters: str = "", pages: int = 1, forms: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF by hand, all of its pages with this content."""
    kids = " ".join(["3 0 R"] * pages)
    page = (
        "/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>/XObject<</F 6 0 R>>>>"
    )
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        f"<<{page}>>".encode(),
        f"<</Length {len(content)}{filters}>>stream\n".encode() + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *forms,
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (size, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


WORDS = b"BT /F1 12 Tf 72 700 Td (Potassium 5.9 mmol/L) Tj ET"


def only(found: tuple[Opened, ...] | Unread) -> Opened:
    assert not isinstance(found, Unread)
    (one,) = found
    return one


def why(found: object) -> str:
    assert isinstance(found, Unread)
    return found.reason


def zipped() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), "<x/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("begins", "form"),
    [
        (PNG, Format.PNG),
        (b"\xff\xd8\xff\xe0" + bytes(20), Format.JPEG),
        (b"II*\0" + bytes(20), Format.TIFF),
        (b"MM\0*" + bytes(20), Format.TIFF),
        (b"RIFF\x10\0\0\0WEBPVP8 ", Format.WEBP),
        (b"%PDF-1.7\n", Format.PDF),
        (b"printed by acme\r\n%PDF-1.4\n", Format.PDF),
        (PNG + b"%PDF-1.4", Format.PNG),
    ],
)
def test_a_file_is_what_its_content_says(begins: bytes, form: Format, tmp_path: Path) -> None:
    for name in ("report.pdf", "scan.jpg", "noname"):
        path = tmp_path / name
        path.write_bytes(begins)
        assert only(open_file(path)).format is form


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "it is empty"),
        (b" \r\n\t ", "it is empty"),
        (zipped(), "office document or an archive"),
        (gzip.compress(b"x", mtime=0), "it is compressed"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC picture"),
        (bytes(128) + b"DICM" + bytes(40), "DICOM"),
        (b"MSH|^~\\&|LAB|", "HL7 version 2"),
        (b"{\\rtf1 Potassium 5.9}", "RTF"),
        (b"<?xml version='1.0'?><ClinicalDocument/>", "XML or HTML"),
        (b"Potassium 5.9 mmol/L\r\n", "plain text"),
        ("Créatinine 1,2 mg/dL".encode(), "plain text"),
        (bytes(range(256)), "neither a PDF nor a picture"),
        (b"GIF89a" + bytes(20), "GIF or BMP"),
        (b'{"resourceType": "Bundle", "entry": [', "cut off or damaged"),
        (b'{"a": 1}', "no FHIR resource"),
        (b"[" * 100_000, "cut off or damaged"),
        (b'{"resourceType": "Observation", "id": "1"}', "no document is attached"),
        (b'{"resourceType": "DocumentReference", "id": "1"}', "no PDF and no picture"),
        (b'{"resourceType": "Bundle", "entry": 5}', "no document is attached"),
    ],
)
def test_what_has_no_pages_is_refused_with_one_sentence(octets: bytes, said: str) -> None:
    assert said in why(open_octets(octets))


def test_a_file_larger_than_any_report_is_not_read() -> None:
    assert "larger than 50 MB" in why(open_octets(b"%PDF-" + bytes(MOST_BYTES)))


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    assert why(open_file(tmp_path / "none.pdf")) == "there is no such file"
    assert why(open_file(tmp_path)) == "it is no ordinary file"
    os.mkfifo(tmp_path / "pipe.pdf")
    assert why(open_file(tmp_path / "pipe.pdf")) == "it is no ordinary file"
    assert why(open_file(Path("/dev/zero"))) == "it is no ordinary file"


def attached(octets: bytes, kind: str = "application/pdf") -> dict[str, str]:
    return {"contentType": kind, "data": base64.b64encode(octets).decode()}


def test_a_pdf_or_a_picture_that_is_attached_to_a_resource_is_opened_whatever_its_type() -> None:
    document = {
        "resourceType": "DocumentReference",
        "id": "7",
        "content": [
            {"attachment": attached(pdf(WORDS), "text/plain")},
            {"attachment": attached(PNG)},
        ],
    }
    found = open_octets(json.dumps(document).encode())
    assert not isinstance(found, Unread)
    assert [(one.format, one.reference) for one in found] == [
        (Format.PDF, "DocumentReference/7"),
        (Format.PNG, "DocumentReference/7"),
    ]


def test_reports_in_a_bundle_are_opened_also_where_a_binary_holds_them() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "presentedForm": [{"contentType": "application/pdf", "url": "urn:uuid:b"}],
    }
    binary = {"resourceType": "Binary", "id": "b", **attached(pdf(WORDS))}
    entries = [{"resource": report}, {"fullUrl": "urn:uuid:b", "resource": binary}]
    found = only(open_octets(json.dumps({"resourceType": "Bundle", "entry": entries}).encode()))
    assert found.reference == "DiagnosticReport/r"
    assert found.octets == pdf(WORDS)


def test_a_letter_that_is_attached_as_text_is_refused_with_the_reason_of_text() -> None:
    letter = {
        "resourceType": "DocumentReference",
        "content": [{"attachment": attached(b"Dear Dr")}],
    }
    assert "plain text" in why(open_octets(json.dumps(letter).encode()))


def test_a_page_keeps_its_words_in_the_process_that_reads_it() -> None:
    (page,) = _pages(pdf(WORDS))
    assert [word.text for word in page.words] == ["Potassium", "5.9", "mmol/L"]
    assert (page.width, page.height) == (595, 842)


def _pages(octets: bytes) -> tuple[object, ...]:
    found = confined_pages(octets)
    assert not isinstance(found, Unread)
    return found


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (pdf(b""), "scan without text"),
        (pdf(WORDS)[: len(pdf(WORDS)) // 3], "damaged or locked"),
        (b"%PDF-1.4\nnothing", "damaged or locked"),
        (pdf(WORDS, pages=10_000), "more than 500 pages"),
    ],
)
def test_a_pdf_without_words_says_why(octets: bytes, said: str) -> None:
    assert said in why(confined_pages(octets))


def _bomb(content: bytes, times: int, layers: int) -> bytes:
    packed = zlib.compressobj(9)
    data = b"".join(packed.compress(content) for _ in range(times)) + packed.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return pdf(data, f"/Filter[{'/FlateDecode' * layers}]")


@pytest.mark.slow
def test_a_page_that_draws_itself_ten_times_within_itself_ends_within_its_bounds() -> None:
    forms = []
    for number in range(12):
        drawn = b"/F Do " * 10 if number < 11 else WORDS
        inner = b"/XObject<</F %d 0 R>>/Font<</F1 5 0 R>>" % (7 + number)
        head = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length %d" % len(drawn)
        forms.append(b"<<%s/Resources<<%s>>>>stream\n%s\nendstream" % (head, inner, drawn))
    assert why(confined_pages(pdf(b"/F Do", forms=tuple(forms)))) == OUTGROWN


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "times", "layers"),
    [
        pytest.param(b" " * 1_000_000, 3000, 2, id="nested"),
        pytest.param((WORDS + b"\n") * 20_000, 200, 1, id="words"),
    ],
)
def test_a_pdf_that_unpacks_to_gigabytes_ends_within_its_bounds(
    content: bytes, times: int, layers: int
) -> None:
    bomb = _bomb(content, times, layers)
    assert len(bomb) < 2_000_000
    assert why(confined_pages(bomb)) == OUTGROWN
    assert confined_pictures(bomb, {1}, 100) == ()
