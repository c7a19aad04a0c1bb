"""The table of questions as it is published: one CSV file, its columns in any order."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from chartside.errors import UsageError
from chartside.evals.adapters.values import Truth, read_truth
from chartside.evals.adapters.wording import at_the_chart
from chartside.evals.user_files.reading import octets_of

_NEEDED: Final = ("question_id", "question", "true_answer", "patient_fhir_id", "true_fhir_ids")
_LONGEST: Final = 20_000_000
"""Characters of one cell; a question about everything lists thousands of resources."""
_LONGEST_QUESTION: Final = 2_000
_MOST_BYTES: Final = 500_000_000
ALL: Final = "all"

Bad = Counter[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the benchmark.

    `text` is as published, `patient` is `Patient/id`, `truth` the answer, `answers` the resources
    behind it by `Type/id`. `as_of` is the "now" that the benchmark assumes, where it does; `hints`
    are its other assumptions.
    """

    id: str
    text: str
    patient: str
    truth: Truth
    answers: frozenset[str]
    as_of: datetime | None = None
    hints: str = ""
    sql: str = ""

    @property
    def asked(self) -> str:
        """What is put to whoever has the chart open: nobody names the patient there."""
        text = at_the_chart(self.text, [self.patient.removeprefix("Patient/")])
        return f"{text} {self.hints}".strip()


@dataclass(frozen=True, slots=True)
class Table:
    """The questions that can be put, and how many rows cannot, by why."""

    questions: tuple[Question, ...]
    aside: Mapping[str, int]


def read_table(path: Path, split: str = "test") -> Table:
    """The questions of a split (`all`: of every one; so too where the table names none).

    Raises:
        UsageError: There is no such file, it is no such table, or none of its rows can be put.
        SourceError: It cannot be read.
    """
    found: dict[str, Question] = {}
    aside: Bad = Counter()
    others = 0
    for row in _rows(path, aside):
        if split != ALL and row.get("split", split).lower() not in {split, ""}:
            others += 1
            continue
        try:
            question = _question(row)
        except _Unusable as unusable:
            aside[str(unusable)] += 1
            continue
        if question.id in found:
            aside["rows of a question that is there already"] += 1
        found.setdefault(question.id, question)
    if not found:
        why = "; ".join(f"{n} {words}" for words, n in aside.items())
        rest = f"{others} are of another split than {split}" if others else "it has no rows"
        raise UsageError(f"{path.name} has no question that can be put: {why or rest}")
    return Table(tuple(found.values()), dict(aside))


def text_of(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        UsageError: There is none, it is not UTF-8, or it is far longer than these files are.
        SourceError: It cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"{path} is no file")
    held = octets_of(path, _MOST_BYTES)
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = held.count(b"\n", 0, wrong.start) + 1
        raise UsageError(f"{path.name} line {line} is not UTF-8: save it as UTF-8") from None


def _rows(path: Path, aside: Bad) -> Iterator[dict[str, str]]:
    """The rows by lower-case names of columns; a row that is none is counted and passed over."""
    limit = csv.field_size_limit(_LONGEST)
    try:
        reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
        names = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in _NEEDED if name not in names]:
            raise UsageError(
                f"{path.name} line 1 names no column {', '.join(missing)}: "
                "give the table of questions with their SQL and FHIR answers"
            )
        while True:
            try:
                row = next(reader, None)
            except csv.Error as wrong:
                if "end of data" in str(wrong):
                    raise UsageError(f"{path.name}: a quotation mark is never closed") from None
                aside["rows that are no CSV"] += 1
                continue
            if row is None:
                return
            if len(row) == len(names):
                yield dict(zip(names, row, strict=True))
            elif row:
                aside["rows with more or fewer cells than columns"] += 1
    finally:
        csv.field_size_limit(limit)


class _Unusable(Exception):
    """Why a row cannot be put, in words for a sum."""


def _question(row: Mapping[str, str]) -> Question:
    named, text, patient = (
        row[name].strip() for name in ("question_id", "question", "patient_fhir_id")
    )
    if not (named and text):
        raise _Unusable("rows without a question or its id")
    if len(text) > _LONGEST_QUESTION:
        raise _Unusable(f"questions of more than {_LONGEST_QUESTION:,} characters")
    if not _FHIR_ID.fullmatch(patient.removeprefix("Patient/")):
        raise _Unusable("rows without the FHIR id of a patient")
    answers = _answers(row["true_fhir_ids"])
    truth = read_truth(row["true_answer"]) if answers else Truth()
    if answers and not row["true_answer"].strip():
        raise _Unusable("rows without an answer")
    as_of, hints = _assumed(row.get("assumption", ""))
    return Question(
        id=named,
        text=" ".join(text.split()),
        patient=f"Patient/{patient.removeprefix('Patient/')}",
        truth=truth,
        answers=answers,
        as_of=as_of,
        hints=hints,
        sql=row.get("sql_query", ""),
    )


_FHIR_ID: Final = re.compile(r"[A-Za-z0-9.-]{1,64}")
_Type = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]{1,40}$")]
_IDS: Final = TypeAdapter(
    dict[_Type, list[Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{0,64}$")]]],
    config=ConfigDict(hide_input_in_errors=True),
)


def _answers(text: str) -> frozenset[str]:
    """`Type/id` of each resource in a dictionary as Python or JSON prints it."""
    if text.strip().lower() in {"", "nan", "none"}:
        return frozenset()
    try:
        held = _IDS.validate_json(text.replace("'", '"'))
    except ValidationError:
        raise _Unusable("rows whose FHIR ids cannot be read") from None
    return frozenset(f"{kind}/{one}" for kind, ids in held.items() for one in ids if one)


_NOW: Final = re.compile(
    r"assume (?:the )?current time is\s+(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?\.?\s*",
    re.IGNORECASE,
)
_OF_SEARCHING: Final = re.compile(r"[^.]*\bletter case\b[^.]*\.?\s*", re.IGNORECASE)


def _assumed(text: str) -> tuple[datetime | None, str]:
    """The "now" of a question, and what else is assumed; how to search text is nobody's affair."""
    if text.strip().lower() in {"", "nan"}:
        return None, ""
    now = None
    if found := _NOW.search(text):
        try:
            now = datetime.fromisoformat(f"{found[1]}T{found[2] or '23:59'}").replace(tzinfo=UTC)
        except ValueError:
            raise _Unusable("rows that assume a time that is none") from None
    rest = _OF_SEARCHING.sub("", _NOW.sub("", text))
    return now, " ".join(rest.split())
