"""Dates that cannot be: before birth, after death, in the future, an end before its start.

A partial date counts only if all it may mean is impossible: an illness of 1960 is no illness
before a birth in May 1960. A day of grace covers time zones and night shifts. Before birth a
fetal finding may stand for ten months. What is written after a death (letters, post-mortem
results, bills) is not judged; what a living body does is. Source: FHIR R4 invariants per-1 (start
before end) and con-4, and the plausibility checks of OHDSI Data Quality Dashboard ("plausible
temporal after birth", "during life").
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import encounters, immunizations, procedures
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.wording import listed, on, outer

RULE: Final = "impossible-date"

DAY: Final = timedelta(days=1)
WOMB: Final = timedelta(days=300)
SHOWN: Final = 5
"""Entries named in one finding; a clock that is wrong is wrong for all of them."""

_OF_LIFE: Final = (
    Kind.PROBLEM, Kind.MEDICATION, Kind.ALLERGY, Kind.LAB, Kind.VITAL, Kind.ADMINISTRATION,
)  # fmt: skip
_ALIVE: Final = (Kind.PROBLEM, Kind.MEDICATION, Kind.VITAL, Kind.ADMINISTRATION)
_LASTING: Final = (Kind.PROBLEM, Kind.MEDICATION, Kind.ENCOUNTER, Kind.PROCEDURE)


def impossible_dates(chart: Chart) -> Iterator[Finding]:
    """One finding for each way of being impossible."""
    person = chart.get(chart.patient.reference)
    sources = [person] if person else []
    birth, died = chart.patient.birth, chart.patient.deceased
    life = [*chart.of(*_OF_LIFE), *procedures(chart), *immunizations(chart), *encounters(chart)]
    dated = [e for e in life if e.live and e.when]
    if birth:
        early = [e for e in dated if before_birth(e, birth.low)]
        yield from _told(early, f"before the recorded birth{on(birth)}", sources, Severity.MODERATE)
    if died:
        late = [e for e in chart.of(*_ALIVE) if e.live and _after(e, died.high + DAY)]
        yield from _told(late, f"after the recorded death{on(died)}", sources, Severity.MODERATE)
    ahead = [e for e in dated if _after(e, chart.as_of + DAY) and not _planned(e)]
    yield from _told(ahead, "in the future", [], Severity.MODERATE)
    yield from _told(
        [e for e in chart.of(*_LASTING) if _reversed(e)], "with an end before it", [], Severity.LOW
    )


def before_birth(entry: Entry, born: datetime) -> bool:
    """Whether all that an entry's time may mean lies before birth.

    For a problem it may lie up to 300 days before (found in the womb).
    """
    grace = WOMB if entry.kind is Kind.PROBLEM and _congenital(entry) else DAY
    return entry.when is not None and entry.when.high < born - grace


def _congenital(entry: Entry) -> bool:
    label = entry.label.lower()
    return any(w in label for w in ("congenital", "fetal", "foetal", "prenatal", "antenatal"))


def _after(entry: Entry, moment: datetime) -> bool:
    return entry.when is not None and entry.when.low > moment


_PLANNED: Final = frozenset({"planned", "booked", "active", "draft", "on-hold", "intended", ""})


def _planned(entry: Entry) -> bool:
    """An order may begin tomorrow; a result, a problem, a visit that took place may not."""
    return entry.kind in {Kind.MEDICATION, Kind.ENCOUNTER} and entry.status in _PLANNED


def _reversed(entry: Entry) -> bool:
    start, end = entry.when, entry.end
    return entry.live and start is not None and end is not None and end.high + DAY < start.low


def _told(
    entries: Iterable[Entry], how: str, sources: list[Entry], severity: Severity
) -> Iterator[Finding]:
    held = sorted(entries, key=_oldest_first)
    if not held:
        return
    named = [f"{outer(e.label)}{on(e.when)}" for e in held[-SHOWN:]]
    more = f" and {len(held) - SHOWN} more" if len(held) > SHOWN else ""
    verb = "is" if len(held) == 1 else "are"
    text = f"{listed(named) if not more else ', '.join(named)}{more} {verb} dated {how}"
    yield Finding(RULE, text, severity, cite_all([*held[-SHOWN:], *sources]))


def _oldest_first(entry: Entry) -> tuple[bool, str, str]:
    return (entry.when is None, entry.when.text if entry.when else "", entry.reference)
