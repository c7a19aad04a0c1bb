"""Small charts with a conflict or an omission in them: resources of one patient."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.draft import Citation, Finding, Section, Statement
from chartside.fhir.chart import Chart, Row, build_chart

Body = dict[str, Any]
WOMAN: Body = {
    "resourceType": "Patient",
    "id": "1",
    "birthDate": "1960-05-17",
    "gender": "female",
}


class Make:
    """Builds resources that state only what matters; charts are as of 1 January 2026."""

    def resource(self, kind: str, name: str, /, **fields: Any) -> Body:
        return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/1"}, **fields}

    def chart(self, *resources: Mapping[str, Any], **person: Any) -> Chart:
        rows = [
            Row(r["resourceType"], r["id"], "1", json.dumps(r).encode())
            for r in ({**WOMAN, **person}, *resources)
        ]
        now = datetime(2026, 1, 1, tzinfo=UTC)
        return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)

    def order(self, name: str, drug: str, status: str = "active", **fields: Any) -> Body:
        base = {
            "status": status,
            "intent": "order",
            "medicationCodeableConcept": {"text": drug},
            "authoredOn": "2025-06-01",
        }
        return self.resource("MedicationRequest", name, **{**base, **fields})

    def allergy(self, name: str, text: str, *reactions: str, **fields: Any) -> Body:
        base = {
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}]},
            "code": {"text": text},
            "recordedDate": "2020-02-02",
            "reaction": [{"manifestation": [{"text": r}]} for r in reactions],
        }
        return self.resource("AllergyIntolerance", name, **{**base, **fields})

    def problem(self, name: str, text: str, clinical: str = "active", **fields: Any) -> Body:
        base = {
            "clinicalStatus": {"coding": [{"code": clinical}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}]},
            "code": {"text": text},
            "onsetDateTime": "2024-03-01",
        }
        return self.resource("Condition", name, **{**base, **fields})

    def lab(
        self, name: str, loinc: str, text: str, number: float, unit: str, **fields: Any
    ) -> Body:
        base = {
            "status": "final",
            "category": [{"coding": [{"system": "category", "code": "laboratory"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": loinc}], "text": text},
            "effectiveDateTime": "2025-12-20T08:00:00Z",
            "valueQuantity": {"value": number, "unit": unit},
        }
        return self.resource("Observation", name, **{**base, **fields})

    def flag(self, code: str) -> list[Body]:
        return [{"coding": [{"code": code}]}]

    def smoking(self, name: str, words: str, day: str) -> Body:
        return self.resource(
            "Observation",
            name,
            status="final",
            category=[{"coding": [{"code": "social-history"}]}],
            code={"coding": [{"system": "http://loinc.org", "code": "72166-2"}], "text": "Smoking"},
            effectiveDateTime=day,
            valueCodeableConcept={"text": words},
        )

    def note(self, name: str, text: str, day: str, **fields: Any) -> Body:
        held = {"contentType": "text/plain", "data": base64.b64encode(text.encode()).decode()}
        base = {
            "status": "current",
            "type": {"text": "Progress note"},
            "date": f"{day}T12:00:00Z",
            "content": [{"attachment": held}],
        }
        return self.resource("DocumentReference", name, **{**base, **fields})

    def request(self, name: str, text: str, **fields: Any) -> Body:
        base = {
            "status": "active",
            "intent": "order",
            "code": {"text": text},
            "authoredOn": "2025-03-01",
        }
        return self.resource("ServiceRequest", name, **{**base, **fields})

    def draft(self, *sentences: str | tuple[str, str], title: str = "") -> tuple[Section, ...]:
        """Sentences, each alone or with the reference that it cites."""
        made = []
        for sentence in sentences:
            text, *cited = (sentence,) if isinstance(sentence, str) else sentence
            made.append(Statement(text, tuple(Citation(ref) for ref in cited)))
        return (Section(title, tuple(made)),)


@pytest.fixture
def make() -> Make:
    """Builders of resources, charts and drafts."""
    return Make()


@pytest.fixture
def rules_of() -> Any:
    """The rule ids of findings, in their order."""

    def ids(findings: tuple[Finding, ...]) -> list[str]:
        return [f.rule for f in findings]

    return ids
