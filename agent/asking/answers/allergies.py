"""Answers about allergies: whether, to what, with which reaction, since when."""

from collections.abc import Iterable

from chartside.agent.asking.answers.sought import Sought
from chartside.agent.asking.naming import name_closeness, names_of
from chartside.agent.asking.question import Want
from chartside.agent.authors.wording import inner, listed, on, said
from chartside.draft import Statement
from chartside.fhir.clinical import (
    allergies,
    allergy_records,
    drug_name,
    no_known_allergy,
    past_allergies,
)
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import classes_of
from chartside.tools.names import name_of


def about_allergy(sought: Sought) -> list[Statement]:
    """The allergies in force that the question names, or all of them; or that there are none."""
    subject = sought.question.subject
    held = sought.read(allergies(sought.chart))
    over = sought.read(past_allergies(sought.chart))
    if not subject:
        return _all(sought, held)
    found = [e for e in held if _names(subject, e)]
    if found:
        return [s for e in found for s in _one(sought, e)]
    gone = [e for e in over if _names(subject, e)]
    if gone:
        return [said(f"No: allergy to {inner(name_of(e))}, {e.status}", e) for e in gone]
    related = [e for e in held if _same_class(subject, e)]
    if related:
        return [said(f"Allergy to {inner(name_of(e))}{_reaction(e)}", e) for e in related]
    return [] if held else _none(sought)


def _all(sought: Sought, held: tuple[Entry, ...]) -> list[Statement]:
    want = sought.question.want
    if not held:
        return _none(sought)
    if want is Want.COUNT:
        noun = "allergy" if len(held) == 1 else "allergies"
        names = listed(inner(name_of(e)) for e in held)
        return [said(f"{len(held)} {noun}: {names}", *held)]
    return [s for e in held for s in _one(sought, e)]


def _one(sought: Sought, entry: Entry) -> list[Statement]:
    want = sought.question.want
    name = _named(entry)
    lead = "Yes: " if want in {Want.NOW, Want.EVER} else ""
    if lead:
        name = inner(name)
    records = allergy_records(sought.chart, entry)
    if want in {Want.WHEN, Want.DURATION, Want.AGO}:
        return _dated(name, sought.read(records))
    if want is Want.WHO:
        return [said(f"{name}, recorded by {entry.author}", entry)] if entry.author else []
    told = entry if entry.reactions else _with_reaction(sought.read(records)) or entry
    if want is Want.REACTION and not told.reactions:
        return [said(f"{name}, no reaction recorded", entry)]
    unsure = ", unconfirmed" if entry.verification == "unconfirmed" else ""
    return [said(f"{lead}{name}{_reaction(told)}{unsure}", *dict.fromkeys([entry, told]))]


def _with_reaction(records: Iterable[Entry]) -> Entry | None:
    return next((e for e in records if e.reactions), None)


def _dated(name: str, records: tuple[Entry, ...]) -> list[Statement]:
    begun = [e for e in records if e.when]
    if begun:
        return [said(f"{name} since {begun[0].when.words}", begun[0])]  # type: ignore[union-attr]  # it has one
    written = [e for e in records if e.recorded]
    return [said(f"{name}, recorded{on(written[0].recorded)}", written[0])] if written else []


def _none(sought: Sought) -> list[Statement]:
    """A recorded statement that there is none; without one the chart is silent."""
    held = sought.read(no_known_allergy(sought.chart))
    return [said(f"{e.label}{_recorded(e)}", e) for e in held]


def _recorded(entry: Entry) -> str:
    when = entry.recorded or entry.when
    return f", recorded{on(when)}" if when else ""


def _named(entry: Entry) -> str:
    name = name_of(entry)
    return (
        name
        if "allerg" in name.lower() or "intoleran" in name.lower()
        else (f"Allergy to {inner(name)}")
    )


def _reaction(entry: Entry) -> str:
    return f": {listed(inner(r) for r in entry.reactions)}" if entry.reactions else ""


def _names(subject: tuple[str, ...], entry: Entry) -> bool:
    return any(name_closeness(subject, name) for name in names_of(entry))


def _same_class(subject: tuple[str, ...], entry: Entry) -> bool:
    """Whether the allergy is to another medicine of the class of the one asked about."""
    asked = classes_of(frozenset({drug_name(" ".join(subject).lower())}))
    held = classes_of(frozenset(drug_name(entry.label).split(" / ")))
    return bool({c.key for c in asked} & {c.key for c in held})
