"""What a clinician fears: the specimen, a limit, an age, the reason, one word of a quotation."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.corruptions.subjects import mirror
from chartside.evals.injected_errors.corruptions.values import other_digit
from chartside.evals.injected_errors.facts import (
    Event,
    Fact,
    Illness,
    Medicine,
    Quote,
    Reading,
    Relative,
    Spread,
    Tally,
)

_IN_URINE_TOO: Final = frozenset(
    (
        *("potassium", "sodium", "chloride", "creatinine", "glucose", "calcium", "urea", "urate"),
        *("albumin", "protein", "phosphate", "magnesium"),
    )
)
"""Measured in the blood and in the urine."""


def specimen(fact: Fact, scene: Scene) -> Fact | None:  # noqa: ARG001 - one signature for all corruptions
    """A result of the blood is said to be of the urine."""
    if not isinstance(fact, Reading) or not fact.blood or fact.latest or fact.flag:
        return None
    if fact.key not in _IN_URINE_TOO or fact.least is not None:
        return None
    return replace(fact, key=f"urine {fact.key}", names=(f"urine {fact.names[0]}",), blood=False)


def limit(fact: Fact, scene: Scene) -> Fact | None:
    """A limit of the reference range has another digit, or both ends are another test's."""
    if not isinstance(fact, Reading) or fact.least is None or fact.most is None:
        return None
    name = scene.rng.choice(["most", "least"] if fact.least else ["most"])
    changed = other_digit(getattr(fact, name), scene)
    moved = replace(fact, least=changed) if name == "least" else replace(fact, most=changed)
    ordered = moved.least is not None and moved.most is not None and moved.least < moved.most
    return moved if ordered else None


def ends(fact: Fact, scene: Scene) -> Fact | None:  # noqa: ARG001 - one signature for all corruptions
    """The lowest is said to be the highest."""
    if not isinstance(fact, Spread) or not fact.ends:
        return None
    return replace(fact, low=fact.high, high=fact.low)


def side_of_event(fact: Fact, scene: Scene) -> Fact | None:  # noqa: ARG001 - one signature for all corruptions
    """An operation, a device or an examination is said to be on the other side."""
    return mirror(fact) if isinstance(fact, Event) else None


def age_at_onset(fact: Fact, scene: Scene) -> Fact | None:
    """A disease began years earlier or later, in the patient or a relative."""
    if not isinstance(fact, Illness | Relative) or fact.age is None:
        return None
    changed = fact.age + scene.rng.choice((-10, -5, -2, 2, 5, 10))
    return replace(fact, age=changed) if changed > 0 else None


def visits(fact: Fact, scene: Scene) -> Fact | None:
    """Visits, one or several more or fewer."""
    if not isinstance(fact, Tally) or fact.what != "encounter":
        return None
    steps = [n for n in (-3, -2, -1, 1, 2, 3) if fact.count + n > 0]
    return replace(fact, count=fact.count + scene.rng.choice(steps))


def never_done(fact: Fact, scene: Scene) -> Fact | None:  # noqa: ARG001 - one signature for all corruptions
    """What was done is said never to have been."""
    if not isinstance(fact, Event) or not fact.done:
        return None
    return replace(fact, done=False, reason="")


def once_done(fact: Fact, scene: Scene) -> Fact | None:
    """What was never done is said to have been, on a day of the last years."""
    if not isinstance(fact, Event) or fact.done or fact.day:
        return None
    day = f"{scene.chart.as_of.year - scene.rng.randint(1, 9)}-{scene.rng.randint(1, 12):02}"
    return replace(fact, done=True, day=day)


_REASONS: Final = ("rash", "dry cough", "hypoglycemia", "nosebleeds", "lack of effect", "cost")


def stop_reason(fact: Fact, scene: Scene) -> Fact | None:
    """A medicine was stopped for another reason."""
    if not isinstance(fact, Medicine) or not fact.why:
        return None
    others = [r for r in _REASONS if not set(r.split()) & set(fact.why.lower().split())]
    return replace(fact, why=scene.rng.choice(others))


_NUMBER: Final = re.compile(r"\d+")
_DENIAL: Final = re.compile(r"\b(?:no|not|never|without)\b ?", re.IGNORECASE)
_VERB: Final = re.compile(r"\b(?:is|are|was|were)\b(?! not| no\b)")
_OPPOSITE: Final = {
    a: b
    for one, other in (
        *(("left", "right"), ("right", "left"), ("high", "low"), ("low", "high")),
        *(("active", "inactive"), ("currently", "previously"), ("daily", "weekly")),
        *(("daughter", "sister"), ("mother", "father"), ("sooner", "later"), ("harder", "easier")),
        *(("days", "hours"), ("night", "day"), ("week", "month"), ("without", "with")),
        *(("middle", "low"), ("good", "poor"), ("well", "badly"), ("alone", "together")),
        *(("soft", "rigid"), ("clean", "infected"), ("slim", "swollen")),
        *(("some", "all"), ("most", "few"), ("two", "four"), ("afternoon", "morning")),
        *(("increased", "decreased"), ("normal", "abnormal"), ("positive", "negative")),
    )
    for a, b in ((one, other), (one.capitalize(), other.capitalize()))
}
_TURNED: Final = re.compile(rf"\b(?:{'|'.join(_OPPOSITE)})\b(?! school)")
"""Words whose place another takes that says something else in as good a sentence."""


def quoted_word(fact: Fact, scene: Scene) -> Fact | None:
    """One word of a passage is another: its opposite, a number, a denial dropped or put in."""
    if not isinstance(fact, Quote):
        return None
    words = fact.words
    options = [(m.span(), _OPPOSITE[m[0]]) for m in _TURNED.finditer(words)]
    for number in _NUMBER.finditer(words):
        options.append((number.span(), f"{other_digit(Decimal(number[0]), scene):f}"))
    options += [(m.span(), "") for m in _DENIAL.finditer(words)]
    options += [(m.span(), f"{m[0]} not") for m in _VERB.finditer(words)]
    return _put(fact, *scene.rng.choice(options)) if options else None


def _put(fact: Quote, span: tuple[int, int], word: str) -> Quote:
    words = f"{fact.words[: span[0]]}{word}{fact.words[span[1] :]}"
    return replace(fact, words=words[:1].upper() + words[1:])
