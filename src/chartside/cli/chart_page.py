"""A chart as a page to read at the terminal."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Final

from chartside.cli.output import counted, out, table
from chartside.cli.wording import status_words, value_words, when_words
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    active_problems,
    allergies,
    current_medications,
    no_known_allergy,
    provisional_problems,
)
from chartside.fhir.entry import Entry, Kind

NEWEST: Final = 10
"""Entries of a kind that are shown unless the kind is asked for; the rest are counted."""

SET_ASIDE: Final = 20
"""Resources set aside that are shown one by one; `--json` lists them all."""

_HEADINGS: Final = ("when", "what", "value", "status", "source")


def page(chart: Chart, kind: Kind | None, later: int) -> None:
    """Print the chart; only one kind of entry, but all of that, where a kind is given."""
    out.print(_who(chart), style="bold")
    out.print(_counts(chart))
    if later:
        out.print(f"Left out: {counted(later, 'entry', 'entries')} after {chart.as_of.date()}.")
    if kind is None:
        _summary(chart)
        for one in Kind:
            if one is not Kind.PATIENT:
                _section(
                    one.value.capitalize(), _newest_first(chart.of(one)), most=NEWEST, kind=one
                )
    else:
        _section(kind.value.capitalize(), _newest_first(chart.of(kind)))
        if not chart.of(kind):
            out.print(f"\nThe chart has no entry of kind {kind.value}.")
    _set_aside(chart)


def _who(chart: Chart) -> str:
    who = chart.patient
    age = who.age(chart.as_of.astimezone(UTC).date())
    parts = (
        who.name or "(no name)",
        who.sex,
        f"born {who.birth.words}" if who.birth else "birth date not known",
        _death(chart) if who.dead else "" if age is None else f"{age} years",
        who.reference,
    )
    return ", ".join(part for part in parts if part)


def _death(chart: Chart) -> str:
    died = chart.patient.deceased
    return f"died {died.words}" if died else "has died"


def _counts(chart: Chart) -> str:
    kinds = ((kind.value, len(chart.of(kind))) for kind in Kind)
    said = ", ".join(f"{name} {number:,}" for name, number in kinds if number)
    return f"{counted(len(chart.entries), 'entry', 'entries')}: {said}"


def _summary(chart: Chart) -> None:
    _section("Active problems", active_problems(chart), none="none recorded")
    _section("Suspected problems", provisional_problems(chart))
    _section("Current medicines", current_medications(chart), none="none recorded")
    denied = no_known_allergy(chart)
    _section(
        "Allergies",
        (*allergies(chart), *denied),
        none="nothing recorded, neither that there is none",
    )


def _newest_first(entries: Sequence[Entry]) -> Sequence[Entry]:
    return entries[::-1]


def _section(
    title: str,
    entries: Sequence[Entry],
    *,
    none: str = "",
    most: int | None = None,
    kind: Kind | None = None,
) -> None:
    if not entries:
        if none:
            out.print(f"\n{title}: {none}", style="bold")
        return
    out.print(f"\n{title} ({len(entries):,})", style="bold")
    table(_HEADINGS, _rows(entries[:most]))
    if most is not None and kind is not None and len(entries) > most:
        out.print(f"and {len(entries) - most:,} older: --kind {kind.value} shows all")


def _rows(entries: Iterable[Entry]) -> Iterable[tuple[str, ...]]:
    return (
        (when_words(e), e.label or "(no code)", value_words(e), status_words(e), e.reference)
        for e in entries
    )


def _set_aside(chart: Chart) -> None:
    if not chart.set_aside:
        return
    out.print(f"\nSet aside ({len(chart.set_aside):,})", style="bold")
    table(
        ("resource", "why"),
        ((s.reference or _place(s.source, s.line), s.reason) for s in chart.set_aside[:SET_ASIDE]),
    )
    if len(chart.set_aside) > SET_ASIDE:
        out.print(f"and {len(chart.set_aside) - SET_ASIDE:,} more: --json lists them all")


def _place(source: str, line: int | None) -> str:
    return f"{source}:{line}" if line else source
