"""What R5 (5.0.0) writes otherwise than R4, by type and element.

Source: the R5 change tables, https://hl7.org/fhir/R5/diff.html. Covered: what a chart and a search
read. Not covered: elements of accounts, claims and definitions.
"""

from typing import Any, Final

from chartside.fhir.versions.shapes import (
    Json,
    Rule,
    anything,
    each,
    has,
    is_list,
    items,
    nested,
    objects,
    only,
    renamed,
    split,
    within,
)

_VISITS: Final = {"completed": "finished", "discharged": "finished", "on-hold": "onleave"}


def _class(_body: Json, value: Any) -> Json:
    """A list of concepts, where R4 has one Coding."""
    codings = [c for concept in objects(value) for c in objects(concept.get("coding"))]
    return {"class": codings[0]} if codings else {}


def _why(body: Json, value: Any) -> Json:
    """Encounter.reason holds its CodeableReferences one level deeper."""
    held = [inner for item in objects(value) for inner in objects(item.get("value"))]
    return split("reasonCode", "reasonReference")(body, held)


def _diagnosed(_body: Json, value: Any) -> Json:
    found = [
        {"condition": condition["reference"]}
        for item in objects(value)
        for condition in objects(item.get("condition"))
        if "reference" in condition
    ]
    return {"diagnosis": found}


def _service(_body: Json, value: Any) -> Json:
    held = [item["concept"] for item in objects(value) if "concept" in item]
    return {"serviceType": held[0]} if held else {}


def _evidence(_body: Json, value: Any) -> Json:
    names = {"concept": "code", "reference": "detail"}
    return {
        "evidence": [
            {names[n]: [v] for n, v in item.items() if n in names} for item in objects(value)
        ]
    }


def _reacted(item: Json) -> Json:
    shown = [m.get("concept", m) for m in objects(item.get("manifestation"))]
    return {**item, "manifestation": shown}


def _asked(item: Json) -> Json:
    """Dosage.asNeeded and asNeededFor, which R4 has as one choice."""
    found = {n: v for n, v in item.items() if n not in {"asNeeded", "asNeededFor"}}
    reasons = items(item.get("asNeededFor"))
    if reasons:
        return {**found, "asNeededCodeableConcept": reasons[0]}
    return {**found, "asNeededBoolean": item.get("asNeeded")}


def _visits(body: Json, value: Any) -> Json:
    """DocumentReference.context is the encounters alone; the period stands beside it."""
    period = {"period": body["period"]} if "period" in body else {}
    return {"context": {"encounter": value, **period}}


def _period(body: Json, value: Any) -> Json:
    return {} if "context" in body else {"context": {"period": value}}


def _code(_body: Json, value: Any) -> Json:
    """A concept where R4 has a plain code."""
    codes = [c.get("code") for concept in objects(value) for c in objects(concept.get("coding"))]
    return {"type": codes[0]} if codes else {}


def _named(_body: Json, value: Any) -> Json:
    return {"deviceName": [{"name": name.get("value")} for name in objects(value)]}


def _coded(reaction: Json) -> bool:
    """Whether a manifestation is a CodeableReference."""
    return has("concept", "reference")(reaction.get("manifestation"))


def _choice(element: str, name: str) -> tuple[Rule, ...]:
    """A choice element that has another name in R4."""
    kinds = ("DateTime", "Period", "String", "Age", "Range")
    return tuple((f"{element}{k}", anything, renamed(f"{name}{k}")) for k in kinds)


_REASON: Final[Rule] = ("reason", anything, split("reasonCode", "reasonReference"))
_MEDICINE: Final[Rule] = (
    "medication",
    has("concept", "reference"),
    split("medicationCodeableConcept", "medicationReference", many=False),
)
_WHEN_ASKED: Final = has("asNeeded", "asNeededFor")
_DOSAGE: Final[Rule] = ("dosageInstruction", _WHEN_ASKED, each("dosageInstruction", _asked))
_STATED: Final[tuple[Rule, ...]] = (
    _MEDICINE,
    _REASON,
    ("dosage", _WHEN_ASKED, each("dosage", _asked)),
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "AllergyIntolerance": (
        ("type", has("coding", "text"), _code),
        ("reaction", lambda value: any(map(_coded, objects(value))), each("reaction", _reacted)),
    ),
    "Condition": (("evidence", has("concept", "reference"), _evidence),),
    "Procedure": (*_choice("occurrence", "performed"), _REASON),
    "Encounter": (
        ("class", is_list, _class),
        ("reason", has("value"), _why),
        ("actualPeriod", anything, renamed("period")),
        ("admission", anything, renamed("hospitalization")),
        ("participant", has("actor"), within("participant", {"actor": "individual"})),
        (
            "diagnosis",
            lambda value: any(is_list(d.get("condition")) for d in objects(value)),
            _diagnosed,
        ),
        ("serviceType", is_list, _service),
        (
            "status",
            lambda value: isinstance(value, str) and value in _VISITS,
            lambda _body, value: {"status": _VISITS[value]},
        ),
    ),
    "Immunization": (_REASON, ("manufacturer", nested, split("", "manufacturer", many=False))),
    "MedicationRequest": (_MEDICINE, _REASON, _DOSAGE),
    "MedicationStatement": _STATED,
    "MedicationUsage": _STATED,
    "MedicationAdministration": (
        _MEDICINE,
        _REASON,
        *_choice("occurence", "effective"),  # so spelled in R5
        *_choice("occurrence", "effective"),
    ),
    "MedicationDispense": (_MEDICINE, _DOSAGE),
    "Medication": (("doseForm", anything, renamed("form")),),
    "ServiceRequest": (
        ("code", has("concept"), split("code", "", many=False)),
        _REASON,
    ),
    "DocumentReference": (("context", is_list, _visits), ("period", anything, _period)),
    "Composition": (("subject", is_list, only("subject")),),
    "Device": (
        ("name", is_list, _named),
        ("type", is_list, only("type")),
    ),
    "CarePlan": (("addresses", nested, split("", "addresses")),),
    "ImagingStudy": (_REASON,),
    "FamilyMemberHistory": (_REASON,),
}
"""Element, the shape of it that R5 has and R4 has not, and what R4 says instead."""
