"""`chartside labs`: results with their places, a sentence for what is none, and the ways on."""

import base64
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.validation import problems

CONTRACT = {
    *("name", "loinc", "value", "comparator", "unit", "ucum", "low", "high", "flag", "specimen"),
    *("collected", "page", "box"),
}
PASSPHRASE = "Zebrastripes over nine hills"
PATIENT = {
    "resourceType": "Patient",
    "id": "1",
    "name": [{"family": "Quackenbush", "given": ["Wilhelmina"]}],
    "birthDate": "1960-05-17",
    "gender": "female",
}


@pytest.fixture
def report(tmp_path: Path, printer: Any) -> Path:
    """A report of Wilhelmina Quackenbush."""
    path = tmp_path / "report.pdf"
    path.write_bytes(printer.printed())
    return path


def record(folder: Path, *resources: dict[str, Any], **patient: Any) -> Path:
    entries = [{"resource": PATIENT | patient}, *({"resource": one} for one in resources)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    path = folder / "record.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    return path


def filed(value: float, day: str = "2025-11-02") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "k",
        "status": "final",
        "subject": {"reference": "Patient/1"},
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
        "effectiveDateTime": day,
        "valueQuantity": {
            "value": value,
            "unit": "mmol/L",
            "system": "http://unitsofmeasure.org",
            "code": "mmol/L",
        },
    }


def test_each_result_has_the_fields_of_the_contract_and_its_place(run: Any, report: Path) -> None:
    ran = run("labs", report, "--json")
    assert ran.status == 0
    results = ran.json["results"]
    assert [one["name"] for one in results] == ["Potassium", "Sodium", "Creatinine", "TSH"]
    assert all(set(one) >= CONTRACT for one in results)
    potassium = results[0]
    assert (potassium["loinc"], potassium["ucum"], potassium["flag"]) == ("2823-3", "mmol/L", "H")
    assert (potassium["low"], potassium["high"], potassium["page"]) == (3.5, 5.1, 1)
    left, top, right, bottom = potassium["box"]
    assert 218 < left < right < 245
    assert 110 < top < 122 < bottom < 128
    assert results[3]["comparator"] == "<"
    assert potassium["collected"].startswith("2025-11-02")
    assert {one["file"] for one in results} == {str(report)}


def test_a_value_keeps_the_digits_that_are_printed(run: Any, report: Path) -> None:
    exact = json.loads(run("labs", report, "--json").out, parse_float=Decimal)
    assert str(exact["results"][0]["value"]) == "5.90"
    quantity = exact["fhir"]["entry"][1]["resource"]["valueQuantity"]
    assert str(quantity["value"]) == "5.90"


def test_a_result_in_words_is_its_value(run: Any, tmp_path: Path, printer: Any) -> None:
    path = tmp_path / "r.pdf"
    path.write_bytes(printer.printed([*printer.ROWS, ("HBsAg", "negative", "", "", "")]))
    assert run("labs", path, "--json").json["results"][-1]["value"] == "negative"


def test_fhir_is_preliminary_no_transaction_and_without_the_bytes_of_the_file(
    run: Any, report: Path
) -> None:
    bundle = run("labs", report, "--json").json["fhir"]
    assert problems(bundle, "R4") == ()
    assert bundle["type"] == "collection"
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds == ["DocumentReference", *["Observation"] * 4, "DiagnosticReport"]
    said = {entry["resource"].get("status") for entry in bundle["entry"][1:]}
    assert said == {"preliminary"}
    attachment = bundle["entry"][0]["resource"]["content"][0]["attachment"]
    assert "data" not in attachment
    assert attachment["size"] == report.stat().st_size


def test_what_is_no_report_gives_nothing_and_says_why(
    run: Any, tmp_path: Path, printer: Any
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(
        printer.letter("Dear colleague,", "Potassium was 5.9 mmol/L, creatinine 0.62 mg/dL.")
    )
    ran = run("labs", path, "--json")
    assert ran.status == 3
    assert ran.json["results"] == []
    assert ran.json["fhir"] == {"resourceType": "Bundle", "type": "collection"}
    (aside,) = ran.json["set_aside"]
    assert "no laboratory report" in aside["reason"]
    assert "[nothing-to-say]" in ran.err


LISTS = {
    "medicines": [
        ("Metformin", "500", "mg", "", ""),
        ("Bisoprolol", "2.5", "mg", "", ""),
        ("Insulin glargine", "22", "U", "", ""),
    ],
    "echocardiography": [
        ("LVEF", "55", "%", "> 52", ""),
        ("LVEDD", "48", "mm", "39 - 53", ""),
        ("TAPSE", "21", "mm", "> 17", ""),
    ],
    "nutrition": [("Energy", "1520", "kJ", "", ""), ("Fat", "12.1", "g", "", "")],
}


@pytest.mark.parametrize("name", LISTS)
def test_a_table_of_something_else_is_no_report(
    run: Any, tmp_path: Path, printer: Any, name: str
) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(printer.printed(LISTS[name], head=("Name: Quackenbush, Wilhelmina",)))
    ran = run("labs", path, "--json")
    assert (ran.status, ran.json["results"]) == (3, [])


def test_rows_that_no_rule_understands_are_set_aside_with_their_place_and_are_no_results(
    run: Any, tmp_path: Path, printer: Any
) -> None:
    path, page = tmp_path / "limits.pdf", tmp_path / "limits.html"
    table = (("Potassium", "3.5", "5.1", "mmol/L"), ("Sodium", "135", "145", "mmol/L"))
    placed = (
        f"1 0 0 1 {50 + 120 * x} {700 - 16 * y} Tm ({text}) Tj"
        for y, row in enumerate((*table, ("Creatinine", "60", "110", "umol/L")))
        for x, text in enumerate(row)
    )
    path.write_bytes(printer.pdf(" ".join(placed)))
    ran = run("labs", path, "--json", "--html", page)
    assert (ran.status, ran.json["results"]) == (3, [])
    rows = [one for one in ran.json["set_aside"] if one["page"]]
    assert [one["text"].split()[0] for one in rows] == ["Potassium", "Sodium", "Creatinine"]
    assert page.read_text(encoding="utf-8").count('<tr id="r') == 3


def test_a_blank_page_is_no_report_and_no_failure(run: Any, tmp_path: Path, printer: Any) -> None:
    path = tmp_path / "blank.pdf"
    path.write_bytes(printer.pdf(""))
    ran = run("labs", path, "--no-ocr", "--json")
    assert (ran.status, ran.json["results"]) == (3, [])
    assert ran.json["set_aside"][0]["reason"] == "nothing is printed on it that can be read"


def test_a_file_that_cannot_be_read_stops_no_other_and_is_told_by_the_status(
    run: Any, tmp_path: Path, report: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 cut")
    ran = run("labs", broken, report, tmp_path / "none.pdf", "--json")
    assert ran.status == 5
    assert len(ran.json["results"]) == 4
    assert [a["reason"] for a in ran.json["set_aside"]] == [
        "its PDF is damaged or locked by a password",
        "there is no such file",
    ]
    assert "2 of 3 files could not be read" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--document", "DocumentReference/1"),
        ("x.pdf", "--patient", "1"),
        ("x.pdf", "--propose"),
        ("x.pdf", "--pages", "0"),
        ("x.pdf", "--pages", "3-1"),
        ("x.pdf", "--pages", "a"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_before_anything_is_read(
    run: Any, words: tuple[str, ...]
) -> None:
    ran = run("labs", *words)
    assert (ran.status, ran.out) == (2, "")


def test_a_page_for_review_is_not_written_over_a_report_or_into_nowhere(
    run: Any, tmp_path: Path, report: Path
) -> None:
    before = report.read_bytes()
    (tmp_path / "sub").mkdir()
    for place in (report, tmp_path / "sub" / ".." / "report.pdf", tmp_path, tmp_path / "no" / "x"):
        assert run("labs", report, "--html", place).status == 2
    assert report.read_bytes() == before


def test_pages_that_are_not_there_are_said(run: Any, report: Path) -> None:
    ran = run("labs", report, "--pages", "2-", "--json")
    assert ran.status == 3
    assert ran.json["set_aside"][0]["reason"] == "it has no page of these numbers"


def test_a_report_of_another_patient_is_refused_and_nothing_of_it_is_shown(
    run: Any, tmp_path: Path, report: Path
) -> None:
    other = record(tmp_path, name=[{"family": "Peyton", "given": ["Jackie"]}])
    for more in ((), ("--propose",)):
        ran = run("labs", report, "--source", other, "--json", *more)
        assert (ran.status, ran.json["results"], ran.json["fhir"].get("entry")) == (4, [], None)
        assert "Quackenbush" not in ran.out + ran.err
        assert not ran.json.get("drafts")
    shown = run("labs", report, "--source", other)
    assert "Refused: the report is about another patient" in shown.out
    assert "Potassium" not in shown.out


def test_results_that_the_chart_has_are_marked(run: Any, tmp_path: Path, report: Path) -> None:
    results = run("labs", report, "--source", record(tmp_path, filed(5.9)), "--json").json[
        "results"
    ]
    assert [one["known"] for one in results] == ["Observation/k", None, None, None]
    for other in (filed(6.1), filed(5.9, "2025-11-03")):
        again = run("labs", report, "--source", record(tmp_path, other), "--json").json
        assert [one["known"] for one in again["results"]] == [None] * 4


def test_a_report_in_the_chart_is_read_by_its_reference(
    run: Any, tmp_path: Path, printer: Any
) -> None:
    data = base64.b64encode(printer.printed()).decode()
    document = {
        "resourceType": "DocumentReference",
        "id": "d",
        "status": "current",
        "subject": {"reference": "Patient/1"},
        "content": [{"attachment": {"contentType": "application/pdf", "data": data}}],
    }
    source = record(tmp_path, document)
    ran = run("labs", "--source", source, "--document", "DocumentReference/d", "--json")
    assert len(ran.json["results"]) == 4
    kinds = [entry["resource"]["resourceType"] for entry in ran.json["fhir"]["entry"]]
    assert "DocumentReference" not in kinds
    assert ran.json["fhir"]["entry"][0]["resource"]["derivedFrom"][0]["reference"] == (
        "DocumentReference/d"
    )
    assert run("labs", "--source", source, "--document", "Observation/x").status == 2


def test_the_page_for_review_has_every_row_a_picture_and_asks_nobody(
    run: Any, tmp_path: Path, printer: Any
) -> None:
    path, page = tmp_path / "<i>.pdf", tmp_path / "out.html"
    hostile = ("<script>alert(1)</script> %%body%%", "5.1", "mmol/L", "3.5 - 5.1", "")
    path.write_bytes(printer.printed([*printer.ROWS, hostile]))
    assert run("labs", path, "--html", page).status == 0
    html = page.read_text(encoding="utf-8")
    assert html.count("data:image/png;base64,") == 1
    assert html.count('<tr id="r') == html.count('<a id="b') == 5
    assert "http" not in html.replace("http-equiv", "")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; %%body%%" in html
    assert "<i>" not in html
    assert "default-src 'none'" in html


def test_a_person_reads_whose_it_is_what_it_says_and_how_much(run: Any, report: Path) -> None:
    ran = run("labs", report)
    assert ran.status == 0
    assert "Quackenbush, Wilhelmina, born 17 May 1960, female" in ran.out
    assert "Potassium 5.90 mmol/L 3.5 - 5.1 H 2823-3 1" in " ".join(ran.out.split())
    assert "4 results in 1 report of 1 file; 4 coded, 0 rows set aside." in ran.out


@pytest.fixture
def proposed(run: Any, tmp_path: Path, report: Path) -> Any:
    """The draft that the results were laid down as, with a signer at hand."""
    source = record(tmp_path, filed(5.9))
    (draft,) = run("labs", report, "--source", source, "--propose", "--json").json["drafts"]
    return draft


def test_results_are_laid_down_as_proposals_none_decided_without_those_that_are_known(
    proposed: Any,
) -> None:
    assert (proposed["kind"], proposed["status"]) == ("results", "draft")
    kinds = [p["resource"]["resourceType"] for p in proposed["proposals"]]
    assert kinds == ["DocumentReference", *["Observation"] * 3, "DiagnosticReport"]
    assert {p["accepted"] for p in proposed["proposals"]} == {None}
    sentences = [s for section in proposed["sections"] for s in section["statements"]]
    assert {s["verdict"] for s in sentences} == {"supported"}
    assert [s["text"] for s in sentences][1:] == [
        "Sodium 140 mmol/L (135 - 145)",
        "Creatinine 0.62 mg/dL (0.50 - 0.90)",
        "TSH <0.01 mIU/L (0.40 - 4.00)",
    ]
    assert "not asked for: results that the chart has already: 1" in proposed["set_aside"]


def test_the_same_report_twice_is_one_draft(
    run: Any, tmp_path: Path, report: Path, proposed: Any
) -> None:
    source = tmp_path / "record.json"
    (again,) = run("labs", report, "--source", source, "--propose", "--json").json["drafts"]
    assert again["id"] == proposed["id"]
    assert len(run("review", "list", "--json").json["drafts"]) == 1


def test_each_result_is_decided_by_itself_and_what_is_accepted_is_final_and_leaves(
    run: Any, proposed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORDS", PASSPHRASE)
    who = ("--identity", "asha", "--passphrase-env", "WORDS")
    run("identity", "create", "asha", "--name", "Asha Rao, MD", "--role", "physician", *who[2:])
    name = proposed["id"]
    said = ("--accept", "p1", "--accept", "p2", "--accept", "p5", "--reject", "p3")
    seen = run("review", "show", name, "--json").json["seen"]
    sign = ("review", "sign", name, *who, "--meaning", "review", "--seen", seen, *said)
    assert run(*sign).status == 4  # p4 is not decided
    assert run(*sign, "--reject", "p4").status == 0
    bundle = json.loads(run("export", name, "--format", "fhir").out, parse_float=Decimal)
    left = [entry["resource"] for entry in bundle["entry"]][3:]
    assert [r["resourceType"] for r in left] == [
        "DocumentReference",
        "Observation",
        "DiagnosticReport",
    ]
    observation, report = left[1:]
    assert (observation["code"]["text"], observation["status"]) == ("Sodium", "final")
    assert report["result"] == [{"reference": bundle["entry"][4]["fullUrl"]}]


def test_no_word_of_a_report_is_in_an_error(run: Any, tmp_path: Path, printer: Any) -> None:
    path = tmp_path / "r.pdf"
    path.write_bytes(printer.printed(head=("Name: Xanthippe Canary", "Date of birth: 01/02/1933")))
    for words in (("--source", record(tmp_path)), ("--source", tmp_path / "none.json")):
        ran = run("labs", path, *words, "--json")
        assert ran.status in {2, 4, 5}
        assert "Canary" not in ran.err + ran.out


def test_of_a_file_of_two_patients_only_the_own_report_is_shown_and_nothing_is_proposed(
    run: Any, tmp_path: Path, printer: Any
) -> None:
    path, page = tmp_path / "two.pdf", tmp_path / "two.html"
    other = ("Name: Peyton, Jackie", "Date of birth: 02/03/1971", "Collected: 03/11/2025")
    path.write_bytes(printer.bound(printer.page(), printer.page(head=other)))
    source = record(tmp_path)
    ran = run("labs", path, "--source", source, "--propose", "--html", page, "--json")
    assert ran.status == 4
    assert {one["page"] for one in ran.json["results"]} == {1}
    assert ran.json["drafts"] == []
    html = page.read_text(encoding="utf-8")
    assert (html.count("data:image/png"), "Peyton" in html + ran.out) == (1, False)
    assert len(run("labs", path, "--json").json["files"][0]["reports"]) == 2
