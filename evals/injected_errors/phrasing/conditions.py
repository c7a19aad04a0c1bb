"""Problems, allergies, relatives, habits and the person, as they are told in notes and letters."""

import re
from typing import Final

from chartside.evals.injected_errors.facts import Allergy, Habit, Illness, Person, Relative
from chartside.evals.injected_errors.phrasing.dates import dated, on
from chartside.evals.injected_errors.phrasing.voice import Voice, opened

_ILLNESS: Final = {
    "active": (
        "{Who} has {name}",
        "Active problems include {name}",
        "{Name} is an active problem",
        "{Who} carries a diagnosis of {name}",
        "Known {name}",
        "{Name} remains active",
        "{Who} is known to have {name}",
    ),
    "history": (
        "{Who} has a history of {name}",
        "H/o {name}",
        "PMH significant for {name}",
        "Past medical history includes {name}",
        "Patient with h/o {name}",
    ),
    "resolved": (
        "{Name} has resolved",
        "Resolved {name}",
        "{Whose} {name} is resolved",
        "Prior {name}, now resolved",
    ),
    "suspected": (
        "{Name} is suspected but not confirmed",
        "Possible {name}",
        "{Name} (provisional diagnosis)",
    ),
    "absent": (
        "No documented history of {name}",
        "There is no record of {name}",
        "{Who} has no recorded {name}",
        "No {name} is documented in the chart",
    ),
    "denied": (
        "No history of {name}",
        "{Who} denies any history of {name}",
        "{Who} does not have {name}",
        "There is no evidence of {name}",
        "Negative for {name}",
        "{Who} has never had {name}",
    ),
}
_SINCE: Final = {
    "active": (
        "{Who} has had {name} since {since}",
        "{Name} was diagnosed {on_since}",
        "{Who} was diagnosed with {name} {on_since}",
        "{Name}, onset {since}, remains active",
        "{Name} since {since}",
        "{On_since}, {who} was diagnosed with {name}",
    ),
    "history": (
        "{Who} had {name} {on_since}",
        "H/o {name} {on_since}",
        "{Name} began {on_since}",
        "An episode of {name} started {on_since}",
    ),
}
_AGED_PROBLEM: Final = (
    "{Who} was diagnosed with {name} at age {age}",
    "Onset of {name} was at age {age}",
    "{Name}, diagnosed at the age of {age}",
)
_UNTIL: Final = (
    "{Name} resolved {on_until}",
    "{Whose} {name} had resolved by {until}",
    "{On_until}, {name} resolved",
)
_EPISODE: Final = (
    "{Name} from {since} to {until}",
    "{Who} had {name} from {since} until {until}",
    "{Name} (onset {since}, resolved {until})",
)


_PRESENT: Final = re.compile(r"^(?!.*(?:history|hx|ever|prior))", re.IGNORECASE)
"""Denials of now only: nothing in them says history, ever or never."""


def say_illness(fact: Illness, voice: Voice) -> str:
    """One problem in one sentence, without a full stop."""
    voice = voice.of_several_dates() if fact.since and fact.until else voice
    name = voice.name("name", fact.key, fact.names)
    without = None if fact.state != "never" else _PRESENT
    return voice.pattern(*_patterns(fact), without=without).format(
        name=name,
        Name=opened(name),
        Who=voice.who,
        who="the patient",
        Whose=voice.whose,
        age=fact.age,
        since=dated(fact.since, voice) if fact.since else "",
        on_since=on(fact.since, voice) if fact.since else "",
        On_since=opened(on(fact.since, voice)) if fact.since else "",
        until=dated(fact.until, voice) if fact.until else "",
        on_until=on(fact.until, voice) if fact.until else "",
        On_until=opened(on(fact.until, voice)) if fact.until else "",
    )


def _patterns(fact: Illness) -> tuple[str, tuple[str, ...]]:
    if fact.age is not None:
        return "aged problem", _AGED_PROBLEM
    if fact.until:
        return ("episode", _EPISODE) if fact.since else ("resolved on", _UNTIL)
    if fact.since and fact.state in _SINCE:
        return f"{fact.state} since", _SINCE[fact.state]
    return ("denied problem" if fact.state == "never" else f"{fact.state} problem"), _ILLNESS[
        "denied" if fact.state == "never" else fact.state
    ]


_ALLERGY: Final = (
    "{Who} is allergic to {name}",
    "Allergy to {name} is documented",
    "Known {name} allergy",
    "{Who} has an allergy to {name}",
    "Allergies: {name}",
)
_REACTING: Final = (
    "{Who} is allergic to {name} ({reaction})",
    "{Name} causes {reaction}",
    "Allergy to {name} with {reaction}",
    "{Who} developed {reaction} with {name}",
    "{Name} allergy, reaction: {reaction}",
)
_OUTGROWN: Final = (
    "{Whose} {name} allergy is no longer active",
    "Past allergy to {name}, now inactive",
    "Allergy to {name} is inactive",
)
_NONE: Final = {
    "drug": ("No known drug allergies", "NKDA", "{Who} has no known drug allergies"),
    "": ("No known allergies", "NKA", "{Who} has no known allergies", "{Who} denies any allergies"),
}


def say_allergy(fact: Allergy, voice: Voice) -> str:
    """One allergy, or that there is none."""
    reaction = " ".join(w for w in (fact.severity, fact.reaction) if w)
    options: tuple[str, tuple[str, ...]] = ("allergy", _ALLERGY)
    if fact.state == "inactive":
        options = ("outgrown", _OUTGROWN)
    elif fact.state == "none":
        options = (f"no {fact.key} allergy", _NONE[fact.key])
    elif reaction:
        options = ("reacting", _REACTING)
    name = voice.name("name", fact.key, fact.names) if fact.names else ""
    return voice.pattern(*options).format(
        name=name,
        Name=opened(name),
        reaction=reaction,
        Reaction=opened(reaction),
        Who=voice.who,
        Whose=voice.whose,
    )


_RELATIVE: Final = (
    "Family history is notable for {name} in {whose} {relative}",
    "{Whose} {relative} had {name}",
    "{Relative} with {name}",
    "FHx: {name} ({relative})",
    "{Whose} {relative} was diagnosed with {name}",
)
_AGED: Final = (
    "{Whose} {relative} had {name} at age {age}",
    "{Relative} diagnosed with {name} aged {age}",
    "FHx: {name} in {relative} at {age}",
)


def say_relative(fact: Relative, voice: Voice) -> str:
    """What a relative had."""
    name = voice.name("name", fact.key, fact.names)
    options = ("relative", _RELATIVE) if fact.age is None else ("aged relative", _AGED)
    return voice.pattern(*options).format(
        name=name,
        Name=opened(name),
        relative=fact.relative,
        Relative=opened(fact.relative),
        age=fact.age,
        whose="the patient's",
        Whose=voice.whose,
    )


_HABIT: Final = {
    "never": ("{Who} has never smoked", "Never smoker", "{Who} is a lifelong non-smoker"),
    "former": ("{Who} is a former smoker", "Ex-smoker", "Former smoker"),
    "current": ("{Who} is a current smoker", "Current smoker", "{Who} currently smokes"),
}


def say_habit(fact: Habit, voice: Voice) -> str:
    """Smoking."""
    return voice.pattern(f"{fact.state} smoker", _HABIT[fact.state]).format(Who=voice.who)


_PERSON: Final = (
    "{age}-year-old {person}",
    "The patient is a {age}-year-old {person}",
    "{Age} {sex}",
    "This is a {age}-year-old {sex} patient",
)


def say_person(fact: Person, voice: Voice) -> str:
    """Age and sex."""
    people = {"male": ("man", "gentleman", "male"), "female": ("woman", "lady", "female")}
    return voice.pattern("person", _PERSON).format(
        age=fact.age,
        Age=f"{fact.age}yo",
        person=voice.spelling("people", fact.sex, people[fact.sex]),
        sex=fact.sex,
        Sex=opened(fact.sex),
    )
