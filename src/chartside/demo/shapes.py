"""The small FHIR shapes that every chapter of the story is written with."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

Json = dict[str, Any]

PATIENT = "Patient/nora-lindqvist"

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CVX = "http://hl7.org/fhir/sid/cvx"
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
STAFF = "https://chartside.example/demo/staff"


@dataclass(frozen=True, slots=True)
class Term:
    """A name and its codes, `(system, code, display)` each.

    A term without a code we are sure of is only its text.
    """

    text: str
    codings: tuple[tuple[str, str, str], ...] = ()

    @property
    def concept(self) -> Json:
        """The CodeableConcept."""
        return concept(self.text, *self.codings)


def concept(text: str, *codings: tuple[str, str, str]) -> Json:
    """A CodeableConcept of these codings, `(system, code, display)` each, with this text."""
    coded = [{"system": s, "code": c, "display": d} for s, c, d in codings]
    return {"coding": coded, "text": text} if coded else {"text": text}


def snomed(code: str, display: str, text: str = "") -> Term:
    """A SNOMED CT concept; its text is the display unless given."""
    return Term(text or display, ((SNOMED, code, display),))


def loinc(code: str, display: str, text: str = "") -> Term:
    """A LOINC code; its text is the display unless given."""
    return Term(text or display, ((LOINC, code, display),))


def status(system: str, code: str) -> Json:
    """A code of one of HL7's own systems, such as `condition-clinical`, without text."""
    return {"coding": [{"system": TERMINOLOGY + system, "code": code}]}


def ref(reference: str, display: str = "") -> Json:
    """A Reference to `Type/id`.

    The bundle turns it into a `urn:uuid` where its target is inside.
    """
    return {"reference": reference, "display": display} if display else {"reference": reference}


def refs(references: Iterable[str]) -> list[Json]:
    """References without display."""
    return [ref(r) for r in references]


def quantity(value: float, unit: str, ucum: str) -> Json:
    """A Quantity with the unit as printed and its UCUM code."""
    return {"value": value, "unit": unit, "system": UCUM, "code": ucum}


def note(text: str) -> list[Json]:
    """A list of one Annotation."""
    return [{"text": text}]


def attachment(media_type: str, content: bytes, title: str) -> Json:
    """An Attachment that carries its content."""
    return {"contentType": media_type, "data": base64.b64encode(content).decode(), "title": title}


def days_after(day: str, days: int) -> str:
    """The calendar day this many days later (earlier where negative)."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def at(day: str, clock: str, plus: int = 0) -> str:
    """A FHIR dateTime on a day at `HH:MM`, or some minutes later, in local time with its offset.

    The clinic keeps Eastern time. The rule is written out (daylight time from the second Sunday of
    March to the first of November) so that the record is the same on a machine without a time zone
    database.
    """
    moment = datetime.fromisoformat(f"{day}T{clock}:00") + timedelta(minutes=plus)
    return f"{moment.isoformat()}{_offset(moment.date())}"


def _offset(day: date) -> str:
    begins = _sunday(date(day.year, 3, 8))
    ends = _sunday(date(day.year, 11, 1))
    return "-04:00" if begins <= day < ends else "-05:00"


def _sunday(first: date) -> date:
    return first + timedelta(days=6 - first.weekday())
