"""Records of a few entries for tests of one rule: each builder states only what matters."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

Body = dict[str, Any]
FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})


class Records:
    """Builders of resources of one patient, and what sentences about them are judged."""

    def resource(self, kind: str, name: str, **fields: Any) -> Body:
        """A resource of the one patient."""
        return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/1"}, **fields}

    def result(self, name: str, text: str, loinc: str, day: str, **fields: Any) -> Body:
        """A laboratory result: `number`, `unit`, `low`, `high`, `flag`, or `words`."""
        body: Body = {
            "status": "final",
            "category": [{"coding": [{"code": fields.get("category", "laboratory")}]}],
            "code": {"text": text, "coding": [{"system": "http://loinc.org", "code": loinc}]},
            "effectiveDateTime": day,
        }
        if "words" in fields:
            body["valueString"] = fields["words"]
        else:
            body["valueQuantity"] = {"value": fields["number"], "unit": fields.get("unit", "")}
        if "flag" in fields:
            body["interpretation"] = [{"coding": [{"code": fields["flag"]}]}]
        ends = {end: {"value": fields[end]} for end in ("low", "high") if end in fields}
        if ends:
            body["referenceRange"] = [ends]
        return self.resource("Observation", name, **body)

    def pressure(self, name: str, day: str, systolic: int, diastolic: int) -> Body:
        """A blood pressure."""
        parts = (("8480-6", systolic), ("8462-4", diastolic))
        return self.resource(
            "Observation",
            name,
            status="final",
            category=[{"coding": [{"code": "vital-signs"}]}],
            code={
                "text": "Blood pressure",
                "coding": [{"system": "http://loinc.org", "code": "85354-9"}],
            },
            effectiveDateTime=day,
            component=[
                {
                    "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                    "valueQuantity": {"value": value, "unit": "mm[Hg]"},
                }
                for code, value in parts
            ],
        )

    def order(self, name: str, text: str, dosage: Body, **fields: Any) -> Body:
        """A medicine that is taken."""
        return self.resource(
            "MedicationRequest",
            name,
            status=fields.pop("status", "active"),
            intent="order",
            medicationCodeableConcept={"text": text},
            authoredOn="2024-03-01",
            dosageInstruction=[dosage],
            **fields,
        )

    def note(self, name: str, text: str) -> Body:
        """A progress note."""
        data = base64.b64encode(text.encode()).decode()
        return self.resource(
            "DocumentReference",
            name,
            status="current",
            type={"text": "Progress note"},
            date="2025-12-20T10:00:00Z",
            content=[{"attachment": {"contentType": "text/plain", "data": data}}],
        )

    def chart_of(self, *bodies: Body) -> Chart:
        """The chart of a woman born in 1960, on 1 July 2026."""
        patient = {
            "resourceType": "Patient",
            "id": "1",
            "gender": "female",
            "birthDate": "1960-01-01",
        }
        rows = [
            Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode())
            for b in (patient, *bodies)
        ]
        now = datetime(2026, 7, 1, tzinfo=UTC)
        return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)

    def verdict(self, chart: Chart, text: str, *references: str) -> Verdict:
        """What a sentence with these sources is judged."""
        return check(Statement(text, tuple(Citation(r) for r in references)), chart).verdict

    def flagged(self, chart: Chart, texts: Sequence[str], *references: str) -> list[str]:
        """The sentences that are called false."""
        return [t for t in texts if self.verdict(chart, t, *references) in FOUND]

    def passed(self, chart: Chart, texts: Sequence[str], *references: str) -> list[str]:
        """The sentences that are called true."""
        return [t for t in texts if self.verdict(chart, t, *references) is Verdict.SUPPORTED]


@pytest.fixture(scope="session")
def records() -> Records:
    """The builders; they hold nothing."""
    return Records()
