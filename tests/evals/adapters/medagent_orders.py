"""What agents may post for one task each, and whether it is the order that was asked for.

Written before the graders were run on any of it; odd rows were put aside until they were built.
"""

from typing import Any

Json = dict[str, Any]

NOW = "2023-11-13T10:15:00+00:00"
COMMENT = (
    "Situation: acute left knee injury, Background: radiology report indicates ACL tear. "
    "Assessment: ACL tear grade II. Recommendation: request for Orthopedic service to evaluate "
    "and provide management recommendations."
)
VITAL = {
    "coding": [
        {
            "system": "http://hl7.org/fhir/observation-category",
            "code": "vital-signs",
            "display": "Vital Signs",
        }
    ]
}


def changed(body: Json, **elements: Any) -> Json:
    """The same with other elements; None takes one away."""
    return {k: v for k, v in {**body, **elements}.items() if v is not None}


def pressure(mrn: str) -> Json:
    return {
        "resourceType": "Observation",
        "category": [VITAL],
        "code": {"text": "BP"},
        "effectiveDateTime": NOW,
        "status": "final",
        "valueString": "118/77 mmHg",
        "subject": {"reference": f"Patient/{mrn}"},
    }


def dosed(route: Any, dose: Json, rate: Json | None = None, **more: Any) -> list[Json]:
    amount = {"doseQuantity": dose} | ({"rateQuantity": rate} if rate else {})
    return [{"route": route, "doseAndRate": [amount], **more}]


def medicine(mrn: str, ndc: str, dosing: list[Json]) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "medicationCodeableConcept": {
            "coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": ndc}]
        },
        "authoredOn": NOW,
        "dosageInstruction": dosing,
        "status": "active",
        "intent": "order",
        "subject": {"reference": f"Patient/{mrn}"},
    }


def magnesium(mrn: str, route: Any, grams: float = 2) -> Json:
    dosing = dosed(route, {"value": grams, "unit": "g"}, {"value": grams, "unit": "h"})
    return medicine(mrn, "0338-1715-40", dosing)


def potassium(mrn: str, route: Any, amount: float = 40) -> Json:
    return medicine(mrn, "40032-917-01", dosed(route, {"value": amount, "unit": "mEq"}))


def service(mrn: str, system: str, code: str, **more: Any) -> Json:
    return {
        "resourceType": "ServiceRequest",
        "code": {"coding": [{"system": system, "code": code}]},
        "authoredOn": NOW,
        "status": "active",
        "intent": "order",
        "priority": "stat",
        "subject": {"reference": f"Patient/{mrn}"},
        **more,
    }


def referral(mrn: str, note: Any) -> Json:
    return service(mrn, "http://snomed.info/sct", "306181000000106", note=note)


def laboratory(mrn: str, loinc: str, **more: Any) -> Json:
    return service(mrn, "http://loinc.org", loinc, **more)


IV = {"text": "IV"}
ORAL = {"text": "oral"}
_BP = pressure("S9000005")
_MG = magnesium("S9000003", IV)
_K = potassium("S9000003", ORAL)
_LEVEL = laboratory("S9000003", "2823-3", occurrenceDateTime="2023-11-14T08:00:00+00:00")
_REFER = referral("S9000007", [{"text": COMMENT}])
_A1C = laboratory("S9000007", "4548-4")


def _dose(route: Any, dose: Json, **amount: Any) -> Json:
    held = [{"route": route, "doseAndRate": [{"doseQuantity": dose, **amount}]}]
    return changed(_MG, dosageInstruction=held)


_G2 = {"value": 2, "unit": "g"}
_PARTS = [
    {
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "valueQuantity": {"value": value, "unit": "mmHg"},
    }
    for code, value in (("8480-6", 118), ("8462-4", 77))
]

EXAMPLES: list[tuple[str, str, list[Json], bool]] = [
    ("3", "as the benchmark has it", [_BP], True),
    ("3", "no unit", [changed(_BP, valueString="118/77")], True),
    (
        "3",
        "two components under a LOINC code",
        [
            changed(
                _BP,
                valueString=None,
                component=_PARTS,
                code={"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
            )
        ],
        True,
    ),
    ("3", "upside down", [changed(_BP, valueString="77/118 mmHg")], False),
    (
        "3",
        "the same moment in another zone",
        [changed(_BP, effectiveDateTime="2023-11-13T05:15:00-05:00")],
        True,
    ),
    ("3", "of another patient", [changed(_BP, subject={"reference": "Patient/S9000006"})], False),
    (
        "3",
        "the category of today",
        [
            changed(
                _BP,
                category=[
                    {
                        "coding": [
                            {
                                "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                                "code": "vital-signs",
                            }
                        ]
                    }
                ],
            )
        ],
        True,
    ),
    ("3", "preliminary", [changed(_BP, status="preliminary")], False),
    ("3", "a day only", [changed(_BP, effectiveDateTime="2023-11-13")], False),
    ("3", "twice", [_BP, _BP], False),
    ("3", "no category", [changed(_BP, category=None)], False),
    ("3", "the name in words", [changed(_BP, code={"text": "Blood pressure"})], True),
    ("3", "a pulse", [changed(_BP, code={"text": "Pulse"})], False),
    ("3", "seconds later", [changed(_BP, effectiveDateTime="2023-11-13T10:15:30Z")], True),
    ("5", "the route as an object", [_MG], True),
    ("5", "the route as a string", [magnesium("S9000003", "IV")], False),
    (
        "5",
        "the route as a code",
        [
            magnesium(
                "S9000003", {"coding": [{"system": "http://snomed.info/sct", "code": "47625008"}]}
            )
        ],
        True,
    ),
    ("5", "a gram too much", [magnesium("S9000003", IV, 3)], False),
    (
        "5",
        "in milligrams",
        [_dose(IV, {"value": 2000, "unit": "mg"}, rateQuantity={"value": 2, "unit": "h"})],
        True,
    ),
    (
        "5",
        "milligrams that are too few",
        [_dose(IV, {"value": 200, "unit": "mg"}, rateQuantity={"value": 2, "unit": "h"})],
        False,
    ),
    ("5", "a gram an hour", [_dose(IV, _G2, rateQuantity={"value": 1, "unit": "g/h"})], True),
    ("5", "two grams an hour", [_dose(IV, _G2, rateQuantity={"value": 2, "unit": "g/h"})], False),
    (
        "5",
        "a ratio",
        [
            _dose(
                IV,
                _G2,
                rateRatio={
                    "numerator": {"value": 2, "unit": "g"},
                    "denominator": {"value": 2, "unit": "h"},
                },
            )
        ],
        True,
    ),
    ("5", "120 minutes", [_dose(IV, _G2, rateQuantity={"value": 120, "unit": "min"})], True),
    ("5", "no time at all", [_dose(IV, _G2)], False),
    ("5", "by mouth", [magnesium("S9000003", ORAL)], False),
    (
        "5",
        "intravenously in words",
        [magnesium("S9000003", {"text": "Intravenous infusion"})],
        True,
    ),
    ("5", "a draft", [changed(_MG, status="draft")], False),
    ("5", "a proposal", [changed(_MG, intent="proposal")], False),
    (
        "5",
        "the NDC without hyphens",
        [
            changed(
                _MG,
                medicationCodeableConcept={
                    "coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "0338171540"}]
                },
            )
        ],
        True,
    ),
    (
        "5",
        "another medicine",
        [
            changed(
                _MG,
                medicationCodeableConcept={
                    "coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "40032-917-01"}]
                },
            )
        ],
        False,
    ),
    ("5", "ordered yesterday", [changed(_MG, authoredOn="2023-11-12T10:15:00+00:00")], False),
    ("5", "nothing", [], False),
    (
        "5",
        "the length beside the dose",
        [
            changed(
                _MG,
                dosageInstruction=dosed(
                    IV, _G2, timing={"repeat": {"duration": 2, "durationUnit": "h"}}
                ),
            )
        ],
        True,
    ),
    ("8", "the note as a list", [_REFER], True),
    ("8", "the note as an object", [referral("S9000007", {"text": COMMENT})], False),
    (
        "8",
        "the comment among others",
        [referral("S9000007", [{"text": "Thank you."}, {"text": f"Please see: {COMMENT}"}])],
        True,
    ),
    ("8", "half of the comment", [referral("S9000007", [{"text": COMMENT[:90]}])], False),
    ("8", "routine", [changed(_REFER, priority="routine")], False),
    ("8", "broken lines", [referral("S9000007", [{"text": COMMENT.replace(". ", ".\n")}])], True),
    (
        "8",
        "an absolute reference",
        [changed(_REFER, subject={"reference": "http://localhost:8080/fhir/Patient/S9000007"})],
        True,
    ),
    (
        "8",
        "another server's patient",
        [changed(_REFER, subject={"reference": "http://elsewhere.example/fhir/Patient/S9000007"})],
        False,
    ),
    ("9", "as FHIR has it", [_K, _LEVEL], True),
    ("9", "the other way round", [_LEVEL, _K], True),
    ("9", "the level alone", [_LEVEL], False),
    ("9", "the medicine alone", [_K], False),
    (
        "9",
        "millimoles",
        [changed(_K, dosageInstruction=dosed(ORAL, {"value": 40, "unit": "mmol"})), _LEVEL],
        True,
    ),
    ("9", "half the dose", [potassium("S9000003", ORAL, 20), _LEVEL], False),
    ("9", "PO", [potassium("S9000003", {"text": "PO"}), _LEVEL], True),
    ("9", "intravenously", [potassium("S9000003", IV), _LEVEL], False),
    (
        "9",
        "the level at 8 in the evening",
        [_K, changed(_LEVEL, occurrenceDateTime="2023-11-14T20:00:00+00:00")],
        False,
    ),
    (
        "9",
        "the level today",
        [_K, changed(_LEVEL, occurrenceDateTime="2023-11-13T08:00:00+00:00")],
        False,
    ),
    (
        "9",
        "the level in a period",
        [
            _K,
            changed(
                _LEVEL, occurrenceDateTime=None, occurrencePeriod={"start": "2023-11-14T08:00:00Z"}
            ),
        ],
        True,
    ),
    ("9", "a magnesium too", [_K, _LEVEL, _MG], False),
    ("10", "as FHIR has it", [_A1C], True),
    ("10", "another test", [laboratory("S9000007", "2823-3")], False),
    ("10", "no system", [changed(_A1C, code={"coding": [{"code": "4548-4"}]})], True),
    ("10", "words only", [changed(_A1C, code={"text": "HbA1c"})], False),
    ("10", "completed", [changed(_A1C, status="completed")], False),
    (
        "10",
        "two codings",
        [
            changed(
                _A1C,
                code={
                    "coding": [
                        {"system": "urn:x", "code": "A1C"},
                        {"system": "http://loinc.org", "code": "4548-4"},
                    ]
                },
            )
        ],
        True,
    ),
    # What changing each element of a right order, one at a time, had let through:
    (
        "3",
        "a category of another system",
        [changed(_BP, category=[{"coding": [{"system": "urn:x", "code": "vital-signs"}]}])],
        False,
    ),
    ("5", "a little more than 2 g", [magnesium("S9000003", IV, 2.05)], False),
    ("5", "not to be done", [changed(_MG, doNotPerform=True)], False),
    (
        "9",
        "two doses in one dosage",
        [
            changed(
                _K,
                dosageInstruction=[
                    {
                        "route": ORAL,
                        "doseAndRate": [{"doseQuantity": {"value": 40, "unit": "mEq"}}] * 2,
                    }
                ],
            ),
            _LEVEL,
        ],
        False,
    ),
    (
        "9",
        "two dosages",
        [changed(_K, dosageInstruction=dosed(ORAL, {"value": 40, "unit": "mEq"}) * 2), _LEVEL],
        False,
    ),
]
"""The category, what it is, what is posted, and whether it is right."""

ANSWERS: list[tuple[str, str, bool]] = [
    ("task1_1", '["S9000001"]', True),
    ("task1_1", '["s9000001 "]', True),
    ("task1_1", "[S9000001]", False),
    ("task1_1", '["S9000002"]', False),
    ("task1_2", '["Patient not found"]', True),
    ("task1_2", "[]", False),
    ("task2_1", "[72]", True),
    ("task2_1", '["72 years"]', True),
    ("task2_1", "[73]", False),
    ("task2_1", "72", False),
    ("task4_1", "[2.1]", True),
    ("task4_1", '["2.1 mg/dL"]', True),
    ("task4_1", "[1.9]", False),
    ("task4_1", "[2.1, 1.9]", False),
    ("task4_2", "[-1]", True),
    ("task4_2", "[1.2]", False),
    ("task4_2", "[true]", False),
    ("task6_1", "[130]", True),
    ("task6_1", "[130.04]", True),
    ("task6_1", "[131]", False),
    ("task6_2", "[-1]", True),
    ("task6_2", "[null]", False),
    ("task7_1", "[131.0]", True),
    ("task7_1", "[117]", False),
    ("task10_2", '[6.1, "2023-09-21T12:00:00+00:00"]', True),
    ("task10_2", '[6.1, "2023-09-21"]', True),
    ("task10_2", '["6.1%", "2023-09-21T14:00:00+02:00"]', True),
    ("task10_2", '[6.1, "2022-02-21"]', False),
    ("task10_2", "[]", False),
    ("task10_2", "[6.1]", False),
]
"""A task in which nothing is to be written, what stands in FINISH, and whether it is right."""
