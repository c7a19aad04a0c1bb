"""Citations: another entry, another patient's, one entered in error, one still preliminary."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import msgspec

from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.facts import (
    Fact,
    Habit,
    Illness,
    Reading,
    Tally,
    Together,
)
from chartside.evals.injected_errors.truth import holds
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry

VERIFIED = ("Condition/", "AllergyIntolerance/")
"""Types whose error stands in the verification status."""
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def another_entry(fact: Fact, scene: Scene) -> Fact | None:
    """The sentence stays true; it cites another entry of the same kind.

    Every other time it is an entry of the same name, such as the same test on another day.
    """
    cited = scene.chart.get(fact.sources[0]) if len(fact.sources) == 1 else None
    if cited is None or isinstance(fact, Together | Tally | Habit) or _absent(fact):
        return None
    dated = replace(fact, latest=False) if isinstance(fact, Reading) else fact
    near = [e for e in scene.chart.of(cited.kind) if e.live and not holds(dated, [e], scene.chart)]
    namesakes = [e for e in near if e.label == cited.label]
    if namesakes and scene.rng.random() < 0.5:  # noqa: PLR2004 - half and half of them
        near = namesakes
    return replace(fact, sources=(scene.rng.choice(near).reference,)) if near else None


def _absent(fact: Fact) -> bool:
    """Whether the fact is that something is nowhere: no citation of it is wrong."""
    return isinstance(fact, Illness) and fact.state == "absent"


def another_patient(fact: Fact, scene: Scene) -> Fact | None:
    """A sentence cites another patient's resource; every other time it is about that patient too.

    Without other charts the citation leads to a resource that exists in none.
    """
    if len(fact.sources) != 1 or isinstance(fact, Together | Tally):
        return None
    kind, _, name = fact.sources[0].partition("/")
    same = [f for f in scene.foreign if f.sources[0].startswith(f"{kind}/")]
    if not same:
        return replace(fact, sources=(f"{kind}/{name[::-1]}-x",))
    chosen = scene.rng.choice(same)
    return chosen if scene.rng.random() < 0.5 else replace(fact, sources=chosen.sources)  # noqa: PLR2004 - half and half of them


def in_error(chart: Chart, references: Iterable[str]) -> Chart:
    """The chart as it would be had these entries been entered in error."""
    return _altered(chart, set(references), _wrong)


def believed(chart: Chart) -> tuple[Chart, frozenset[str]]:
    """The chart as it would be were nothing entered in error, refuted or cancelled; and what was.

    A thing not done is left out: that it was not done is true.
    """
    dead = frozenset(e.reference for e in chart.entries if not e.live and e.status != "not-done")
    return _altered(chart, set(dead), _revived), dead


def _revived(entry: Entry) -> Entry:
    status = "final" if entry.reference.startswith("Observation/") else "active"
    return replace(entry, live=True, verification="confirmed", status=entry.status and status)


def preliminary(chart: Chart, references: Iterable[str]) -> Chart:
    """The chart as it would be were these results and reports still preliminary."""
    return _altered(chart, set(references), _unfinished)


def _altered(chart: Chart, references: set[str], change: Callable[[Entry], Entry]) -> Chart:
    entries = tuple(change(e) if e.reference in references else e for e in chart.entries)
    return replace(chart, entries=entries, sources=_sources(chart, entries, references))


def _unfinished(entry: Entry) -> Entry:
    """Preliminary, in the words of the entry too."""
    words = [part for part in entry.text.split("; ") if part != entry.status]
    return replace(entry, status="preliminary", text="; ".join([*words, "preliminary"]))


def _wrong(entry: Entry) -> Entry:
    text = f"{entry.text}; entered-in-error"
    if entry.reference.startswith(VERIFIED):
        return replace(entry, live=False, verification="entered-in-error", status="", text=text)
    return replace(entry, live=False, status="entered-in-error", text=text)


def _sources(chart: Chart, entries: tuple[Entry, ...], references: set[str]) -> dict[str, bytes]:
    held = dict(chart.sources)
    for entry in entries:
        if entry.reference in references and (raw := chart.raw(entry.reference)):
            held[entry.reference] = _ENCODER.encode(dict(raw) | _fields(entry))
    return held


def _fields(entry: Entry) -> dict[str, object]:
    if not entry.reference.startswith(VERIFIED):
        return {"status": entry.status}
    system = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    if entry.reference.startswith("AllergyIntolerance/"):
        system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
    return {
        "clinicalStatus": None,
        "verificationStatus": {"coding": [{"system": system, "code": entry.verification}]},
    }
