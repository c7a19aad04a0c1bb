"""Answers about diseases and symptoms: had or not, since when, until when, how long."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from chartside.agent.asking.answers.sought import (
    Sought,
    asks_ever,
    asks_of_end,
    exact,
    in_span,
    lasted,
    since,
)
from chartside.agent.asking.concepts import Meant
from chartside.agent.asking.question import Pick, Want
from chartside.agent.authors.wording import inner, listed, on, said
from chartside.draft import Statement
from chartside.fhir.clinical import Problem, problem_list
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of

_EITHER = re.compile(r"\bor\b", re.IGNORECASE)
"""`Resolved or still active?` is answered by neither yes nor no."""
_OVER: Final = frozenset({"resolved", "inactive", "remission"})


def about_problem(sought: Sought, found: Meant) -> list[Statement]:
    """What the chart says of a disease or symptom, one row of the problem list after another."""
    meant = {e.reference for e in sought.read(found.of(Kind.PROBLEM))}
    rows = [p for p in problem_list(sought.chart) if meant & {e.reference for e in p.records}]
    if _asks_stage(sought):
        rows = _staged(rows)
    answer = _ANSWERS.get(sought.question.want, _standing)
    said_of = [s for row in rows for s in answer(sought, row)]
    return said_of or _circumstances(sought, found, rows)


_STAGE = re.compile(r"\b(?:stages?|grades?|NYHA|class)\b", re.IGNORECASE)


def _asks_stage(sought: Sought) -> bool:
    """Whether the stage is asked for, and none is named."""
    asks = _STAGE.search(sought.question.text) is not None
    return asks and sought.question.want is Want.VALUE


def _staged(rows: list[Problem]) -> list[Problem]:
    """Those that are called by their stage, of the present where there is one."""
    told = [p for p in rows if _STAGE.search(_name(p))]
    return [p for p in told if p.state not in _OVER] or told


def _circumstances(sought: Sought, found: Meant, rows: list[Problem]) -> list[Statement]:
    """What the record codes as a Condition and is no disease: it began on a day, and is said so."""
    listed_ones = {e.reference for p in rows for e in p.records}
    held = [e for e in sought.timely(found.of(Kind.PROBLEM)) if e.reference not in listed_ones]
    if not held or sought.question.want not in {Want.EVER, Want.NOW, Want.WHEN, Want.VALUE}:
        return []
    entry = held[0 if sought.question.pick is Pick.FIRST else -1]
    lead = "Yes: " if sought.question.want in {Want.EVER, Want.NOW} else ""
    return [said(f"{lead}{name_of(entry)}, recorded{on(entry.when or entry.recorded)}", entry)]


def _known(row: Problem) -> Entry:
    """The record with the earliest date: what "since" rests on."""
    dated = [e for e in row.records if e.when and e.live]
    return min(dated, key=lambda e: e.when.low if e.when else 0) if dated else row.entry


def _name(row: Problem) -> str:
    return name_of(row.entry)


def _since(row: Problem) -> str:
    entry = _known(row)
    if entry.when is not None:
        return f", since {entry.when.words}"
    recorded = entry.recorded
    return f", recorded{on(recorded)}" if recorded else ""


def _until(row: Problem) -> str:
    return f", until {row.ended.words}" if row.ended else ""


def _standing(sought: Sought, row: Problem) -> list[Statement]:
    entries = dict.fromkeys([row.entry, _known(row)])
    if not all(e.reference in sought.evidence.read for e in entries):
        return []
    lead = ""
    if sought.question.want is Want.NOW:
        lead = "No: " if row.state in _OVER else "Yes: " if row.state != "provisional" else ""
    state = "suspected" if row.state == "provisional" else row.state
    return [said(f"{lead}{_name(row)}, {state}{_since(row)}{_until(row)}", *entries)]


def _ever(sought: Sought, row: Problem) -> list[Statement]:
    if not any(_touches(sought, e) for e in row.records):
        return []
    lead = "Suspected: " if row.state == "provisional" else "Yes: "
    entries = dict.fromkeys([row.entry, _known(row)])
    return [said(f"{lead}{_name(row)}{_since(row)}{_until(row)}", *entries)]


def _touches(sought: Sought, entry: Entry) -> bool:
    """Whether it may have been there in the time asked about."""
    span = sought.question.span
    if not span:
        return True
    begun = entry.when or entry.recorded
    if begun is None or (span.until is not None and begun.date > span.until):
        return False
    return entry.end is None or span.since is None or entry.end.date >= span.since


def _when(sought: Sought, row: Problem) -> list[Statement]:
    dated = [
        e for e in sought.read(row.records) if e.when and in_span(e.when, sought.question.span)
    ]
    if sought.question.pick is Pick.LATEST and dated:
        last = max(dated, key=lambda e: e.when.low if e.when else 0)
        return [said(f"{name_of(last)}{on(last.when)}", last)]
    entry = _known(row)
    if entry.when is None and entry.recorded is None:
        return []
    if row.state in _OVER and entry.when:
        return [
            said(
                f"{name_of(entry)}: began{on(entry.when)}, {row.state}{_until(row)}",
                entry,
                row.entry,
            )
        ]
    begun = f" since {entry.when.words}" if entry.when else f", recorded{on(entry.recorded)}"
    return [said(f"{name_of(entry)}{begun}", entry)]


def _ended(_: Sought, row: Problem) -> list[Statement]:
    if row.state in _OVER and row.ended:
        return [said(f"{_name(row)}: {row.state}{on(row.ended)}", row.entry)]
    return [said(f"{_name(row)}, {row.state}{_since(row)}", row.entry, _known(row))]


def _over(sought: Sought, row: Problem) -> list[Statement]:
    """Whether it is over: yes only where the record says so, and in the time asked about.

    What is inactive or in remission has not been cured: where the question asks for one and the
    record has the other, the record's own word is given, without a yes or a no.
    """
    entries = dict.fromkeys([row.entry, _known(row)])
    if row.state == "active":
        before = any(e.end for e in row.records) and asks_ever(sought)
        lead = "" if before or _EITHER.search(sought.question.text) else "No: "
        return [said(f"{lead}{_name(row)}, active{_since(row)}", *entries)]
    told = f"{_name(row)}, {row.state}{_since(row)}{_until(row)}"
    span = sought.question.span
    known = row.state in sought.question.text.lower() or row.state == "resolved"
    timely = not span or (row.ended is not None and in_span(row.ended, span))
    known = known and not _EITHER.search(sought.question.text)
    lead = "Yes: " if row.state in _OVER and known and timely else ""
    return [said(f"{lead}{told}", *entries)]


def _duration(sought: Sought, row: Problem) -> list[Statement]:
    entry = _known(row)
    if entry.when is None:
        return _standing(sought, row)
    if row.ended is not None:
        text = f"{_name(row)} from {entry.when.words} to {row.ended.words}"
        if exact(entry.when) and exact(row.ended):
            text += f", {lasted(entry.when.date, row.ended.date)}"
        return [said(text, entry, row.entry)]
    text = f"{_name(row)} since {entry.when.words}"
    return [said(f"{text}, {lasted(entry.when.date, sought.today)}", entry)]


def _ago(sought: Sought, row: Problem) -> list[Statement]:
    if asks_of_end(sought):
        if row.ended is None or not exact(row.ended):
            return []
        ago = since(sought, row.ended.date)
        return [said(f"{_name(row)}: {row.state}{on(row.ended)}, {ago} ago", row.entry)]
    entry = _known(row)
    if entry.when is None:
        return []
    ago = f", {since(sought, entry.when.date)} ago" if exact(entry.when) else ""
    return [said(f"{_name(row)} since {entry.when.words}{ago}", entry)]


def _count(sought: Sought, row: Problem) -> list[Statement]:
    held = [e for e in sought.timely(row.records) if e.when]
    onsets = {e.when.day: e for e in held if e.when}
    if not onsets or sought.cut:
        return []
    entries = list(onsets.values())
    times = "once" if len(entries) == 1 else f"{len(entries)} times"
    return [said(f"{_name(row)} was recorded {times}, last{on(entries[-1].when)}", *entries)]


def _who(_: Sought, row: Problem) -> list[Statement]:
    told = next((e for e in row.records if e.author), None)
    if told is None:
        return []
    return [
        said(f"{name_of(told)}, recorded{on(told.recorded or told.when)} by {told.author}", told)
    ]


_ANSWERS: Final[Mapping[Want, Callable[[Sought, Problem], list[Statement]]]] = {
    Want.EVER: _ever,
    Want.BEYOND: _ever,
    Want.WHEN: _when,
    Want.ENDED: _ended,
    Want.OVER: _over,
    Want.DURATION: _duration,
    Want.AGO: _ago,
    Want.COUNT: _count,
    Want.WHO: _who,
}


def all_problems(sought: Sought) -> list[Statement]:
    """The problem list: what is active, or what is over where the question asks for that."""
    past = _asks_past(sought.question.text)
    rows = [p for p in problem_list(sought.chart) if (p.state in _OVER) == past]
    rows = [
        p for p in rows if p.state not in {"refuted"} and p.entry.reference in sought.evidence.read
    ]
    if sought.question.span:
        rows = [p for p in rows if in_span(_known(p).when, sought.question.span)]
    if sought.question.want is Want.COUNT and rows:
        word = "past" if past else "active"
        noun = "problem" if len(rows) == 1 else "problems"
        names = listed(inner(_name(p)) for p in rows)
        return [said(f"{len(rows)} {word} {noun}: {names}", *(p.entry for p in rows))]
    return [s for row in rows for s in _standing(sought, row)]


def _asks_past(text: str) -> bool:
    words = set(text.lower().replace("?", "").split())
    return bool(words & {"past", "resolved", "previous", "inactive", "former", "old"})
