"""A suite of a user's own: one file in TOML, its cases in it or beside it, perhaps a scorer.

    line = "Questions about anticoagulants, as our pharmacists ask them."
    do = "ask"                       # or summarize, verify, prompt
    source = "records.ndjson"        # beside this file; --source names another
    as_of = 2026-11-26               # the "now" of every chart
    cases = "anticoagulants.jsonl"   # or [[cases]] below
    scorer = "grading.py:grade"      # where `expect` does not say it all

A file of cases in JSON lines is a suite too where its first line says `line` and `do`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from typing_extensions import override

from chartside.errors import UsageError
from chartside.evals.authoring.case import Case
from chartside.evals.authoring.cases import (
    Asking,
    Do,
    Raw,
    cases_file,
    cases_of,
    in_lines,
    inline,
    moment,
)
from chartside.evals.authoring.figures import figures_of, usual
from chartside.evals.authoring.reading import (
    Unreadable,
    lines_of,
    mistakes,
    object_of,
    refuse,
    text_of,
    toml_of,
)
from chartside.evals.authoring.scorer import SHAPE
from chartside.evals.suite import Line, Measure, Name, Option, Suite, read_suite

LINES: Final = ".jsonl"
FILES: Final = (".toml", LINES)
"""How the name of a file ends that can be named in place of a suite."""

_TASKS: Final = "chartside.evals.authoring.tasks"


_TAKES: Final[dict[str, tuple[Option, ...]]] = {
    "ask": ("source", "reasoner"),
    "summarize": ("source", "reasoner"),
    "verify": ("source",),
    "prompt": ("reasoner",),
}


class _Head(BaseModel):
    """What the file says of the whole suite."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Name
    line: Line
    do: Do
    source: str = ""
    as_of: Annotated[datetime | None, BeforeValidator(moment)] = None
    scorer: Annotated[str, Field(pattern=SHAPE)] | None = None
    redrawn: Line = ""
    measures: tuple[Measure, ...] = ()
    cases: str | tuple[Any, ...] = ""


class Authored(Suite):
    """A suite of one file. Where files lie is no part of what a report says, `digest` is.

    `record` is the record that it names: anywhere on this machine, as records often lie elsewhere.
    """

    file: Annotated[Path, Field(exclude=True)]
    record: Annotated[str, Field(exclude=True)] = ""

    @property
    @override
    def carried(self) -> dict[str, str]:
        """The file, and the digest of what was declared: other cases are another task."""
        return {"file": str(self.file), "digest": self.digest}

    @property
    @override
    def reads(self) -> dict[str, str]:
        """The record that its file names; `--source` names another in its place."""
        return {"source": self.record} if self.record else {}


@dataclass(frozen=True, slots=True)
class Opened:
    """The file of a suite, read: its declaration, its cases, its record and its scorer.

    `lines` is the file that the cases stand in.
    """

    suite: Authored
    do: Do
    cases: tuple[Case, ...]
    lines: Path
    source: str
    scorer: tuple[Path, str] | None


def open_suite(path: Path) -> Opened:
    """The suite of a file, every case of it looked at; code of its own is not run.

    Raises:
        UsageError: There is no such file, it is no suite, or a case of it cannot be used.
        SourceError: It cannot be read.
    """
    path = path.resolve()
    text = text_of(path)
    head, raw, beside = _parts(path, text)
    texts = [text]
    if beside is not None:
        texts.append(text_of(beside))
        raw = list(in_lines(texts[-1]))
    scorer = _scorer(path, head)
    if scorer is not None:
        texts.append(text_of(scorer[0]))
    cases, wrong = cases_of(raw, Asking(head.do, scorer is not None, head.as_of))
    refuse(beside or path, wrong)
    if not cases:
        raise UsageError(f"{(beside or path).name} holds no case")
    source = str(path.parent / head.source) if head.source else ""
    suite = _suite(path, head, cases, _digest(texts)).model_copy(update={"record": source})
    return Opened(suite, head.do, tuple(cases), beside or path, source, scorer)


def _parts(path: Path, text: str) -> tuple[_Head, list[Raw], Path | None]:
    """What stands at the head of the file, the cases in it, and the file of cases beside it."""
    if path.suffix == LINES:
        return _head(path, _first(path, text)), list(in_lines(text, first=2)), None
    head = _head(path, toml_of(path, text))
    if not isinstance(head.cases, str):
        return head, list(inline(head.cases, text)), None
    if not head.cases:
        raise UsageError(f'{path.name}: name its cases as cases = "FILE.jsonl", or write [[cases]]')
    return head, [], _beside(path, head.cases, "cases")


def _first(path: Path, text: str) -> dict[str, Any]:
    try:
        _, line = next(lines_of(text))
        held = object_of(line)
    except StopIteration:
        raise UsageError(f"{path.name} is empty") from None
    except Unreadable as wrong:
        raise UsageError(f"{path.name} line 1: {wrong}") from None
    if "do" not in held:
        raise UsageError(
            f'{path.name}: its first line says what the suite is: {{"line": "…", "do": "ask"}}'
        )
    if "cases" in held:
        raise UsageError(f"{path.name} line 1: the cases are the lines below")
    return held


def _head(path: Path, held: dict[str, Any]) -> _Head:
    held.setdefault("name", path.stem.lower().replace("_", "-").replace(" ", "-"))
    try:
        return _Head.model_validate(held)
    except ValidationError as wrong:
        raise UsageError(f"{path.name} is no suite: {mistakes(wrong, _Head)}") from None


def _scorer(path: Path, head: _Head) -> tuple[Path, str] | None:
    """The file and the function that grade."""
    if head.scorer is None:
        if head.measures:
            raise UsageError(f"{path.name}: figures of its own need a `scorer` that counts them")
        return None
    file, _, function = head.scorer.rpartition(":")
    return _beside(path, file, "scorer"), function


def _beside(path: Path, named: str, key: str) -> Path:
    try:
        return cases_file(path.parent, named)
    except Unreadable as wrong:
        raise UsageError(f"{path.name}: `{key}`: {wrong}") from None


def _digest(texts: Sequence[str]) -> str:
    """Of the file, its cases and its scorer, so that other cases are not taken for the same."""
    held = hashlib.sha256()
    for text in texts:
        held.update(hashlib.sha256(text.encode()).digest())
    return held.hexdigest()


def _suite(path: Path, head: _Head, cases: Sequence[Case], digest: str) -> Authored:
    _require_own(path, head)
    anybody = head.do == "prompt" and not any(case.patient for case in cases)
    try:
        return Authored(
            name=head.name,
            line=head.line,
            task=f"{_TASKS}:authored",
            takes=_TAKES[head.do],
            redrawn=head.redrawn or ("cases" if anybody else "patients"),
            model=head.do == "prompt",
            measures=figures_of(head.do, head.measures, cases),
            digest=digest,
            file=path,
        )
    except ValidationError as wrong:
        raise UsageError(f"{path.name} is no suite: {mistakes(wrong, Suite)}") from None


def _require_own(path: Path, head: _Head) -> None:
    """Figures that an author adds are neither ours nor twice there.

    Raises:
        UsageError: They are.
    """
    names = [measure.name for measure in head.measures]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{path.name}: two [[measures]] are called {', '.join(twice)}")
    if taken := sorted(set(names) & usual(head.do)):
        raise UsageError(
            f"{path.name}: every suite that does {head.do} counts {', '.join(taken)} itself: "
            "give your own [[measures]] other names"
        )


def declaration(path: Path) -> Suite:
    """What a file declares: a suite of its author's own, or one whose task is code.

    Raises:
        UsageError: As in `open_suite`.
        SourceError: As in `open_suite`.
    """
    if path.suffix != LINES and "task" in toml_of(path, text_of(path)):
        return read_suite(path)
    return open_suite(path).suite
