"""The problem list as typed rows: each problem once, with all its records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.problems import (
    active_problems,
    has_ended,
    is_disease,
    is_visit_diagnosis,
    past_problems,
    provisional_problems,
    refuted_problems,
)
from chartside.fhir.clinical.same import gathered, newest
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.projection.problems import disputed_end, undated
from chartside.fhir.when import When

RETURNED: Final = frozenset({"recurrence", "relapse"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem.

    `state` is `active`, `recurrence`, `relapse`, `remission`, `resolved`, `inactive`,
    `provisional` or `refuted` (HL7 condition-clinical and condition-ver-status). `entry` is the
    record to cite: of an active problem the one with the earliest onset of this episode, else the
    newest. `onset` is as the source says it (`2009-05`, `at age 45`, `in childhood`), empty where
    it says nothing; the day on which it was written down is no onset. `first` is when the problem
    is first dated at all, `ended` when the last episode ended. `records` are all live records,
    oldest first; `listed` whether one of them stands on the source's problem list. `disputed` is
    the end without a date (`ended at age 12`) that a record gives which calls the problem active.
    """

    entry: Entry
    state: str
    onset: str
    first: When | None
    ended: When | None
    records: tuple[Entry, ...]
    listed: bool
    disputed: str = ""

    @property
    def recurrent(self) -> bool:
        """Whether it came back: the newest record says so, or an earlier episode had ended."""
        if self.state in RETURNED:
            return True
        begun = {e.when.day for e in self.records if e.when}
        over = [e.end.low for e in self.records if e.end]
        return len(begun) > 1 and any(
            e.when.low >= end for e in self.records if e.when for end in over
        )


def problem_list(chart: Chart) -> tuple[Problem, ...]:
    """Active problems, then suspected, past and refuted ones.

    Circumstances, relatives' diseases and mere diagnoses of a visit are not on it
    (`social_history`, `family_history`, `encounter_diagnoses`).
    """
    groups = gathered(e for e in chart.of(Kind.PROBLEM) if is_disease(e))
    records = {e.reference: group for group in groups for e in group}
    return tuple(_rows(chart, records))


def _rows(chart: Chart, records: dict[str, tuple[Entry, ...]]) -> Iterator[Problem]:
    for entry in active_problems(chart):
        held = records[entry.reference]
        open_ones = [e for e in held if not has_ended(e, chart)]
        said = newest(open_ones).status
        yield _row(chart, entry, said if said in RETURNED else "active", held, over=False)
    for entry in provisional_problems(chart):
        yield _row(chart, entry, "provisional", records[entry.reference], over=False)
    for entry in past_problems(chart):
        state = (
            entry.status if entry.status in {"remission", "resolved", "inactive"} else "resolved"
        )
        yield _row(chart, entry, state, records[entry.reference], over=True)
    for entry in refuted_problems(chart):
        yield _row(chart, entry, "refuted", (entry,), over=False)


def _row(chart: Chart, entry: Entry, state: str, held: tuple[Entry, ...], *, over: bool) -> Problem:
    dated = [e.when for e in held if e.when]
    return Problem(
        entry=entry,
        state=state,
        onset=entry.when.day if entry.when else _undated_onset(chart, entry),
        first=min(dated, default=None),
        ended=entry.end if over else None,
        records=held,
        listed=any("problem-list-item" in e.category for e in held if not is_visit_diagnosis(e)),
        disputed="" if over else next(filter(None, (_disputed(chart, e) for e in held)), ""),
    )


def _undated_onset(chart: Chart, entry: Entry) -> str:
    return _in_resource(chart, entry, lambda body: undated(body, "onset"))


def _disputed(chart: Chart, entry: Entry) -> str:
    return _in_resource(chart, entry, disputed_end)


def _in_resource(chart: Chart, entry: Entry, read: Callable[[Any], str]) -> str:
    """What is no date stands only in the resource; empty where its shape is wrong.

    The chart has reported that shape.
    """
    try:
        return read(chart.raw(entry.reference) or {})
    except (AttributeError, TypeError, ValueError):
        return ""
