"""What every day in hospital leaves behind.

Round-the-clock vital signs, morning bloods, given medicines, notes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from chartside.demo.analytes import ANALYTES
from chartside.demo.labs import Result, egfr_from, observation, report
from chartside.demo.notes import document, plain
from chartside.demo.people import HOSPITAL, HOSPITALIST, display
from chartside.demo.scales import Scale
from chartside.demo.shapes import PATIENT, Json, Term, at, concept, quantity, ref
from chartside.demo.vitals import (
    BREATHS,
    PULSE,
    SATURATION,
    TEMPERATURE,
    WEIGHT,
    blood_pressure,
    vital,
)

_ROUNDS = ("06:30", "14:30", "22:15")
_ACUTE = {
    "crp": (
        "CRP",
        Scale(
            "1988-5", "C reactive protein [Mass/volume] in Serum or Plasma", "mg/L", "mg/L", None, 5
        ),
    ),
    "troponin": (
        "Troponin I (high sensitivity)",
        Scale(
            "89579-7",
            "Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method",
            "ng/L",
            "ng/L",
            None,
            16,
        ),
    ),
    "nt-probnp": (
        "NT-proBNP",
        Scale(
            "33762-6",
            "Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma",
            "ng/L",
            "ng/L",
            None,
            300,
        ),
    ),
    "lactate": (
        "Lactate",
        Scale(
            "2524-7", "Lactate [Moles/volume] in Serum or Plasma", "mmol/L", "mmol/L", 0.5, 2.0, 1
        ),
    ),
}
"""Tests that only the hospital ran."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Vital signs around which a day's three rounds vary.

    In mmHg, beats and breaths a minute, °C, %, kg.
    """

    systolic: int
    diastolic: int
    pulse: int
    breaths: int
    temperature: float
    saturation: int
    weight: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day in hospital.

    Signs, morning bloods by test, and the round's note. `rounds` counts from the evening on
    admission.
    """

    day: str
    signs: Signs
    bloods: tuple[tuple[str, float], ...]
    note: str
    rounds: tuple[str, ...] = _ROUNDS
    drawn: str = "06:10"


@dataclass(frozen=True, slots=True)
class Given:
    """A medicine given on the ward on these `day, clock` moments."""

    medicine: Term
    amount: float
    unit: str
    route: Term
    moments: tuple[tuple[str, str], ...]


def printed(key: str, value: float, day: str) -> Result:
    """A result as the laboratory of that day prints it."""
    if key in _ACUTE:
        name, scale = _ACUTE[key]
        return Result(key, name, value, scale)
    analyte = ANALYTES[key]
    return Result(key, analyte.name, value, analyte.scale_on(day))


def day_resources(day: Day, encounter: str) -> Iterator[Json]:
    """Vital signs of each round, morning bloods with their report, and the progress note."""
    for clock in day.rounds:
        yield from _round(day, clock, encounter)
    yield vital(
        f"weight-{day.day}",
        WEIGHT,
        quantity(day.signs.weight, "kg", "kg"),
        at(day.day, day.rounds[0], 10),
        encounter,
    )
    yield from bloods(day, encounter)
    yield document(
        f"ward-note-{day.day}",
        Term("Hospital progress note", (("http://loinc.org", "11506-3", "Progress note"),)),
        HOSPITALIST,
        _written(day),
        plain(
            "Hospital progress note",
            f"HOSPITAL PROGRESS NOTE {day.day}\n\n{day.note}\n\n{display(HOSPITALIST)}\n",
        ),
        encounter=encounter,
        custodian=HOSPITAL,
    )


def bloods(day: Day, encounter: str) -> Iterator[Json]:
    """One draw's Observations (eGFR beside each creatinine), and the report that lists them."""
    results = [printed(k, v, day.day) for k, v in day.bloods]
    results += [egfr_from(r, day.day) for r in results if r.key == "creatinine"]
    members = [observation(r, day.day, day.drawn, encounter) for r in results]
    yield from members
    if members:
        yield report(Term("Hospital blood tests"), f"report-hospital-{day.day}", members)


def given(key: str, medicine: Given, encounter: str, order: str) -> Iterator[Json]:
    """A MedicationAdministration for each moment."""
    for day, clock in medicine.moments:
        yield {
            "resourceType": "MedicationAdministration",
            "id": f"given-{key}-{day}-{clock.replace(':', '')}",
            "status": "completed",
            "medicationCodeableConcept": medicine.medicine.concept,
            "subject": ref(PATIENT),
            "context": ref(encounter),
            "effectiveDateTime": at(day, clock),
            "performer": [{"actor": {"display": "Ward nurse"}}],
            "request": ref(order),
            "dosage": {
                "route": medicine.route.concept,
                "dose": quantity(medicine.amount, medicine.unit, medicine.unit),
            },
        }


def ward_order(key: str, medicine: Given, encounter: str, sig: str) -> Json:
    """The inpatient MedicationRequest behind what was given; completed at discharge."""
    first, clock = medicine.moments[0]
    return {
        "resourceType": "MedicationRequest",
        "id": key,
        "status": "completed",
        "intent": "order",
        "category": [
            concept(
                "Inpatient",
                (
                    "http://terminology.hl7.org/CodeSystem/medicationrequest-category",
                    "inpatient",
                    "Inpatient",
                ),
            )
        ],
        "medicationCodeableConcept": medicine.medicine.concept,
        "subject": ref(PATIENT),
        "encounter": ref(encounter),
        "authoredOn": at(first, clock, -20),
        "requester": ref(HOSPITALIST, display(HOSPITALIST)),
        "dosageInstruction": [{"text": sig}],
    }


def _written(day: Day) -> str:
    """After the evening round on admission, in the late afternoon on every other day."""
    full = len(day.rounds) == len(_ROUNDS)
    return at(day.day, "17:30") if full else at(day.day, day.rounds[0], 75)


def _round(day: Day, clock: str, encounter: str) -> Iterator[Json]:
    signs, when = day.signs, at(day.day, clock)
    noise = Random(f"{day.day} {clock}")
    mark = f"{day.day}-{clock.replace(':', '')}"

    def near(value: float, spread: float) -> float:
        return value + noise.uniform(-spread, spread)

    systolic, diastolic = round(near(signs.systolic, 6)), round(near(signs.diastolic, 4))
    yield blood_pressure(f"bp-{mark}", systolic, diastolic, when, encounter)
    yield vital(
        f"pulse-{mark}",
        PULSE,
        quantity(round(near(signs.pulse, 5)), "beats/min", "/min"),
        when,
        encounter,
    )
    yield vital(
        f"breaths-{mark}",
        BREATHS,
        quantity(round(near(signs.breaths, 1.4)), "breaths/min", "/min"),
        when,
        encounter,
    )
    warmth = round(near(signs.temperature, 0.3), 1)
    yield vital(f"temperature-{mark}", TEMPERATURE, quantity(warmth, "°C", "Cel"), when, encounter)
    saturation = min(99, round(near(signs.saturation, 1)))
    yield vital(f"saturation-{mark}", SATURATION, quantity(saturation, "%", "%"), when, encounter)
