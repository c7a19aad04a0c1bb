"""Images of a user with what is seen in them: `labels.jsonl` in a folder, a study a line.

    {"files": ["1.dcm"], "task": "classify", "classes": ["effusion", "edema"], "truth": ["edema"]}
    {"files": ["2.png"], "task": "classify", "question": "Which side?", "truth": ["left"]}
    {"files": ["1.dcm"], "task": "locate", "object": "left lung",
     "truth": [{"x0": 10, "y0": 20, "x1": 200, "y1": 300}]}
    {"files": ["before.dcm", "now.dcm"], "task": "compare", "finding": "edema", "truth": "improved"}

Boxes are in pixels of the image as it is stored, x to the right and y down from its upper left, by
their corners or as x, y, w, h. `id` and `patient` may be said, `modality` (CT or MR) of files that
do not say it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from chartside.errors import SourceError, UsageError
from chartside.evals.labelled.beside import Unusable, usable
from chartside.evals.suite import places

LABELS: Final = "labels.jsonl"
MOST_LINES: Final = 100_000
MOST_BYTES: Final = 1_000_000
"""Of a line."""
NO_JSON: Final = "lines that are not JSON"
NO_STUDY: Final = "lines that are not as `chartside eval show imaging` says"
NO_FILE: Final = "lines whose files are not there"
OUTSIDE: Final = "lines whose files lie outside of the folder"
TWICE: Final = "lines with an id that an earlier one has"

Corners = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels."""
Task = Literal["classify", "question", "locate", "compare"]
_Words = Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
_Pixels = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
_COURSES: Final = {
    "improved": "improved",
    "resolved": "improved",
    "stable": "stable",
    "unchanged": "stable",
    "worsened": "worsened",
    "worse": "worsened",
    "new": "worsened",
}
"""What a model is asked to choose between: what is gone has improved, what is new has worsened."""


class _Held(BaseModel):
    """A part of a line; an unknown key is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Line(_Held):
    task: str
    files: Annotated[tuple[_Words, ...], Field(min_length=1, max_length=5000)]
    id: _Words = ""
    patient: _Words = ""
    modality: Literal["CT", "MR"] | None = None


class _Classes(_Line):
    classes: Annotated[tuple[_Words, ...], Field(min_length=1, max_length=40)]
    truth: tuple[_Words, ...]

    @model_validator(mode="after")
    def _of_these(self) -> "_Classes":
        if not set(self.truth) <= set(self.classes):
            raise ValueError("truth names what is not among the classes")
        return self


class _Question(_Line):
    question: _Words
    truth: Annotated[tuple[_Words, ...], Field(min_length=1)]


class _Corners(_Held):
    x0: _Pixels
    y0: _Pixels
    x1: _Pixels
    y1: _Pixels

    @property
    def corners(self) -> Corners:
        return self.x0, self.y0, self.x1, self.y1


class _Sides(_Held):
    x: _Pixels
    y: _Pixels
    w: _Pixels
    h: _Pixels

    @property
    def corners(self) -> Corners:
        return self.x, self.y, self.x + self.w, self.y + self.h


class _Boxes(_Line):
    object: _Words
    truth: tuple[_Corners | _Sides, ...]


class _Pair(_Line):
    finding: _Words
    truth: Literal["improved", "resolved", "stable", "unchanged", "worsened", "worse", "new"]


@dataclass(frozen=True, slots=True)
class Study:
    """A line: its files, and what is asked of them.

    `asked` are classes, or the one question, object or finding. `truth` are those of the classes
    that are there, right answers, or the course; `boxes` what is located.
    """

    id: str
    patient: str
    files: tuple[Path, ...]
    task: Task
    asked: tuple[str, ...]
    truth: frozenset[str] = frozenset()
    boxes: tuple[Corners, ...] = ()
    modality: str | None = None


def studies_in(folder: Path) -> tuple[tuple[Study, ...], dict[str, int]]:
    """The studies of a folder, and how many lines were set aside, by why.

    Raises:
        UsageError: There are no labels, or none that can be used.
        SourceError: They cannot be read.
    """
    path = folder / LABELS
    if not path.is_file():
        raise UsageError(
            f"{folder} has no {LABELS}: chartside eval show imaging says what is in it"
        )
    seen: set[str] = set()

    def one(numbered: tuple[int, bytes]) -> Study:
        number, line = numbered
        study = _study(line, folder, f"line {number}")
        if study.id in seen:
            raise Unusable(TWICE)
        seen.add(study.id)
        return study

    return usable(list(_lines(path)), one, lambda numbered: f"{LABELS}, line {numbered[0]}")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each line that is not empty, with its number; of one that is too long no more than that."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(MOST_BYTES + 1), b""), 1):
                if number > MOST_LINES:
                    raise UsageError(f"{LABELS} has more than {MOST_LINES:,} lines")
                if line.strip():
                    yield number, line
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise SourceError(f"{LABELS} cannot be read: {reason}") from None


def _study(line: bytes, folder: Path, named: str) -> Study:
    try:
        held = json.loads(line.decode("utf-8-sig"), parse_constant=_refused)
    except (ValueError, RecursionError):
        raise Unusable(NO_JSON) from None
    kind = _kind(held)
    try:
        read = kind.model_validate(held)
    except ValidationError as wrong:
        raise Unusable(NO_STUDY, places(wrong)) from None
    name = read.id or named
    files = tuple(_file(folder, one) for one in read.files)
    return _asked(read, Study(name, read.patient or name, files, "question", (),
                              modality=read.modality))  # fmt: skip


def _kind(held: Any) -> type[_Line]:
    task = held.get("task") if isinstance(held, Mapping) else None
    if task == "classify":
        return _Question if "question" in held else _Classes
    kinds: dict[Any, type[_Line]] = {"locate": _Boxes, "compare": _Pair}
    if not isinstance(task, str) or task not in kinds:
        raise Unusable(NO_STUDY, "task: it is classify, locate or compare")
    return kinds[task]


def _asked(read: _Line, study: Study) -> Study:
    if isinstance(read, _Classes):
        classes = tuple(dict.fromkeys(map(_spaced, read.classes)))
        there = frozenset(map(_spaced, read.truth))
        return replace(study, task="classify", asked=classes, truth=there)
    if isinstance(read, _Question):
        return replace(study, asked=(_spaced(read.question),), truth=frozenset(read.truth))
    if isinstance(read, _Boxes):
        boxes = tuple(one.corners for one in read.truth)
        if not all(x0 < x1 and y0 < y1 for x0, y0, x1, y1 in boxes):
            raise Unusable(NO_STUDY, "truth: a box has no extent")
        return replace(study, task="locate", asked=(_spaced(read.object),), boxes=boxes)
    if isinstance(read, _Pair):
        if len(read.files) != 2:  # noqa: PLR2004 - a pair
            raise Unusable(NO_STUDY, "files: two are compared, the earlier one first")
        course = frozenset({_COURSES[read.truth]})
        return replace(study, task="compare", asked=(_spaced(read.finding),), truth=course)
    raise TypeError


def _spaced(words: str) -> str:
    """Words with one space between them, as models are asked for them."""
    return " ".join(words.split())


def _file(folder: Path, name: str) -> Path:
    """A file of the folder, or a folder in it with the slices of a volume."""
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve())
        there = path.exists()
    except (OSError, ValueError):  # a name that no disk takes
        raise Unusable(NO_FILE) from None
    if not inside:
        raise Unusable(OUTSIDE)
    if not there:
        raise Unusable(NO_FILE)
    return path


def _refused(_: str) -> Any:
    """`NaN` and `Infinity`, which are no JSON.

    Raises:
        ValueError: Always.
    """
    raise ValueError
