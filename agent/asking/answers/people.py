"""Answers about the person: age, birth, sex; relatives; habits; who cares for them, to what end."""

import re
from datetime import date, timedelta
from typing import Final

from chartside.agent.asking.answers.sought import Sought, exact
from chartside.agent.asking.naming import MEANT, name_closeness, names_of
from chartside.agent.asking.question import About, Want
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.clinical import (
    care_team,
    family_history,
    goals,
    plans,
    problem_list,
    smoking_status,
    social_history,
)
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import parse_when
from chartside.grounding.rules.smoking_disagrees import smoking_disagrees
from chartside.tools.names import name_of

_SMOKING: Final = frozenset(
    {"smoke", "smokes", "smoked", "smoker", "smoking", "tobacco", "cigarette", "cigarettes"}
)
_RELATIVES: Final = {"mum": "mother", "mom": "mother", "dad": "father"}
_KIN: Final = frozenset(
    {"mother", "father", "brother", "sister", "sibling", "son", "daughter", "aunt", "uncle",
     "cousin", "grandmother", "grandfather", "parent", "maternal", "paternal"}
)  # fmt: skip


def about_patient(sought: Sought) -> list[Statement]:
    """Age, birth, sex or death, as the question asks."""
    who = sought.chart.patient
    held = sought.read(sought.chart.of(Kind.PATIENT))
    if not held:
        return []
    text, entry = sought.question.text.lower(), held[0]
    if _OF_DEATH.search(text):
        old = re.search(r"\b(?:age|old)\b", text) and sought.chart.patient.dead
        return [*_death(sought, entry), *(_reached(sought, entry) if old else [])]
    if _NAMED.search(text) or any(w in text for w in ("sex", "gender", "male")):
        told = who.name if _NAMED.search(text) else who.sex
        return [said(f"The patient is {told}", entry)] if told else []
    return _age_or_birth(sought, entry, text)


_OF_DEATH = re.compile(r"\b(?:dead|deceased|die[ds]?|alive|death|pass(?:ed)? away)\b")


_NAMED = re.compile(r"\bname(?!d\b)(?! (?:of|for) (?!(?:the|this) (?:patient|person)))")


def _age_or_birth(sought: Sought, entry: Entry, text: str) -> list[Statement]:
    who = sought.chart.patient
    if who.birth is None:
        return []
    if "birth" in text or "born" in text or "dob" in text:
        return [said(f"Date of birth {who.birth.words}", entry)]
    if sought.question.span:
        return _age_on(sought, entry)
    if "age" not in text and "old" not in text:
        return []
    if who.dead:
        return [*_death(sought, entry), *_reached(sought, entry)]
    age = who.age(sought.today)
    return [] if age is None else [said(f"{age} years old, born {who.birth.words}", entry)]


def _age_on(sought: Sought, entry: Entry) -> list[Statement]:
    """The age on a day of the patient's life that has passed."""
    who, span = sought.chart.patient, sought.question.span
    day = span.until if span.until and span.since in {None, span.until} else None
    if day is None or who.birth is None or day > sought.today:
        return []
    if who.dead and (who.deceased is None or day > who.deceased.date):
        return []
    age, said_day = who.age(day), parse_when(day.isoformat())
    if age is None or said_day is None or span.words.lower().startswith("before"):
        return []
    return [said(f"Aged {age} on {said_day.words}, born {who.birth.words}", entry)]


def _reached(sought: Sought, entry: Entry) -> list[Statement]:
    """The age at death, where its day is known."""
    who = sought.chart.patient
    known = who.deceased is not None and who.deceased.precision in {"day", "time"}
    age = who.age(who.deceased.date) if who.deceased and known else None
    if age is None or who.birth is None or who.deceased is None:
        return []
    return [said(f"Aged {age} on {who.deceased.words}, born {who.birth.words}", entry)]


def _ages(sought: Sought, first: date, last: date) -> str:
    """`72`, or `72 or 73` of days with a birthday among them; empty where it is not known."""
    ages = [sought.chart.patient.age(day) for day in (first, last)]
    known = [str(a) for a in dict.fromkeys(ages) if a is not None]
    return "" if None in ages or len(known) > 2 else " or ".join(known)  # noqa: PLR2004 - two ends


def _death(sought: Sought, entry: Entry) -> list[Statement]:
    who = sought.chart.patient
    if not who.dead:
        return []
    return [said(f"The patient died{on(who.deceased)}", entry)]


def about_family(sought: Sought) -> list[Statement]:
    """What relatives had: those that the question names, with the disease that it names."""
    held = sought.read(family_history(sought.chart))
    subject = [_RELATIVES.get(w, w) for w in sought.question.subject]
    kin = {w.rstrip("s") for w in subject if w.rstrip("s") in _KIN}
    names = tuple(w for w in subject if w.rstrip("s") not in _KIN)
    if kin:
        held = tuple(e for e in held if kin & set(e.relationship.lower().replace("-", " ").split()))
    if names:
        held = tuple(e for e in held if any(name_closeness(names, n) for n in _conditions(e)))
    lead = "Yes: " if sought.question.want in {Want.NOW, Want.EVER} else ""
    return [said(f"{lead}{_relative(e)}", e) for e in held]


def _conditions(entry: Entry) -> list[str]:
    return [*names_of(entry), *(c.code.label for c in entry.components)]


def _relative(entry: Entry) -> str:
    who = (entry.relationship or "relative").lower()
    parts = [c.code.label for c in entry.components if c.code.label]
    name = name_of(entry)
    named = name if entry.label.lower() != who else ""
    return f"Family history, {who}: {', '.join(parts) or named or 'recorded'}"


def about_habit(sought: Sought) -> list[Statement]:
    """Smoking, drinking, work and circumstances: the newest statement of what is asked."""
    subject = sought.question.subject
    words = {w.lower() for w in subject}
    if _SMOKING & words:
        return [_habit(e) for e in _smoked(sought)]
    social = sought.read(social_history(sought.chart))
    if _DRINKING & words:
        return _of_alcohol(sought)
    if _HOME.search(sought.question.text):
        return [_habit(e) for e in social if _AT_HOME.search(" ".join(names_of(e)))]
    found = [e for e in social if any(name_closeness(subject, n) for n in _answers(e))]
    return [_habit(e) for e in (found if subject else social)]


_DRINKING: Final = frozenset(
    {"alcohol", "drink", "drinks", "drinking", "drinker", "alcoholic", "booze", "beer", "wine"}
)
_ALCOHOL = re.compile(r"\b(?:alcohol|audit(?:-c)?\b|drink)", re.IGNORECASE)
_HOME = re.compile(r"\bliv(?:e|es|ing)\b|\bhousehold\b|\bat home with\b", re.IGNORECASE)
_AT_HOME = re.compile(
    r"\bliving (?:arrangement|situation|status)|\blives\b|\bhousehold\b|\bhousing\b", re.IGNORECASE
)


def _smoked(sought: Sought) -> tuple[Entry, ...]:
    """The newest statement, and one that it cannot stand beside: both are told."""
    newest = smoking_status(sought.chart)
    held = [newest] if newest else []
    for finding in smoking_disagrees(sought.chart):
        told = [sought.chart.get(c.reference) for c in finding.citations]
        held += [e for e in reversed(told) if e is not None and e not in held]
    return sought.read(held)


def _of_alcohol(sought: Sought) -> list[Statement]:
    """What the record holds of drinking: the newest of each statement, and such a problem."""
    told = sought.read(sought.chart.of(Kind.SOCIAL, Kind.SURVEY))
    newest = {name_of(e): e for e in told if _ALCOHOL.search(" ".join(names_of(e)))}
    problems = [
        p
        for p in problem_list(sought.chart)
        if _ALCOHOL.search(name_of(p.entry)) and p.state != "refuted"
    ]
    listed = sought.read(p.entry for p in problems)
    states = {p.entry.reference: p.state for p in problems}
    return [
        *(_habit(e) for e in newest.values()),
        *(said(f"{name_of(e)}, {states[e.reference]}{_since(e)}", e) for e in listed),
    ]


def _since(entry: Entry) -> str:
    return f", since {entry.when.words}" if entry.when else ""


def _answers(entry: Entry) -> list[str]:
    return [*names_of(entry), entry.value.words if entry.value else ""]


def _habit(entry: Entry) -> Statement:
    value = f": {entry.value.words}" if entry.value and entry.value.words else ""
    return said(f"{name_of(entry)}{value}{on(entry.when or entry.recorded)}", entry)


def about_care(sought: Sought) -> list[Statement]:
    """Care teams, goals and plans in force, as the question asks."""
    question = sought.question
    views = {About.TEAM: care_team, About.GOAL: goals, About.PLAN: plans}
    held = sought.read(views[question.about](sought.chart))
    if question.subject:
        held = tuple(
            e
            for e in held
            if any(name_closeness(question.subject, n) >= MEANT for n in [e.text, e.label])
        )
    return [said(e.text or name_of(e), e) for e in held]


def age_then(sought: Sought, entry: Entry) -> Statement | None:
    """How old the patient was when something began; None where either day is not known."""
    born, when = sought.chart.patient.birth, entry.when
    person = sought.read(sought.chart.of(Kind.PATIENT))
    if born is None or when is None or not exact(born) or not person:
        return None
    if when.high - when.low > _LONGEST:
        return None
    ages = _ages(sought, when.date, (when.high - timedelta(seconds=1)).date())
    return said(f"{name_of(entry)}{on(when)}, at age {ages}", entry, *person) if ages else None


_LONGEST: Final = timedelta(days=367)
"""What a partial date may leave open for an age to be told by it."""
