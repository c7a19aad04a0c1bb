"""FHIR data types as chart values: concepts, times, quantities, references.

These read well-formed input at full speed and raise (`Misshapen`, `TypeError`, `AttributeError`) on
anything else; the caller decides what to leave out (`chart.project`). `many` is the exception: a
single object where a list belongs is what other FHIR versions write.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from chartside.fhir.codes import NO_CODE, UCUM, Code, Coding
from chartside.fhir.entry import Value
from chartside.fhir.projection.source import Json, Misshapen, Source
from chartside.fhir.when import When, parse_when


def many(value: Any) -> Iterable[Any]:
    """A repeating element as something to loop over; nothing where it is absent."""
    if value is None:
        return ()
    if value.__class__ is list:
        return value
    if value.__class__ is dict:
        return (value,)
    raise Misshapen("a list was expected")


def words(value: Any) -> str:
    """A string element, empty where it is absent."""
    if value is None:
        return ""
    if value.__class__ is not str:
        raise Misshapen("a string was expected")
    return value


@lru_cache(maxsize=32768)
def _code(codings: tuple[tuple[Any, Any, Any], ...], text: Any) -> Code:
    return Code(
        tuple(Coding(words(s), words(c), _visible(d)) for s, c, d in codings), _visible(text)
    )


def _visible(name: Any) -> str:
    """A name without the zero-width spaces that LOINC displays are copied with."""
    return words(name).replace("\N{ZERO WIDTH SPACE}", "")


def concept(value: Any) -> Code:
    """A CodeableConcept; one object for the same codings, however often the record repeats them."""
    if value is None:
        return NO_CODE
    codings = value.get("coding")
    if codings is None:
        return _code((), value.get("text"))
    return _code(
        tuple([(c.get("system"), c.get("code"), c.get("display")) for c in many(codings)]),
        value.get("text"),
    )


def coding(value: Any) -> Code:
    """A bare Coding as a concept."""
    if value is None:
        return NO_CODE
    return _code(((value.get("system"), value.get("code"), value.get("display")),), None)


def first(value: Any) -> Code:
    """The first concept of a list that says anything."""
    for item in many(value):
        found = concept(item)
        if found is not NO_CODE and found.label:
            return found
    return NO_CODE


def labels(value: Any) -> tuple[str, ...]:
    """What each concept of a list is called."""
    return tuple([label for item in many(value) if (label := concept(item).label)])


def state(value: Any) -> str:
    """A status as its code, whether the source writes a code (STU3) or a concept (R4)."""
    if value is None:
        return ""
    if value.__class__ is str:
        return value
    for item in many(value.get("coding")):
        if code := words(item.get("code")):
            return code
    return words(value.get("text")).lower()


def moment(value: Any) -> When | None:
    """A date, dateTime or instant; `Misshapen` where something stands there that is none."""
    if value is None:
        return None
    when = parse_when(value)
    if when is None:
        raise Misshapen("a FHIR date was expected")
    return when


def timing(body: Json, *names: str) -> tuple[When | None, When | None]:
    """Start and end of a choice element such as `effective[x]`.

    The first of `names` that is there, Period or point.
    """
    for name in names:
        value = body.get(name)
        if value is None:
            continue
        if value.__class__ is dict:
            start, end = moment(value.get("start")), moment(value.get("end"))
            if start or end:
                return start, end
        else:
            return moment(value), None
    return None, None


def number(value: Any) -> Decimal | None:
    """A JSON number, exactly as written."""
    if value is None or value.__class__ is Decimal:
        return value
    if value.__class__ is int:
        return Decimal(value)
    raise Misshapen("a number was expected")


def quantity(value: Any) -> Value | None:
    """A Quantity (also Age, Duration, SimpleQuantity); None where it holds no number."""
    if value is None:
        return None
    amount = number(value.get("value"))
    if amount is None:
        return None
    code = words(value.get("code"))
    ucum = code if value.get("system") == UCUM else ""
    return Value(
        number=amount,
        unit=words(value.get("unit")) or code,
        ucum=ucum,
        comparator=words(value.get("comparator")),
    )


def span(start: When | None, end: When | None) -> str:
    """A period for a reader: `2019 to 2020`, `since 2019`, `until 2020`."""
    if start and end:
        return start.day if start.day == end.day else f"{start.day} to {end.day}"
    if start:
        return f"since {start.day}"
    return f"until {end.day}" if end else ""


def who(source: Source, *names: str) -> str:
    """Who an element names, by display or by looking the resource up.

    The first of `names` that leads to a name.
    """
    for name in names:
        for item in many(source.body.get(name)):
            person = item.get("actor") or item.get("individual") or item
            if found := named(source, person):
                return found
    return ""


def named(source: Source, reference: Any) -> str:
    """What a Reference is called.

    Its display, else the name of the shared or contained resource it leads to.
    """
    if shown := words(reference.get("display")):
        return shown
    body = source.contained(reference)
    if body is None and (target := source.lookup.target(reference)):
        if known := source.lookup.labels.get(target):
            return known
        body = source.lookup.body(target)
        if body is not None:
            source.lookup.labels[target] = title(body)
    return title(body) if body else ""


def title(body: Json) -> str:
    """The name of a person, organisation, place, device or medicine."""
    name = body.get("name")
    if name.__class__ is str:
        return words(name)
    for item in many(name):
        if person := person_name(item):
            return person
    return concept(
        body.get("code") or body.get("type") if body.get("resourceType") != "Location" else None
    ).label


def person_name(name: Json) -> str:
    """A HumanName in reading order, without titles other than "Dr."."""
    if text := words(name.get("text")):
        return text
    prefix = [p for p in name.get("prefix") or () if p in {"Dr.", "Dr", "Prof."}]
    return " ".join([*prefix, *(name.get("given") or ()), words(name.get("family"))]).strip()


def targets(source: Source, *names: str) -> tuple[str, ...]:
    """`Type/id` of everything these elements refer to, in order, no repeats."""
    found: dict[str, None] = {}
    for name in names:
        for item in many(source.body.get(name)):
            if target := source.lookup.target(item):
                found[target] = None
    return tuple(found)


def encounter(source: Source, name: str = "encounter") -> str:
    """The encounter that a resource belongs to."""
    reference = source.body.get(name)
    return source.lookup.target(reference) if reference else ""


def reasons(source: Source) -> tuple[str, ...]:
    """Why something was done or ordered.

    From reasonCode and reasonReference, or `reason` (STU3: concepts, R5: concepts or references).
    """
    body = source.body
    said = labels(body.get("reasonCode"))
    if "reasonReference" not in body and "reason" not in body:
        return said
    led = [named(source, item) for item in many(body.get("reasonReference"))]
    led += [name for item in many(body.get("reason")) for name in _either(source, item)]
    return tuple(dict.fromkeys([*said, *(label for label in led if label)]))


def _either(source: Source, item: Any) -> list[str]:
    """What an R5 CodeableReference is called; a plain concept; or what `value` holds of them."""
    if "value" in item:
        return [name for inner in many(item["value"]) for name in _either(source, inner)]
    if "concept" in item or item.get("reference").__class__ is dict:
        reference = item.get("reference")
        return [
            concept(item.get("concept")).label or (named(source, reference) if reference else "")
        ]
    return [concept(item).label]


def notes(body: Json) -> str:
    """What people wrote beside the data (Annotation), one line."""
    if "note" not in body:
        return ""
    said = [words(n.get("text")) if n.__class__ is dict else words(n) for n in many(body["note"])]
    return f"note: {' '.join(s for s in said if s)}" if any(said) else ""


def sentence(*parts: str) -> str:
    """The parts that say something, joined into one line."""
    return " ".join("; ".join([p for p in parts if p]).split())
