"""Answers about the first or the last of all medicines: ordered, begun or stopped, in a time."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from chartside.agent.asking.answers.sought import Sought, in_span
from chartside.agent.asking.answers.stops import OVER, end_word, ended_words
from chartside.agent.asking.question import Pick, Want
from chartside.agent.authors.sections.medicines import taken
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.clinical import medicines
from chartside.fhir.clinical.regimen import TAKEN
from chartside.fhir.clinical.same_medicine import by_drug
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import When
from chartside.tools.names import name_of

_END: Final = (
    r"(?:very )?(?:first|last|latest|earliest|initial|final|newest|(?:most )?recent(?:ly)?)"
)
_DONE: Final = {
    "stopped": r"(?:stopped|discontinued|ended|withdrawn|cancelled|ceased)",
    "begun": r"(?:started|begun|added|introduced|initiated|commenced|new)",
    "ordered": r"(?:prescribed|ordered|prescriptions?|orders?)",
}
_THING: Final = r"(?:drugs?|medicines?|medications?|meds?|treatments?|tablets?|pills?)"
_ORDERS: Final = tuple(
    (what, re.compile(
        rf"\b{_END}\s(?:(?:he|she|they|was|were|been|being|active|{_THING})\s){{0,3}}{done}\b"
        rf"|\b{done}\s(?:(?:to|for)\s)?(?:(?:her|him|them|the|patient|{_THING})\s){{0,3}}{_END}\b"
        rf"|\b{_THING}\s(?:(?:that|which|she|he|was|were)\s){{0,3}}{_END}\s"
        rf"(?:(?:she|he|was|were)\s){{0,2}}{done}\b",
        re.IGNORECASE,
    ))
    for what, done in _DONE.items()
)  # fmt: skip
_RAN_OUT = re.compile(r"\b(?:ended|complet\w+|finish\w*)\b", re.IGNORECASE)
_TOLD: Final = frozenset({Want.VALUE, Want.LIST, Want.DOSE, Want.WHEN, Want.ENDED, Want.FINDING})
"""What the first or last order says; it has no length of time, and counts nothing."""


def order_asked(sought: Sought) -> str:
    """Of what the first or the last is asked for: `ordered`, `begun` or `stopped`; else empty.

    `In the last year` is a time, and so no order.
    """
    question = sought.question
    said = question.span.words
    text = question.text.replace(said, " ") if said else question.text
    if question.pick not in {Pick.FIRST, Pick.LATEST}:
        return ""
    return next((what for what, form in _ORDERS if form.search(" ".join(text.split()))), "")


def in_order(sought: Sought, what: str) -> list[Statement]:
    """The first or last of all medicines in the time asked about; all of one day where it is one.

    With a part unread nobody knows which came first.
    """
    if sought.cut or sought.question.want not in _TOLD:
        return []
    days = _DATES[what](sought)
    known = [(e, w) for e, w in days if in_span(w, sought.question.span)]
    if not known or any(e.when is None and not e.end for e, _ in days):
        return []
    pick = min if sought.question.pick is Pick.FIRST else max
    end = pick(w.date for _, w in known)
    chosen = [e for e, w in known if w.date == end]
    standing = {e.reference for m in medicines(sought.chart) if m.state in TAKEN for e in m.entries}
    if what == "stopped":
        return [said(ended_words(e, end_word(e)), e) for e in chosen]
    return [said(_ordered(e, stands=e.reference in standing), e) for e in chosen]


def _ordered(entry: Entry, *, stands: bool) -> str:
    if stands:
        return taken(entry)
    dose = f": {entry.dose.text}" if entry.dose and entry.dose.text else ""
    status = f", {entry.status}" if entry.status and entry.status != "active" else ""
    return f"{name_of(entry)}{dose}, ordered{on(entry.when)}{status}"


_Dated = Sequence[tuple[Entry, When]]


def _orders(sought: Sought) -> tuple[Entry, ...]:
    now = sought.chart.as_of
    held = sought.read(sought.chart.of(Kind.MEDICATION))
    return tuple(e for e in held if e.when is None or e.when.low <= now)


def _by_order(sought: Sought) -> _Dated:
    return _with(_orders(sought), lambda e: e.when)


def _by_start(sought: Sought) -> _Dated:
    """Each medicine at its first order: a new dose of it begins nothing."""
    groups = by_drug(_orders(sought)).values()
    return _with((group[0] for group in groups), lambda e: e.when)


def _by_stop(sought: Sought) -> _Dated:
    runs_out = _RAN_OUT.search(sought.question.text) is not None
    states = OVER if runs_out else {"stopped"}  # a course of ten days is not stopped at its end
    over = [m.entry for m in medicines(sought.chart) if m.state in states]
    return _with(sought.read(over), lambda e: e.end)


def _with(entries: Iterable[Entry], of: Callable[[Entry], When | None]) -> _Dated:
    return [(e, when) for e in entries if (when := of(e)) is not None]


_DATES: Final[Mapping[str, Callable[[Sought], _Dated]]] = {
    "ordered": _by_order, "begun": _by_start, "stopped": _by_stop,
}  # fmt: skip
