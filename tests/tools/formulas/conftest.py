"""Charts that state only what a calculation is about."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.fhir.chart import Chart, Row, build_chart
from chartside.tools import TOOLS
from chartside.tools.calculate import CalculationRow

LOINC = "http://loinc.org"
Body = dict[str, Any]


class Ward:
    """Builds charts of Patient/1 as of 1 March 2026, and calculates on them."""

    def chart(self, *resources: Mapping[str, Any], **patient: Any) -> Chart:
        """A woman born on 1 February 1956 unless told otherwise."""
        base = {"birthDate": "1956-02-01", "gender": "female", **patient}
        person = {"resourceType": "Patient", "id": "1"} | {k: v for k, v in base.items() if v}
        rows = [
            Row(r["resourceType"], r["id"], "1", json.dumps(r).encode())
            for r in (person, *resources)
        ]
        now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)

    async def row(self, formula: str, chart: Chart, as_of: str = "") -> CalculationRow:
        """The row that the tool gives."""
        found = await TOOLS["calculate"].call(chart, {"formula": formula, "as_of": as_of})
        (row,) = found.items
        assert isinstance(row, CalculationRow)
        return row

    def result(self, name: str, code: str, value: Any, unit: str, day: str, **more: Any) -> Body:
        """A final laboratory result in a unit that is a UCUM code too."""
        return {
            "resourceType": "Observation",
            "id": name,
            "subject": {"reference": "Patient/1"},
            "status": "final",
            "category": [{"coding": [{"code": "laboratory"}]}],
            "code": {"coding": [{"system": LOINC, "code": code}]},
            "effectiveDateTime": day,
            "valueQuantity": {"value": value, "unit": unit, "code": unit},
            **more,
        }

    def creatinine(self, name: str, value: float, day: str, **more: Any) -> Body:
        return self.result(name, "2160-0", value, "mg/dL", day) | more

    def sign(self, name: str, code: str, value: float, unit: str, day: str, **more: Any) -> Body:
        vital = [{"coding": [{"code": "vital-signs"}]}]
        return self.result(name, code, value, unit, day, category=vital, **more)

    def pressure(self, name: str, top: int, low: int | None, day: str, **more: Any) -> Body:
        """A blood pressure with its two components."""
        parts = [("8480-6", top), ("8462-4", low)]
        return {
            "resourceType": "Observation",
            "id": name,
            "subject": {"reference": "Patient/1"},
            "status": "final",
            "category": [{"coding": [{"code": "vital-signs"}]}],
            "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
            "effectiveDateTime": day,
            "component": [
                {
                    "code": {"coding": [{"system": LOINC, "code": code}]},
                    "valueQuantity": {"value": value, "unit": "mmHg", "code": "mm[Hg]"},
                }
                for code, value in parts
                if value is not None
            ],
            **more,
        }

    def problem(self, name: str, text: str, onset: str = "2020-01-01", **more: Any) -> Body:
        return {
            "resourceType": "Condition",
            "id": name,
            "subject": {"reference": "Patient/1"},
            "clinicalStatus": {"coding": [{"code": more.pop("clinical", "active")}]},
            "verificationStatus": {"coding": [{"code": more.pop("verification", "confirmed")}]},
            "code": {"text": text},
            "onsetDateTime": onset,
            **more,
        }

    def order(self, name: str, drug: str, day: str = "2025-06-01", **more: Any) -> Body:
        return {
            "resourceType": "MedicationRequest",
            "id": name,
            "subject": {"reference": "Patient/1"},
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": drug},
            "authoredOn": day,
            **more,
        }

    def smoking(self, name: str, text: str, day: str = "2025-06-01") -> Body:
        return {
            "resourceType": "Observation",
            "id": name,
            "subject": {"reference": "Patient/1"},
            "status": "final",
            "category": [{"coding": [{"code": "social-history"}]}],
            "code": {"coding": [{"system": LOINC, "code": "72166-2"}]},
            "effectiveDateTime": day,
            "valueCodeableConcept": {"text": text},
        }


@pytest.fixture
def ward() -> Ward:
    return Ward()
