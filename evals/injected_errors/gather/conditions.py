"""Problems, allergies, relatives, habits and the person, read from a chart."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from chartside.evals.injected_errors.facts import (
    Allergy,
    Fact,
    Habit,
    Illness,
    Person,
    Relative,
    Together,
)
from chartside.evals.injected_errors.names.illnesses import ABSENT, illness_names
from chartside.evals.injected_errors.truth.conditions import absent, age_at, alike, smoking
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    has_ended,
    is_circumstance,
    is_no_known_allergy,
    is_provisional,
    smoking_status,
)
from chartside.fhir.entry import Entry, Kind


def problems(chart: Chart) -> list[Entry]:
    """Diseases and symptoms that were not refuted or entered in error."""
    return [e for e in chart.of(Kind.PROBLEM) if e.live and not is_circumstance(e)]


def illnesses(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """What each problem allows to say."""
    held = problems(chart)
    for entry in held:
        related = [e for e in held if alike(e.label, entry.label)]
        yield from _of_problem(entry, related, chart, rng)


def _of_problem(
    entry: Entry, related: list[Entry], chart: Chart, rng: random.Random
) -> Iterator[Illness]:
    base = Illness(
        sources=(entry.reference,),
        key=entry.label,
        names=illness_names(entry.label),
        state="history",
    )
    since = entry.when.day if entry.when else ""
    cut = rng.choice((10, 10, 7, 4))
    if is_provisional(entry):
        if not has_ended(entry, chart):
            yield replace(base, state="suspected")
        return
    yield base
    if since:
        yield replace(base, since=since[:cut])
    age = age_at(entry, chart)
    if age is not None:
        yield replace(base, age=age)
    over = [has_ended(e, chart) for e in related]
    if not any(over):
        yield replace(base, state="active")
        yield replace(base, state="active", since=since[:cut])
    elif all(over):
        yield replace(base, state="resolved")
        if entry.end:
            cut = 10 if since[:cut] == entry.end.day[:cut] else cut
            yield replace(base, state="resolved", until=entry.end.day[:cut])
            yield replace(base, state="resolved", since=since[:cut], until=entry.end.day[:cut])


def missing(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Diseases that nothing in the chart mentions.

    No resource states an absence. Half of the sentences cite problems that were read, half the
    Patient.
    """
    held = [e.reference for e in problems(chart)]
    for name, words in ABSENT:
        probe = Illness(
            sources=(), key=f"{name} {words}", names=illness_names(name), state="absent"
        )
        if absent(probe, chart):
            read = tuple(rng.sample(held, min(len(held), 4)))
            cited = read if rng.random() < 0.5 else ()  # noqa: PLR2004 - half cite what was read
            yield replace(probe, key=name, sources=cited or (chart.patient.reference,))


_ALLERGY_WORDS = re.compile(r"^allergy to\s+|\s*\(animal\)|\s+allergy$", re.IGNORECASE)


def allergies(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Allergies with and without their reaction, and statements that there are none."""
    for entry in chart.of(Kind.ALLERGY):
        if not entry.live:
            continue
        if is_no_known_allergy(entry):
            yield Allergy(sources=(entry.reference,), key="drug", state="none")
            continue
        name = _ALLERGY_WORDS.sub("", entry.label).strip().lower()
        over = entry.status in {"inactive", "resolved"}
        base = Allergy(
            sources=(entry.reference,),
            key=name,
            names=(name,),
            state="inactive" if over else "active",
        )
        yield base
        for said in () if over else entry.reactions:
            yield _reacting(base, said, rng)


def _reacting(base: Allergy, said: str, rng: random.Random) -> Allergy:
    reaction, _, severity = said.partition(" (")
    told = severity.rstrip(")") if rng.random() < 0.5 else ""  # noqa: PLR2004 - share of sentences
    return replace(base, reaction=reaction.lower(), severity=told)


def relatives(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """What relatives had."""
    for entry in chart.of(Kind.FAMILY):
        if not entry.live or not entry.relationship:
            continue
        for part in entry.components:
            fact = Relative(
                sources=(entry.reference,),
                key=part.code.label,
                names=illness_names(part.code.label),
                relative=entry.relationship.lower(),
            )
            yield fact
            aged = re.search(r"at age (\d+)$", part.value.words) if part.value else None
            if aged:
                yield replace(fact, age=int(aged[1]))
    rng.random()


def habits(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Smoking, by the newest statement."""
    newest = smoking_status(chart)
    told = {
        smoking(e.value.words)
        for e in chart.of(Kind.SOCIAL)
        if newest and e.live and e.value and e.when == newest.when
    } - {""}
    if newest and newest.value and len(told) == 1:
        yield Habit(sources=(newest.reference,), key="smoking", state=told.pop())
    rng.random()


def person(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Age and sex of the living."""
    age = chart.patient.age(chart.as_of.date())
    if age is not None and not chart.patient.dead and chart.patient.sex in {"male", "female"}:
        yield Person(
            sources=(chart.patient.reference,), key="person", age=age, sex=chart.patient.sex
        )
    rng.random()


def lists(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Two or three active problems in one sentence."""
    facts = [f for f in illnesses(chart, rng) if isinstance(f, Illness)]
    active = [f for f in facts if f.state == "active" and not f.since]
    for _ in range(min(5, len(active) // 2)):
        parts = tuple(rng.sample(active, min(len(active), rng.choice((2, 3)))))
        if len({p.key for p in parts}) == len(parts):
            yield Together(
                sources=tuple(s for p in parts for s in p.sources), parts=parts, layout="problems"
            )
