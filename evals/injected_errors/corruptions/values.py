"""Numbers: a digit, the decimal point, the unit, the comparator, the flag, the wrong "latest"."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.facts import (
    Fact,
    Person,
    Pressure,
    Reading,
    Shift,
    Spread,
)
from chartside.evals.injected_errors.truth.results import measured, reading_agrees
from chartside.fhir.entry import shown_number


def digit(fact: Fact, scene: Scene) -> Fact | None:
    """One digit of a measured number is another."""
    return _on_number(fact, scene, lambda n: other_digit(n, scene))


def decimal_point(fact: Fact, scene: Scene) -> Fact | None:
    """A measured number is ten times as great, or a tenth."""
    if isinstance(fact, Pressure):
        return None
    power = scene.rng.choice((1, -1))
    return _on_number(fact, scene, lambda n: _moved(n, power))


def _moved(number: Decimal, power: int) -> Decimal:
    moved = number.scaleb(power)
    exponent = moved.as_tuple().exponent
    return moved.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else moved


def other_digit(number: Decimal, scene: Scene) -> Decimal:
    """The number with one digit another."""
    text = f"{number:f}"
    places = [n for n, c in enumerate(text) if c.isdigit()]
    place = scene.rng.choice(places)
    first = place == places[0] and len(places) > 1 and not text.startswith("0")
    others = [d for d in "0123456789" if d != text[place] and not (first and d == "0")]
    return Decimal(text[:place] + scene.rng.choice(others) + text[place + 1 :])


def _on_number(fact: Fact, scene: Scene, change: Callable[[Decimal], Decimal]) -> Fact | None:
    fields = next((names for kind, names in _NUMBERS.items() if isinstance(fact, kind)), ())
    if not fields or (isinstance(fact, Shift) and fact.bare):
        return None
    name = scene.rng.choice(fields)
    before = getattr(fact, name)
    if before is None or before == 0:
        return None
    changed: dict[str, Any] = {name: change(before)}
    return replace(fact, **changed)


_NUMBERS: Final[dict[type[Fact], tuple[str, ...]]] = {
    Reading: ("number",),
    Pressure: ("over", "under"),
    Shift: ("first", "last"),
    Spread: ("low", "high"),
}

_WRONG: Final = {
    "mg/dL": ("mmol/L", "g/dL", "ug/dL"),
    "mmol/L": ("mg/dL", "umol/L"),
    "umol/L": ("mg/dL", "mmol/L"),
    "%": ("mmol/mol", "mg/dL"),
    "mmol/mol": ("%", "mmol/L"),
    "g/dL": ("mg/dL", "g/L"),
    "g/L": ("g/dL", "mg/dL"),
    "kg": ("[lb_av]", "g"),
    "[lb_av]": ("kg",),
    "cm": ("[in_i]", "m"),
    "[in_i]": ("cm",),
    "Cel": ("[degF]",),
    "[degF]": ("Cel",),
    "10*3/uL": ("10*6/uL",),
    "10*9/L": ("10*12/L",),
    "10*6/uL": ("10*3/uL",),
    "ng/mL": ("mg/mL", "pg/mL"),
    "ng/L": ("mg/L",),
    "pmol/L": ("nmol/L",),
    "ug/L": ("mg/L",),
    "mg/g": ("mg/mmol",),
    "mg/mmol": ("mg/g",),
    "fL": ("pg",),
    "pg": ("fL",),
    "U/L": ("kU/L",),
}
"""For a unit, units that the same number would be wrong in."""


def unit(fact: Fact, scene: Scene) -> Fact | None:
    """The number stays, its unit is another one for the same thing."""
    if not isinstance(fact, Reading | Shift | Spread) or (isinstance(fact, Shift) and fact.bare):
        return None
    wrong = [
        u for u in _WRONG.get(fact.unit, ()) if not (fact.key == "spo2" or "percent" in fact.key)
    ]
    return replace(fact, unit=scene.rng.choice(wrong)) if wrong else None


def swapped_pressure(fact: Fact, scene: Scene) -> Fact | None:  # noqa: ARG001 - one signature for all corruptions
    """Systolic and diastolic exchanged."""
    return replace(fact, over=fact.under, under=fact.over) if isinstance(fact, Pressure) else None


def comparator(fact: Fact, scene: Scene) -> Fact | None:  # noqa: ARG001 - one signature for all corruptions
    """`<0.01` becomes `0.01`."""
    return replace(fact, comparator="") if isinstance(fact, Reading) and fact.comparator else None


def flag(fact: Fact, scene: Scene) -> Fact | None:  # noqa: ARG001 - one signature for all corruptions
    """High is called low, low high."""
    if not isinstance(fact, Reading) or not fact.flag:
        return None
    return replace(fact, flag="low" if fact.flag == "high" else "high")


def direction(fact: Fact, scene: Scene) -> Fact | None:
    """What rose fell, and what stayed went somewhere."""
    if not isinstance(fact, Shift):
        return None
    if fact.direction == "same":
        return replace(fact, direction=scene.rng.choice(("rose", "fell")), bare=True)
    return replace(fact, direction="fell" if fact.direction == "rose" else "rose")


def older(fact: Fact, scene: Scene) -> Fact | None:
    """An older result is called the latest, and cited."""
    if not isinstance(fact, Reading) or not fact.latest:
        return None
    dated = replace(fact, latest=False)
    others = [
        e
        for e in scene.chart.entries
        if measured(e)
        and e.reference not in fact.sources
        and e.value
        and e.value.number is not None
        and not e.value.comparator
        and reading_agrees(
            replace(dated, number=e.value.number, unit=e.value.ucum or e.value.unit), e, scene.chart
        )
    ]
    if not others:
        return None
    chosen = scene.rng.choice(others)
    if chosen.value is None or chosen.value.number is None:
        return None
    return replace(
        fact,
        sources=(chosen.reference,),
        number=Decimal(shown_number(chosen.value.number)),
        unit=chosen.value.ucum or chosen.value.unit,
    )


def age_or_sex(fact: Fact, scene: Scene) -> Fact | None:
    """The age by years, or the other sex."""
    years = scene.rng.choice((-10, -5, -2, 2, 3, 10))
    if not isinstance(fact, Person):
        return None
    if scene.rng.random() < 0.5 and fact.age + years > 0:  # noqa: PLR2004 - half and half
        return replace(fact, age=fact.age + years)
    return replace(fact, sex="male" if fact.sex == "female" else "female")
