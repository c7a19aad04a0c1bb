"""Value[x] of a result or an answer, with its reference range and interpretation."""

from collections.abc import Callable
from typing import Any

from chartside.fhir.entry import Range, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.source import Json, Misshapen
from chartside.fhir.spelling import spelled


def result(body: Json) -> Value | None:
    """Value[x] with its reference range; where there is none, why there is none."""
    value = _value(body)
    if value is None:
        absent = body.get("dataAbsentReason")
        return Value(text=f"no result ({el.concept(absent).label})") if absent else None
    ranges = body.get("referenceRange")
    if not ranges:
        return value
    return Value(
        value.number,
        value.unit,
        value.ucum,
        value.comparator,
        value.coded,
        value.text,
        reference_range(ranges, value),
    )


def _value(body: Json) -> Value | None:
    if "valueQuantity" in body:
        return el.quantity(body["valueQuantity"])
    if "valueCodeableConcept" in body:
        return Value(coded=el.concept(body["valueCodeableConcept"]))
    for name, read in READERS.items():
        if name in body:
            return read(body[name])
    return None


def _boolean(value: Any) -> Value:
    if value.__class__ is not bool:
        raise Misshapen("a boolean was expected")
    return Value(text="yes" if value else "no")


def _string(value: Any) -> Value | None:
    said = " ".join(el.words(value).split())
    return Value(text=said) if said else None


def _range(value: Any) -> Value:
    low, high = el.quantity(value.get("low")), el.quantity(value.get("high"))
    ends = [v.words for v in (low, high) if v]
    return Value(text=" to ".join(ends))


def _ratio(value: Any) -> Value | None:
    over, under = el.quantity(value.get("numerator")), el.quantity(value.get("denominator"))
    if over is None or under is None:
        return None
    joint = ":" if not (over.unit or under.unit) else " per "
    return Value(text=f"{over.words}{joint}{under.words}")


def _period(value: Any) -> Value:
    return Value(text=el.span(el.moment(value.get("start")), el.moment(value.get("end"))))


READERS: dict[str, Callable[[Any], Value | None]] = {
    "valueString": _string,
    "valueInteger": lambda v: Value(number=el.number(v)),
    "valueBoolean": _boolean,
    "valueDateTime": lambda v: Value(text=when.text) if (when := el.moment(v)) else None,
    "valueTime": _string,
    "valuePeriod": _period,
    "valueRange": _range,
    "valueRatio": _ratio,
    "valueSampledData": lambda _: Value(text="sampled data, see the source"),
}


def reference_range(ranges: Any, value: Value) -> Range | None:
    """The range to judge the value by: of kind "normal" or of none, in the value's unit.

    In another unit only its words are kept. Other kinds (treatment, therapeutic, recommended) are
    targets: a value outside them is not abnormal.
    """
    for item in el.many(ranges):
        kinds = el.concept(item.get("type"))
        if kinds.codings and not any(c.code in {"normal", "N"} for c in kinds.codings):
            continue
        low, high = el.quantity(item.get("low")), el.quantity(item.get("high"))
        text = el.words(item.get("text"))
        if not all(_same_unit(end, value) for end in (low, high) if end):
            return Range(text=text or " to ".join(end.words for end in (low, high) if end))
        if low or high or text:
            return Range(low.number if low else None, high.number if high else None, text)
    return None


def _same_unit(end: Value, value: Value) -> bool:
    """A bound without a unit is in the unit of its value."""
    unit = end.ucum or end.unit
    return not unit or spelled(unit) == spelled(value.ucum or value.unit)


def interpreted(value: Any) -> str:
    """Interpretation codes (H, LL, A, …) joined by commas, else their words."""
    if value is None:
        return ""
    said = []
    for item in el.many(value):
        concept = el.concept(item)
        said.append(
            concept.codings[0].code
            if concept.codings and concept.codings[0].code
            else concept.label
        )
    return ",".join(s for s in said if s)
