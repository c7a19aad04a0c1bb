"""Observations: laboratory results, vital signs, surveys, social history, measurements."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from chartside.fhir.codes import LOINC, Code
from chartside.fhir.entry import Component, Entry, Kind, Range, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.source import Json, Misshapen, Source
from chartside.fhir.units import spelled

NOT_DONE = frozenset({"entered-in-error", "cancelled"})

VITAL_SIGNS = frozenset(
    [
        "85353-1",
        "85354-9",
        "55284-4",
        "8480-6",
        "8462-4",
        "8478-0",
        "8867-4",
        "9279-1",
        "8310-5",
        "8331-1",
        "8302-2",
        "8306-3",
        "29463-7",
        "3141-9",
        "39156-5",
        "59408-5",
        "2708-6",
        "9843-4",
        "8287-5",
        "8289-1",
        "59576-9",
        "77606-2",
        "8480-0",
        "8328-7",
        "8333-7",
        "59574-4",
        "3140-1",
        "8277-6",
        "8890-6",
    ]
)
"""Codes that are a vital sign whatever category the source gives.

FHIR R4 vital signs profiles and their LOINC neighbours.
"""

SOCIAL_HISTORY = frozenset(
    [
        "72166-2",
        "11367-0",
        "74013-4",
        "11331-6",
        "11341-5",
        "82589-3",
        "67875-5",
        "63512-8",
        "76690-7",
        "76689-9",
        "63586-2",
        "8663-7",
        "64218-1",
        "96607-7",
        "11342-3",
        "63864-3",
        "74010-0",
        "74011-8",
        "88028-8",
        "71802-3",
        "93159-2",
    ]
)
"""Social history whatever the category: Synthea files smoking status under `survey`."""

IMAGING = frozenset({"10230-1", "18043-0", "8806-2", "18010-0"})
"""Left ventricular ejection fraction by any method; Synthea has it under `vital-sign`."""

CATEGORIES = {
    "laboratory": Kind.LAB,
    "lab": Kind.LAB,
    "vitalsigns": Kind.VITAL,
    "vitalsign": Kind.VITAL,
    "survey": Kind.SURVEY,
    "socialhistory": Kind.SOCIAL,
    "imaging": Kind.IMAGING,
    "exam": Kind.OBSERVATION,
    "procedure": Kind.OBSERVATION,
    "therapy": Kind.OBSERVATION,
    "activity": Kind.OBSERVATION,
}

_CONCENTRATION = re.compile(r"/\s*([cdmnu\u00b5]?[lL]|h\.?p\.?f)\b")


def observation(source: Source) -> Entry:
    """An Observation. `components` are its parts; `category` the source's category codes."""
    body = source.body
    code = el.concept(body.get("code"))
    when, end = el.timing(
        body, "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"
    )
    status = el.words(body.get("status"))
    value = result(body)
    interpretation = interpreted(body.get("interpretation"))
    components = (
        tuple([part(item) for item in el.many(body["component"])]) if "component" in body else ()
    )
    tags = tags_of(body)
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=kind(code, tags) or _by_shape(body, value),
        code=code,
        when=when,
        end=end,
        recorded=el.moment(body.get("issued")),
        status=status,
        live=status not in NOT_DONE,
        value=value,
        interpretation=interpretation,
        components=components,
        category=",".join(tags),
        author=el.who(source, "performer"),
        site=el.concept(body.get("bodySite")).label,
        encounter=el.encounter(source, "encounter" if "encounter" in body else "context"),
        links=el.targets(source, "basedOn", "partOf", "hasMember", "derivedFrom", "specimen"),
        text=_text(code, value, interpretation, components, status),
    )


def tags_of(body: Json) -> tuple[str, ...]:
    """Category codes as written, else the words."""
    found = []
    for item in el.many(body.get("category")):
        concept = el.concept(item)
        found.extend([c.code for c in concept.codings if c.code] or [concept.label])
    return tuple(found)


def kind(code: Code, tags: tuple[str, ...]) -> Kind | None:
    """What an observation is.

    First by code, because sources disagree on categories; then by category however it is spelled.
    """
    for item in code.codings:
        if item.system == LOINC and (known := _by_code(item.code)):
            return known
    for tag in tags:
        if known := CATEGORIES.get(tag.lower().replace("-", "").replace(" ", "").replace("_", "")):
            return known
    return None


@cache
def _by_code(loinc: str) -> Kind | None:
    if loinc in VITAL_SIGNS:
        return Kind.VITAL
    if loinc in SOCIAL_HISTORY:
        return Kind.SOCIAL
    return Kind.IMAGING if loinc in IMAGING else None


def _by_shape(body: Json, value: Value | None) -> Kind:
    """Without a category or a known code.

    What has a specimen, or a unit per volume, came from a laboratory.
    """
    if "specimen" in body:
        return Kind.LAB
    unit = (value.ucum or value.unit) if value else ""
    return Kind.LAB if _CONCENTRATION.search(unit) else Kind.OBSERVATION


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
    targets: a value outside them is not
    abnormal.
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


def part(item: Json) -> Component:
    """A component with its own value, range and interpretation."""
    return Component(
        el.concept(item.get("code")), result(item), interpreted(item.get("interpretation"))
    )


def _text(
    code: Code, value: Value | None, flag: str, parts: tuple[Component, ...], status: str
) -> str:
    said = [p.code.label + (f" {p.value.words}" if p.value else "") for p in parts]
    return el.sentence(
        f"{code.label}: {value.words}" if value else code.label,
        flag,
        ", ".join(said),
        status if status not in {"", "final"} else "",
    )
