"""Cases that people judged: rows with what was judged and what a person said of it.

    {"id": "a1", "question": "…", "expected": "…", "answer": "…", "label": true, "rater": "mh"}
    {"id": "b1", "summary": "…", "notes": {"1": "…"}, "item": "accurate", "label": 4}
    {"id": "c1", "question": "…", "a": "…", "b": "…", "label": "a"}

A row is one label; several people may label a case, each in a row of its own. `group` is what cases
belong to and fail together by, such as a patient; without one each case stands for itself.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError
from chartside.evals.judging.judge import Scale
from chartside.evals.user_files.rows import Row, rows_of

AGREES: Final = "agrees"
"""The kind of case in which an answer is held against what is expected."""
PREFERS: Final = "prefers"
"""The kind of case in which the better of two answers is told."""
FIRST: Final = 0
SAME: Final = 1
SECOND: Final = 2
NAMES: Final = {AGREES: ("false", "true"), PREFERS: ("a", "same", "b")}
"""What the numbers of a kind of case are called; items have points."""

_TRUTHS: Final = {"true": 1, "yes": 1, "1": 1, "false": 0, "no": 0, "0": 0}
_ASKED: Final = ("question", "expected", "answer")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A case with the labels of people, by rater: points of its item, else by `NAMES`.

    `kind` is `AGREES`, `PREFERS` or the name of an item; `material` is what a judge is given.
    """

    id: str
    kind: str
    group: str
    material: Mapping[str, Any]
    labels: Mapping[str, int]

    @property
    def judged(self) -> str:
        """The text that was judged."""
        return str(self.material.get("answer") or self.material.get("summary") or "")


class Unusable(ValueError):
    """A row that is no label; the message says why, in words after a count."""


def read_labels(
    path: Path, scales: Mapping[str, Scale]
) -> tuple[tuple[Labelled, ...], dict[str, int]]:
    """Every case of a file with its labels, and how many rows were set aside, by why.

    Args:
        path: JSON lines, JSON or CSV.
        scales: The items that may be named.

    Raises:
        UsageError: There is no label in it.
        SourceError: It cannot be read.
    """
    found: dict[tuple[str, str], Labelled] = {}
    aside: Counter[str] = Counter()
    for row in _rows(path):
        try:
            one = _labelled(row, scales)
            held = found.get((one.id, one.kind))
            found[one.id, one.kind] = _both(held, one) if held else one
        except Unusable as why:
            aside[str(why)] += 1
    if not found:
        reason = "; ".join(f"{number} {words}" for words, number in aside.items()) or "it is empty"
        raise UsageError(f"{path.name} holds no label: {reason}")
    return tuple(found.values()), dict(aside)


def _rows(path: Path) -> Iterator[Any]:
    return (row for _, row in rows_of(path))


def _labelled(row: Any, scales: Mapping[str, Scale]) -> Labelled:
    if not isinstance(row, Mapping):
        raise Unusable("rows that are no JSON object, or far too long")
    named, item = _text(row, "id"), _text(row, "item")
    if not named:
        raise Unusable("rows without id")
    if item and item not in scales:
        raise Unusable("rows of an item that there is not")
    kind = item or (PREFERS if "a" in row and "b" in row else AGREES)
    if kind == PREFERS:
        number, material = _preferred(row.get("label")), _two(row)
    elif kind == AGREES:
        number, material = _label(row.get("label"), (0, 1)), _answer(row)
    else:
        number, material = _label(row.get("label"), scales[kind].points), _summary(row)
    rater = _text(row, "rater") or "rater 1"
    return Labelled(named, kind, _text(row, "group") or named, material, {rater: number})


def _both(held: Labelled, one: Labelled) -> Labelled:
    """A case with one more label. Who has no name is counted on."""
    if held.material != one.material:
        raise Unusable("rows whose text is not that of an earlier row of their id")
    ((rater, number),) = one.labels.items()
    if rater == "rater 1" and rater in held.labels:
        rater = f"rater {len(held.labels) + 1}"
    if rater in held.labels:
        raise Unusable("rows of a rater who has labelled the case before")
    return replace(held, labels={**held.labels, rater: number})


def _label(said: Any, points: Mapping[int, str] | tuple[int, ...]) -> int:
    """The number that a label stands for; true and false only where there are but two."""
    if len(points) == len((0, 1)):
        said = _TRUTHS.get(str(said).strip().lower(), said)
    elif isinstance(said, str) and len(said.strip()) == 1 and said.strip().isdecimal():
        said = int(said)
    if type(said) is not int or said not in points:
        raise Unusable("rows whose label is none of what it may be")
    return said


def _preferred(said: Any) -> int:
    names = NAMES[PREFERS]
    word = said.strip().lower() if isinstance(said, str) else ""
    if word not in names:
        raise Unusable("rows whose label is none of what it may be")
    return names.index(word)


def _two(row: Row) -> dict[str, str]:
    told = {name: _text(row, name) for name in ("question", "a", "b")}
    if not all(told.values()):
        raise Unusable("rows of two answers without question, a and b")
    return told


def _answer(row: Row) -> dict[str, str]:
    """An answer may be empty, and so may what is expected of one that says nothing."""
    if not isinstance(row.get("answer"), str) or not isinstance(row.get("expected"), str):
        raise Unusable("rows without answer and expected")
    return {name: _text(row, name) for name in _ASKED}


def _summary(row: Row) -> dict[str, Any]:
    if not _text(row, "summary"):
        raise Unusable("rows of an item without summary")
    told = {name: row[name] for name in ("summary", "notes", "specialty") if row.get(name)}
    if row.get("target_specialty"):
        told["specialty"] = row["target_specialty"]
    return told


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
