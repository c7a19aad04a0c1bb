"""What STU3 (3.0.2) writes otherwise than R4, by type and element.

Source: the R4 change tables, https://hl7.org/fhir/R4/diff.html. Covered: what a chart and a search
read. Not covered: elements of accounts, claims and definitions.
"""

from typing import Any, Final

from chartside.fhir.versions.shapes import (
    Json,
    Rule,
    anything,
    as_concept,
    each,
    fixed,
    has,
    is_code,
    is_true,
    items,
    joined,
    listed,
    objects,
    renamed,
    within,
)

_TERMS: Final = "http://terminology.hl7.org/CodeSystem"
_GOALS: Final = {"in-progress": "active", "achieved": "completed", "sustaining": "active"} | {
    f"{how}-target": "active" for how in ("on", "ahead-of", "behind")
}


def _related(_body: Json, value: Any) -> Json:
    """Observation.related: `has-member` and `derived-from` are elements of their own in R4."""
    names = {"has-member": "hasMember", "derived-from": "derivedFrom"}
    found: Json = {}
    for item in objects(value):
        name = names.get(str(item.get("type")))
        if name and "target" in item:
            found.setdefault(name, []).append(item["target"])
    return found


def _explained(_body: Json, value: Any) -> Json:
    held = joined(objects(value))
    refused = items(held.get("reasonNotGiven"))
    found = {"reasonCode": held.get("reason"), "statusReason": refused[0] if refused else None}
    return {name: said for name, said in found.items() if said}


def _dosed(item: Json) -> Json:
    """Dose and rate stand beside the timing in STU3, and within `doseAndRate` in R4."""
    amounts = {n: v for n, v in item.items() if n.startswith(("dose", "rate"))}
    return {n: v for n, v in item.items() if n not in amounts} | {"doseAndRate": [amounts]}


def _agent(_body: Json, value: Any) -> Json:
    return {"requester": joined(objects(value)).get("agent")}


def _first(_body: Json, value: Any) -> Json:
    held = items(value)
    return {"code": held[0]} if held else {}


def _visit(_body: Json, value: Any) -> Json:
    return {"context": {**value, "encounter": items(value["encounter"])}}


def _one_visit(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("encounter"), dict)


def _status(system: str) -> tuple[Rule, Rule, Rule]:
    """Clinical and verification status are plain codes in STU3."""
    clinical, verified = (f"{_TERMS}/{system}-{end}" for end in ("clinical", "ver-status"))
    if system == "allergyintolerance":
        verified = f"{_TERMS}/allergyintolerance-verification"
    return (
        ("clinicalStatus", is_code, as_concept("clinicalStatus", clinical)),
        ("verificationStatus", is_code, as_concept("verificationStatus", verified)),
        ("assertedDate", anything, renamed("recordedDate")),
    )


_CONTEXT: Final[Rule] = ("context", has("reference"), renamed("encounter"))
_AMOUNTS: Final = has("doseQuantity", "doseRange", "rateQuantity", "rateRange", "rateRatio")
_DOSAGE: Final[Rule] = ("dosageInstruction", _AMOUNTS, each("dosageInstruction", _dosed))
_REQUESTER: Final[Rule] = ("requester", has("agent"), _agent)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "AllergyIntolerance": _status("allergyintolerance"),
    "Condition": (*_status("condition"), _CONTEXT),
    "Observation": (
        _CONTEXT,
        ("interpretation", lambda value: isinstance(value, dict), listed("interpretation")),
        ("comment", is_code, lambda _body, value: {"note": [{"text": value}]}),
        ("related", anything, _related),
    ),
    "DiagnosticReport": (
        _CONTEXT,
        ("category", lambda value: isinstance(value, dict), listed("category")),
        ("performer", has("actor"), each("performer", lambda item: item.get("actor", item))),
        ("codedDiagnosis", anything, renamed("conclusionCode")),
    ),
    "Procedure": (
        _CONTEXT,
        ("notDone", is_true, fixed(status="not-done")),
        ("notDoneReason", anything, renamed("statusReason")),
        ("performer", has("role"), within("performer", {"role": "function"})),
    ),
    "Encounter": (
        ("reason", has("coding", "text"), listed("reasonCode")),
        ("diagnosis", has("role"), within("diagnosis", {"role": "use"})),
        ("incomingReferral", anything, renamed("basedOn")),
    ),
    "Immunization": (
        ("notGiven", is_true, fixed(status="not-done")),
        ("date", is_code, renamed("occurrenceDateTime")),
        ("practitioner", anything, within("performer", {"role": "function"})),
        ("explanation", anything, _explained),
        ("vaccinationProtocol", anything, renamed("protocolApplied")),
    ),
    "MedicationRequest": (_CONTEXT, _REQUESTER, _DOSAGE),
    "MedicationStatement": (
        ("taken", lambda value: value == "n", fixed(status="not-taken")),
        ("dosage", _AMOUNTS, each("dosage", _dosed)),
    ),
    "MedicationAdministration": (
        ("notGiven", is_true, fixed(status="not-done")),
        ("reasonNotGiven", anything, renamed("statusReason")),
        ("prescription", anything, renamed("request")),
    ),
    "MedicationDispense": (("notDone", is_true, fixed(status="declined")), _DOSAGE),
    "DocumentReference": (
        ("class", anything, listed("category")),
        ("indexed", is_code, lambda body, value: {} if "date" in body else {"date": value}),
        ("context", _one_visit, _visit),
    ),
    "Goal": (
        ("status", is_code, lambda _body, value: {"lifecycleStatus": _GOALS.get(value, value)}),
    ),
    "CarePlan": (_CONTEXT,),
    "CareTeam": (_CONTEXT,),
    "FamilyMemberHistory": (
        ("notDone", is_true, fixed(status="health-unknown")),
        ("notDoneReason", anything, renamed("dataAbsentReason")),
    ),
    "ImagingStudy": (("patient", anything, renamed("subject")), _CONTEXT),
    "Composition": (("class", anything, listed("category")),),
    "Device": (("model", is_code, renamed("modelNumber")),),
    "ProcedureRequest": (_CONTEXT, _REQUESTER),
    "ReferralRequest": (_CONTEXT, _REQUESTER, ("serviceRequested", anything, _first)),
}
"""Element, the shape of it that STU3 has and R4 has not, and what R4 says instead."""
