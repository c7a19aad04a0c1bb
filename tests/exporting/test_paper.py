"""A document on paper says who it is about, who wrote it and who signed it, on every page."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unicodedata import normalize

import docx
import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdfium2 import raw

from chartside.draft import Citation, Finding, Section, Severity, Verdict
from chartside.signoff import Signed, UnlockedIdentity, amend, to_docx, to_markdown, to_pdf
from chartside.signoff.escaping import visible
from chartside.signoff.exporting import fonts, pdf, word
from chartside.signoff.exporting.paper import Block, Line, Paper, Source, paper
from chartside.signoff.markdown import signed_text

WAYS = [pytest.param(to_pdf, id="pdf"), pytest.param(to_docx, id="docx")]


def pages(data: bytes) -> list[str]:
    """The text of each page of a PDF, its lines joined."""
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def paragraphs(data: bytes) -> list[Any]:
    return list(docx.Document(io.BytesIO(data)).paragraphs)


def words(way: Any, signed: Signed) -> str:
    data = way(signed)
    return " ".join(pages(data) if way is to_pdf else [p.text for p in paragraphs(data)])


@pytest.fixture
def long(ward: Any, a: Any) -> Signed:
    """Enough sentences for several pages."""
    chart = a.chart()
    sentence = "HbA1c was {} % on 1 February 2026, above the reference range, and it keeps rising."
    held = [a.said(f"s{n}", sentence.format(n)) for n in range(120)]
    return ward.signs(a.draft(chart, *held), chart)


def test_every_page_of_a_pdf_names_patient_signer_author_and_its_number(
    a: Any, long: Signed
) -> None:
    found = pages(to_pdf(long))
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        assert f"{a.patient}, born 3 April 1950, female, Patient/p1" in page
        assert "Signed as reviewer by Dr. Meredith Grey, physician" in page
        assert "Drafted by software (no language model: extractive)" in page
        assert f"Page {number} of {len(found)}" in page


def test_every_page_of_a_word_file_names_patient_signer_author_and_its_number(
    a: Any, plain: Signed
) -> None:
    section = docx.Document(io.BytesIO(to_docx(plain))).sections[0]
    assert a.patient in section.header.paragraphs[0].text
    foot = "\n".join(p.text for p in section.footer.paragraphs)
    assert "Signed as reviewer by Dr. Meredith Grey" in foot
    assert "artificial intelligence: google/medgemma-27b-it" in foot
    with zipfile.ZipFile(io.BytesIO(to_docx(plain))) as archive:
        fields = re.findall(rb'w:instr="(\w+)"', archive.read("word/footer1.xml"))
    assert fields == [b"PAGE", b"NUMPAGES"]


@pytest.mark.parametrize("way", WAYS)
def test_paper_holds_every_sentence_flag_source_and_notice_of_the_markdown(
    plain: Signed, way: Any
) -> None:
    found = words(way, plain)
    for sentence in plain.draft.statements:
        assert sentence.text in found
    for needed in (
        "not found in the sources it cites, moderate severity: the dose is not there; attested",
        "1 supported, 1 not found",
        "Allergy to penicillin is not mentioned (moderate)",
        "1. Hemoglobin A1c, 1 February 2026 Observation/a1c, version 1",
        "before 2020",
        "scan.json: not JSON",
        "language model google/medgemma-27b-it, revision abc123",
        "HAI-DEF is provided under",
        plain.decision_id,
        plain.row.document_sha256 or "",
    ):
        assert needed in found, needed
    assert "folder/" not in found


def _conflict(text: str, severity: Severity) -> Finding:
    return Finding("rule", text, severity, (Citation("Observation/old", "1"),))


@pytest.mark.parametrize("way", WAYS)
def test_a_conflict_that_the_text_has_told_is_not_told_again_and_is_counted(
    ward: Any, a: Any, way: Any
) -> None:
    chart = a.chart()
    told, untold = "Amoxicillin conflicts with the allergy", "Smoking is told in two ways"
    draft = a.draft(
        chart,
        a.said("s1", f"{told}."),
        a.said("s2", "x"),
        conflicts=(_conflict(told, Severity.HIGH), _conflict(untold, Severity.LOW)),
    )
    found = words(way, ward.signs(draft, chart))
    assert found.count(told) == 1
    assert "1 conflict is told in the text above (1 high)." in found
    assert f"{untold} (low)" in found


def test_a_signer_whose_clock_is_utc_reads_one_time_of_signing(plain: Signed) -> None:
    in_utc = replace(plain.row, local_time="2026-03-02T09:30:00.000+00:00")
    assert " on 2026-03-02T09:30:00.000Z.\n" in signed_text(plain.document, in_utc, ())
    assert paper(plain.document, in_utc, ()).signed.endswith("2 March 2026, 09:30:00\xa0UTC")
    elsewhere = replace(plain.row, local_time="2026-03-02T04:30:00.000-05:00")
    both = " on 2026-03-02T04:30:00.000-05:00 (2026-03-02T09:30:00.000Z).\n"
    assert both in signed_text(plain.document, elsewhere, ())
    assert paper(plain.document, elsewhere, ()).signed.endswith("04:30:00\xa0-05:00")


@pytest.mark.parametrize("way", WAYS)
def test_a_source_has_the_number_that_it_has_in_the_markdown(plain: Signed, way: Any) -> None:
    assert "7.2 % on 1 February 2026. [1]" in to_markdown(plain)
    assert re.search(r"7\.2 % on 1 February 2026\.\s\[1\]", words(way, plain))
    assert re.search(r"not mentioned \(moderate\)\s\[2\]", words(way, plain))


def test_one_decision_gives_the_same_bytes_in_every_process(plain: Signed) -> None:
    code = """
import hashlib, json, sys
from chartside.signoff import SignoffStore, open_signed, to_docx, to_fhir, to_fhir_document, to_pdf
signed = open_signed(SignoffStore(sys.argv[1]), "d1")
made = [to_pdf(signed), to_docx(signed)]
made += [json.dumps(way(signed)).encode() for way in (to_fhir, to_fhir_document)]
print(*(hashlib.sha256(data).hexdigest() for data in made))
"""
    seen = set()
    for seed in ("1", "2"):
        env = {"PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}"}
        command = [sys.executable, "-c", code, plain.store.path]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1
    assert len(seen.pop().split()) == 4


@pytest.mark.parametrize("way", WAYS)
def test_what_looks_like_markup_stays_text(ward: Any, a: Any, way: Any) -> None:
    chart = a.chart()
    hostile = (
        '#import "@preview/evil:1.0.0" #read("/etc/passwd") *b* $x^2$ <a> \\ [l](http://e.example)'
    )
    draft = a.draft(chart, a.said("s1", hostile), a.said("s2", "</w:t><w:br/>&amp; {{x}}"))
    found = words(way, ward.signs(draft, chart))
    assert hostile in found
    assert "</w:t><w:br/>&amp; {{x}}" in found


@given(st.text(max_size=80), st.text(max_size=20))
@example("\ufeff\u0300\u0488\U000e0100\ufdd0", "\u115f\u034f\u180e\u2028\u3164")
def test_any_text_can_be_set(text: str, name: str) -> None:
    page = Paper(
        title="Summary",
        patient=visible(name),
        signed=visible(text),
        signer=visible(name),
        disclosure="Drafted by software",
        amends="",
        checked="1 sentence",
        blocks=(Block(visible(text), (Line(visible(text), (1,), visible(name)),)),),
        sources=(Source(1, visible(name), visible(text)),),
        chart="",
        about=(visible(text),),
        identifier="0",
        at="2026-03-02T09:30:00.000Z",
    )
    assert pdf.to_pdf(page, b"{}", "a..b").startswith(b"%PDF")
    assert paragraphs(word.to_docx(page))[0].text == "Summary"


@pytest.mark.parametrize("way", WAYS)
def test_hidden_characters_do_not_reach_the_paper(ward: Any, a: Any, way: Any) -> None:
    chart = a.chart()
    text = "left\u202eright\u202c zero\u200bwidth bell\x07 private\ue000 odd\ufffe end"
    found = words(way, ward.signs(a.draft(chart, a.said("s1", text), a.said("s2", "x")), chart))
    assert not set("\u202e\u202c\u200b\x07\ue000\ufffe") & set(found)
    assert "end" in found


@pytest.mark.parametrize(
    "name", ["Œnone Sørensen", "李小龍", "김철수", "Łukasz Ñandú", "Ελένη", "Олег"]
)
def test_a_name_can_be_read_back_from_a_pdf(
    ward: Any, a: Any, signers: Callable[[str], UnlockedIdentity], name: str
) -> None:
    chart = a.chart(name)
    signed = replace(ward, signer=signers(f"Dr. {name}")).signs(
        a.draft(chart, a.said("s1", "x"), a.said("s2", "y")), chart
    )
    (page,) = pages(to_pdf(signed))
    assert normalize("NFC", name) in page
    assert f"Dr. {name}" in page


def test_a_name_in_any_script_stands_in_a_word_file_and_right_to_left_is_marked(
    ward: Any, a: Any
) -> None:
    chart = a.chart("، ".join(a.names))
    data = to_docx(ward.signs(a.draft(chart, a.said("s1", "x"), a.said("s2", "y")), chart))
    patient = next(p for p in paragraphs(data) if p.text.startswith("Patient: "))
    assert all(name in patient.text for name in a.names)
    marked = "".join(run.text for run in patient.runs if run.font.rtl)
    assert "عبد الله" in marked
    assert "שרה לוי" in marked
    assert "Sørensen" not in marked


def test_every_script_of_a_ward_can_be_set(a: Any) -> None:
    for name in (*a.names, "สมชาย", "வணக்கம்", "రామ", "\N{MICRO SIGN}mol/L ≥ ≤ ± → °C ½"):
        assert fonts.settable(name) == normalize("NFC", name)


def test_a_character_that_cannot_be_set_stands_as_its_code(ward: Any, a: Any) -> None:
    chart = a.chart()
    draft = a.draft(
        chart, a.said("s1", "Feels 😀 and \N{ARMENIAN SMALL LETTER AYB}."), a.said("s2", "x")
    )
    (page,) = pages(to_pdf(ward.signs(draft, chart)))
    assert "Feels [U+1F600] and [U+0561]." in page


def test_a_pdf_is_for_the_archive_and_holds_what_was_signed(plain: Signed) -> None:
    data = to_pdf(plain)
    with pypdfium2.PdfDocument(data) as document:
        held = [document.get_attachment(n) for n in range(document.count_attachments())]
        attached = {one.get_name(): bytes(one.get_data()) for one in held}
    assert attached == {"signed.json": plain.payload, "signature.jws": plain.jws.encode()}
    assert b"pdfaid:part>3</pdfaid:part><pdfaid:conformance>B<" in data


def test_a_pdf_keeps_to_what_an_archive_asks_of_fonts_colours_and_secrecy(plain: Signed) -> None:
    """ISO 19005-3, as far as can be seen here: 6.2.11.4.1, 6.2.3, 6.1.3, 6.8."""
    data = to_pdf(plain)
    with pypdfium2.PdfDocument(data) as document:
        fonts_of = [
            raw.FPDFTextObj_GetFont(one.raw)
            for page in document
            for one in page.get_objects([raw.FPDF_PAGEOBJ_TEXT])
        ]
        assert fonts_of
        assert all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts_of)
        assert document.get_formtype() == raw.FORMTYPE_NONE
    assert b"/GTS_PDFA1" in data  # the colour space that colours are meant in
    assert data.count(b"/AFRelationship/Source") == 2
    assert not re.search(rb"/Encrypt\b|/JavaScript\b|/Launch\b", data)


def _set_on_paper(lines: int) -> Paper:
    text = Block("Text", tuple(Line(f"Line {n}.") for n in range(lines)))
    about = tuple(f"About {n}." for n in range(6))
    at = "2026-03-02T09:30:00.000Z"
    return Paper("Summary", "P", "S", "S", "D", "", "C", (text,), (), "A chart.", about, "id", at)


def test_no_page_holds_the_end_of_the_notices_alone() -> None:
    lengths = set()
    for lines in range(20, 62, 2):
        found = pages(pdf.to_pdf(_set_on_paper(lines), b"{}", ""))
        lengths.add(len(found))
        (first,) = [page for page in found if "About this document" in page]
        assert all(f"About {n}." in first for n in range(6))
    assert lengths == {1, 2}


@pytest.mark.parametrize(
    ("missing", "call", "said"),
    [
        ("typst", "pdf.to_pdf(None, b'', '')", "PDF needs an optional part"),
        ("fontTools.ttLib", "fonts.characters()", "PDF needs an optional part"),
        ("docx", "word.to_docx(None)", "DOCX needs an optional part"),
    ],
)
def test_without_the_optional_part_one_sentence_says_how_to_get_it(
    missing: str, call: str, said: str
) -> None:
    code = f"""
import sys
sys.modules[{missing!r}] = None
from chartside.errors import MissingExtra
from chartside.signoff.exporting import fonts, pdf, word
try:
    {call}
except MissingExtra as wrong:
    print(wrong)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said in done.stdout
    assert "pip install 'chartside[documents]'" in done.stdout


def test_whoever_signs_does_not_wait_for_what_sets_paper() -> None:
    code = "import sys, chartside.signoff; print({'docx', 'typst', 'fontTools'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_key_point_stands_first_on_paper(ward: Any, a: Any) -> None:
    chart = a.chart()
    draft = a.draft(chart, a.said("s1", "The key."), a.said("s2", "The lab."))
    turned = replace(
        draft, sections=(Section("Laboratory", draft.sections[1].statements), *draft.sections[:1])
    )
    (page,) = pages(to_pdf(ward.signs(turned, chart)))
    assert page.index("The key.") < page.index("The lab.")


def test_a_very_long_name_does_not_stop_a_word_file(
    ward: Any, a: Any, signers: Callable[[str], UnlockedIdentity]
) -> None:
    chart = a.chart("Anna " * 80)
    signed = replace(ward, signer=signers("Dr. " + "von " * 25)).signs(
        a.draft(chart, a.said("s1", "x"), a.said("s2", "y", Verdict.NOT_CHECKABLE)), chart
    )
    assert "Anna Anna" in paragraphs(to_docx(signed))[1].text
    assert len(pages(to_pdf(signed))) >= 1


def test_paper_of_a_document_that_amends_says_which_it_replaces(
    ward: Any, a: Any, plain: Signed
) -> None:
    fresh = amend(ward.store, plain.draft.id, ward.signer)
    second = ward.signs_held(fresh.id, a.chart(), "author")
    for way in (to_pdf, to_docx):
        assert f"Replaces document {plain.decision_id}" in words(way, second)
