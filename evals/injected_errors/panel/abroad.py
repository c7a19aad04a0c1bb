"""One patient of the second panel as a FHIR R4 Bundle, the same for the same number."""

import base64
import random
from datetime import date, timedelta
from typing import Any, Final

from chartside.evals.injected_errors.panel import abroad_tables as tables
from chartside.evals.injected_errors.panel.build import (
    OF_PATIENT,
    WEEKLY,
    bound,
    observation,
    state,
)
from chartside.fhir.codes import UCUM

Resource = dict[str, Any]

_LAST: Final = date(2026, 11, 25)
_ICD: Final = "http://hl7.org/fhir/sid/icd-10"
_LOCAL: Final = "https://records.example/codes"


def abroad(number: int) -> Resource:
    """The record of patient `number` of the second panel, a Bundle of type collection."""
    rng = random.Random(f"abroad {number}")  # noqa: S311 - an invented patient, no secret
    name = f"abroad-{number:03}"
    patient: Resource = {
        "resourceType": "Patient",
        "id": name,
        "gender": rng.choice(("female", "male")),
        "birthDate": f"{rng.randint(1938, 1990)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "name": [{"family": f"Elsewhere{number}", "given": ["Test"]}],
    }
    parts = (
        *(_problems, _medicines, _allergies, _family, _tests, _signs),
        *(_visits, _done, _devices, _vaccines, _images, _notes),
    )
    made = [resource for part in parts for resource in part(rng)]
    for count, resource in enumerate(made):
        who = "patient" if resource["resourceType"] in _BY_PATIENT else "subject"
        resource |= {"id": f"{name}-{count}", who: {"reference": f"Patient/{name}"}}
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r} for r in (patient, *made)],
    }


_BY_PATIENT: Final = OF_PATIENT | {"Device"}


def _day(rng: random.Random) -> date:
    """A third of everything is of the last two months, the rest of twelve years."""
    recent = rng.random() < 0.33  # noqa: PLR2004 - share of entries
    return _LAST - timedelta(days=rng.randint(0, 60 if recent else 4400))


def _concept(text: str, code: str = "", display: str = "") -> Resource:
    """A doctor's words, a local code with the same words, and ICD-10 where there is a code."""
    codings = [{"system": _LOCAL, "code": str(len(text)), "display": text}]
    if code:
        codings.insert(0, {"system": _ICD, "code": code, "display": display})
    return {"coding": codings, "text": text}


def _problems(rng: random.Random) -> list[Resource]:
    found = []
    for display, code, words, site in rng.sample(tables.PROBLEMS, 8):
        begun = _day(rng)
        over = rng.random() < 0.3 and (_LAST - begun).days > 60  # noqa: PLR2004 - share, and days
        sure = rng.choice(("confirmed",) * 8 + ("provisional", "refuted"))
        problem: Resource = {
            "resourceType": "Condition",
            "clinicalStatus": state("condition-clinical", "resolved" if over else "active"),
            "verificationStatus": state("condition-ver-status", sure),
            "code": _concept(words, code, display),
            "onsetDateTime": begun.isoformat()[: rng.choice((4, 7, 10, 10, 10))],
        }
        if site:
            problem["bodySite"] = [{"text": site}]
        if over:
            problem["abatementDateTime"] = (begun + timedelta(days=rng.randint(14, 60))).isoformat()
        found.append(problem)
    return found


def _medicines(rng: random.Random) -> list[Resource]:
    found = []
    for label, amount, unit, times, route in rng.sample(tables.MEDICINES, 8):
        begun = _day(rng)
        status = rng.choice(("active", "active", "active", "stopped", "stopped", "on-hold"))
        repeat = {"frequency": times, "period": 1, "periodUnit": "d"} if times else dict(WEEKLY)
        order: Resource = {
            "resourceType": "MedicationRequest",
            "status": status,
            "intent": "order",
            "medicationCodeableConcept": _concept(label),
            "authoredOn": begun.isoformat(),
            "dosageInstruction": [
                {
                    "timing": {"repeat": repeat},
                    "route": {"text": route},
                    "doseAndRate": [{"doseQuantity": {"value": amount, "unit": unit}}],
                }
            ],
        }
        if status == "stopped":
            end = min(_LAST, begun + timedelta(days=rng.randint(10, 700)))
            repeat |= {"boundsPeriod": {"start": begun.isoformat(), "end": end.isoformat()}}
            order["statusReason"] = {"text": rng.choice(tables.STOPPED)}
        found.append(order)
    return found


def _allergies(rng: random.Random) -> list[Resource]:
    found = []
    for label, category in rng.sample(tables.ALLERGIES, 3):
        over = rng.random() < 0.2  # noqa: PLR2004 - share that is no longer active
        found.append(
            {
                "resourceType": "AllergyIntolerance",
                "clinicalStatus": state(
                    "allergyintolerance-clinical", "inactive" if over else "active"
                ),
                "verificationStatus": state("allergyintolerance-verification", "confirmed"),
                "category": [category],
                "code": _concept(label),
                "reaction": [
                    {
                        "manifestation": [{"text": rng.choice(tables.REACTIONS)}],
                        "severity": rng.choice(("mild", "moderate", "severe")),
                    }
                ],
            }
        )
    return found


def _family(rng: random.Random) -> list[Resource]:
    kin, ills = rng.sample(tables.RELATIVES, 4), rng.sample(tables.INHERITED, 4)
    return [
        {
            "resourceType": "FamilyMemberHistory",
            "status": "completed",
            "relationship": {"text": who},
            "condition": [
                {
                    "code": _concept(label),
                    "onsetAge": {"value": rng.randint(18, 80), "unit": "a", "code": "a"},
                }
            ],
        }
        for who, label in zip(kin, ills, strict=True)
    ]


def _tests(rng: random.Random) -> list[Resource]:
    found = []
    for test in tables.TESTS:
        for day in sorted({_day(rng) for _ in range(rng.randint(2, 5))}):
            number = round(rng.uniform(test.least, test.most), test.places or None)
            flag = "H" if number > test.high else "L" if number < test.low else "N"
            result = observation(test.loinc, test.name, day, "laboratory")
            result["code"]["coding"].append({"system": _LOCAL, "code": test.loinc[:3]})
            result["valueQuantity"] = {
                "value": number, "unit": test.unit, "system": UCUM, "code": test.unit,
            }  # fmt: skip
            result["interpretation"] = [state("v3-ObservationInterpretation", flag)]
            result["referenceRange"] = [
                {"low": bound(test.low, test.unit), "high": bound(test.high, test.unit)}
            ]
            found.append(result)
    return found


def _signs(rng: random.Random) -> list[Resource]:
    found = []
    for _ in range(8):
        pressure = observation("85354-9", "Blood pressure panel", _day(rng), "vital-signs")
        pressure["component"] = [
            {
                "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                "valueQuantity": bound(n, "mm[Hg]"),
            }
            for code, n in (("8480-6", rng.randint(98, 188)), ("8462-4", rng.randint(52, 96)))
        ]
        height = observation("8867-4", "Heart rate", _day(rng), "vital-signs")
        height["valueQuantity"] = bound(rng.randint(48, 118), "/min")
        found += [pressure, height]
    smoking = observation("72166-2", "Tobacco use status", _day(rng), "social-history")
    smoking["valueCodeableConcept"] = {"text": rng.choice(tables.SMOKING)}
    return [*found, smoking]


def _visits(rng: random.Random) -> list[Resource]:
    found = []
    for day in sorted({_day(rng).isoformat() for _ in range(12)}):
        label, kind = rng.choice(tables.VISITS)
        found.append(
            {
                "resourceType": "Encounter",
                "status": "finished",
                "class": {
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                    "code": kind,
                },
                "type": [_concept(label)],
                "period": {"start": day, "end": day},
                "reasonCode": [{"text": rng.choice(tables.REASONS)}],
            }
        )
    return found


def _done(rng: random.Random) -> list[Resource]:
    return [
        {
            "resourceType": "Procedure",
            "status": "completed",
            "code": _concept(label),
            "performedDateTime": _day(rng).isoformat()[: rng.choice((4, 7, 10, 10))],
        }
        | ({"bodySite": [{"text": site}]} if site else {})
        for label, site in rng.sample(tables.PROCEDURES, 5)
    ]


def _devices(rng: random.Random) -> list[Resource]:
    return [
        {"resourceType": "Device", "status": "active", "type": _concept(label)}
        for label in rng.sample(tables.DEVICES, 2)
    ]


def _vaccines(rng: random.Random) -> list[Resource]:
    found = []
    for _ in range(8):
        given: Resource = {
            "resourceType": "Immunization",
            "status": "completed",
            "vaccineCode": _concept(rng.choice(tables.VACCINES)),
            "occurrenceDateTime": _day(rng).isoformat(),
        }
        if rng.random() < 0.15:  # noqa: PLR2004 - share that is declined
            given |= {"status": "not-done", "statusReason": {"text": "Patient declined"}}
        found.append(given)
    return found


def _images(rng: random.Random) -> list[Resource]:
    return [
        {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "category": [{"coding": [state("v2-0074", "RAD")["coding"][0]]}],
            "code": _concept(label),
            "effectiveDateTime": _day(rng).isoformat(),
            "conclusion": said,
        }
        for label, said in rng.sample(tables.IMAGES, 3)
    ]


def _notes(rng: random.Random) -> list[Resource]:
    found = []
    for kind in ("Progress note", "Letter to the general practitioner", "Discharge summary"):
        text = " ".join(rng.sample(tables.NOTES, 6))
        data = base64.b64encode(text.encode()).decode()
        found.append(
            {
                "resourceType": "DocumentReference",
                "status": "current",
                "type": {"text": kind},
                "date": f"{_day(rng).isoformat()}T09:30:00+01:00",
                "content": [{"attachment": {"contentType": "text/plain", "data": data}}],
            }
        )
    return found
