"""Small charts for tools: resources of one patient, each stating only what a test is about."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.fhir.chart import Chart, Row, build_chart

Body = dict[str, Any]
PATIENT: Body = {
    "resourceType": "Patient",
    "id": "1",
    "birthDate": "1960-05-17",
    "gender": "female",
    "name": [{"use": "official", "family": "Quackenbush", "given": ["Wilhelmina"]}],
}


class Make:
    """Builds resources of Patient/1; charts are as of 1 January 2026."""

    def resource(self, kind: str, name: str, /, **fields: Any) -> Body:
        return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/1"}, **fields}

    def chart(self, *resources: Mapping[str, Any]) -> Chart:
        rows = [
            Row(r["resourceType"], r["id"], "1", json.dumps(r).encode())
            for r in (PATIENT, *resources)
        ]
        now = datetime(2026, 1, 1, tzinfo=UTC)
        return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)

    def lab(self, name: str, number: float, day: str, **fields: Any) -> Body:
        """A final serum potassium unless told otherwise."""
        base = {
            "status": "final",
            "category": [{"coding": [{"code": "laboratory"}]}],
            "code": {
                "coding": [{"system": "http://loinc.org", "code": "2823-3"}],
                "text": "Potassium",
            },
            "effectiveDateTime": day,
            "valueQuantity": {"value": number, "unit": "mmol/L", "code": "mmol/L"},
        }
        return self.resource("Observation", name, **{**base, **fields})

    def problem(self, name: str, text: str, clinical: str = "active", **fields: Any) -> Body:
        status = {"clinicalStatus": {"coding": [{"code": clinical}]}}
        return self.resource("Condition", name, **{**status, "code": {"text": text}, **fields})

    def order(self, name: str, drug: str, day: str, status: str = "active", **fields: Any) -> Body:
        base = {
            "status": status,
            "intent": "order",
            "medicationCodeableConcept": {"text": drug},
            "authoredOn": day,
        }
        return self.resource("MedicationRequest", name, **{**base, **fields})

    def visit(self, name: str, text: str, day: str, setting: str = "AMB", **fields: Any) -> Body:
        base = {
            "status": "finished",
            "class": {"code": setting},
            "type": [{"text": text}],
            "period": {"start": day, "end": day},
        }
        return self.resource("Encounter", name, **{**base, **fields})

    def procedure(self, name: str, text: str, day: str, status: str = "completed") -> Body:
        return self.resource(
            "Procedure", name, status=status, code={"text": text}, performedDateTime=day
        )

    def report(self, name: str, text: str, day: str, said: str, status: str = "final") -> Body:
        return self.resource(
            "DiagnosticReport",
            name,
            status=status,
            category=[{"coding": [{"code": "RAD"}]}],
            code={"text": text},
            effectiveDateTime=day,
            conclusion=said,
        )

    def vaccine(self, name: str, text: str, day: str, status: str = "completed") -> Body:
        return {
            "resourceType": "Immunization",
            "id": name,
            "patient": {"reference": "Patient/1"},
            "status": status,
            "vaccineCode": {"text": text},
            "occurrenceDateTime": day,
        }


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def potassium(make: Make) -> Callable[..., Chart]:
    """A chart of potassium results, one a month of 2025, with these numbers."""

    def chart(*numbers: float) -> Chart:
        return make.chart(
            *(make.lab(f"k{n}", v, f"2025-{n:02}-01T08:00:00Z") for n, v in enumerate(numbers, 1))
        )

    return chart
