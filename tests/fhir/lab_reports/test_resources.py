"""The FHIR of a report: preliminary, known by source and row, valid, true to what is printed."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside import open_record
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Kind
from chartside.fhir.lab_reports.coding.candidates import coded
from chartside.fhir.lab_reports.observations import AIAST
from chartside.fhir.lab_reports.report import Flag, LabReport, State
from chartside.fhir.lab_reports.resources import bundle_of
from chartside.fhir.lab_reports.source import MOST_INLINE, Source
from chartside.fhir.validation import problems
from chartside.fhir.when import parse_when

PDF = Source(b"%PDF-1.7 of a test", "application/pdf", "labo.pdf")
Filed = Callable[..., dict[str, Any]]


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


@pytest.fixture
def one(a: Any) -> Filed:
    """The Observation of one result."""

    def made(name: str, value: str = "1", unit: str = "", **more: object) -> dict[str, Any]:
        result = a.result(name, value, unit, **more)
        bundle = bundle_of(a.report(result), "Patient/p1", PDF, [coded(result)])
        (found,) = resources(bundle, "Observation")
        return found

    return made


@pytest.fixture
def everything(a: Any) -> LabReport:
    rows = (
        a.result(
            "Potassium", "4.10", "mmol/L",
            specimen="Serum", method="ISE", panel="Electrolytes", comment="slightly\n haemolysed",
            limits=(a.limits("3.5", "5.1"), a.limits("3", "6", "children")), flag=Flag.NORMAL,
            collected=parse_when("2026-02-01T08:30"),
        ),
        a.result("HBsAg", "negative", specimen="serum"),
        a.result("TSH", "follows", "mU/L", state=State.PENDING),
        a.result("ALT", "cancelled", "U/L", state=State.CANCELLED),
        a.result("CRP", "0.3", "mg/L", comparator="<", state=State.CORRECTED),
        a.result("Zorbin", "5", "zorbs", flag=Flag.CRITICALLY_HIGH),
    )  # fmt: skip
    return a.report(*rows, title="Labo", laboratory="Laboratory of a test", number="2026-77")  # type: ignore[no-any-return]  # a builder


def test_everything_is_valid_fhir_r4(everything: LabReport) -> None:
    codes = [coded(result) for result in everything.results]
    for patient, taken in (("Patient/p1", everything.collected), ("", None)):
        bundle = bundle_of(replace(everything, collected=taken), patient, PDF, codes)
        for resource in (bundle, *(e["resource"] for e in bundle["entry"])):
            assert problems(resource, "R4") == (), resource["resourceType"]


@given(text=st.text(max_size=60), number=st.decimals(allow_nan=False, allow_infinity=False))
def test_hostile_print_still_makes_valid_fhir(a: Any, text: str, number: Decimal) -> None:
    result = a.result(
        text, "1", text, ucum="", specimen=text, method=text, comment=text,
        limits=(a.limits("1", "2", text, text),),
    )  # fmt: skip
    report = a.report(
        replace(result, value=number), replace(result, value=None, text=text),
        title=text, laboratory=text, number=text,
    )  # fmt: skip
    bundle = bundle_of(report, "Patient/p1", replace(PDF, title=text))
    for entry in bundle["entry"]:
        assert problems(entry["resource"], "R4") == ()


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.FINAL, "preliminary"),
        (State.PRELIMINARY, "preliminary"),
        (State.CORRECTED, "preliminary"),
        (State.PENDING, "registered"),
        (State.CANCELLED, "cancelled"),
    ],
)
def test_nothing_is_final_before_it_is_signed(one: Filed, state: State, status: str) -> None:
    assert one("CRP", "3", "mg/L", state=state)["status"] == status


def test_the_report_and_its_source_are_preliminary_too(everything: LabReport) -> None:
    bundle = bundle_of(everything, "Patient/p1", PDF)
    assert [r["status"] for r in resources(bundle, "DiagnosticReport")] == ["preliminary"]
    assert [r["docStatus"] for r in resources(bundle, "DocumentReference")] == ["preliminary"]


def test_a_value_keeps_its_digits_its_sign_and_its_unit(one: Filed) -> None:
    found = one("CRP", "0.30", "mg/L", comparator="<")["valueQuantity"]
    assert str(found["value"]) == "0.30"
    assert found["comparator"] == "<"
    assert (found["unit"], found["system"], found["code"]) == (
        "mg/L",
        "http://unitsofmeasure.org",
        "mg/L",
    )


def test_a_unit_that_is_not_known_is_printed_and_not_coded(one: Filed) -> None:
    found = one("Zorbin", "5", "zorbs", ucum="")["valueQuantity"]
    assert found == {"value": Decimal(5), "unit": "zorbs"}


def test_the_printed_name_always_stands_and_a_code_only_where_it_is_sure(one: Filed) -> None:
    sure, unsure = one("Kalium", "4.2", "mmol/L")["code"], one("Lactate", "1", "mmol/L")["code"]
    assert sure["text"] == "Kalium"
    assert [c["code"] for c in sure["coding"]] == ["2823-3"]
    assert unsure == {"text": "Lactate"}


@pytest.mark.parametrize(
    ("state", "why"), [(State.PENDING, "temp-unknown"), (State.CANCELLED, "not-performed")]
)
def test_a_result_without_a_value_says_why(one: Filed, state: State, why: str) -> None:
    found = one("TSH", "follows", "mU/L", state=state)
    assert "valueQuantity" not in found
    assert "valueString" not in found
    assert found["dataAbsentReason"]["coding"][0]["code"] == why
    assert found["dataAbsentReason"]["text"] == "follows"


def test_words_are_a_value_and_an_empty_cell_is_none(one: Filed) -> None:
    assert one("HBsAg", "negative")["valueString"] == "negative"
    empty = one("HBsAg", "")
    assert empty["dataAbsentReason"]["coding"][0]["code"] == "unknown"


@pytest.mark.parametrize(
    ("taken", "effective"),
    [
        ("2026-02-01", "2026-02-01"),
        ("2026-02-01T08:30:00+01:00", "2026-02-01T08:30:00+01:00"),
        ("2026-02-01T08:30", "2026-02-01"),
        ("2026-02", None),
        (None, None),
    ],
)
def test_the_day_of_collection_is_never_made_up(
    a: Any, taken: str | None, effective: str | None
) -> None:
    report = a.report(a.result("CRP", "3", "mg/L"), collected=parse_when(taken or ""))
    (found,) = resources(bundle_of(report, "Patient/p1", PDF), "Observation")
    assert found.get("effectiveDateTime") == effective
    assert ("_effectiveDateTime" in found) is (effective is None)
    noted = [note["text"] for note in found.get("note", ())]
    assert bool(noted) is (effective is None or effective != taken)


def test_a_time_of_day_without_a_zone_is_told_in_words(a: Any) -> None:
    report = a.report(a.result("CRP", "3", "mg/L"), collected=parse_when("2026-02-01T08:30"))
    (found,) = resources(bundle_of(report, "Patient/p1", PDF), "Observation")
    assert "08:30" in found["note"][0]["text"]


def test_a_range_keeps_its_words_its_group_and_its_order(one: Filed, a: Any) -> None:
    groups = (a.limits("12", "16", "women", "women: 12,0-16,0"), a.limits("", "17.5", "men"))
    women, men = one("Hemoglobin", "13", "g/dL", limits=groups)["referenceRange"]
    assert women["text"] == "women: 12,0-16,0"
    assert women["appliesTo"] == [{"text": "women"}]
    assert (women["low"]["value"], women["high"]["code"]) == (Decimal(12), "g/dL")
    assert "low" not in men


def test_a_printed_flag_is_an_interpretation_and_none_is_made_up(one: Filed, a: Any) -> None:
    flagged = one("Zorbin", "5", flag=Flag.CRITICALLY_HIGH)["interpretation"][0]["coding"][0]
    assert flagged["code"] == "HH"
    assert "interpretation" not in one("CRP", "300", "mg/L", limits=(a.limits("", "5"),))


def test_every_result_says_where_it_stands_and_in_what(everything: LabReport) -> None:
    bundle = bundle_of(everything, "Patient/p1", PDF)
    document = bundle["entry"][0]
    assert document["resource"]["resourceType"] == "DocumentReference"
    for found in resources(bundle, "Observation"):
        assert found["derivedFrom"] == [
            {
                "reference": document["fullUrl"],
                "type": "DocumentReference",
                "display": "page 1, box 72 310 540 322 pt",
            }
        ]
    photo = bundle_of(everything, "", replace(PDF, media_type="image/png", pixels=True))
    assert resources(photo, "Observation")[0]["derivedFrom"][0]["display"].endswith(" px")


def test_the_source_goes_along_with_its_hash(everything: LabReport) -> None:
    (document,) = resources(bundle_of(everything, "Patient/p1", PDF), "DocumentReference")
    held = document["content"][0]["attachment"]
    assert base64.b64decode(held["data"]) == PDF.octets
    assert base64.b64decode(held["hash"]) == hashlib.sha1(PDF.octets).digest()  # noqa: S324 - as R4 has it
    assert (held["size"], held["title"]) == (len(PDF.octets), "labo.pdf")


def test_a_large_source_goes_without_its_bytes(a: Any) -> None:
    large = replace(PDF, octets=bytes(MOST_INLINE + 1))
    (document,) = resources(bundle_of(a.report(), "Patient/p1", large), "DocumentReference")
    held = document["content"][0]["attachment"]
    assert "data" not in held
    assert held["size"] == MOST_INLINE + 1


def test_a_file_name_cannot_carry_control_characters(a: Any) -> None:
    odd = replace(PDF, title="lab\x00o\u202efdp.exe\n" + "x" * 500)
    (document,) = resources(bundle_of(a.report(), "Patient/p1", odd), "DocumentReference")
    title = document["content"][0]["attachment"]["title"]
    assert title.isprintable()
    assert len(title) <= 120


def test_filing_the_same_report_twice_names_the_same_things(everything: LabReport) -> None:
    first, second = (bundle_of(everything, "Patient/p1", PDF) for _ in range(2))
    assert first == second
    urls = [entry["fullUrl"] for entry in first["entry"]]
    assert len(set(urls)) == len(urls) == len(everything.results) + 2
    for entry in first["entry"]:
        own = entry["resource"]["identifier"][0]
        assert own == {"system": "urn:ietf:rfc:3986", "value": entry["fullUrl"]}
        assert entry["request"]["ifNoneExist"] == f"identifier={own['system']}|{own['value']}"


def test_a_row_that_is_read_better_is_the_same_result(a: Any) -> None:
    def url(report: LabReport, patient: str = "Patient/p1", source: Source = PDF) -> list[str]:
        return [e["fullUrl"] for e in bundle_of(report, patient, source)["entry"]]

    glucose = a.result("Glucose", "5.1", "mmol/L")
    better = replace(glucose, value=Decimal("5.7"), row=(70.0, 308.0, 545.0, 324.0))
    assert url(a.report(glucose)) == url(a.report(better))
    assert len(set(url(a.report(glucose, glucose)))) == 4
    assert not set(url(a.report(glucose))) & set(url(a.report(glucose), "Patient/p2"))
    other = replace(PDF, octets=b"%PDF another")
    assert not set(url(a.report(glucose))) & set(url(a.report(glucose), source=other))


def test_the_report_lists_every_result_and_nothing_else(everything: LabReport) -> None:
    bundle = bundle_of(everything, "Patient/p1", PDF)
    (report,) = resources(bundle, "DiagnosticReport")
    results = [e["fullUrl"] for e in bundle["entry"] if e["request"]["url"] == "Observation"]
    assert [one["reference"] for one in report["result"]] == results
    assert report["code"]["coding"][0]["code"] == "11502-2"
    assert report["category"][0]["coding"][0]["code"] == "LAB"
    assert report["identifier"][1] == {"value": "2026-77"}
    assert "data" not in report["presentedForm"][0]


def test_only_what_a_model_read_is_labelled_so(a: Any) -> None:
    by_model = replace(PDF, models=frozenset({"medgemma"}))
    rows = [
        a.result("CRP", "3", "mg/L", read_by=who) for who in ((), ("ocr",), ("ocr", "medgemma"))
    ]
    labels = [
        found.get("meta", {}).get("security")
        for found in resources(bundle_of(a.report(*rows), "Patient/p1", by_model), "Observation")
    ]
    assert labels == [None, None, [AIAST]]


def test_a_correction_and_a_doubt_are_told_in_a_note(one: Filed) -> None:
    found = one("CRP", "3", "mg/L", state=State.CORRECTED, doubts=("Two readers differ.",))
    noted = [note["text"] for note in found["note"]]
    assert any("corrected" in text for text in noted)
    assert "Two readers differ." in noted


def test_a_filed_result_is_read_back_as_it_was_printed(
    everything: LabReport, tmp_path: Path
) -> None:
    codes = [coded(result) for result in everything.results]
    bundle = bundle_of(everything, "Patient/p1", PDF, codes)
    patient = {"resource": {"resourceType": "Patient", "id": "p1", "gender": "female"}}
    held = [
        {"resource": {**entry["resource"], "id": f"r{n}"}}
        for n, entry in enumerate(bundle["entry"])
    ]
    file = tmp_path / "record.json"
    whole = {"resourceType": "Bundle", "type": "collection", "entry": [patient, *held]}
    file.write_bytes(msgspec.json.Encoder(decimal_format="number").encode(whole))
    entries = {e.label: e for e in open_record(file).open_chart("p1").of(Kind.LAB)}
    potassium = entries["Potassium"]
    assert potassium.status == "preliminary"
    assert potassium.value is not None
    assert str(potassium.value.number) == "4.10"
    assert potassium.when == parse_when("2026-02-01")
    assert potassium.code.has(LOINC, "2823-3")
    assert {"HBsAg", "CRP", "Zorbin"} <= set(entries)


def test_two_reports_in_one_file_are_two_of_one_document(a: Any) -> None:
    crp = a.result("CRP", "3", "mg/L")
    later = replace(crp, name=replace(crp.name, page=2))
    reports = (a.report(crp, pages=(1,), number="1"), a.report(later, pages=(2,), number="2"))
    first, second = (bundle_of(report, "Patient/p1", PDF)["entry"] for report in reports)
    assert first[0] == {**second[0]}
    assert not {e["fullUrl"] for e in first[1:]} & {e["fullUrl"] for e in second[1:]}
