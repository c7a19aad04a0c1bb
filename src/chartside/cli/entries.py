"""Entries as plain JSON: the same fields for every kind, nothing that is empty beyond them."""

from typing import Any

from chartside.fhir.codes import Code
from chartside.fhir.entry import Component, Dose, Entry, Range, Value
from chartside.fhir.when import When


def entry_json(entry: Entry) -> dict[str, Any]:
    """The fields that every entry has, then what this one has besides.

    Dates are as written (a year stays a year), numbers exact, units as shown and as UCUM.
    """
    said = {
        "end": _when(entry.end),
        "recorded": _when(entry.recorded),
        "interpretation": entry.interpretation,
        "components": [_component(c) for c in entry.components],
        "dose": _dose(entry.dose) if entry.dose else None,
        "category": entry.category,
        "author": entry.author,
        "reasons": list(entry.reasons),
        "reactions": list(entry.reactions),
        "criticality": entry.criticality,
        "relationship": entry.relationship,
        "site": entry.site,
        "specimen": entry.specimen,
        "status_reason": entry.status_reason,
        "intent": entry.intent,
        "encounter": entry.encounter,
        "links": list(entry.links),
        "text": entry.text,
    }
    return {
        "reference": entry.reference,
        "version": entry.version,
        "kind": entry.kind.value,
        "when": _when(entry.when),
        "code": _code(entry.code),
        "value": _value(entry.value) if entry.value else None,
        "status": entry.status,
        "verification": entry.verification,
        "live": entry.live,
        **_held(said),
    }


def _held(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that hold something; False and 0 do."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _when(when: When | None) -> str | None:
    return when.text if when else None


def _code(code: Code) -> dict[str, Any]:
    codings = [
        _held({"system": c.system, "code": c.code, "display": c.display}) for c in code.codings
    ]
    also = [{"system": c.system, "code": c.code} for c in code.also]
    return {"label": code.label, "codings": codings, **_held({"also": also})}


def _value(value: Value) -> dict[str, Any]:
    return _held(
        {
            "comparator": value.comparator,
            "number": value.number,
            "unit": value.unit,
            "ucum": value.ucum,
            "coded": _code(value.coded) if value.coded else None,
            "text": value.text,
            "range": _range(value.range) if value.range else None,
        }
    )


def _range(range_: Range) -> dict[str, Any]:
    return _held({"low": range_.low, "high": range_.high, "text": range_.text})


def _component(component: Component) -> dict[str, Any]:
    value = _value(component.value) if component.value else None
    return {
        "code": _code(component.code),
        "value": value,
        **_held(
            {
                "interpretation": component.interpretation,
                "begin": _when(component.begin),
                "end": _when(component.end),
            }
        ),
    }


def _dose(dose: Dose) -> dict[str, Any]:
    return _held(
        {
            "text": dose.text,
            "amount": _value(dose.amount) if dose.amount else None,
            "per_day": dose.per_day,
            "route": dose.route,
            "as_needed": dose.as_needed or None,
            "asked": dose.asked,
            "tapering": dose.tapering or None,
            "begins": _when(dose.begins),
        }
    )
