"""Sentences to judge: true ones, and their corrupted twins."""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from chartside.draft import Citation, Statement
from chartside.errors import UsageError
from chartside.evals.injected_errors.corruptions import (
    CITED,
    HALF,
    IN_ERROR,
    KINDS,
    PRELIMINARY,
    TEXT,
    sources,
)
from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.facts import (
    Fact,
    Finding,
    Quote,
    Reading,
    Tally,
    Together,
)
from chartside.evals.injected_errors.gather import facts_of
from chartside.evals.injected_errors.names.analytes import VITALS
from chartside.evals.injected_errors.phrasing import Voice, sentence
from chartside.evals.injected_errors.phrasing.words import KNOWN, OPEN, UNREAD, WORDS
from chartside.evals.injected_errors.truth import false_in, holds
from chartside.fhir.chart import Chart

TWINS: Final = 2
"""Corrupted twins of a true sentence, each of another kind."""

LISTED: Final = {
    "panel": ("value digit", "decimal shift", "unit"),
    "signs": ("value digit", "decimal shift", "unit"),
    "medicines": ("drug of the chart", "drug not in the chart", "dose", "frequency", "route"),
    "problems": ("disease", "side"),
}
"""What a list says of its parts, and so what can be false of them in it."""

KEPT: Final = tuple(name for name in WORDS if name != KNOWN)
"""Sets of words that can be kept for patients held out."""

ALTERED: Final = 10
"""Sentences of a chart whose source is said to be entered in error, and to be preliminary."""


@dataclass(frozen=True)
class Case:
    """One sentence with its citations, against one chart.

    `kind` is how it was made false, empty for a true one; `before` the true sentence it was;
    `reserved` whether it is said in words kept for patients held out.
    """

    statement: Statement
    chart: Chart
    half: str
    family: str
    kind: str = ""
    before: str = ""
    fact: Fact | None = None
    reserved: bool = False


def half_of(patient: str) -> str:
    """`tuned` or `held out`, by a hash of `Patient/id`: no look at the record decides."""
    return ("tuned", "held out")[hashlib.sha256(patient.encode()).digest()[0] % 2]


def cases(
    charts: Sequence[Chart], seed: str = "0", limit: int | None = None, kept: str = UNREAD
) -> Iterator[Case]:
    """True sentences of every chart, at most `limit` each, every one followed by its twins.

    `kept` names the words that only patients held out are spoken of in. The same charts, seed,
    limit and words give the same cases, in the same order.
    """
    if kept not in WORDS or kept == KNOWN:
        raise UsageError(f"no words are kept under this name; there are: {', '.join(KEPT)}")
    facts = [_limited(facts_of(chart, seed), limit, seed, chart) for chart in charts]
    for number, chart in enumerate(charts):
        foreign = tuple(
            f
            for other, held in enumerate(facts)
            if other != number and charts[other].patient.reference != chart.patient.reference
            for _, f in held
            if len(f.sources) == 1 and not isinstance(f, Together | Tally | Quote)
        )
        yield from _of_chart(chart, facts[number], foreign, seed, kept)


def _limited(
    facts: list[tuple[str, Fact]], limit: int | None, seed: str, chart: Chart
) -> list[tuple[str, Fact]]:
    if limit is None or len(facts) <= limit:
        return facts
    rng = random.Random(f"{seed}:{chart.patient.reference}:limit")  # noqa: S311 - a sample, no secret
    return rng.sample(facts, limit)


def _of_chart(
    chart: Chart, facts: list[tuple[str, Fact]], foreign: tuple[Fact, ...], seed: str, kept: str
) -> Iterator[Case]:
    rng = random.Random(f"{seed}:{chart.patient.reference}:corruptions")  # noqa: S311 - a sample, no secret
    scene = Scene(chart, rng, foreign)
    made: Counter[str] = Counter()
    half = half_of(chart.patient.reference)
    for number, (family, fact) in enumerate(facts):
        voice = _voice(chart, f"{seed}:{chart.patient.reference}:{number}", kept)
        words = voice.words
        true = Case(_statement(fact, voice), chart, half, family, fact=fact, reserved=words == kept)
        yield true
        for kind, twin in _twins(fact, scene, made, voice):
            made[kind] += 1
            yield replace(
                true,
                statement=_statement(twin, voice),
                kind=kind,
                before=true.statement.text,
                fact=twin,
            )
    yield from _altered(chart, facts, scene, seed, kept)


def _voice(chart: Chart, seed: str, kept: str) -> Voice:
    """Of patients held out every other sentence is said in the words kept back.

    The others, and those of all other patients, are said in words that rules may be written for.
    """
    plain = Voice(seed, chart.patient.sex, today=chart.as_of.date().isoformat())
    open_to_all = [name for name in OPEN if name != kept]
    held_out = half_of(chart.patient.reference) == "held out"
    if held_out and plain.pick("words", (True, False)):
        return replace(plain, words=kept)
    return replace(plain, words=plain.pick("open words", open_to_all))


def _statement(fact: Fact, voice: Voice) -> Statement:
    if isinstance(fact, Quote):
        end = fact.at + len(fact.held)
        cited = Citation(fact.sources[0], quote=fact.held, start=fact.at, end=end)
        bare = Citation(fact.sources[0])
        return Statement(sentence(fact, voice), (voice.pick("offsets", (cited, bare)),))
    return Statement(sentence(fact, voice), tuple(Citation(s) for s in fact.sources))


def _twins(
    fact: Fact, scene: Scene, made: Counter[str], voice: Voice
) -> Iterator[tuple[str, Fact]]:
    """Twins of the kinds that this chart has had the fewest of."""
    found = 0
    for kind in sorted(
        (k for k in KINDS if k != IN_ERROR), key=lambda k: (made[k], scene.rng.random())
    ):
        twin = corrupted(kind, fact, scene, voice)
        if twin is not None:
            yield kind, twin
            found += 1
            if found == TWINS:
                return


def corrupted(kind: str, fact: Fact, scene: Scene, voice: Voice) -> Fact | None:
    """The fact made false in this way; None where it cannot be, or might still be true.

    A twin of another text must be one that nothing in the chart makes true; a twin of the same
    text must cite what does not make it true.
    """
    twin: Fact | None
    if isinstance(fact, Together):
        twin = _half(fact, scene, voice) if kind == HALF else None
    else:
        change = TEXT.get(kind) or CITED.get(kind)
        twin = change(fact, scene) if change else None
    if twin is None:
        return None
    if kind in CITED:
        return twin if _miscited(fact, twin, scene.chart) else None
    seen = sentence(twin, voice) != sentence(fact, voice)
    return twin if seen and false_in(twin, scene.chart) else None


def _miscited(fact: Fact, twin: Fact, chart: Chart) -> bool:
    if twin.sources == fact.sources:
        return False
    cited = [e for ref in twin.sources if (e := chart.get(ref))]
    own = replace(twin, sources=fact.sources) == fact
    return not holds(twin, cited, chart) and (own or false_in(twin, chart))


def _half(fact: Together, scene: Scene, voice: Voice) -> Together | None:
    """One part made false, the others left as they are."""
    place = scene.rng.randrange(len(fact.parts))
    part = fact.parts[place]
    kinds = list(LISTED.get(fact.layout, TEXT))
    scene.rng.shuffle(kinds)
    for kind in kinds:
        twin = TEXT[kind](part, scene)
        if twin is None or not false_in(twin, scene.chart) or twin.sources != part.sources:
            continue
        parts = (*fact.parts[:place], twin, *fact.parts[place + 1 :])
        joined = replace(fact, parts=parts)
        if sentence(joined, voice) != sentence(fact, voice) and _one_day(joined):
            return joined
    return None


def _one_day(fact: Together) -> bool:
    """Results of one day are said with one date for all of them."""
    days = {p.day for p in fact.parts if isinstance(p, Reading)}
    return fact.layout not in {"panel", "signs"} or len(days) == 1


def _altered(
    chart: Chart, facts: list[tuple[str, Fact]], scene: Scene, seed: str, kept: str
) -> Iterator[Case]:
    """True sentences against the chart as it would be, had their source been retracted or early."""
    single = [
        (family, f)
        for family, f in facts
        if len(f.sources) == 1 and f.sources[0] != chart.patient.reference
        if not isinstance(f, Quote)
    ]
    scene.rng.shuffle(single)
    held = single[:ALTERED]
    wrong = sources.in_error(chart, [f.sources[0] for _, f in held])
    yield from _against(wrong, held, IN_ERROR, seed, kept)
    yield from _against(chart, _dead(chart, seed), IN_ERROR, f"{seed}:dead", kept)
    early = [
        (family, f)
        for family, f in single
        if (isinstance(f, Reading) and f.key not in VITALS) or isinstance(f, Finding)
        if not f.stage
    ][:ALTERED]
    unfinished = sources.preliminary(chart, [f.sources[0] for _, f in early])
    said = [
        (family, replace(f, stage="final") if n % 2 and _dated(f) else f)
        for n, (family, f) in enumerate(early)
    ]
    yield from _against(unfinished, said, PRELIMINARY, seed, kept)
    told = [(family, replace(f, stage="preliminary")) for family, f in early if _dated(f)]
    yield from _against(unfinished, told, "", seed, kept)


def _dead(chart: Chart, seed: str) -> list[tuple[str, Fact]]:
    """What would be true if what was entered in error, refuted or cancelled were to be believed."""
    revived, dead = sources.believed(chart)
    if not dead:
        return []
    found = [(family, f) for family, f in facts_of(revived, seed) if set(f.sources) <= dead]
    return found[:ALTERED]


def _dated(fact: Fact) -> bool:
    return isinstance(fact, Finding) or (isinstance(fact, Reading) and bool(fact.day))


def _against(
    chart: Chart, facts: Sequence[tuple[str, Fact]], kind: str, seed: str, kept: str
) -> Iterator[Case]:
    patient = chart.patient.reference
    for number, (family, fact) in enumerate(facts):
        cited = [e for ref in fact.sources if (e := chart.get(ref))]
        if false_in(fact, chart) if kind else holds(fact, cited, chart):
            voice = _voice(chart, f"{seed}:{patient}:{kind}:{number}", kept)
            yield Case(
                _statement(fact, voice),
                chart,
                half_of(patient),
                family,
                kind,
                fact=fact,
                reserved=voice.words == kept,
            )
