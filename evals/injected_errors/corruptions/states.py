"""What holds and what is over, what is and what is not, what is only suspected or preliminary."""

from dataclasses import replace

from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.facts import (
    Allergy,
    Event,
    Fact,
    Finding,
    Habit,
    Illness,
    Medicine,
    Reading,
)
from chartside.fhir.clinical import has_ended, is_provisional
from chartside.fhir.entry import Kind


def status(fact: Fact, scene: Scene) -> Fact | None:
    """Active and over exchanged; what is suspected is called a fact; smoking habits exchanged."""
    if isinstance(fact, Medicine) and fact.state in {"current", "stopped", "finished"}:
        other = "stopped" if fact.state == "current" else "current"
        bare = replace(fact, since="", until="", why="", per_day=None, route="")
        return replace(bare, state=other)
    if isinstance(fact, Illness):
        changed = {"active": "resolved", "resolved": "active", "suspected": "active"}.get(
            fact.state
        )
        return replace(fact, state=changed, since="", until="", age=None) if changed else None
    if isinstance(fact, Allergy) and fact.state != "none":
        other = "inactive" if fact.state == "active" else "active"
        return replace(fact, state=other, reaction="", severity="")
    if isinstance(fact, Habit):
        others = [s for s in ("never", "former", "current") if s != fact.state]
        return replace(fact, state=scene.rng.choice(others))
    return None


def denied(fact: Fact, scene: Scene) -> Fact | None:
    """A disease, a medicine or an allergy that is so is said not to be."""
    if isinstance(fact, Illness) and fact.state in {"active", "history"}:
        bare = replace(fact, since="", until="", age=None)
        return replace(bare, state="never" if _is_over(fact, scene) else "denied")
    if isinstance(fact, Medicine) and fact.state == "current":
        return replace(fact, state="never", since="", amount=None, per_day=None, route="")
    if isinstance(fact, Allergy) and fact.state == "active":
        return replace(fact, state="none", key=_reach(fact, scene), reaction="", severity="")
    return None


def _is_over(fact: Illness, scene: Scene) -> bool:
    """Whether the disease has ended: that the patient "does not have" it is then true."""
    entry = scene.chart.get(fact.sources[0])
    return entry is None or has_ended(entry, scene.chart) or is_provisional(entry)


def _reach(fact: Allergy, scene: Scene) -> str:
    """`drug` where the allergy is to a medicine: "no known drug allergies" is then false too."""
    entry = scene.chart.get(fact.sources[0])
    medicinal = entry is not None and "medication" in entry.category
    return "drug" if medicinal and scene.rng.random() < 0.6 else ""  # noqa: PLR2004 - share of sentences


def affirmed(fact: Fact, scene: Scene) -> Fact | None:
    """What is absent, or was declined, is said to be so; a problem of the chart is cited."""
    if isinstance(fact, Event) and not fact.done and fact.day:
        return replace(fact, done=True, reason="")
    if not isinstance(fact, Illness) or fact.state != "absent":
        return None
    held = [e.reference for e in scene.chart.of(Kind.PROBLEM) if e.live]
    cited = (scene.rng.choice(held),) if held else (scene.chart.patient.reference,)
    return replace(fact, state=scene.rng.choice(("history", "active")), sources=cited)


def final(fact: Fact, scene: Scene) -> Fact | None:
    """A preliminary result is given as the result."""
    if isinstance(fact, Reading | Finding) and fact.stage == "preliminary":
        return replace(fact, stage=scene.rng.choice(("", "final")))
    return None
