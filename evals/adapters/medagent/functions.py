"""What an agent is told it may call, where the user's copy does not say: in the benchmark's form.

The descriptions are ours, and a resource is described as FHIR R4 has it: the note of an order is a
list there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from chartside.evals.adapters.medagent.cases import Function


def functions() -> tuple[Function, ...]:
    """Searches of five types, and three types that may be written."""
    return (
        _search(
            "Patient",
            "People of this record.",
            {
                "identifier": "The MRN.",
                "name": "Part of a name.",
                "family": "Family name.",
                "given": "Given name.",
                "birthdate": "Date of birth, YYYY-MM-DD.",
                "gender": "Administrative gender.",
            },
        ),
        _search("Condition", "Problems of a patient.", {"patient": _WHOSE}, ("patient",)),
        _search(
            "Observation",
            "Laboratory results by their code, or vital signs by their category.",
            {
                "patient": _WHOSE,
                "code": "The code of a laboratory test.",
                "category": "vital-signs, for vital signs.",
                "date": "When it was measured, such as ge2023-11-12.",
            },
            ("patient",),
        ),
        _search(
            "MedicationRequest",
            "Orders of medicines.",
            {"patient": _WHOSE, "category": "Where it was ordered.", "date": "When it is taken."},
            ("patient",),
        ),
        _search(
            "Procedure",
            "Procedures that were done.",
            {"patient": _WHOSE, "code": "Its code.", "date": "When it was done."},
            ("patient",),
        ),
        _write("Observation", "Record a vital sign.", _VITAL_SIGN),
        _write("MedicationRequest", "Order a medicine.", _MEDICINE),
        _write("ServiceRequest", "Order a test or a referral.", _SERVICE, ("note", _DUE)),
    )


_WHOSE = "The patient's id."
_DUE = "occurrenceDateTime"

Schema = dict[str, Any]


def _search(
    kind: str, told: str, parameters: Mapping[str, str], required: Sequence[str] = ()
) -> Function:
    held = {name: _text(words) for name, words in parameters.items()}
    return {
        "name": f"GET {{api_base}}/{kind}",
        "description": told,
        "parameters": {"type": "object", "properties": held, "required": list(required)},
    }


def _write(
    kind: str, told: str, elements: Mapping[str, Schema], optional: Sequence[str] = ()
) -> Function:
    held = {"resourceType": _text(f"{kind}, always."), **elements}
    return {
        "name": f"POST {{api_base}}/{kind}",
        "description": told,
        "parameters": {
            "type": "object",
            "properties": held,
            "required": [name for name in held if name not in optional],
        },
    }


def _text(words: str) -> Schema:
    return {"type": "string", "description": words}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


_NUMBER: Schema = {"type": "number"}
_QUANTITY = _object(value=_NUMBER, unit=_text("Its unit."))
_CODING = _list(_object(system=_text("The code system."), code=_text("The code.")))
_SUBJECT = _object(reference=_text("Patient/ and the patient's id."))
_MOMENT = _text("Date and time with an offset, such as 2023-11-13T10:15:00+00:00.")

_VITAL_SIGN: Mapping[str, Schema] = {
    "category": _list(
        _object(
            coding=_list(
                _object(
                    system=_text("http://hl7.org/fhir/observation-category"),
                    code=_text("vital-signs"),
                    display=_text("Vital Signs"),
                )
            )
        )
    ),
    "code": _object(text=_text("The flowsheet ID of what is measured.")),
    "effectiveDateTime": _MOMENT,
    "status": _text("final"),
    "valueString": _text("The value with its unit."),
    "subject": _SUBJECT,
}
_MEDICINE: Mapping[str, Schema] = {
    "medicationCodeableConcept": _object(coding=_CODING, text=_text("The medicine's name.")),
    "authoredOn": _MOMENT,
    "dosageInstruction": _list(
        _object(
            route=_object(text=_text("The route.")),
            doseAndRate=_list(_object(doseQuantity=_QUANTITY, rateQuantity=_QUANTITY)),
        )
    ),
    "status": _text("active"),
    "intent": _text("order"),
    "subject": _SUBJECT,
}
_SERVICE: Mapping[str, Schema] = {
    "code": _object(coding=_CODING),
    "authoredOn": _MOMENT,
    "status": _text("active"),
    "intent": _text("order"),
    "priority": _text("stat"),
    "subject": _SUBJECT,
    "note": _list(_object(text=_text("Free text."))),
    _DUE: _MOMENT,
}


def note_as_object(told: Sequence[Function]) -> bool:
    """Whether an agent is told to write the note of an order as a bare object."""
    for one in told:
        if one.get("name", "").endswith("/ServiceRequest"):
            properties = one.get("parameters", {}).get("properties", {})
            return bool(properties.get("note", {}).get("type") == "object")
    return False
