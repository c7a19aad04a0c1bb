"""Results, blood pressures and their course, as they are told in notes and letters."""

import re
from typing import Final

from chartside.evals.injected_errors.facts import Pressure, Reading, Shift, Spread
from chartside.evals.injected_errors.phrasing.dates import dated, on
from chartside.evals.injected_errors.phrasing.numbers import counted, quantity, unit_words
from chartside.evals.injected_errors.phrasing.voice import Voice, opened

_READING: Final = (
    "{Name} was {value} {on}",
    "{On}, {name} was {value}",
    "{Name} {value} ({date})",
    "{Name} of {value} {on}",
    "{Whose} {name} measured {value} {on}",
    "A {name} of {value} was recorded {on}",
    "{Name} came back at {value} {on}",
    "{date}: {name} {value}",
    "{On} the {name} result was {value}",
    "{Name} {on}: {value}",
    "{Who} had a {name} of {value} {on}",
    "Testing {on} showed a {name} of {value}",
    "{Name} was found to be {value} {on}",
    "{Name} = {value} as of {date}",
    "{Name} checked {on} and was {value}",
)
_LATEST: Final = (
    "The most recent {name} was {value}",
    "Latest {name}: {value}",
    "{Whose} last recorded {name} is {value}",
    "Most recent {name} {value}",
    "The latest {name} on file is {value}",
    "{Name} was {value} at the last check",
)
_FLAGGED: Final = (
    "{Name} was {flag} at {value} {on}",
    "{Flag} {name} of {value} {on}",
    "{On}, {name} was {flag} ({value})",
    "{Who} had {a_flag} {name} of {value} {on}",
    "{Name} {value} {on}, which is {flag}",
)
_RANGED: Final = (
    "{Name} was {value} {on} (reference {least}-{most})",
    "{Name} {value} {on}, reference range {least} to {most}",
    "{On}, {name} was {value} (normal {least}-{most})",
    "{Name} {on}: {value} [{least}-{most}]",
)
_STAGED: Final = (
    "{Stage} {name} {on}: {value}",
    "The {stage} {name} result {on} was {value}",
    "{On}, the {stage} {name} was {value}",
    "{Name} {value} ({stage}, {date})",
)
_BELOW: Final = {
    "<": ("<", "less than ", "below ", "< "),
    ">": (">", "greater than ", "above ", "> "),
    "<=": ("<=", "at most ", "\N{LESS-THAN OR EQUAL TO}"),
    ">=": (">=", "at least ", "\N{GREATER-THAN OR EQUAL TO}"),
}
_FLAGS: Final = {
    "high": ("high", "elevated", "above normal", "raised"),
    "low": ("low", "low", "below normal", "reduced"),
}


_OF_BLOOD: Final = re.compile(r"\b(?:bloods?|labs?|laborator|chemistry|drawn|test)", re.IGNORECASE)


def say_reading(fact: Reading, voice: Voice) -> str:
    """One result in one sentence, without a full stop."""
    name = voice.name("name", fact.key, fact.names)
    value = _bounded(fact, voice)
    flag = voice.spelling("flag", fact.flag, _FLAGS[fact.flag]) if fact.flag else ""
    options: tuple[str, tuple[str, ...]] = ("reading", _READING)
    if fact.latest or not fact.day:
        options = ("latest", _LATEST)
    elif fact.stage:
        options = ("staged", _STAGED)
    elif fact.least is not None and fact.most is not None:
        options = ("ranged", _RANGED)
    elif flag:
        options = ("flagged", _FLAGGED)
    words = voice.pattern(*options, without=None if fact.blood else _OF_BLOOD).format(
        name=name,
        Name=opened(name),
        value=value,
        Value=opened(value),
        on=on(fact.day, voice) if fact.day else "",
        On=opened(on(fact.day, voice)) if fact.day else "",
        date=dated(fact.day, voice) if fact.day else "",
        Who=voice.who,
        Whose=voice.whose,
        flag=flag,
        Flag=opened(flag),
        a_flag=f"{'an' if flag[:1] in 'aeiou' else 'a'} {flag}",
        least="" if fact.least is None else f"{fact.least:f}",
        most="" if fact.most is None else f"{fact.most:f}",
        stage=fact.stage,
        Stage=opened(fact.stage),
    )
    return _an(words)


def _an(words: str) -> str:
    """`a A1c` → `an A1c`."""
    for sound in ("A1c", "eGFR", "HDL", "LDL", "LVEF", "estimated", "EF", "MCV", "MCH", "RDW"):
        words = words.replace(f" a {sound}", f" an {sound}").replace(f"A {sound}", f"An {sound}")
    return words


def _bounded(fact: Reading, voice: Voice) -> str:
    said = quantity(fact.number, fact.unit, fact.key, voice)
    return (
        voice.spelling("bound", fact.comparator, _BELOW[fact.comparator]) + said
        if fact.comparator
        else said
    )


_PRESSURE: Final = (
    "BP {bp} {on}",
    "{On}, blood pressure was {bp}",
    "Blood pressure of {bp} was recorded {on}",
    "{Whose} BP was {bp} {on}",
    "{date}: BP {bp}",
    "{Who} had a blood pressure of {bp} {on}",
    "BP measured {on} was {bp}",
    "Blood pressure {on}: {bp}",
    "BP {over} systolic and {under} diastolic {on}",
    "{On} the BP reading was {over} over {under}{unit}",
)


def say_pressure(fact: Pressure, voice: Voice) -> str:
    """One blood pressure in one sentence."""
    unit = voice.spelling("mmhg", "", (" mmHg", "", " mm Hg"))
    return voice.pattern("pressure", _PRESSURE).format(
        bp=f"{fact.over:f}/{fact.under:f}{unit}",
        over=f"{fact.over:f}",
        under=f"{fact.under:f}",
        unit=unit,
        on=on(fact.day, voice),
        On=opened(on(fact.day, voice)),
        date=dated(fact.day, voice),
        Who=voice.who,
        Whose=voice.whose,
    )


_SHIFT: Final = (
    "{Name} {went} from {first} {start} to {last} {end}",
    "{Whose} {name} {went} from {first} ({from_date}) to {last} ({to_date})",
    "Between {from_date} and {to_date}, {name} {went} from {first} to {last}",
    "{Name} {went} to {last} {end} from {first} {start}",
    "{Name} was {first} {start} and {went} to {last} by {to_date}",
    "From {from_date} to {to_date} {name} {went} from {first} to {last}",
)
_BY: Final = (
    "{Name} {went} by {by}, from {first} {start} to {last} {end}",
    "{Name} {went} from {first} {start} to {last} {end}, a {change} of {by}",
    "Between {from_date} and {to_date} {who} {lost} {by} ({first} to {last})",
)
_BARE: Final = (
    "{Name} {went} between {from_date} and {to_date}",
    "{Whose} {name} {went} from {from_date} to {to_date}",
    "Between {from_date} and {to_date} the {name} {went}",
)
_SAME: Final = (
    "{Name} was unchanged at {last} between {from_date} and {to_date}",
    "{Name} was {first} both {start} and {end}",
    "Between {from_date} and {to_date} {name} stayed at {last}",
)
_WENT: Final = {
    "rose": ("rose", "increased", "climbed", "went up"),
    "fell": ("fell", "decreased", "dropped", "went down"),
    "same": ("was unchanged",),
}
_CHANGE: Final = {"rose": ("rise", "increase"), "fell": ("fall", "decrease")}
_WEIGHT: Final = {"rose": ("gained", "put on"), "fell": ("lost", "shed")}


def say_shift(fact: Shift, voice: Voice) -> str:
    """Where a number went, between two dates."""
    voice = voice.of_several_dates()
    name = voice.name("name", fact.key, fact.names)
    words = voice.pattern(*_courses(fact)).format(
        name=name,
        Name=opened(name),
        went=voice.spelling("went", fact.direction, _WENT[fact.direction]),
        change=voice.spelling("change", fact.direction, _CHANGE.get(fact.direction, ("change",))),
        lost=voice.spelling("lost", fact.direction, _WEIGHT.get(fact.direction, ("kept",))),
        first=quantity(fact.first, fact.unit, fact.key, voice),
        last=quantity(fact.last, fact.unit, fact.key, voice),
        by="" if fact.by is None else quantity(fact.by, fact.unit, fact.key, voice),
        start=on(fact.start, voice),
        end=on(fact.end, voice),
        Start=opened(on(fact.start, voice)),
        End=opened(on(fact.end, voice)),
        from_date=dated(fact.start, voice),
        to_date=dated(fact.end, voice),
        who="the patient",
        Whose=voice.whose,
    )
    return words.replace(" a increase", " an increase").replace("A increase", "An increase")


def _courses(fact: Shift) -> tuple[str, tuple[str, ...]]:
    if fact.direction == "same":
        return "same", _SAME
    if fact.bare:
        return "bare", _BARE
    if fact.by is None:
        return "shift", _SHIFT
    return "by", _BY if fact.key == "weight" else _BY[:2]


_SPREAD: Final = (
    "{Name} ranged from {low} to {high} across {count} readings in {year}",
    "In {year}, {count} {name} measurements ranged between {low} and {high}",
    "{Name} values in {year} ran from {low} to {high} ({count} measurements)",
    "Over {year} {name} varied between {low} and {high}",
    "The lowest {name} in {year} was {low} and the highest was {high}",
)
_ENDS: Final = (
    "The lowest {name} in {year} was {low} and the highest was {high}",
    "In {year} {name} was {low} at its lowest and {high} at its highest",
    "{Name} in {year}: minimum {low}, maximum {high}",
)


def say_spread(fact: Spread, voice: Voice) -> str:
    """Least and greatest of a year."""
    name = voice.name("name", fact.key, fact.names)
    unit = unit_words(fact.unit, fact.key, voice)
    first = f"{fact.low:f}" if unit not in {"/10", ""} else f"{fact.low:f}{unit}"
    return voice.pattern(*(("ends", _ENDS) if fact.ends else ("spread", _SPREAD))).format(
        name=name,
        Name=opened(name),
        low=first,
        high=quantity(fact.high, fact.unit, fact.key, voice),
        count=counted(fact.count, voice),
        Count=opened(counted(fact.count, voice)),
        year=fact.year,
        Year=fact.year,
    )
