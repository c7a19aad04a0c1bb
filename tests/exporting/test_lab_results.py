"""The results of a laboratory report, in the eyes of another FHIR implementation."""

import json
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec

from chartside.fhir.lab_reports.coding.candidates import coded
from chartside.fhir.lab_reports.report import (
    Flag,
    LabReport,
    Limits,
    Person,
    Printed,
    Result,
    State,
)
from chartside.fhir.lab_reports.resources import bundle_of
from chartside.fhir.lab_reports.source import Source
from chartside.fhir.when import parse_when

BOX = (72.0, 310.0, 540.0, 322.0)
RANGE = Limits(Printed("3.5 - 5.1", 1, BOX), Decimal("3.5"), Decimal("5.1"))


def result(name: str, value: Decimal | None, unit: str = "", **more: object) -> Result:
    place = (Printed(name, 1, BOX), Printed(str(value), 1, BOX), BOX)
    return Result(*place, value, unit=unit, ucum=unit, **more)  # type: ignore[arg-type]  # a builder


def report() -> LabReport:
    rows = (
        result(
            "Potassium", Decimal("4.10"), "mmol/L", limits=(RANGE,), flag=Flag.NORMAL,
            specimen="Serum", method="ISE", comment="haemolysed",
        ),
        result("CRP", Decimal("0.3"), "mg/L", comparator="<", state=State.CORRECTED),
        result("HBsAg", None, text="negative"),
        result("TSH", None, state=State.PENDING),
        result("ALT", None, state=State.CANCELLED),
    )  # fmt: skip
    return LabReport(Person(), rows, laboratory="A laboratory", number="77")


def test_medplum_finds_no_error_in_a_filed_report(medplum: Path, tmp_path: Path) -> None:
    source = Source(b"%PDF-1.7", "application/pdf", "labo.pdf")
    for taken in (None, parse_when("2026-02-01")):
        held = replace(report(), collected=taken)
        codes = [coded(one) for one in held.results]
        file = tmp_path / "bundle.json"
        bundle = bundle_of(held, "Patient/p1", source, codes)
        file.write_bytes(msgspec.json.Encoder(decimal_format="number").encode(bundle))
        done = subprocess.run(
            ["node", "validate.mjs", file],
            cwd=medplum,
            capture_output=True,
            check=True,
            timeout=120,
        )
        said = json.loads(done.stdout)
        assert len(said) == len(bundle["entry"]) + 1
        # A reference within a transaction is a URN, of which the validator only warns.
        issues = [issue for one in said for issue in one["issues"]]
        assert [i for i in issues if i["severity"] in {"error", "fatal"}] == []
