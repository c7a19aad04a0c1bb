"""From what was read to the answer: which rules a question goes through."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from chartside.agent.asking.answers import medicine_lists, medicines, problems, results
from chartside.agent.asking.answers.allergies import about_allergy
from chartside.agent.asking.answers.circumstances import in_circumstance
from chartside.agent.asking.answers.events import about_event, happened, told, visits
from chartside.agent.asking.answers.in_order import in_order, order_asked
from chartside.agent.asking.answers.notes import noted
from chartside.agent.asking.answers.people import (
    about_care,
    about_family,
    about_habit,
    about_patient,
    age_then,
)
from chartside.agent.asking.answers.sought import Sought
from chartside.agent.asking.concepts import Meant
from chartside.agent.asking.cues import NEGATED, PENULTIMATE
from chartside.agent.asking.question import About, Pick, Want
from chartside.draft import Statement
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of

_MEDICINES: Final = (Kind.MEDICATION, Kind.DISPENSE, Kind.ADMINISTRATION)
_BY_TURNS: Final = (
    (Kind.PROCEDURE,), (Kind.IMAGING, Kind.REPORT), (Kind.IMMUNIZATION,), (Kind.DEVICE,),
    (Kind.SOCIAL,), (Kind.ORDER,), (Kind.ENCOUNTER,),
)  # fmt: skip
"""Kinds of events, in the order in which one answers for all of a name."""
_TOLD_IN_NOTES: Final = frozenset(
    {
        Want.WHY,
        Want.WHY_STOPPED,
        Want.FINDING,
    }
)
"""What a passage of a note can answer: why, and what was found.

That a note has the words says neither that she has the disease nor that she has not.
"""
_OPEN = re.compile(r"\b(?:open|outstanding|pending|active|current)\b", re.IGNORECASE)
_IS_PAST: Final = ("past", "stopped", "discontinued", "previous", "former", "ended", "no longer")


_LEAD = re.compile(r"^(?:Yes|No): ")


def answered(sought: Sought) -> list[Statement]:
    """The answer, sentence by sentence; none where the chart is silent.

    To a question turned round ("is she without", "not taking") neither yes nor no is said; what is
    not there cannot be listed.
    """
    question = sought.question
    if question.circumstance is not None:
        return in_circumstance(sought, _answered)
    if not NEGATED.search(question.text):
        return _agreeing(question.want, _answered(sought))
    if not question.subject and question.about is not About.ALLERGY:
        return []
    return [_stated(s) for s in _answered(sought)]


def _agreeing(want: Want, said: list[Statement]) -> list[Statement]:
    """One yes or no where several entries bear the name.

    Still taken by mouth and no longer by injection is still taken, and is not over.
    """
    leads = {found[0] for s in said if (found := _LEAD.match(s.text))}
    if len(leads) == 1 or want not in {Want.OVER, Want.NOW}:
        return said
    kept = "No: " if want is Want.OVER else "Yes: "
    return [s if s.text.startswith(kept) else _stated(s) for s in said]


def _stated(statement: Statement) -> Statement:
    """The sentence without its yes or no."""
    text = _LEAD.sub("", statement.text)
    return replace(statement, text=text[:1].upper() + text[1:])


def _answered(sought: Sought) -> list[Statement]:
    question = sought.question
    if PENULTIMATE.search(question.text):  # of results alone the one before the last is told
        return [s for found in sought.meant for s in results.results(sought, found)]
    if question.about is About.NOTE:
        return noted(sought, question.subject)
    if (rule := _OWN.get(question.about)) is not None:
        return rule(sought)
    found = _named(sought) if sought.meant else _unnamed(sought)
    if not found and question.subject:
        found = _roundabout(sought)
    if not found and question.want in _TOLD_IN_NOTES and question.pick in {Pick.NONE, Pick.LATEST}:
        found = noted(sought, question.subject)
    return found


_OWN: Final[Mapping[About, Callable[[Sought], list[Statement]]]] = {
    About.ALLERGY: about_allergy,
    About.FAMILY: about_family,
    About.HABIT: about_habit,
    About.PATIENT: about_patient,
    About.TEAM: about_care,
    About.GOAL: about_care,
    About.PLAN: about_care,
    About.ENCOUNTER: visits,
    About.ADMISSION: visits,
    About.EMERGENCY: visits,
}


def _named(sought: Sought) -> list[Statement]:
    return [s for found in sought.meant for s in _one(sought, found)]


def _one(sought: Sought, found: Meant) -> list[Statement]:
    """The first kind of entries of this name that gives an answer."""
    if sought.question.want is Want.AGE:
        return _age(sought, found)
    for_it = sought.question.about is About.MEDICINE and not found.of(*_MEDICINES)
    if for_it and (told := medicine_lists.medicines_for(sought)):
        return told
    if said := results.results(sought, found):
        return said
    told = medicines.about_medicine(sought, found) if found.of(*_MEDICINES) else []
    if not told and found.of(Kind.PROBLEM):
        told = problems.about_problem(sought, found)
    turns = (about_event(sought, found, kinds) for kinds in _BY_TURNS if found.of(*kinds))
    return told or next((said for said in turns if said), [])


def _age(sought: Sought, found: Meant) -> list[Statement]:
    """How old the patient was when it first, or last, happened."""
    held = [e for e in sought.timely(found.entries) if e.when]
    if not held:
        return []
    chosen: Entry = held[-1] if sought.question.pick is Pick.LATEST else held[0]
    made = age_then(sought, chosen)
    return [made] if made else []


def _every_medicine(sought: Sought) -> list[Statement]:
    """The first or the last of all, those that ended, or those taken."""
    if what := order_asked(sought):
        return in_order(sought, what)
    text = sought.question.text.lower()
    over = any(word in text for word in _IS_PAST)
    rule = medicine_lists.ended_medicines if over else medicine_lists.all_medicines
    return rule(sought)


def _unnamed(sought: Sought) -> list[Statement]:
    """All of a kind: medicines, problems, results, or events."""
    question = sought.question
    if question.subject:
        return []
    if question.about is About.MEDICINE:
        return _every_medicine(sought)
    if question.about is About.PROBLEM:
        return problems.all_problems(sought)
    if question.about is About.RESULT:
        return results.abnormal(sought) if question.bound else results.newest(sought)
    if (kinds := _EVENTS.get(question.about)) is not None:
        held = happened(sought.chart, kinds)
        if question.about is About.ORDER and _OPEN.search(question.text):
            held = tuple(e for e in held if e.status in {"active", "on-hold"})
        if _REFERRED.search(question.text) and not _ORDERED.search(question.text):
            held = tuple(e for e in held if _is_referral(e))
        every = question.want in {Want.EVER, Want.NOW} and question.pick is Pick.NONE
        wanted = replace(sought, question=replace(question, want=Want.LIST)) if every else sought
        return told(wanted, sought.timely(held))
    return []


_REFERRED = re.compile(r"\breferr", re.IGNORECASE)
_ORDERED = re.compile(r"\b(?:orders?|requests?)\b", re.IGNORECASE)
_TO_SOMEBODY = re.compile(
    r"\b(?:referr\w*|consult\w*|clinic|specialist|\w+ologist)\b|ology\b|\breview by\b",
    re.IGNORECASE,
)


def _is_referral(entry: Entry) -> bool:
    """Whether a request sends the patient to somebody: of blood tests and scans none does."""
    return _TO_SOMEBODY.search(f"{name_of(entry)} {entry.label} {entry.category}") is not None


_EVENTS: Final[Mapping[About, tuple[Kind, ...]]] = {
    About.PROCEDURE: (Kind.PROCEDURE,),
    About.IMAGING: (Kind.IMAGING,),
    About.VACCINE: (Kind.IMMUNIZATION,),
    About.DEVICE: (Kind.DEVICE,),
    About.ORDER: (Kind.ORDER,),
}


def _roundabout(sought: Sought) -> list[Statement]:
    """A name that is no entry's own: the reason of a medicine, of a visit."""
    question = sought.question
    if question.about is About.MEDICINE:
        return medicine_lists.medicines_for(sought)
    return []
