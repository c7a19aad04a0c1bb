"""Invented resources of a patient that answer no question: deterministic, any number of them.

They are what makes real records long: years of readings of a wearable, telephone calls, claims,
messages, letters of the office. They use no name of a test, medicine or disease.
"""

import base64
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chartside.evals.chart_questions.raw import AS_OF, Body, Person, at, day, past

_OWN: Final = "https://padding.chartside.invalid"
_LOINC: Final = "http://loinc.org"
_SHARES: Final = (("reading", 58), ("claim", 18), ("call", 10), ("message", 8), ("letter", 6))
"""Of a hundred resources so many are of each kind."""

_WORN: Final = (
    ("55423-8", _LOINC, "Number of steps in unspecified time Pedometer", "steps", 1500, 14000),
    ("41981-2", _LOINC, "Calories burned in unspecified time Pedometer", "kcal", 1400, 3100),
    ("55411-3", _LOINC, "Exercise duration", "min", 5, 90),
    ("93832-4", _LOINC, "Sleep duration", "h", 4, 10),
    ("8280-0", _LOINC, "Waist Circumference at umbilicus by Tape measure", "cm", 70, 125),
    ("grip", _OWN, "Grip of the stronger hand", "kg", 12, 55),
    ("stairs", _OWN, "Flights of stairs climbed", "flights", 0, 30),
    ("screen", _OWN, "Screen time of the day", "min", 20, 500),
)
"""Code, system, name, unit, and the least and most of what a person or a device writes down."""

_LETTERS: Final = (
    "The parking place behind the building is closed this week. Please use the street.",
    "Your form for the sports club was signed and can be picked up at the desk.",
    "The office moved its opening hours by half an hour. Nothing else has changed.",
    "A copy of the bill was sent to the insurer. You need not do anything.",
    "We tried to reach you by telephone about the new address that you gave us.",
    "Thank you for filling in the questionnaire about our waiting room.",
)
_CALLS: Final = ("Change of address", "Copy of a bill", "Directions to the building", "Parking")


@dataclass(frozen=True, slots=True)
class Life:
    """Whose record is padded, and the days on which nothing else of it happened."""

    patient: str
    quiet: tuple[date, ...]


def padding(person: Person, number: int, seed: str) -> Iterator[Body]:
    """So many invented resources of a patient; the same for the same seed, fewer of more alike."""
    life = Life(person.reference, _quiet(person))
    rng = random.Random(f"{seed}:{person.reference}:padding")  # noqa: S311 - invented, no secret
    kinds = [kind for kind, share in _SHARES for _ in range(share)]
    taken = _codes(person)
    worn = [one for one in _WORN if one[0] not in taken]
    for place in range(number):
        kind = rng.choice(kinds)
        body = _MAKERS[kind](life, rng, worn)
        yield {"resourceType": body.pop("resourceType"), "id": f"padding-{place}", **body}


def _codes(person: Person) -> set[str]:
    found = set()
    for body in person.of("Observation"):
        found |= {str(at(c, "code")) for c in at(body, "code", "coding") or ()}
    return found


def _quiet(person: Person) -> tuple[date, ...]:
    """Days of the last thirty years, after birth, on which no visit began."""
    busy = {day(at(b, "period", "start")) for b in person.of("Encounter")}
    born = day(person.body.get("birthDate"))[:4]
    died = day(person.body.get("deceasedDateTime"))
    first = max(AS_OF.year - 30, int(born) + 1 if born.isdigit() else 0)
    days = (date(first, 1, 1) + timedelta(days=n) for n in range((AS_OF.year - first) * 366))
    last = died if past(died) else AS_OF.isoformat()
    return tuple(d for d in days if d.isoformat() not in busy and d.isoformat() < last)


Worn = Sequence[tuple[str, str, str, str, int, int]]


def _reading(life: Life, rng: random.Random, worn: Worn) -> Body:
    code, system, name, unit, least, most = rng.choice(worn)
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [_coded(f"{_OWN}/category", "activity", "Activity")],
        "code": {**_coded(system, code, name), "text": name},
        "subject": {"reference": life.patient},
        "effectiveDateTime": _moment(life, rng),
        "valueQuantity": {"value": rng.randint(least, most), "unit": unit},
    }


def _claim(life: Life, rng: random.Random, worn: Worn) -> Body:
    del worn
    return {
        "resourceType": "ExplanationOfBenefit",
        "status": "active",
        "type": _coded("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
        "use": "claim",
        "patient": {"reference": life.patient},
        "created": _day(life, rng),
        "insurer": {"display": "An invented insurer"},
        "provider": {"display": "An invented office"},
        "outcome": "complete",
        "insurance": [{"focal": True, "coverage": {"display": "An invented policy"}}],
        "total": [
            {
                "category": _coded("http://terminology.hl7.org/CodeSystem/adjudication", "benefit"),
                "amount": {"value": rng.randint(20, 900), "currency": "USD"},
            }
        ],
    }


def _call(life: Life, rng: random.Random, worn: Worn) -> Body:
    del worn
    moment = _moment(life, rng)
    reason = rng.choice(_CALLS)
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "VR",
            "display": "virtual",
        },
        "type": [{"text": "Telephone call about the office"}],
        "subject": {"reference": life.patient},
        "period": {"start": moment, "end": moment},
        "reasonCode": [{"text": reason}],
    }


def _message(life: Life, rng: random.Random, worn: Worn) -> Body:
    del worn
    return {
        "resourceType": "Communication",
        "status": "completed",
        "subject": {"reference": life.patient},
        "sent": _moment(life, rng),
        "payload": [{"contentString": rng.choice(_LETTERS)}],
    }


def _letter(life: Life, rng: random.Random, worn: Worn) -> Body:
    del worn
    text = " ".join(rng.sample(_LETTERS, 3))
    data = base64.b64encode(text.encode()).decode()
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"text": "Letter of the office"},
        "subject": {"reference": life.patient},
        "date": _moment(life, rng),
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": data}}],
    }


_MAKERS: Final[dict[str, Callable[[Life, random.Random, Worn], Body]]] = {
    "reading": _reading,
    "claim": _claim,
    "call": _call,
    "message": _message,
    "letter": _letter,
}


def _coded(system: str, code: str, display: str = "") -> Body:
    shown = {"display": display} if display else {}
    return {"coding": [{"system": system, "code": code, **shown}]}


def _day(life: Life, rng: random.Random) -> str:
    return rng.choice(life.quiet).isoformat()


def _moment(life: Life, rng: random.Random) -> str:
    clock = f"{rng.randint(7, 20):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
    return f"{_day(life, rng)}T{clock}Z"
