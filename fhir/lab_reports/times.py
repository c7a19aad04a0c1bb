"""When a specimen was taken, as FHIR's `effectiveDateTime`."""

from typing import Any, Final

from chartside.fhir.when import When

ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_OFFSET: Final = ("Z", "+", "-")


def effective(taken: When | None) -> tuple[dict[str, Any], str]:
    """The elements that say when, and a sentence where the page says more or less than they do.

    US Core 9.0.0, us-core-1: at least a day. A time of day without an offset is no FHIR dateTime
    (FHIR R4 datatypes, dateTime): the day is kept, and the time of day goes into the sentence.
    """
    if taken is None:
        return _unknown(), "The page does not say when the specimen was taken."
    if taken.precision not in {"day", "time"}:
        return _unknown(), f"The page gives no day of collection, only {taken.words}."
    if taken.precision == "day" or _has_offset(taken.text):
        return {"effectiveDateTime": taken.text.replace(" ", "T")}, ""
    clock = taken.text[11:16]
    said = f"Collected at {clock} by the laboratory's clock; the page gives no time zone."
    return {"effectiveDateTime": taken.day}, said


def _has_offset(text: str) -> bool:
    return text.endswith("Z") or any(sign in text[11:] for sign in _OFFSET)


def _unknown() -> dict[str, Any]:
    absent = {"url": ABSENT, "valueCode": "unknown"}
    return {"_effectiveDateTime": {"extension": [absent]}}
