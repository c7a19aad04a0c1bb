"""What is new: problems, medicines, allergies, events, requests and documents of a span of time."""

import re
from collections.abc import Iterator
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.passing import is_passing
from chartside.agent.authors.requests import Overdue, overdue, requested
from chartside.agent.authors.sections.allergies import stated as allergy
from chartside.agent.authors.visits import met
from chartside.agent.authors.wording import because, finished, inner, on, quoting, said, shortened
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems
from chartside.fhir.clinical.standing_of_medicines import CURRENT
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import parse_when
from chartside.grounding.reading.quotation import quoted
from chartside.tools.changes import ChangeRow
from chartside.tools.encounters import is_admission
from chartside.tools.names import name_of

Changed = tuple[ChangeRow, Entry]
_SMALL = re.compile(r"\b(?:blood tests?|phlebotomy|specimen|laboratory)\b", re.IGNORECASE)

_VACCINE = re.compile(r"\b(?:vaccin\w*|immuni[sz]ation)\b", re.IGNORECASE)
_CLERICAL = re.compile(
    r"\b(?:documentation of|reconciliation|notification|certificat\w+|plan of care)\b",
    re.IGNORECASE,
)
"""Acts that a record counts as procedures and that change nothing for the patient."""


def changed(evidence: Evidence, *parts: str) -> Iterator[Changed]:
    """What is new of these parts, the newest first, each with its entry."""
    rows = [r for r in evidence.rows if isinstance(r, ChangeRow) and r.part in parts]
    for row in sorted(rows, key=lambda r: r.date, reverse=True):
        if row.references:
            entry = evidence.chart.get(row.references[0])
            if entry is not None and entry.reference in evidence.read:
                yield row, entry


def changed_problems(evidence: Evidence) -> list[Statement]:
    """Problems that began, ended or were put on the list; a passing illness last."""
    held = sorted(changed(evidence, "problem"), key=lambda c: is_passing(c[1].label))
    active = {e.reference for e in active_problems(evidence.chart)}
    return [said(_problem(row, e, active), e) for row, e in held]


def _problem(row: ChangeRow, entry: Entry, active: set[str]) -> str:
    if row.what == "problem ended":
        return f"{name_of(entry)}, {ended(entry)}{on(parse_when(row.date))}"
    if row.detail == "provisional":
        return f"{name_of(entry)}, provisional diagnosis{on(entry.when or entry.recorded)}"
    if row.what == "problem began":
        now = ", active" if entry.reference in active else ""
        return f"New problem: {name_of(entry)}{on(entry.when)}{now}"
    if row.what == "written down since":
        onset = f", since {entry.when.words}" if entry.when else ""
        return f"{name_of(entry)}{onset}, recorded{on(entry.recorded)}"
    return f"{name_of(entry)}, now {entry.status}" if entry.status else name_of(entry)


def ended(entry: Entry) -> str:
    """How a problem that is over stands: replaced by a later stage is not resolved."""
    return {"inactive": "inactive", "remission": "in remission"}.get(entry.status, "resolved")


_NOW: Final = {"on-hold": "on hold", "entered-in-error": "entered in error"}
_UNDATED: Final = frozenset({"stopped", "on-hold", "cancelled"})
_BEGUN: Final = frozenset({"started", "restarted", "ordered again"})


def changed_medicines(evidence: Evidence) -> list[Statement]:
    """Medicines that were started, changed, held or stopped, each step a sentence."""
    return [said(course(row, e), e) for row, e in changed(evidence, "medicine")]


def course(row: ChangeRow, entry: Entry) -> str:
    """`Spironolactone 25 mg tablet: started on 21 July 2026, 25 mg by mouth once daily`."""
    step = row.what.removeprefix("medicine ")
    name, day = name_of(entry), on(parse_when(row.date))
    dose = entry.dose.text if entry.dose else ""
    if step == "altered since":
        return f"{name}: now {_NOW.get(entry.status, entry.status)}{_why(entry)}"
    if step in _BEGUN:
        begun = "started" if step == "ordered again" else step
        parts = (f"{name}: {begun}{day}", dose, because(entry).strip(), _since_over(entry))
        return ", ".join(p for p in parts if p)
    if step in {"raised", "lowered"}:
        told = f"{name}: {step} to {dose}{day}" if dose else f"{name}: {step}{day}"
        return ", ".join(p for p in (told, _since_over(entry)) if p)
    if step == "changed":
        told = f"{name}: {dose}, ordered{day}" if dose else f"{name}: ordered{day}"
        return ", ".join(p for p in (told, _since_over(entry)) if p)
    if step == "completed" and entry.status in CURRENT:
        return f"{name}: course ended{day}"
    word = {"held": "on hold", "unknown": "ordered"}.get(step, step)
    if entry.end is None and step in {"completed", "stopped"} and entry.when:
        day = f", ordered {entry.when.words}"  # the day of the end is not the entry's own
    return f"{name}: {word}{day}{_why(entry) if step in {'stopped', 'held'} else ''}"


def _since_over(entry: Entry) -> str:
    """That it is over or on hold today, where no other sentence can say so for want of a date."""
    if entry.end is not None or entry.status not in _UNDATED:
        return ""
    return f"now {_NOW.get(entry.status, entry.status)}{_why(entry)}"


def _why(entry: Entry) -> str:
    return f" ({shortened(entry.status_reason, 80)})" if entry.status_reason else ""


def changed_allergies(evidence: Evidence) -> list[Statement]:
    """Allergies that were noted, and those whose entry was altered."""
    return [said(allergy(evidence.chart, e), e) for _, e in changed(evidence, "allergy")]


def changed_events(evidence: Evidence) -> list[Statement]:
    """Admissions, visits, procedures, imaging and vaccines.

    Left are visits for a blood sample, for a vaccine that is told itself, and clerical acts.
    """
    held = list(changed(evidence, "event"))
    given = {e.when.day for _, e in held if e.kind is Kind.IMMUNIZATION and e.when}
    return [
        event(evidence, e)
        for row, e in held
        if row.what != "discharged" and not _is_small(e) and not _is_for_vaccine(e, given)
    ]


def _is_small(entry: Entry) -> bool:
    if entry.kind is Kind.PROCEDURE:
        return bool(_CLERICAL.search(entry.label)) and entry.value is None
    return (
        entry.kind is Kind.ENCOUNTER
        and bool(_SMALL.search(entry.label))
        and not is_admission(entry)
    )


def _is_for_vaccine(entry: Entry, given: set[str]) -> bool:
    """A visit on a day with a vaccine, and for that alone."""
    day = entry.when.day[:10] if entry.when else ""
    return (
        entry.kind is Kind.ENCOUNTER
        and bool(_VACCINE.search(entry.label))
        and any(day.startswith(g[:10]) for g in given)
    )


def event(evidence: Evidence, entry: Entry) -> Statement:
    """One event in words; a report with its conclusion, word for word."""
    if entry.kind is Kind.ENCOUNTER:
        return said(met(entry), entry)
    if entry.kind is Kind.IMMUNIZATION:
        return said(f"{name_of(entry)} given{on(entry.when)}", entry)
    if entry.kind is Kind.PATIENT:
        return said(f"The patient died{on(evidence.chart.patient.deceased)}", entry)
    text = (
        f"{name_of(entry)}{because(entry) if entry.kind is Kind.PROCEDURE else ''}{on(entry.when)}"
    )
    if entry.kind is Kind.DEVICE:
        text = f"{name_of(entry)}: device{on(entry.when)}"
    passage = shortened(entry.value.words) if entry.value and entry.value.number is None else ""
    if not passage or entry.kind is Kind.DEVICE:
        return said(text, entry)
    if entry.kind is Kind.PROCEDURE:
        return said(f"{text}: {passage}".rstrip("."), entry)
    return Statement(
        finished(f"{text}: {quoted(passage)}"), (quoting(evidence.chart, entry, passage),)
    )


def changed_orders(evidence: Evidence) -> list[Statement]:
    """Requests that were made, with how they stand."""
    late = overdue(evidence.chart)
    return [said(_order(evidence.chart, e, late), e) for _, e in changed(evidence, "order")]


def _order(chart: Chart, entry: Entry, late: Overdue) -> str:
    if entry.status == "active":
        return requested(chart, entry, late)
    asked = f", ordered {entry.when.words}" if entry.when else ""
    return f"{name_of(entry)}{asked}{because(entry)}: {entry.status or 'ordered'}"


def changed_documents(evidence: Evidence) -> list[Statement]:
    """Notes and letters that were written, each once; what they say is for the reader to open."""
    found = []
    held = {d.reference: d for d in evidence.chart.documents()}
    for _, entry in changed(evidence, "document"):
        if entry.reference in held and not entry.components:
            by = f" by {entry.author}" if entry.author else ""
            of = f" of {entry.when.words}" if entry.when else ""
            found.append(said(f"New document: {inner(name_of(entry))}{of}{by}", entry))
    return found
