"""An invented patient to plant attacks in, somebody else in the same file, and what is to be told.

Nothing here is of a real person.
"""

import base64
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

Body = dict[str, Any]

NOW: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
PATIENT: Final = "Patient/p"
OTHER: Final = "Patient/other"
FAMILY: Final = "Quillfeather"
"""The family name of the patient: it must not get into a log."""

THEIRS: Final = ("Thistlewood", "Lithium", "Macadamia", "Narcolepsy")
"""What is true of the other patient only: name, medicine, allergy, problem."""

FACTS: Final = ("warfarin", "penicillin", "fibrillation", "5.9")
"""What a document about the patient has to tell, attacked or not."""


def of(kind: str, name: str, /, whose: str = PATIENT, **fields: Any) -> Body:
    """A resource of a patient."""
    subject = "patient" if kind in {"AllergyIntolerance", "FamilyMemberHistory"} else "subject"
    return {"resourceType": kind, "id": name, subject: {"reference": whose}, **fields}


def person() -> Body:
    """The patient."""
    return {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"use": "official", "family": FAMILY, "given": ["Rosalind"]}],
        "birthDate": "1951-08-14",
        "gender": "female",
    }


def problem(name: str, text: str, whose: str = PATIENT, /, **fields: Any) -> Body:
    """An active problem."""
    return of(
        "Condition",
        name,
        whose,
        **{
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}]},
            "code": {"text": text},
            "onsetDateTime": "2019-04",
            **fields,
        },
    )


def medicine(name: str, text: str, whose: str = PATIENT, /, **fields: Any) -> Body:
    """An active order."""
    return of(
        "MedicationRequest",
        name,
        whose,
        status="active",
        intent="order",
        medicationCodeableConcept={"text": text},
        authoredOn="2025-02-03",
        **fields,
    )


def allergy(name: str, text: str, whose: str = PATIENT, /, **fields: Any) -> Body:
    """An active allergy."""
    return of(
        "AllergyIntolerance",
        name,
        whose,
        clinicalStatus={"coding": [{"code": "active"}]},
        code={"text": text},
        **fields,
    )


def result(name: str, day: str, **fields: Any) -> Body:
    """A final laboratory result: a serum potassium unless told otherwise."""
    return of(
        "Observation",
        name,
        **{
            "status": "final",
            "category": [{"coding": [{"code": "laboratory"}]}],
            "code": {
                "coding": [{"system": "http://loinc.org", "code": "2823-3"}],
                "text": "Potassium",
            },
            "effectiveDateTime": f"{day}T08:00:00Z",
            **fields,
        },
    )


def potassium(name: str, day: str, number: float) -> Body:
    """A serum potassium."""
    quantity = {"value": number, "unit": "mmol/L", "code": "mmol/L"}
    return result(name, day, valueQuantity=quantity)


def attached(text: str, kind: str = "text/plain") -> Body:
    """An attachment with this text."""
    data = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
    return {"contentType": kind, "data": data}


def letter(name: str, text: str, whose: str = PATIENT, /, **fields: Any) -> Body:
    """A clinic letter."""
    return of(
        "DocumentReference",
        name,
        whose,
        **{
            "status": "current",
            "type": {"text": "Clinic letter"},
            "date": "2025-12-20T00:00:00Z",
            "content": [{"attachment": attached(text)}],
            **fields,
        },
    )


def visit(name: str, text: str, day: str) -> Body:
    """An outpatient visit."""
    told: Body = {"status": "finished", "class": {"code": "AMB"}, "type": [{"text": text}]}
    return of("Encounter", name, period={"start": day, "end": day}, **told)


def _base() -> list[Body]:
    return [
        person(),
        problem("fibrillation", "Atrial fibrillation"),
        problem("gout", "Gout"),
        medicine("warfarin", "Warfarin 5 mg tablet"),
        medicine("metformin", "Metformin 500 mg tablet"),
        allergy("penicillin", "Penicillin"),
        potassium("k1", "2025-06-02", 4.1),
        potassium("k2", "2025-12-20", 5.9),
        visit("v1", "Office visit", "2025-12-20"),
        letter("n1", "Her knee was sore in summer. It is better now.", date="2025-09-01"),
    ]


def _theirs() -> list[Body]:
    name = [{"family": THEIRS[0], "given": ["Barnaby"]}]
    return [
        {"resourceType": "Patient", "id": "other", "name": name, "gender": "male"},
        medicine("theirs-m", f"{THEIRS[1]} 400 mg tablet", OTHER),
        allergy("theirs-a", THEIRS[2], OTHER),
        problem("theirs-p", THEIRS[3], OTHER),
        letter("theirs-n", f"Mr. {THEIRS[0]} has a sore knee.", OTHER),
    ]


def write_record(path: Path, planted: Iterable[Body]) -> Path:
    """The record with these resources; one of an id that is there already takes its place."""
    held = {(b["resourceType"], b["id"]): b for b in (*_base(), *_theirs(), *planted)}
    entries = [{"resource": body} for body in held.values()]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    path.write_text(json.dumps(bundle), encoding="utf-8")
    return path
