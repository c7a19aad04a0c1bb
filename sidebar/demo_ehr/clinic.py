"""The people of the demonstration: who can sign in, and two patients beside the bundled one.

All of them are invented. The other patients exist so that "another patient" can be tried.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

JSON = dict[str, Any]
PASSWORD: Final = "millbrook"  # noqa: S105 - printed on the sign-in page of a demonstration
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED: Final = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_LOINC: Final = "http://loinc.org"


@dataclass(frozen=True, slots=True)
class User:
    """Someone who can sign in: `reference` is the Practitioner, `name` as it is shown."""

    reference: str
    name: str
    role: str


USERS: Final = (
    User("Practitioner/dr-okafor", "Dr. Adaeze Okafor", "Family medicine"),
    User("Practitioner/nurse-petersen", "Lise Petersen", "Practice nurse"),
    User("Practitioner/dr-novak", "Dr. Petra Novak", "Nephrology"),
)


def user(reference: str) -> User | None:
    """Who can sign in under this reference; None where nobody can."""
    return next((one for one in USERS if one.reference == reference), None)


def others() -> Iterator[JSON]:
    """The other patients, with a few facts each."""
    yield _patient("marcus-feld", "Feld", "Marcus", "male", "1971-03-02", "MFP-0051170")
    yield _condition("feld-asthma", "marcus-feld", "Asthma", "195967001")
    yield _result("feld-peak-flow", "marcus-feld", ("19935-6", "Peak flow"), 410, "L/min")
    yield _letter()
    yield {
        "resourceType": "Binary",
        "id": "feld-letter-text",
        "contentType": "text/plain;charset=utf-8",
        "securityContext": {"reference": "DocumentReference/feld-letter"},
        "data": base64.b64encode(b"Asthma review: inhaler technique good.\n").decode(),
    }
    yield _encounter("feld-visit-2026-11", "marcus-feld")
    yield _patient("ida-sorel", "Sorel", "Ida", "female", "1989-12-19", "MFP-0060423")
    yield _condition("sorel-migraine", "ida-sorel", "Migraine", "37796009")
    yield _result("sorel-ferritin", "ida-sorel", ("2276-4", "Ferritin"), 18, "ng/mL", "laboratory")
    yield _encounter("sorel-visit-2026-11", "ida-sorel")


def _of(patient: str) -> JSON:
    return {"reference": f"Patient/{patient}"}


def _patient(id_: str, family: str, given: str, gender: str, born: str, number: str) -> JSON:
    return {
        "resourceType": "Patient",
        "id": id_,
        "identifier": [{"system": "https://chartside.example/demo/mrn", "value": number}],
        "active": True,
        "name": [{"use": "official", "family": family, "given": [given]}],
        "gender": gender,
        "birthDate": born,
    }


def _condition(id_: str, patient: str, text: str, code: str) -> JSON:
    return {
        "resourceType": "Condition",
        "id": id_,
        "clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]},
        "verificationStatus": {"coding": [{"system": _VERIFIED, "code": "confirmed"}]},
        "code": {
            "coding": [{"system": "http://snomed.info/sct", "code": code, "display": text}],
            "text": text,
        },
        "subject": _of(patient),
        "recordedDate": "2024-05-14",
    }


def _result(
    id_: str,
    patient: str,
    test: tuple[str, str],
    value: int,
    unit: str,
    category: str = "vital-signs",
) -> JSON:
    code, text = test
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "category": [{"coding": [{"system": _CATEGORY, "code": category}]}],
        "code": {"coding": [{"system": _LOINC, "code": code, "display": text}], "text": text},
        "subject": _of(patient),
        "effectiveDateTime": "2026-10-20T09:10:00-04:00",
        "valueQuantity": {
            "value": value,
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
    }


def _letter() -> JSON:
    return {
        "resourceType": "DocumentReference",
        "id": "feld-letter",
        "status": "current",
        "docStatus": "final",
        "type": {
            "coding": [{"system": _LOINC, "code": "11506-3", "display": "Progress note"}],
            "text": "Progress note",
        },
        "subject": _of("marcus-feld"),
        "date": "2026-10-20T09:30:00-04:00",
        "author": [{"reference": "Practitioner/dr-okafor", "display": "Dr. Adaeze Okafor"}],
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain;charset=utf-8",
                    "url": "Binary/feld-letter-text",
                    "title": "Asthma review",
                }
            }
        ],
    }


def _encounter(id_: str, patient: str) -> JSON:
    return {
        "resourceType": "Encounter",
        "id": id_,
        "status": "in-progress",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "AMB",
            "display": "ambulatory",
        },
        "subject": _of(patient),
        "period": {"start": "2026-11-24T09:00:00-05:00"},
    }
