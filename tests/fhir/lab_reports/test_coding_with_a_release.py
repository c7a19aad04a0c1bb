"""A LOINC table of the user's own, a terminology service, and what the rest of a report says."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import StoreError, UsageError
from chartside.fhir.codes import LOINC, Coding
from chartside.fhir.identity import Person
from chartside.fhir.lab_reports.coding.candidates import candidates, coded
from chartside.fhir.lab_reports.coding.context import context_of
from chartside.fhir.lab_reports.coding.release import Release
from chartside.fhir.lab_reports.coding.suggestions import EVERY_CODE, sendable, suggested
from chartside.fhir.terminology.local import LocalTerminology
from chartside.fhir.when import parse_when
from chartside.settings import settings

COLUMNS = (
    *("LOINC_NUM", "COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP"),
    *("CLASS", "STATUS", "SHORTNAME", "LONG_COMMON_NAME", "RELATEDNAMES2", "EXAMPLE_UCUM_UNITS"),
)


def row(loinc: str, component: str, prop: str = "MCnc", **more: str) -> dict[str, str]:
    """A row of Loinc.csv."""
    held = {"TIME_ASPCT": "Pt", "SYSTEM": "Ser/Plas", "SCALE_TYP": "Qn", "STATUS": "ACTIVE"}
    named = {"LOINC_NUM": loinc, "COMPONENT": component, "PROPERTY": prop, "METHOD_TYP": ""}
    shown = {"SHORTNAME": component, "LONG_COMMON_NAME": f"{component} in Serum or Plasma"}
    units = {"EXAMPLE_UCUM_UNITS": "ug/L", "CLASS": "CHEM", "RELATEDNAMES2": ""}
    return {**held, **named, **shown, **units, **more}


ROWS = (
    row("99901-1", "Zorbin"),
    row("99902-9", "Zorbin", "SCnc", EXAMPLE_UCUM_UNITS="nmol/L"),
    row("99903-7", "Zorbin", SYSTEM="Urine"),
    row("99904-5", "Quillase", "CCnc", EXAMPLE_UCUM_UNITS="U/L", METHOD_TYP="Manual count"),
    row("99905-2", "Brillin", STATUS="DEPRECATED"),
    row("99906-0", "Krelin", "PrThr", SCALE_TYP="Ord", EXAMPLE_UCUM_UNITS=""),
    row("99907-8", "Krelin^post dose", TIME_ASPCT="2H"),
    row("2823-3", "Potassium", "SCnc", STATUS="DEPRECATED", EXAMPLE_UCUM_UNITS="mmol/L"),
)


def written(path: Path, rows: tuple[dict[str, str], ...] = ROWS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, COLUMNS, quoting=csv.QUOTE_ALL)
        table.writeheader()
        table.writerows(rows)
    return path


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return Release(written(tmp_path / "Loinc.csv"), tmp_path / "loinc.db")


def code(release: Release, result: Any) -> str:
    found = release.coded(result)
    return found.loinc if found else ""


def test_a_table_of_the_users_own_codes_what_is_not_shipped(release: Release, a: Any) -> None:
    assert code(release, a.result("Zorbin", "5", "ug/L", specimen="serum")) == "99901-1"
    assert code(release, a.result("Zorbin", "5", "nmol/L", specimen="serum")) == "99902-9"
    assert code(release, a.result("Zorbin (urine)", "5", "ug/L")) == "99903-7"
    assert code(release, a.result("Krelin", "negative", specimen="plasma")) == "99906-0"


@pytest.mark.parametrize(
    ("name", "unit", "specimen"),
    [
        ("Zorbin", "ug/L", ""),
        ("Zorbin", "U/L", "serum"),
        ("Zorbin total adjusted", "ug/L", "serum"),
        ("Zorb", "ug/L", "serum"),
        ("Brillin", "ug/L", "serum"),
        ("Quillase", "U/L", "serum"),
        ('Zorbin" OR "x', "ug/L", "serum"),
    ],
)
def test_a_table_of_the_users_own_is_no_reason_to_guess(
    release: Release, a: Any, name: str, unit: str, specimen: str
) -> None:
    assert code(release, a.result(name, "5", unit, specimen=specimen)) == ""


def test_a_code_that_the_release_no_longer_uses_is_not_given(release: Release, a: Any) -> None:
    result = a.result("Potassium", "4.2", "mmol/L")
    assert coded(result) is not None
    assert release.coded(result) is None
    assert release.in_use("2823-3") is False
    assert release.in_use("1-8") is None


def test_the_index_is_made_anew_for_another_edition(tmp_path: Path) -> None:
    table, index = tmp_path / "Loinc.csv", tmp_path / "home" / "loinc.db"
    assert Release(written(table), index).in_use("99901-1") is True
    made = index.stat().st_mtime_ns
    Release(table, index)
    assert index.stat().st_mtime_ns == made
    written(table, (row("99901-1", "Zorbin", STATUS="DEPRECATED", CLASS="CHEM2"),))
    assert Release(table, index).in_use("99901-1") is False
    index.write_bytes(b"no database")
    assert Release(table, index).in_use("99901-1") is False


def test_a_file_that_is_no_loinc_table_is_refused_by_name_of_its_setting(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="CHARTSIDE_LOINC"):
        Release(tmp_path / "absent.csv", tmp_path / "a.db")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no COMPONENT"):
        Release(other, tmp_path / "b.db")
    other.write_bytes(b"\xff\xfe\x00binary")
    with pytest.raises(UsageError):
        Release(other, tmp_path / "c.db")


def test_an_index_that_is_damaged_later_says_so(tmp_path: Path, a: Any) -> None:
    index = tmp_path / "loinc.db"
    release = Release(written(tmp_path / "Loinc.csv"), index)
    index.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError):
        release.coded(a.result("Zorbin", "5", "ug/L"))


def test_the_table_is_named_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings().loinc is None
    monkeypatch.setenv("CHARTSIDE_LOINC", os.fspath(Path("/srv/loinc/Loinc.csv")))
    assert settings().loinc == Path("/srv/loinc/Loinc.csv")
    assert settings().loinc_index.parent == settings().home


CODES = {
    "resourceType": "CodeSystem",
    "url": LOINC,
    "status": "active",
    "content": "complete",
    "concept": [
        {"code": "99901-1", "display": "Zorbin [Mass/volume] in Serum"},
        {"code": "99908-6", "display": "Zorbin"},
    ],
}
EVERY = {
    "resourceType": "ValueSet",
    "url": EVERY_CODE,
    "status": "active",
    "compose": {"include": [{"system": LOINC}]},
}


async def test_a_service_suggests_and_never_codes(a: Any) -> None:
    service = LocalTerminology([CODES, EVERY])
    found = await suggested(a.result("Zorbin (serum)", "5", "ug/L"), Person(), service)
    assert [c.loinc for c in found] == ["99908-6", "99901-1"]
    assert not any(c.sure for c in found)
    assert Coding(LOINC, "99908-6").code == found[0].loinc


@pytest.mark.parametrize(
    "name",
    ["Quill, Ada", "Zorbin 19500403", "QUILL zorbin", "zorbin id 4711", "a b c d e f g h i j"],
)
def test_nothing_that_may_be_about_the_patient_is_sent(name: str) -> None:
    assert sendable(name, Person("Ada Quill", identifiers=("ID-4711",))) == ()


def test_a_ratio_without_a_unit_is_of_what_the_report_gives_its_parts_in(a: Any) -> None:
    ratio = a.result("Cholesterol/HDL ratio", "3.5")
    for unit, loinc in (("mmol/L", "32309-7"), ("mg/dL", "9830-1")):
        report = a.report(a.result("Cholesterol", "5", unit), ratio)
        found = coded(ratio, context_of(report))
        assert found is not None
        assert found.loinc == loinc
    mixed = a.report(*(a.result("Cholesterol", "5", u) for u in ("mmol/L", "mg/dL")), ratio)
    assert coded(ratio, context_of(mixed)) is None


def test_ckd_epi_without_a_year_is_that_of_2009_only_before_the_other_one_was_published(
    a: Any,
) -> None:
    egfr = a.result("eGFR (CKD-EPI)", "90", "mL/min/1.73m2")
    before = context_of(a.report(egfr, collected=parse_when("2021-03-01")))
    after = context_of(a.report(egfr, collected=parse_when("2023-03-01")))
    found = coded(egfr, before)
    assert found is not None
    assert found.loinc == "62238-1"
    assert coded(egfr, after) is None
    assert {"62238-1", "98979-8"} <= {c.loinc for c in candidates(egfr, after)}


def test_an_unsure_result_has_suggestions_that_say_what_is_in_doubt(a: Any) -> None:
    found = candidates(a.result("Lactate", "1", "mmol/L"))
    assert {"2524-7", "32693-4"} <= {c.loinc for c in found}
    assert all("specimen" in c.doubts for c in found)
    assert found == tuple(sorted(found, key=lambda c: (-c.score, c.loinc)))
