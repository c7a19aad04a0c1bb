"""One file graded: what was told of it against what is printed on it, as counts over counts."""

from collections.abc import Sequence
from typing import Any, Final

from chartside.evals.lab_extraction.counted import Tally, count
from chartside.evals.lab_extraction.matching import assigned, pairs, wrong
from chartside.evals.lab_extraction.product import Told
from chartside.evals.lab_extraction.truth import TrueReport
from chartside.evals.suite import Counts

_ATTRIBUTES: Final = ("unit", "ucum", "range", "flag")
_SHOWN: Final = 20
"""Mistakes of one file that are shown."""
_READ_AS: Final = " read as "


def graded(
    name: str, true: Sequence[TrueReport], told: Told, printed: str
) -> tuple[float, Counts, list[dict[str, Any]]]:
    """How much of a file was found, what is counted of it, and what went wrong.

    Args:
        name: The file, for a reader.
        true: What is printed on it.
        told: What was told of it.
        printed: Its figures, by whoever read them.
    """
    tally = Tally(name, "", "")
    count(tally, true, told.reports, printed)
    rows = tally.wanted + tally.told
    of_name = tally.told - tally.wrong["other name"]
    counts: Counts = {
        "f1": (2 * tally.matched, rows),
        "value": (tally.matched, of_name),
        **{one: (tally.right[one], tally.asked[one]) for one in _ATTRIBUTES},
        "wrong-name": (tally.wrong["other name"], tally.told),
        "earlier": (tally.wrong["previous"], tally.told),
        "unprinted": (tally.wrong["not printed"], tally.told),
        **_doubts(true, told, printed),
    }
    return (2 * tally.matched / rows if rows else 1.0), counts, _worst(tally, told)


def _doubts(true: Sequence[TrueReport], told: Told, printed: str) -> Counts:
    """Of told rows that are wrong, and of those that are right, how many came with a doubt."""
    with_doubt = {
        id(row): doubt
        for report, doubts in zip(told.reports, told.doubted, strict=True)
        for row, doubt in zip(report.rows, doubts, strict=True)
    }
    of_right: list[bool] = []
    of_wrong: list[bool] = []
    for report, theirs in assigned(true, told.reports):
        rows = [row for one in theirs for row in one.rows]
        matched = {at for _, at in pairs(report.rows, rows)}
        for at, row in enumerate(rows):
            if at in matched:
                of_right.append(with_doubt[id(row)])
            elif wrong(row, report, printed):
                of_wrong.append(with_doubt[id(row)])
    return {"warned": _share(of_wrong), "doubted": _share(of_right)}


def _share(of: Sequence[bool]) -> tuple[int, int]:
    return sum(of), len(of)


def _worst(tally: Tally, told: Told) -> list[dict[str, Any]]:
    rows = [_row(line) for line in tally.missed[:_SHOWN]]
    why = [_said("nothing was read", told.reason, "")] if told.reason else []
    model = [_said("the model failed", told.failure, "")] if told.failure else []
    return why + model + rows


def _row(line: str) -> dict[str, Any]:
    """A line of a tally: `not found: A`, `other value: B`, `unit: A read as B`."""
    kind, _, rest = line.partition(": ")
    true, as_, told = rest.partition(_READ_AS)
    if as_:
        return _said(kind, told, true)
    return _said(kind, "", rest) if kind == "not found" else _said(kind, rest, "")


def _said(asked: str, said: str, expected: str) -> dict[str, Any]:
    return {"asked": asked, "said": said, "expected": expected, "sources": []}
