"""Answers about medicines: taken or not, since when, until when, why, how much, by whom."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from chartside.agent.asking.answers.sought import (
    Sought,
    as_when,
    asks_ever,
    asks_of_end,
    exact,
    lasted,
    since,
)
from chartside.agent.asking.answers.stops import OVER, end_word, ended_words, ends_within
from chartside.agent.asking.concepts import Meant
from chartside.agent.asking.question import Pick, Want
from chartside.agent.authors.sections.medicines import taken
from chartside.agent.authors.wording import because, on, said
from chartside.draft import Statement
from chartside.fhir.clinical import Change, Medicine, dose_history, medicines
from chartside.fhir.clinical.regimen import TAKEN
from chartside.fhir.clinical.same_medicine import by_drug
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.reading.quotation import quoted
from chartside.tools.names import name_of


def about_medicine(sought: Sought, found: Meant) -> list[Statement]:
    """What the chart says of a medicine, or of each medicine of a class."""
    orders = sought.read(found.of(Kind.MEDICATION))
    if not orders:
        return _only_supplied(sought, found)
    answer = _ANSWERS.get(sought.question.want, _standing)
    return [s for group in _groups(orders) for s in answer(sought, group)]


def _groups(orders: Iterable[Entry]) -> list[tuple[Entry, ...]]:
    """Orders of one drug by one route, oldest first."""
    return [tuple(group) for group in by_drug(orders).values()]


def _only_supplied(sought: Sought, found: Meant) -> list[Statement]:
    """A medicine that the chart knows by supplies or doses given alone."""
    held = sought.timely(found.of(Kind.DISPENSE, Kind.ADMINISTRATION))
    if not held:
        return []
    shown = held[0] if sought.question.pick is Pick.FIRST else held[-1]
    word = "dispensed" if shown.kind is Kind.DISPENSE else "given"
    return [said(f"{name_of(shown)}: {word}{on(shown.when)}", shown)]


def _states(sought: Sought, group: tuple[Entry, ...]) -> list[Medicine]:
    """The medicine as it stood in the time asked about, else as it stands now."""
    span = sought.question.span
    refs = {e.reference for e in group}
    when = as_when(span) if span.since and span.until and span.since < sought.today else None
    return [
        m
        for m in medicines(sought.chart, when)
        if refs.intersection(e.reference for e in m.entries)
    ]


def _standing(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    """Whether it is, or was then, taken."""
    asks = sought.question.want in {Want.NOW, Want.EVER}
    open_ended = bool(sought.question.span) and not (
        sought.question.span.since and sought.question.span.until
    )
    if open_ended:
        return _orderedends_within(sought, group)
    return [
        _stood(m, e, asks=asks)
        for m in _states(sought, group)
        for e in (m.entries if m.state in TAKEN else m.entries[-1:])
        if e in group
    ]


def _stood(medicine: Medicine, entry: Entry, *, asks: bool) -> Statement:
    if medicine.state in TAKEN:
        yes = asks and entry.status != "on-hold"  # in force, and not taken: neither yes nor no
        return said(f"{'Yes: ' if yes else ''}{taken(entry)}", entry)
    lead = "No: " if asks else ""
    if medicine.state in OVER:
        return said(f"{lead}{ended_words(entry, OVER[medicine.state])}", entry)
    ordered = f"ordered{on(entry.when)}" if entry.when else "ordered"
    return said(f"{name_of(entry)}: {ordered}, {entry.status or 'status not recorded'}", entry)


def taken_now(sought: Sought, orders: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those of the orders that stand and are taken today."""
    standing = {e.reference for m in medicines(sought.chart) if m.state in TAKEN for e in m.entries}
    return tuple(e for e in orders if e.reference in standing)


def _over(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    """Whether it was stopped: yes only where nothing of it is taken any more.

    Of a time that is asked about, only an end within it is a yes; of one on hold neither is said.
    """
    states = [m for m in medicines(sought.chart) if set(m.entries) & set(group)]
    taken_now = [e for m in states if m.state in TAKEN for e in m.entries if e in group]
    if taken_now:
        before = any(e.end or e.status in OVER for e in group if e not in taken_now)
        lead = "" if sought.question.span or (before and asks_ever(sought)) else "No: "
        return [said(f"{lead}{taken(e)}", e) for e in taken_now]
    last = _last_stop(sought, group)
    if last is None or not any(m.state in OVER for m in states):
        return _standing(sought, group)
    lead = "Yes: " if ends_within(sought, last) else ""
    return [said(f"{lead}{ended_words(last, end_word(last))}", last)]


def _orderedends_within(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    held = sought.timely(group)
    return [said(f"Yes: {name_of(held[0])}, ordered{on(held[0].when)}", held[0])] if held else []


def _ever(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    """Whether it was ever ordered; within a time, whether it was taken then."""
    if sought.question.span:
        return _standing(sought, group)
    first, last = group[0], group[-1]
    text = f"Yes: {name_of(first)}, first ordered{on(first.when)}"
    answer = [said(text, first)]
    for held in _states(sought, group):
        if held.state in OVER:
            answer.append(said(ended_words(last, OVER[held.state]), last))
    return answer


def _dose(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    held = [m for m in _states(sought, group) if m.state in TAKEN]
    entries = [e for m in held for e in m.entries if e in group] or [group[-1]]
    return [said(taken(e), e) for e in entries]


def _when(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    """When it was begun, or, for the last time asked of, when it was last ordered."""
    if sought.question.pick is Pick.LATEST:
        last = group[-1]
        return [said(f"{name_of(last)}: last ordered{on(last.when)}", last)] if last.when else []
    begun = _begun(sought, group)
    return [said(f"{name_of(begun)}: started{on(begun.when)}", begun)] if begun.when else []


def _begun(sought: Sought, group: tuple[Entry, ...]) -> Entry:
    """The first order; of one taken up again, still the first."""
    changes = _changes(sought, group)
    return changes[0].entry if changes and changes[0].entry in group else group[0]


def _changes(sought: Sought, group: tuple[Entry, ...]) -> tuple[Change, ...]:
    return dose_history(sought.chart, group[-1])


def _end(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    last = _last_stop(sought, group)
    if last is not None:
        return [said(ended_words(last, end_word(last)), last)]
    return [said(f"{taken(group[-1])}, active", group[-1])]


def _last_stop(sought: Sought, group: tuple[Entry, ...]) -> Entry | None:
    """The order that ended it; of one still taken there is none."""
    standing = {m.state for m in medicines(sought.chart) if set(m.entries) & set(group)}
    if standing & TAKEN:
        return None
    over = [e for e in group if e.status in {"stopped", "completed", "cancelled", "ended"} or e.end]
    return over[-1] if over else None


def _duration(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    begun = _begun(sought, group)
    if begun.when is None:
        return []
    stop = _last_stop(sought, group)
    if stop is None:
        text = f"{name_of(begun)} since {begun.when.words}"
        if exact(begun.when):
            text += f", {lasted(begun.when.date, sought.today)}"
        return [said(text, begun)]
    if stop.end is None:
        return [said(ended_words(stop, end_word(stop)), begun, stop)]
    text = f"{name_of(begun)} from {begun.when.words} to {stop.end.words}"
    if exact(begun.when) and exact(stop.end):
        text += f", {lasted(begun.when.date, stop.end.date)}"
    return [said(text, begun, stop)]


def _why(_: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    entry = next((e for e in reversed(group) if e.reasons), None)
    if entry is None:
        return []
    ordered = f", ordered {entry.when.words}," if entry.when else ""
    return [said(f"{name_of(entry)}{ordered}{because(entry)}", entry)]


def _why_stopped(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    told = [e for e in group if e.status_reason]
    if sought.question.span:  # stopped twice, and the one time is asked about
        told = [e for e in told if ends_within(sought, e)]
    if not told:
        return []
    last = told[-1]
    held = last.status == "on-hold"
    ended = f"{name_of(last)}: on hold" if held else ended_words(last, end_word(last))
    return [said(f"{ended}: {quoted(last.status_reason)}", last)]


def _who(_: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    told = [e for e in group if e.author]
    if not told:
        return []
    entry = told[-1]
    return [said(f"{name_of(entry)}, ordered{on(entry.when)} by {entry.author}", entry)]


def _count(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    held = sought.timely(group)
    if not held or sought.cut:
        return []
    times = "once" if len(held) == 1 else f"{len(held)} times"
    return [said(f"{name_of(held[-1])} was ordered {times}{_last(held)}", *held)]


def _last(held: tuple[Entry, ...]) -> str:
    return f", last{on(held[-1].when)}" if held[-1].when else ""


_STEPS: Final = {
    "raised": "raised", "lowered": "lowered", "changed": "changed", "started": "started",
    "restarted": "restarted", "stopped": "stopped", "completed": "completed",
}  # fmt: skip


def _changed(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    """How the dose went, step by step."""
    made = []
    for change in _changes(sought, group):
        if change.kind in _STEPS and change.when is not None and change.entry in group:
            dose = f", {change.dose}" if change.dose else ""
            text = f"{name_of(change.entry)}: {_STEPS[change.kind]}{on(change.when)}{dose}"
            made.append(said(text, change.entry))
    return made


def _ago(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    if asks_of_end(sought):
        return _ended_ago(sought, group)
    latest = sought.question.pick is Pick.LATEST
    entry = group[-1] if latest else _begun(sought, group)
    if not exact(entry.when) or entry.when is None:
        return _when(sought, group)
    word = "last ordered" if latest else "started"
    ago = since(sought, entry.when.date)
    return [said(f"{name_of(entry)}: {word}{on(entry.when)}, {ago} ago", entry)]


def _ended_ago(sought: Sought, group: tuple[Entry, ...]) -> list[Statement]:
    """How long ago it was stopped; nothing of what is still taken."""
    stop = _last_stop(sought, group)
    if stop is None or stop.end is None or not exact(stop.end):
        return []
    ago = since(sought, stop.end.date)
    return [said(f"{ended_words(stop, end_word(stop))}, {ago} ago", stop)]


_ANSWERS: Final[Mapping[Want, Callable[[Sought, tuple[Entry, ...]], list[Statement]]]] = {
    Want.EVER: _ever,
    Want.BEYOND: _ever,
    Want.DOSE: _dose,
    Want.WHEN: _when,
    Want.ENDED: _end,
    Want.OVER: _over,
    Want.DURATION: _duration,
    Want.WHY: _why,
    Want.WHY_STOPPED: _why_stopped,
    Want.WHO: _who,
    Want.COUNT: _count,
    Want.CHANGED: _changed,
    Want.TREND: _changed,
    Want.AGO: _ago,
}
