"""Medicines: another drug, dose, frequency or route."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.facts import Fact, Medicine
from chartside.evals.injected_errors.names.drugs import ELSEWHERE, medicine_names
from chartside.evals.injected_errors.truth.medicines import same_medicine
from chartside.fhir.clinical import drug_name
from chartside.fhir.entry import Kind


def of_chart(fact: Fact, scene: Scene) -> Fact | None:
    """Another medicine of the same chart stands in its place."""
    if not isinstance(fact, Medicine):
        return None
    labels = [e.label for e in scene.chart.of(Kind.MEDICATION) if e.live]
    others = sorted({n for n in labels if not same_medicine(n, fact.key)})
    if not others:
        return None
    chosen = scene.rng.choice(others)
    return replace(fact, key=drug_name(chosen), names=medicine_names(chosen))


def elsewhere(fact: Fact, scene: Scene) -> Fact | None:
    """A medicine that stands nowhere in the chart takes its place."""
    if not isinstance(fact, Medicine):
        return None
    said = " ".join(f"{e.label} {e.text}" for e in scene.chart.entries).lower()
    others = [n for n in ELSEWHERE if n not in said]
    if not others:
        return None
    chosen = scene.rng.choice(others)
    return replace(fact, key=chosen, names=(chosen,))


_STEPS: Final = (Decimal(2), Decimal("0.5"), Decimal(10), Decimal("0.1"), Decimal(4))


def dose(fact: Fact, scene: Scene) -> Fact | None:
    """The dose is doubled, halved, or ten times what it is."""
    if not isinstance(fact, Medicine) or fact.amount is None:
        return None
    changed = (fact.amount * scene.rng.choice(_STEPS)).normalize()
    return replace(fact, amount=Decimal(f"{changed:f}"))


def frequency(fact: Fact, scene: Scene) -> Fact | None:
    """Once a day becomes twice, and so on."""
    if not isinstance(fact, Medicine) or fact.per_day is None:
        return None
    options = [Decimal(n) for n in (1, 2, 3, 4)]
    return replace(fact, per_day=scene.rng.choice([n for n in options if n != fact.per_day]))


_ROUTES: Final = ("oral", "subcutaneous", "intravenous", "inhaled", "skin", "rectal")


def route(fact: Fact, scene: Scene) -> Fact | None:
    """By mouth becomes under the skin, and so on."""
    if not isinstance(fact, Medicine) or not fact.route:
        return None
    near = {fact.route, "subcutaneous" if fact.route == "injected" else fact.route}
    near |= {"intravenous"} if fact.route == "injected" else set()
    return replace(fact, route=scene.rng.choice([r for r in _ROUTES if r not in near]))
