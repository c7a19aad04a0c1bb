"""`CHARTSIDE_LOINC`: the LOINC table that a user has codes what the shipped tables have not."""

import csv
from pathlib import Path
from typing import Any

import pytest

COLUMNS = (
    *("LOINC_NUM", "COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP"),
    *("STATUS", "SHORTNAME", "LONG_COMMON_NAME", "RELATEDNAMES2", "EXAMPLE_UCUM_UNITS"),
)
ZORBIN = ("99901-1", "Zorbin", "MCnc", "Pt", "Ser/Plas", "Qn", "", "ACTIVE", "Zorbin", "Zorbin")
"""A term that nobody has published: the codes of LOINC are under LOINC's licence."""
ROWS = (("Zorbin", "12", "ug/L", "5 - 20", ""), ("Potassium", "5.9", "mmol/L", "3.5 - 5.1", "H"))


@pytest.fixture
def report(tmp_path: Path, printer: Any) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(printer.printed([*ROWS, ("Serum zorbin", "12", "ug/L", "5 - 20", "")]))
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "Loinc.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, quoting=csv.QUOTE_ALL).writerows((COLUMNS, (*ZORBIN, "", "ug/L")))
    return path


def codes(ran: Any) -> dict[str, str | None]:
    return {one["name"]: one["loinc"] for one in ran.json["results"]}


def test_a_table_of_the_users_own_gives_a_code_that_the_shipped_ones_have_not(
    run: Any, report: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = codes(run("labs", report, "--json"))
    assert (shipped["Serum zorbin"], shipped["Potassium"]) == (None, "2823-3")
    monkeypatch.setenv("CHARTSIDE_LOINC", str(table))
    ran = run("labs", report, "--json")
    assert codes(ran)["Serum zorbin"] == "99901-1"
    assert codes(ran)["Potassium"] == "2823-3"
    coded = [
        coding["code"]
        for entry in ran.json["fhir"]["entry"]
        for coding in entry["resource"].get("code", {}).get("coding", ())
    ]
    assert "99901-1" in coded


@pytest.mark.parametrize("there", [True, False])
def test_a_table_that_is_none_is_refused_before_a_report_is_read(
    run: Any, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    path = tmp_path / "other.csv"
    if there:
        path.write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_LOINC", str(path))
    ran = run("labs", report, "--json")
    assert (ran.status, set(ran.json)) == (2, {"error"})
    assert "CHARTSIDE_LOINC" in ran.json["error"]["message"]
