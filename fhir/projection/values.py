"""Value[x] of a result or an answer, with its reference range and interpretation."""

from collections.abc import Callable
from typing import Any

from chartside.fhir.codes import Code
from chartside.fhir.entry import Range, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.source import Json, Misshapen
from chartside.fhir.units import same_unit


def result(body: Json) -> Value | None:
    """Value[x] with its reference range; where there is none, why there is none."""
    value = _value(body)
    if value is None:
        absent = body.get("dataAbsentReason")
        said = f"no result ({el.concept(absent).label})" if absent else ""
        return Value(text=said, absent=True) if said else None
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
        return _coded(el.concept(body["valueCodeableConcept"]))
    for name, read in READERS.items():
        if name in body:
            return read(body[name])
    return None


def _coded(code: Code) -> Value:
    """An answer; a code of data-absent-reason in its place (masked, unknown) is none."""
    codings = code.codings
    if codings and all(c.system.endswith("data-absent-reason") for c in codings):
        return Value(text=f"no result ({code.label})", absent=True)
    return Value(coded=code)


def _boolean(value: Any) -> Value:
    if value.__class__ is not bool:
        raise Misshapen("a boolean was expected")
    return Value(text="yes" if value else "no")


def _string(value: Any) -> Value | None:
    said = " ".join(el.words(value).split())
    return Value(text=said) if said else None


def _range(value: Any) -> Value:
    low, high = el.quantity(value.get("low")), el.quantity(value.get("high"))
    if low and high:
        return Value(text=f"{low.words} to {high.words}")
    ends = [f"at least {low.words}" if low else "", f"up to {high.words}" if high else ""]
    return Value(text="".join(ends))


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
    targets: a value outside them is not abnormal. Ranges for different people or ages
    (Observation.referenceRange.appliesTo, .age) that differ are only words: which of them holds for
    this patient is not the chart's to guess.
    """
    found = [r for item in el.many(ranges) if _is_normal(item) and (r := _range_of(item, value))]
    bounds = {(r.low, r.high) for r, _ in found}
    if len(bounds) > 1 and any(whom for _, whom in found):
        return Range(text="; ".join(f"{whom or 'others'}: {_bounds(r)}" for r, whom in found))
    return found[0][0] if found else None


def _is_normal(item: Json) -> bool:
    kinds = el.concept(item.get("type"))
    return not kinds.codings or any(c.code in {"normal", "N"} for c in kinds.codings)


def _range_of(item: Json, value: Value) -> tuple[Range, str] | None:
    """One range, and whom it is for."""
    low, high = el.quantity(item.get("low")), el.quantity(item.get("high"))
    text = el.words(item.get("text"))
    whom = ", ".join(el.labels(item.get("appliesTo")))
    if "age" in item:
        whom = " ".join(p for p in (whom, f"aged {_range(item['age']).words}") if p)
    if not all(_same_unit(end, value) for end in (low, high) if end):
        return Range(text=text or " to ".join(end.words for end in (low, high) if end)), whom
    if not (low or high or text):
        return None
    return Range(low.number if low else None, high.number if high else None, text), whom


def _bounds(found: Range) -> str:
    if found.text:
        return found.text
    ends = (f"{n:f}" if n is not None else "" for n in (found.low, found.high))
    return " to ".join(e for e in ends if e)


def _same_unit(end: Value, value: Value) -> bool:
    """A bound without a unit is in the unit of its value."""
    unit = end.ucum or end.unit
    return not unit or same_unit(unit, value.ucum or value.unit)


def interpreted(value: Any) -> str:
    """Interpretation codes (H, LL, A, …) joined by commas, else their words.

    HL7's own code before a laboratory's, whichever stands first.
    """
    if value is None:
        return ""
    return ",".join(s for item in el.many(value) if (s := _flag(el.concept(item))))


def _flag(concept: Code) -> str:
    codes = [c.code for c in concept.codings if c.code]
    known = [
        c.code
        for c in concept.codings
        if c.code and ("ObservationInterpretation" in c.system or c.system.endswith("v2/0078"))
    ]
    return next(iter(known or codes), concept.label)
