"""One invented patient as a FHIR R4 Bundle, the same for the same number."""

import random
from datetime import date, timedelta
from typing import Any, Final

from chartside.evals.injected_errors.panel import tables
from chartside.fhir.codes import LOINC, UCUM

Resource = dict[str, Any]

_FIRST: Final = date(2014, 1, 6)
_HL7: Final = "http://terminology.hl7.org/CodeSystem/"
WEEKLY: Final = {"frequency": 1, "period": 7, "periodUnit": "d"}


def bundle(number: int) -> Resource:
    """The record of invented patient `number`, a Bundle of type collection."""
    rng = random.Random(f"panel {number}")  # noqa: S311 - an invented patient, no secret
    name = f"invented-{number:03}"
    sex = rng.choice(("female", "male"))
    patient: Resource = {
        "resourceType": "Patient",
        "id": name,
        "gender": sex,
        "birthDate": f"{rng.randint(1935, 1985)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "name": [{"family": f"Invented{number}", "given": ["Test"]}],
    }
    made: list[Resource] = []
    for part in (
        _problems,
        _medicines,
        _allergies,
        _family,
        _tests,
        _signs,
        _visits,
        _done,
        _images,
    ):
        made += part(rng)
    for count, resource in enumerate(made):
        who = "patient" if resource["resourceType"] in OF_PATIENT else "subject"
        resource |= {"id": f"{name}-{count}", who: {"reference": f"Patient/{name}"}}
    entries = [{"resource": r} for r in (patient, *made)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


OF_PATIENT: Final = frozenset({"AllergyIntolerance", "FamilyMemberHistory", "Immunization"})


def _day(rng: random.Random, after: date = _FIRST) -> date:
    return after + timedelta(days=rng.randint(1, 4000))


def state(system: str, code: str) -> Resource:
    """A code of HL7's own terminology as a CodeableConcept."""
    return {"coding": [{"system": _HL7 + system, "code": code}]}


def _problems(rng: random.Random) -> list[Resource]:
    found = []
    for label, site in rng.sample(tables.PROBLEMS, 8):
        begun = _day(rng)
        clinical = rng.choice(("active", "active", "active", "resolved"))
        sure = rng.choice(("confirmed",) * 7 + ("provisional", "refuted"))
        problem: Resource = {
            "resourceType": "Condition",
            "clinicalStatus": state("condition-clinical", clinical),
            "verificationStatus": state("condition-ver-status", sure),
            "code": {"text": label},
            "onsetDateTime": begun.isoformat()[: rng.choice((4, 7, 10, 10))],
        }
        if site:
            problem["bodySite"] = [{"text": site}]
        if clinical == "resolved":
            problem["abatementDateTime"] = (begun + timedelta(days=400)).isoformat()
        found.append(problem)
    return found


def _medicines(rng: random.Random) -> list[Resource]:
    found = []
    for label, amount, unit, times, route in rng.sample(tables.MEDICINES, 7):
        begun = _day(rng)
        status = rng.choice(("active", "active", "stopped", "stopped", "completed", "on-hold"))
        repeat = {"frequency": times, "period": 1, "periodUnit": "d"} if times else dict(WEEKLY)
        if status in {"stopped", "completed"}:
            end = begun + timedelta(days=rng.randint(10, 900))
            repeat |= {"boundsPeriod": {"start": begun.isoformat(), "end": end.isoformat()}}
        found.append(
            {
                "resourceType": "MedicationRequest",
                "status": status,
                "intent": "order",
                "medicationCodeableConcept": {"text": label},
                "authoredOn": begun.isoformat(),
                "dosageInstruction": [
                    {
                        "timing": {"repeat": repeat},
                        "route": {"text": route},
                        "doseAndRate": [{"doseQuantity": {"value": amount, "unit": unit}}],
                    }
                ],
            }
        )
    return found


def _allergies(rng: random.Random) -> list[Resource]:
    if rng.random() < 0.25:  # noqa: PLR2004 - a quarter have none
        return [_allergy("No known drug allergy", "medication", "active")]
    found = []
    for label, category in rng.sample(tables.ALLERGIES, 3):
        allergy = _allergy(label, category, rng.choice(("active", "active", "active", "inactive")))
        allergy["reaction"] = [
            {
                "manifestation": [{"text": rng.choice(tables.REACTIONS)}],
                "severity": rng.choice(tables.SEVERITIES),
            }
        ]
        found.append(allergy)
    return found


def _allergy(label: str, category: str, clinical: str) -> Resource:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": state("allergyintolerance-clinical", clinical),
        "verificationStatus": state("allergyintolerance-verification", "confirmed"),
        "category": [category],
        "code": {"text": label},
    }


def _family(rng: random.Random) -> list[Resource]:
    kin = rng.sample(tables.RELATIVES, 3)
    return [
        {
            "resourceType": "FamilyMemberHistory",
            "status": "completed",
            "relationship": {"text": who},
            "condition": [
                {
                    "code": {"text": label},
                    "onsetAge": {"value": rng.randint(35, 80), "unit": "a", "code": "a"},
                }
            ],
        }
        for who, label in zip(kin, rng.sample(tables.INHERITED, 3), strict=True)
    ]


def _tests(rng: random.Random) -> list[Resource]:
    found = []
    for test in tables.TESTS:
        for _ in range(rng.randint(2, 5)):
            number = round(rng.uniform(test.least, test.most), test.places or None)
            quantity: Resource = {
                "value": number,
                "unit": test.unit,
                "system": UCUM,
                "code": test.unit,
            }
            if test.name.startswith("Troponin") and rng.random() < 0.6:  # noqa: PLR2004 - share below the limit
                quantity |= {"value": 0.003, "comparator": "<"}
            flag = "H" if number > test.high else "L" if number < test.low else "N"
            result = observation(test.loinc, test.name, _day(rng), "laboratory")
            result["valueQuantity"] = quantity
            result["interpretation"] = [state("v3-ObservationInterpretation", flag)]
            result["referenceRange"] = [
                {"low": bound(test.low, test.unit), "high": bound(test.high, test.unit)}
            ]
            if rng.random() < 0.1:  # noqa: PLR2004 - share of sentences
                result["status"] = rng.choice(("preliminary", "entered-in-error"))
            found.append(result)
    return found


def bound(number: float, unit: str) -> Resource:
    """A Quantity in a UCUM unit."""
    return {"value": number, "unit": unit, "system": UCUM, "code": unit}


def observation(loinc: str, name: str, when: date, category: str) -> Resource:
    """A final Observation without its value."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [state("observation-category", category)],
        "code": {"coding": [{"system": LOINC, "code": loinc, "display": name}], "text": name},
        "effectiveDateTime": when.isoformat(),
    }


def _signs(rng: random.Random) -> list[Resource]:
    found = []
    for _ in range(10):
        pressure = observation("85354-9", "Blood pressure", _day(rng), "vital-signs")
        pressure["component"] = [
            {
                "code": {"coding": [{"system": LOINC, "code": code}]},
                "valueQuantity": bound(n, "mm[Hg]"),
            }
            for code, n in (("8480-6", rng.randint(104, 172)), ("8462-4", rng.randint(58, 98)))
        ]
        weight = observation("29463-7", "Body weight", _day(rng), "vital-signs")
        weight["valueQuantity"] = bound(round(rng.uniform(58, 98), 1), "kg")
        found += [pressure, weight]
    smoking = observation("72166-2", "Tobacco smoking status", _day(rng), "social-history")
    smoking["valueCodeableConcept"] = {"text": rng.choice(tables.SMOKING)}
    return [*found, smoking]


def _visits(rng: random.Random) -> list[Resource]:
    found = []
    for _ in range(14):
        label, kind = rng.choice(tables.VISITS)
        day = _day(rng).isoformat()
        found.append(
            {
                "resourceType": "Encounter",
                "status": "finished",
                "class": {"system": f"{_HL7}v3-ActCode", "code": kind},
                "type": [{"text": label}],
                "period": {"start": day, "end": day},
                "reasonCode": [{"text": rng.choice(tables.REASONS)}],
            }
        )
    return found


def _done(rng: random.Random) -> list[Resource]:
    found: list[Resource] = []
    for label, site in rng.sample(tables.PROCEDURES, 5):
        procedure: Resource = {
            "resourceType": "Procedure",
            "status": "completed",
            "code": {"text": label},
            "performedDateTime": _day(rng).isoformat()[: rng.choice((7, 10, 10))],
        }
        if site:
            procedure["bodySite"] = [{"text": site}]
        found.append(procedure)
    for _ in range(9):
        given = rng.random() < 0.85  # noqa: PLR2004 - share that is not declined
        why = {} if given else {"statusReason": {"text": "Patient declined"}}
        found.append(
            why
            | {
                "resourceType": "Immunization",
                "status": "completed" if given else "not-done",
                "vaccineCode": {"text": rng.choice(tables.VACCINES)},
                "occurrenceDateTime": _day(rng).isoformat(),
            }
        )
    return found


def _images(rng: random.Random) -> list[Resource]:
    return [
        {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "category": [{"coding": [{"system": f"{_HL7}v2-0074", "code": "RAD"}]}],
            "code": {"text": label},
            "effectiveDateTime": _day(rng).isoformat(),
            "conclusion": said,
        }
        for label, _, said in rng.sample(tables.IMAGES, 3)
    ]
