"""Procedures, visits, vaccines, examinations and counts, as they are told in notes and letters."""

import re
from typing import Final

from chartside.evals.injected_errors.facts import Event, Finding, Quote, Tally
from chartside.evals.injected_errors.phrasing.dates import dated, on
from chartside.evals.injected_errors.phrasing.numbers import counted, times
from chartside.evals.injected_errors.phrasing.voice import Voice, opened

_EVENT: Final = {
    "procedure": (
        "{Who} underwent {name} {on}",
        "{Name} was performed {on}",
        "S/p {name} {on}",
        "{On}, {who} underwent {name}",
        "{Who} had {name} {on}",
        "{Name} was done {on}",
        "{Name} ({date})",
    ),
    "encounter": (
        "{Who} was seen {on} ({name})",
        "{Who} had a {name} {on}",
        "{On} there was a {name}",
        "{Name} {on}",
        "A {name} took place {on}",
    ),
    "immunization": (
        "{Who} received {name} {on}",
        "{Name} was given {on}",
        "{Name} administered {on}",
        "{Who} was vaccinated with {name} {on}",
        "{Name}: {date}",
        "{On}, {who} received {name}",
    ),
    "device": (
        "{Who} has {a_name}",
        "{A_name} is in place",
        "Devices: {name}",
        "Device: {name}",
    ),
    "imaging": (
        "{Name} was obtained {on}",
        "{Name} was performed {on}",
        "{Who} had a {name} {on}",
        "{Name} done {on}",
    ),
}
_NOT: Final = {
    "procedure": (
        "{Who} has never had {name}",
        "{Who} has not undergone {name}",
        "No {name} has been performed",
    ),
    "encounter": ("{Who} was not seen {on}", "{On} there was no visit"),
    "immunization": (
        "{Name} has never been given",
        "{Who} has not received {name}",
        "{Who} has never received {name}",
    ),
    "imaging": ("No {name} has been performed", "{Who} has never had a {name}"),
    "device": ("{Who} has no {name}", "{Who} does not have {a_name}", "No {name} is in place"),
}
_DECLINED: Final = (
    "{Who} declined {name} {on}",
    "{Name} was declined {on}",
    "{Name} was not given {on}",
)
_WHY: Final = {
    "encounter": (
        "{Who} was seen {on} for {reason}",
        "{On}, {who} presented with {reason}",
        "A {name} {on} was for {reason}",
        "{Name} {on} for {reason}",
    ),
    "procedure": (
        "{Who} underwent {name} {on} for {reason}",
        "{Name} was performed {on} because of {reason}",
        "{On}, {name} was done for {reason}",
    ),
}


_ERRAND: Final = re.compile(r"visit|screen|review|check|follow|examination|vaccin", re.IGNORECASE)
_COMPLAINT: Final = re.compile(r"with \{|w/ |CC |presented|brought")
"""One comes with a cough, and for a review."""


def say_event(fact: Event, voice: Voice) -> str:
    """Something done, or not done, on a day."""
    name = voice.name("name", fact.key, fact.names)
    options = (fact.what, _EVENT[fact.what])
    if not fact.done:
        options = ("declined", _DECLINED) if fact.reason else (f"no {fact.what}", _NOT[fact.what])
    elif fact.reason:
        options = (f"{fact.what} why", _WHY[fact.what])
    errand = bool(fact.reason) and bool(_ERRAND.search(fact.reason))
    return _an(
        voice.pattern(*options, without=_COMPLAINT if errand else None).format(
            name=name,
            Name=opened(name),
            a_name=with_article(name),
            A_name=opened(with_article(name)),
            Who=voice.who,
            who="the patient",
            on=on(fact.day, voice) if fact.day else "",
            On=opened(on(fact.day, voice)) if fact.day else "",
            date=dated(fact.day, voice) if fact.day else "",
            reason=fact.reason,
            Reason=opened(fact.reason),
        )
    )


def with_article(name: str) -> str:
    """A device with its article: `a pacemaker`, `an insulin pump`; `bilateral ...` has none."""
    if name.startswith("bilateral"):
        return name
    vowel = name[:1].lower() in "aeiou" or name.startswith(
        ("X-ray", "MR", "ECG", "EEG", "LV", "HD")
    )
    return f"{'an' if vowel else 'a'} {name}"


_VOWEL: Final = re.compile(r"\b([Aa]) (?=(?:[aeio]|X-ray|ED\b|EGD|EKG|MR|u(?!ni|se|ri|re|ro)))")


def _an(words: str) -> str:
    """`a ultrasound` → `an ultrasound`."""
    return _VOWEL.sub(r"\1n ", words)


_FINDING: Final = (
    "{Name} {on} showed: {words}",
    "{On}, {name} reported: {words}",
    "{Name} ({date}): {words}",
    "Impression of the {name} {on}: {words}",
)
_FINAL: Final = (
    "The {stage} report of the {name} {on} reads: {words}",
    "{Stage} {name} report ({date}): {words}",
)


def say_finding(fact: Finding, voice: Voice) -> str:
    """What a report concludes, in its own words."""
    name = voice.name("name", fact.key, fact.names)
    return voice.pattern(
        *(("stated finding", _FINAL) if fact.stage else ("finding", _FINDING))
    ).format(
        name=name,
        Name=opened(name),
        on=on(fact.day, voice),
        On=opened(on(fact.day, voice)),
        date=dated(fact.day, voice),
        words=fact.words,
        stage=fact.stage,
        Stage=opened(fact.stage),
    )


_QUOTE: Final = (
    'The {name} {on} states: "{words}"',
    '"{words}" ({name}, {date})',
    'As noted {on}: "{words}"',
    'According to the {name} {on}, "{words}"',
)


def say_quote(fact: Quote, voice: Voice) -> str:
    """A passage of a document, word for word."""
    name = voice.name("name", fact.key, fact.names)
    return voice.pattern("quote", _QUOTE).format(
        name=name,
        Name=opened(name),
        on=on(fact.day, voice),
        On=opened(on(fact.day, voice)),
        date=dated(fact.day, voice),
        words=fact.words,
    )


_TALLY: Final = {
    "encounter": (
        "{Who} was seen {times} in {year}",
        "{Count} encounters are recorded in {year}",
        "There were {count} visits in {year}",
        "In {year} {who} had {count} encounters",
    ),
    "reading": (
        "{Name} was measured {times} in {year}",
        "In {year}, {name} was checked {times}",
        "{Count} {name} results are on file for {year}",
    ),
    "immunization": (
        "{Who} has received {count} doses of {name}",
        "{Count} doses of {name} are recorded",
        "{Name}: {count} doses given",
    ),
    "procedure": (
        "{Who} has undergone {name} {times}",
        "{Name} was performed {times}",
        "{Name} has been done {times}",
    ),
}


def say_tally(fact: Tally, voice: Voice) -> str:
    """How often."""
    name = voice.name("name", fact.key, fact.names) if fact.names else ""
    words = voice.pattern(f"tally {fact.what}", _TALLY[fact.what]).format(
        Who=voice.who,
        who="the patient",
        name=name,
        Name=opened(name),
        count=counted(fact.count, voice),
        Count=opened(counted(fact.count, voice)),
        times=times(fact.count, voice),
        number=fact.count,
        year=fact.year,
        Year=fact.year,
    )
    singular = (
        ("encounters", "encounter"),
        ("visits", "visit"),
        (" results", " result"),
        (" readings", " reading"),
        (" values", " value"),
    )
    if fact.count == 1:
        for many, one in (*singular, ("doses", "dose"), (" are ", " is "), ("were", "was")):
            words = words.replace(many, one)
    return words
