"""Blood pressure, pulse, weight and the rest, measured five minutes into each office visit."""

from collections.abc import Iterator
from dataclasses import dataclass

from chartside.demo.measures import Curve
from chartside.demo.shapes import PATIENT, Json, Term, at, loinc, quantity, ref, status

BP_PANEL = loinc("85354-9", "Blood pressure panel with all children optional", "Blood pressure")
SYSTOLIC = loinc("8480-6", "Systolic blood pressure")
DIASTOLIC = loinc("8462-4", "Diastolic blood pressure")
PULSE = loinc("8867-4", "Heart rate")
WEIGHT = loinc("29463-7", "Body weight")
HEIGHT = loinc("8302-2", "Body height")
BMI = loinc("39156-5", "Body mass index (BMI) [Ratio]", "Body mass index")
SATURATION = loinc(
    "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry", "Oxygen saturation"
)
TEMPERATURE = loinc("8310-5", "Body temperature")
BREATHS = loinc("9279-1", "Respiratory rate")

_SYSTOLIC = Curve(
    "systolic",
    (
        ("2012-03-13", 158),
        ("2012-09-11", 148),
        ("2012-12-11", 138),
        ("2013-06-11", 140),
        ("2014-03-11", 148),
        ("2014-09-09", 136),
        ("2017-06-13", 142),
        ("2018-03-13", 150),
        ("2018-09-11", 134),
        ("2019-12-10", 130),
        ("2021-03-09", 136),
        ("2023-12-12", 146),
        ("2024-03-12", 128),
        ("2026-06-09", 138),
        ("2026-10-06", 126),
    ),
    0.035,
)
_DIASTOLIC = Curve(
    "diastolic",
    (
        ("2012-03-13", 94),
        ("2012-12-11", 84),
        ("2014-03-11", 88),
        ("2018-03-13", 84),
        ("2026-10-06", 70),
    ),
    0.04,
)
_PULSE = Curve(
    "pulse", (("2012-03-13", 78), ("2019-09-10", 80), ("2019-12-10", 66), ("2026-10-06", 62)), 0.06
)
_WEIGHT = Curve(
    "weight",
    (
        ("2012-03-13", 86.4),
        ("2012-12-11", 84.0),
        ("2013-12-10", 86.2),
        ("2016-03-08", 88.5),
        ("2018-09-11", 87.6),
        ("2020-12-08", 89.9),
        ("2023-09-12", 90.2),
        ("2023-12-12", 92.4),
        ("2024-03-12", 86.2),
        ("2025-03-11", 88.0),
        ("2025-06-10", 84.9),
        ("2026-03-10", 82.1),
        ("2026-06-09", 80.2),
        ("2026-10-06", 81.4),
    ),
    0.006,
)
_SATURATION = Curve(
    "saturation", (("2012-03-13", 98), ("2023-12-12", 95), ("2024-03-12", 97)), 0.008
)


@dataclass(frozen=True, slots=True)
class Vitals:
    """What was measured at a visit: mmHg, beats a minute, kg, %."""

    systolic: int
    diastolic: int
    pulse: int
    weight: float
    saturation: int

    @property
    def bmi(self) -> float:
        """kg/m², from this weight and a height of 163 cm."""
        return round(self.weight / 1.63**2, 1)

    @property
    def words(self) -> str:
        """As a note quotes it."""
        return (
            f"BP {self.systolic}/{self.diastolic} mmHg, pulse {self.pulse}/min, "
            f"weight {self.weight} kg, "
            f"BMI {self.bmi} kg/m2, SpO2 {self.saturation}%"
        )


def vitals_on(day: str) -> Vitals:
    """The measurements of an office visit on that day."""
    return Vitals(
        round(_SYSTOLIC.on(day)),
        round(_DIASTOLIC.on(day)),
        round(_PULSE.on(day)),
        round(_WEIGHT.on(day), 1),
        min(99, round(_SATURATION.on(day))),
    )


def resources(day: str, clock: str, encounter: str) -> Iterator[Json]:
    """The Observations of one office visit.

    `bp-<day>` and so on; the height each March only.
    """
    measured = vitals_on(day)
    when = at(day, clock, 5)
    yield blood_pressure(f"bp-{day}", measured.systolic, measured.diastolic, when, encounter)
    yield vital(
        f"pulse-{day}", PULSE, quantity(measured.pulse, "beats/min", "/min"), when, encounter
    )
    yield vital(f"weight-{day}", WEIGHT, quantity(measured.weight, "kg", "kg"), when, encounter)
    yield vital(f"bmi-{day}", BMI, quantity(measured.bmi, "kg/m2", "kg/m2"), when, encounter)
    yield vital(
        f"saturation-{day}", SATURATION, quantity(measured.saturation, "%", "%"), when, encounter
    )
    if day[5:7] == "03":
        yield vital(f"height-{day}", HEIGHT, quantity(163, "cm", "cm"), when, encounter)


def vital(key: str, term: Term, value: Json, when: str, encounter: str) -> Json:
    """A vital sign as an Observation."""
    return _bare(key, term, when, encounter) | {"valueQuantity": value}


def blood_pressure(key: str, systolic: int, diastolic: int, when: str, encounter: str) -> Json:
    """A blood pressure: one Observation, two components, no value of its own."""
    parts = ((SYSTOLIC, systolic), (DIASTOLIC, diastolic))
    components = [
        {"code": t.concept, "valueQuantity": quantity(v, "mmHg", "mm[Hg]")} for t, v in parts
    ]
    return _bare(key, BP_PANEL, when, encounter) | {"component": components}


def _bare(key: str, term: Term, when: str, encounter: str) -> Json:
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "category": [status("observation-category", "vital-signs")],
        "code": term.concept,
        "subject": ref(PATIENT),
        "encounter": ref(encounter),
        "effectiveDateTime": when,
    }
