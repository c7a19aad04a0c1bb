"""Facts as sentences, in widely varied phrasing; knows no chart and no checker."""

import re
from functools import singledispatch
from typing import Final

from chartside.evals.injected_errors import facts
from chartside.evals.injected_errors.phrasing import conditions, events, medicines, results
from chartside.evals.injected_errors.phrasing.dates import on
from chartside.evals.injected_errors.phrasing.numbers import quantity
from chartside.evals.injected_errors.phrasing.voice import Voice, continued, opened

__all__ = ["Voice", "say", "sentence"]

_PANEL: Final = (
    "Results {when}: {listed}",
    "Labs {when} showed {listed}",
    "{When}: {listed}",
    "{When} results included {listed}",
)
_SIGNS: Final = (
    "Vitals {when}: {listed}",
    "{When}: {listed}",
    "Vital signs {when} included {listed}",
)
_DENYING: Final = re.compile(r"(?:No|Not|Nil|Never|Neg|Negative|Denies|Without)\b")
"""After these, "and" may go on denying: "No history of gout and asthma"."""
_OF_BLOOD: Final = re.compile(r"blood|haematology", re.IGNORECASE)
_MEDICINES: Final = (
    "Current medications: {listed}",
    "{Who} takes {listed}",
    "{Who} is currently on {listed}",
    "Medications include {listed}",
)
_PROBLEMS: Final = (
    "{Who} has a history of {listed}",
    "PMH: {listed}",
    "Past medical history includes {listed}",
    "{Who} has {listed}",
)


def sentence(fact: facts.Fact, voice: Voice) -> str:
    """A fact as one sentence with its full stop."""
    words = say(fact, voice).strip()
    return words if words.endswith(".") else f"{words}."


@singledispatch
def say(fact: facts.Fact, voice: Voice) -> str:
    """A fact in words, without a full stop."""
    raise TypeError(f"no words for {type(fact).__name__} in {voice.seed}")


say.register(facts.Reading, results.say_reading)
say.register(facts.Pressure, results.say_pressure)
say.register(facts.Shift, results.say_shift)
say.register(facts.Spread, results.say_spread)
say.register(facts.Medicine, medicines.say_medicine)
say.register(facts.Illness, conditions.say_illness)
say.register(facts.Allergy, conditions.say_allergy)
say.register(facts.Relative, conditions.say_relative)
say.register(facts.Habit, conditions.say_habit)
say.register(facts.Person, conditions.say_person)
say.register(facts.Event, events.say_event)
say.register(facts.Finding, events.say_finding)
say.register(facts.Quote, events.say_quote)
say.register(facts.Tally, events.say_tally)


@say.register
def _(fact: facts.Together, voice: Voice) -> str:
    lists = {"panel": _panel, "signs": _signs, "medicines": _medicines, "problems": _problems}
    return lists.get(fact.layout, _clauses)(fact.parts, voice)


def _clauses(parts: tuple[facts.Fact, ...], voice: Voice) -> str:
    first, *rest = (
        say(part, voice.again(str(n)).of_several_dates()) for n, part in enumerate(parts)
    )
    joint = voice.spelling("joint", "", ("; ", ", and ", ", while ", " and "))
    if joint == " and " and _DENYING.match(first):
        joint = "; "
    return joint.join([first, *(continued(words) for words in rest)])


def _panel(parts: tuple[facts.Fact, ...], voice: Voice) -> str:
    """Results of one day: `Labs on 2 March 2019: Na 140 mmol/L, K 4.2 mmol/L`."""
    when, listed = _of_one_day(parts, voice)
    blood = all(isinstance(p, facts.Reading) and p.blood for p in parts)
    return voice.pattern("panel", _PANEL, None if blood else _OF_BLOOD).format(
        when=when, When=opened(when), listed=listed
    )


def _signs(parts: tuple[facts.Fact, ...], voice: Voice) -> str:
    """Vital signs of one day: `Vitals on 2 March 2019: HR 72 bpm, weight 80 kg`."""
    when, listed = _of_one_day(parts, voice)
    return voice.pattern("signs", _SIGNS).format(when=when, When=opened(when), listed=listed)


def _of_one_day(parts: tuple[facts.Fact, ...], voice: Voice) -> tuple[str, str]:
    readings = [p for p in parts if isinstance(p, facts.Reading)]
    said = [
        f"{voice.name(f'name {n}', r.key, r.names)} {quantity(r.number, r.unit, r.key, voice)}"
        for n, r in enumerate(readings)
    ]
    return on(readings[0].day, voice), _listed(said, voice)


def _medicines(parts: tuple[facts.Fact, ...], voice: Voice) -> str:
    said = [
        medicines.medicine_words(p, voice.again(str(n)))
        for n, p in enumerate(parts)
        if isinstance(p, facts.Medicine)
    ]
    listed = _listed(said, voice)
    return voice.pattern("medicines", _MEDICINES).format(Who=voice.who, listed=listed)


def _problems(parts: tuple[facts.Fact, ...], voice: Voice) -> str:
    listed = _listed([voice.name(f"name {n}", p.key, p.names) for n, p in enumerate(parts)], voice)
    return voice.pattern("problems", _PROBLEMS).format(Who=voice.who, listed=listed)


def _listed(words: list[str], voice: Voice) -> str:
    last = voice.spelling("and", "", (" and ", ", and ", ", "))
    return ", ".join(words[:-1]) + last + words[-1]
