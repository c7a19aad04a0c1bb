"""A result in words: its value, whether it is abnormal, and where it comes from."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.agent.authors.wording import (
    is_score,
    number_words,
    on,
    range_words,
    said,
    shortened,
    unit_words,
    value_words,
)
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    Series,
    Trend,
    in_unit_of,
    is_abnormal,
    is_critical,
    outside_usual,
    trend,
)
from chartside.fhir.clinical.deterioration import worst_before
from chartside.fhir.entry import Entry, Value
from chartside.fhir.units import same_unit
from chartside.grounding.reading.quotation import quoted
from chartside.tools.names import name_of


@dataclass(frozen=True, slots=True)
class Finding:
    """The last result of a series, judged.

    `flag` is high, low, abnormal or empty; `usual` whether only the usual adult range says so, and
    not the laboratory. `moved` is the trend, where there is one. `worse` is the earlier result that
    this one is dangerously worse than (`deterioration`).
    """

    series: Series
    flag: str
    usual: bool
    critical: bool
    moved: Trend | None
    worse: Entry | None = None

    @property
    def entry(self) -> Entry:
        """The result itself."""
        return self.series.latest

    @property
    def worsening(self) -> bool:
        """Whether the abnormal value moves further out of its range, by its trend or at once."""
        direction = self.moved.direction if self.moved else ""
        return (self.flag, direction) in _OUTWARD or self._leapt()

    def _leapt(self) -> bool:
        """Whether it lies a third or more further out than the result before.

        Half as much again in a week is acute kidney injury (KDIGO 2012); a third, seen months
        later, is worth the same look.
        """
        if len(self.series.entries) < _TWO or self.entry.value is None:
            return False
        now, then = self.entry.value.number, in_unit_of(self.series.entries[-2], self.entry.value)
        if now is None or then is None or min(now, then) <= 0:
            return False
        further = now / then if self.flag == "high" else then / now
        return self.flag in {"high", "low"} and further >= _LEAP

    @property
    def moving(self) -> bool:
        """Whether the numbers rise or fall."""
        return self.moved is not None and self.moved.direction in {"rising", "falling"}

    @property
    def goes_on(self) -> bool:
        """Whether the numbers rise or fall and the last step goes that way too."""
        source, begun = _before(self), _begun(self)
        if source is None or begun is None:
            return False
        return _step(source, self) * _step(begun, self) > 0


_OUTWARD: Final = frozenset({("high", "rising"), ("low", "falling")})
_LEAP: Final = Decimal("1.33")
_TWO: Final = 2


def judged(chart: Chart, found: Series) -> Finding:
    """The last result of a series, judged as the source judges it, else by the usual range."""
    latest = found.latest
    own = is_abnormal(latest)
    usual = "" if own else outside_usual(chart, latest)
    flag = own or usual
    worse = worst_before(found, flag)
    return Finding(found, flag, bool(usual), is_critical(latest), trend(found), worse)


_UNSURE: Final = frozenset({"preliminary", "partial", "registered"})


def stated(found: Finding, *, before: bool = True) -> Statement:
    """`Potassium 5.9 mmol/L on 3 November 2026, high (...), up from 5.5 mmol/L on ... and ...`."""
    entry = found.entry
    parts = [f"{name_of(entry)} {_measured(entry)}{on(entry.when)}", *_flag(found)]
    if entry.status in _UNSURE:
        parts.append("preliminary")
    words, sources = _earlier(found) if before else ("", ())
    return said(", ".join([*parts, words] if words else parts), entry, *sources)


def _measured(entry: Entry) -> str:
    if entry.value is not None:
        return _quoted(entry.value) if entry.value.number is None else _number(entry.value)
    values = [c.value for c in entry.components if c.value and c.value.number is not None]
    units = {v.ucum or v.unit for v in values}
    if len(values) == len(entry.components) and len(units) == 1 and len(values) == _PRESSURE:
        numbers = "/".join(
            number_words(v.number, v.ucum or v.unit or "mm[Hg]")
            for v in values
            if v.number is not None
        )
        return f"{numbers} {unit_words(values[0].unit or values[0].ucum)}"
    return ", ".join(f"{c.code.label} {value_words(c.value)}" for c in entry.components if c.value)


def _number(value: Value) -> str:
    """A number; of a score that is no count of points, that this is what the record says."""
    odd = value.number is not None and value.number % 1 and is_score(value.ucum or value.unit)
    return f"{value_words(value)} (as recorded)" if odd else value_words(value)


def _quoted(value: Value) -> str:
    """An answer in words as recorded: whoever reads `7.2 !!` must see that it is no number."""
    return quoted(shortened(value.words, _ANSWER))


_ANSWER: Final = 80


_PRESSURE = 2


def _flag(found: Finding) -> list[str]:
    if not found.flag:
        return []
    word = f"critically {found.flag}" if found.critical else found.flag
    if found.usual:
        return [f"{word} by the usual adult range"]
    bounds = range_words(found.entry.value.range if found.entry.value else None)
    return [f"{word} ({bounds})" if bounds else word]


def _earlier(found: Finding) -> tuple[str, tuple[Entry, ...]]:
    """The result before, and where a trend began that it goes on with, or what it is worse than.

    `previously` is always the result just before, so that a reader can trust it. `up from` and
    `down from` name the points that they are measured from, the result before first; they are said
    where the numbers rise or fall and the last step goes that way too.
    """
    source = _before(found)
    if source is None or source.status in _UNSURE:  # a change from what was never final is none
        return "", ()
    then = _point(source, found)
    begun = found.worse or _begun(found)
    if begun is None:
        return f"previously {then}", (source,)
    verb = "up from" if _step(begun, found) > 0 else "down from"
    if begun is source:
        return f"{verb} {then}", (source,)
    if _step(source, found) * _step(begun, found) > 0:
        return f"{verb} {then} and {_point(begun, found)}", (source, begun)
    if found.worse is None:
        return f"previously {then}", (source,)
    return f"{verb} {_point(begun, found)}, previously {then}", (begun, source)


def _before(found: Finding) -> Entry | None:
    """The result just before the last one, where both are numbers."""
    entry, when = found.entry, found.entry.when
    if when is None or entry.value is None or entry.value.number is None:
        return None
    earlier = (e for e in reversed(found.series.entries) if e.when and e.when.low < when.low)
    source = next(earlier, None)
    return source if source and source.value and source.value.number is not None else None


def _begun(found: Finding) -> Entry | None:
    return found.moved.entries[0] if found.moved is not None and found.moving else None


def _step(source: Entry, found: Finding) -> Decimal:
    """How much higher the last result is than an earlier one; zero where a reader sees no step."""
    value = found.entry.value
    then = in_unit_of(source, value)
    if value is None or value.number is None or then is None or source.value is None:
        return Decimal(0)
    return Decimal(0) if value_words(source.value) == value_words(value) else value.number - then


def _point(source: Entry, found: Finding) -> str:
    """`4.8 mmol/L on 2 June 2026`."""
    return f"{_then(source, found, in_unit_of(source, found.entry.value))}{on(source.when)}"


def _then(source: Entry, found: Finding, carried: Decimal | None) -> str:
    """An earlier value as reported, and carried over where the unit has changed since."""
    value, goal = source.value, found.entry.value
    if value is None:
        return ""
    reported = value_words(value)
    if goal is None or carried is None or same_unit(_unit(source), _unit(found.entry)):
        return reported
    rounded = number_words(round(carried, max(0, 2 - carried.adjusted())))
    return f"{reported} ({rounded} {unit_words(goal.unit or goal.ucum)})"


def _unit(entry: Entry) -> str:
    return (entry.value.ucum or entry.value.unit) if entry.value else ""
