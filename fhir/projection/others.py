"""The patient, questionnaires, administrative resources, and types without a projection."""

import re
from typing import Any

import msgspec

from chartside.fhir.codes import NO_CODE, Code
from chartside.fhir.entry import Component, Entry, Kind, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.problems import ERROR
from chartside.fhir.projection.source import Json, Misshapen, Source
from chartside.fhir.projection.values import READERS

CODES = (
    *("code", "codeCodeableConcept", "type", "category", "serviceType", "topic", "vaccineCode"),
    *("class", "event", "eventCoding", "method", "scope", "connectionType", "morphology"),
    "relationship",
)
TIMES = (
    "effectiveDateTime",
    "effectivePeriod",
    "occurrenceDateTime",
    "occurrencePeriod",
    "performedPeriod",
    "timingDateTime",
    "timingPeriod",
    "authoredOn",
    "authored",
    "date",
    "dateTime",
    "start",
    "period",
    "sent",
    "created",
    "createdDateTime",
    "detectedDateTime",
    "recorded",
    "recordedDate",
    "issued",
)


def patient(source: Source) -> Entry:
    """The Patient: sex, birth and death in words, so that a sentence about them has a source."""
    body = source.body
    names = [name for item in el.many(body.get("name")) if (name := el.person_name(item))]
    birth = el.moment(body.get("birthDate"))
    died = el.moment(body.get("deceasedDateTime"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.PATIENT,
        code=Code(text=names[0]) if names else NO_CODE,
        when=birth,
        end=died,
        text=el.sentence(
            el.words(body.get("gender")),
            f"born {birth.day}" if birth else "",
            f"died {died.day}" if died else "deceased" if body.get("deceasedBoolean") else "",
        ),
    )


def answers(source: Source) -> Entry:
    """A QuestionnaireResponse: each answered question is a component."""
    body = source.body
    status = el.words(body.get("status"))
    parts = tuple(_answered(body.get("item")))
    title = el.words(body.get("questionnaire")).rsplit("/", 1)[-1]
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.SURVEY,
        code=Code(text=title or "Questionnaire"),
        when=el.moment(body.get("authored")),
        status=status,
        live=status != ERROR,
        components=parts,
        author=el.who(source, "author"),
        encounter=el.encounter(source),
        text=el.sentence(
            ", ".join(f"{p.code.label}: {p.value.words}" for p in parts if p.value), status
        ),
    )


def _answered(items: Any) -> list[Component]:
    found = []
    for item in el.many(items):
        question = Code(text=el.words(item.get("text")) or el.words(item.get("linkId")))
        for answer in el.many(item.get("answer")):
            if value := _answer(answer):
                found.append(Component(question, value))
            found.extend(_answered(answer.get("item")))
        found.extend(_answered(item.get("item")))
    return found


def _answer(answer: Json) -> Value | None:
    if "valueCoding" in answer:
        return Value(coded=el.coding(answer["valueCoding"]))
    if "valueQuantity" in answer:
        return el.quantity(answer["valueQuantity"])
    if "valueDecimal" in answer:
        return Value(number=el.number(answer["valueDecimal"]))
    name = "valueDateTime" if "valueDate" in answer else next(iter(answer), "")
    read = READERS.get(name)
    return read(answer.get("valueDate") or answer[name]) if read else None


def other(source: Source) -> Entry:
    """Any other type.

    Its code, time and status as far as they stand where FHIR usually puts them.
    """
    body = source.body
    code = _any_code(body)
    when, end = el.timing(body, *TIMES)
    status = el.state(body.get("status"))
    kind = str(body.get("resourceType"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.OTHER,
        code=code,
        when=when,
        end=end,
        status=status,
        live=status not in {ERROR, "cancelled", "not-done"},
        category=kind,
        encounter=el.encounter(source),
        text=el.sentence(kind, code.label, status),
    )


def _any_code(body: Json) -> Code:
    """The first code, title or name that says anything, else what type of resource it is."""
    for name in CODES:
        value = body.get(name)
        if value.__class__ is dict or value.__class__ is list:
            code = _first(value)
            if code.label:
                return code
    for name in ("description", "title", "name", "summary"):
        if body.get(name).__class__ is str and body[name]:
            return Code(text=body[name])
    people = [el.person_name(n) for n in el.many(body.get("name")) if n.__class__ is dict]
    return Code(text=next(filter(None, people), _type_name(str(body.get("resourceType")))))


def _first(value: Any) -> Code:
    """The first concept of a list, also where R4 has a bare Coding (AuditEvent.type)."""
    for item in el.many(value):
        bare = item.__class__ is dict and "code" in item and "coding" not in item
        found = el.coding(item) if bare else el.concept(item)
        if found.label:
            return found
    return NO_CODE


def _type_name(resource_type: str) -> str:
    """`AppointmentResponse` as `Appointment response`."""
    return _CAPITAL.sub(lambda c: f" {c[0].lower()}", resource_type)


_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")


class Slip(msgspec.Struct):
    """The few fields of a claim, bill or provenance that a chart shows.

    The rest is never decoded, because it is half of the bytes.
    """

    status: Any = None
    type: Any = None
    created: Any = None
    recorded: Any = None
    billablePeriod: Any = None  # noqa: N815 - FHIR's name
    period: Any = None
    subject: Any = None
    patient: Any = None
    beneficiary: Any = None
    modifierExtension: Any = None  # noqa: N815 - FHIR's name


SLIP = msgspec.json.Decoder(Slip)


def administrative(reference: str, version: str, slip: Slip) -> Entry:
    """A claim, bill, coverage, provenance: that it exists, when, and its type."""
    code = _first(slip.type)
    billed = slip.billablePeriod or slip.period or {}
    if billed.__class__ is not dict:
        raise Misshapen("a period was expected")
    status = el.state(slip.status)
    kind = reference.partition("/")[0]
    return Entry(
        reference=reference,
        version=version,
        kind=Kind.ADMINISTRATIVE,
        code=code if code.label else Code(text=_type_name(kind)),
        when=el.moment(billed.get("start") or slip.created or slip.recorded),
        end=el.moment(billed.get("end")),
        status=status,
        live=status not in {ERROR, "cancelled"},
        category=kind,
        text=el.sentence(kind, code.label, status),
    )
