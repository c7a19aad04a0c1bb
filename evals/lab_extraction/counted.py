"""What a reader got right and wrong in one file, and many files together."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from chartside.evals.injected_errors.scores import RESAMPLES, Score
from chartside.evals.lab_extraction.matching import (
    assigned,
    pairs,
    person_right,
    same_code,
    same_unit,
    wrong,
)
from chartside.evals.lab_extraction.told import ToldReport, ToldRow
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow

ATTRIBUTES: Final = ("unit", "ucum", "range", "flag", "comparator", "state", "collected", "box")
WRONG: Final = ("previous", "not printed", "other value", "other name")


@dataclass(slots=True)
class Tally:
    """Counts of one file. `right` and `asked` count matched rows for each attribute."""

    file: str
    layout: str
    split: str
    wanted: int = 0
    told: int = 0
    matched: int = 0
    set_aside: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    persons: int = 0
    persons_right: int = 0
    missed: list[str] = field(default_factory=list)
    """Rows that were not found and rows that are none, in words: of invented reports only."""
    seconds: float = 0.0


def count(
    tally: Tally, true: Sequence[TrueReport], told: Sequence[ToldReport], printed: str
) -> None:
    """Adds what was told of a file to its tally; `printed` is the text of the file."""
    for report, theirs in assigned(true, told):
        rows = [row for one in theirs for row in one.rows]
        found = pairs(report.rows, rows)
        tally.wanted += len(report.rows)
        tally.matched += len(found)
        tally.persons += bool(report.born)
        tally.persons_right += bool(report.born) and person_right(report, theirs)
        tally.set_aside += sum(one.set_aside for one in theirs)
        for i, at in found:
            _attributes(tally, report.rows[i], rows[at])
        tally.told += len(found)
        _unmatched(tally, report, rows, found, printed)


def _unmatched(
    tally: Tally,
    report: TrueReport,
    rows: Sequence[ToldRow],
    found: Sequence[tuple[int, int]],
    printed: str,
) -> None:
    for at in sorted(set(range(len(rows))) - {at for _, at in found}):
        kind = wrong(rows[at], report, printed)
        if kind:
            tally.told += 1
            tally.wrong[kind] += 1
            tally.missed.append(f"{kind}: {_words(rows[at])}")
    for i in sorted(set(range(len(report.rows))) - {i for i, _ in found}):
        tally.missed.append(f"not found: {_words(report.rows[i])}")


def _words(row: TrueRow | ToldRow) -> str:
    value = row.text if row.value is None else f"{row.comparator}{row.value}"
    return f"{row.name} | {value} | {row.unit} | {row.low}..{row.high} | {row.flag} | {row.state}"


def _attributes(tally: Tally, true: TrueRow, told: ToldRow) -> None:
    held = {
        "unit": same_unit(true, told),
        "ucum": same_code(true, told),
        "range": (true.low, true.high) == (told.low, told.high),
        "flag": true.flag == told.flag,
        "comparator": true.comparator == told.comparator,
        "state": true.state == told.state,
        "collected": told.collected[: len(true.collected)] == true.collected,
    }
    if true.box is not None:
        held["box"] = _there(true, told)
    for name, right in held.items():
        if name in true.unknown or (name == "collected" and not true.collected):
            continue
        tally.asked[name] += 1
        tally.right[name] += right
        if not right:
            tally.missed.append(f"{name}: {_words(true)} read as {_words(told)} {told.collected}")


def _there(true: TrueRow, told: ToldRow) -> bool:
    """Whether the middle of the true box lies in the told one, on the same page, within a point."""
    if true.box is None or told.box is None or true.page != told.page:
        return False
    x, y = (true.box[0] + true.box[2]) / 2, (true.box[1] + true.box[3]) / 2
    left, top, right, bottom = told.box
    return left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1


def precision(tallies: Sequence[Tally]) -> Score:
    """Of told rows, those that are true."""
    return Score(sum(t.matched for t in tallies), sum(t.told for t in tallies))


def recall(tallies: Sequence[Tally]) -> Score:
    """Of true rows, those that were told."""
    return Score(sum(t.matched for t in tallies), sum(t.wanted for t in tallies))


def f1(tallies: Sequence[Tally]) -> float | None:
    """Over all rows together; None where there are none.

    >>> f1([Tally("a", "b", "dev", wanted=4, told=2, matched=2)])
    0.6666666666666666
    """
    rows = sum(t.wanted + t.told for t in tallies)
    return 2 * sum(t.matched for t in tallies) / rows if rows else None


def attribute(tallies: Sequence[Tally], name: str) -> Score:
    """Of matched rows whose truth is known, those with that attribute right."""
    return Score(sum(t.right[name] for t in tallies), sum(t.asked[name] for t in tallies))


def spread(
    tallies: Sequence[Tally], measure: Callable[[Sequence[Tally]], float | None], seed: str
) -> tuple[float, float] | None:
    """95 % interval that redraws files, because rows of one file fail together.

    Percentile bootstrap (Efron and Tibshirani, 1993, chapter 13); None with fewer than two files.
    """
    if len(tallies) < 2:
        return None
    rng = random.Random(f"bootstrap {seed}")
    drawn = (measure(rng.choices(tallies, k=len(tallies))) for _ in range(RESAMPLES))
    held = sorted(rate for rate in drawn if rate is not None)
    return (held[int(0.025 * len(held))], held[int(0.975 * len(held)) - 1]) if held else None
