"""Whose, which side, which disease, which vaccine, what reaction, why, and how often."""

import re
from dataclasses import replace
from typing import Final

from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.facts import (
    Allergy,
    Event,
    Fact,
    Finding,
    Illness,
    Relative,
    Spread,
    Tally,
)
from chartside.evals.injected_errors.names import vaccines
from chartside.evals.injected_errors.names.illnesses import ABSENT, illness_names
from chartside.evals.injected_errors.truth.conditions import absent, same_reaction
from chartside.fhir.entry import Kind

_SIDE = re.compile(r"\b(left|right)\b", re.IGNORECASE)


def _mirrored(words: str) -> str:
    swap = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}
    return _SIDE.sub(lambda m: swap[m[1]], words)


def side(fact: Fact, scene: Scene) -> Fact | None:  # noqa: ARG001 - one signature for all corruptions
    """Left and right exchanged, in a problem, an examination or the words of a finding."""
    if isinstance(fact, Finding) and _SIDE.search(fact.words):
        return replace(fact, words=_mirrored(fact.words))
    return mirror(fact) if isinstance(fact, Illness | Finding) else None


def mirror(fact: Fact) -> Fact | None:
    """What the fact is about, on the other side; None where its names have no side."""
    if not any(_SIDE.search(n) for n in fact.names):
        return None
    return replace(fact, key=_mirrored(fact.key), names=tuple(_mirrored(n) for n in fact.names))


_KIN: Final = ("mother", "father", "brother", "sister")


def subject(fact: Fact, scene: Scene) -> Fact | None:
    """The patient's disease is a relative's, a relative's the patient's."""
    if isinstance(fact, Relative):
        return Illness(
            sources=fact.sources,
            key=fact.key,
            names=fact.names,
            state=scene.rng.choice(("history", "active")),
        )
    if isinstance(fact, Illness) and fact.state in {"active", "history", "resolved"}:
        return Relative(
            sources=fact.sources,
            key=fact.key,
            names=fact.names,
            relative=scene.rng.choice(_KIN),
        )
    return None


def relative(fact: Fact, scene: Scene) -> Fact | None:
    """One relative's disease is another relative's."""
    if not isinstance(fact, Relative):
        return None
    return replace(fact, relative=scene.rng.choice([k for k in _KIN if k != fact.relative]))


def disease(fact: Fact, scene: Scene) -> Fact | None:
    """A disease that stands nowhere in the chart takes its place."""
    if not isinstance(fact, Illness | Relative) or getattr(fact, "state", "") == "absent":
        return None
    names = list(ABSENT)
    scene.rng.shuffle(names)
    for name, words in names:
        probe = Illness(sources=(), key=f"{name} {words}", state="absent")
        if absent(probe, scene.chart):
            return replace(fact, key=name, names=illness_names(name))
    return None


def vaccine(fact: Fact, scene: Scene) -> Fact | None:
    """A vaccine that was never given takes its place."""
    if not isinstance(fact, Event | Tally) or fact.what != "immunization":
        return None
    given = {vaccines.vaccine_key(e.label) for e in scene.chart.of(Kind.IMMUNIZATION)}
    others = [(key, name) for key, name in vaccines.ELSEWHERE if key not in given]
    if not others:
        return None
    key, name = scene.rng.choice(others)
    return replace(fact, key=key, names=(name,))


_REACTIONS: Final = ("anaphylaxis", "angioedema", "wheezing", "vomiting", "hives", "rash")


def reaction(fact: Fact, scene: Scene) -> Fact | None:
    """Another reaction, or another severity."""
    if not isinstance(fact, Allergy) or not fact.reaction:
        return None
    if fact.severity and scene.rng.random() < 0.5:  # noqa: PLR2004 - half and half
        others = [s for s in ("mild", "moderate", "severe") if s != fact.severity]
        return replace(fact, severity=scene.rng.choice(others))
    others = [r for r in _REACTIONS if not same_reaction(r, fact.reaction)]
    return replace(fact, reaction=scene.rng.choice(others))


_SUBSTANCES: Final = ("penicillin", "aspirin", "nickel", "latex", "shellfish", "codeine", "peanuts")


def allergen(fact: Fact, scene: Scene) -> Fact | None:
    """A substance that the chart records no allergy to takes its place."""
    if not isinstance(fact, Allergy) or fact.state == "none":
        return None
    held = " ".join(f"{e.label} {e.text}" for e in scene.chart.of(Kind.ALLERGY)).lower()
    others = [s for s in _SUBSTANCES if s.rstrip("s") not in held]
    chosen = scene.rng.choice(others)
    return replace(fact, key=chosen, names=(chosen,))


_WHY: Final = ("chest pain", "a fall", "abdominal pain", "an earache", "a skin lesion")


def reason(fact: Fact, scene: Scene) -> Fact | None:
    """Another reason for a visit or procedure."""
    if not isinstance(fact, Event) or not fact.reason or not fact.done:
        return None
    return replace(fact, reason=scene.rng.choice(_WHY))


def count(fact: Fact, scene: Scene) -> Fact | None:
    """One more, or one less."""
    visits = isinstance(fact, Tally) and fact.what == "encounter"
    if not isinstance(fact, Tally | Spread) or visits or getattr(fact, "ends", False):
        return None
    steps = [n for n in (-1, 1) if fact.count + n > 0]
    return replace(fact, count=fact.count + scene.rng.choice(steps))
