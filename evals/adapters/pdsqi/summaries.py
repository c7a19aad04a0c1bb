"""Summaries with the notes they were written from: rows of a user, or documents of our own."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from chartside.draft import Draft
from chartside.evals.adapters.pdsqi.instrument import MOST, STIGMATIZING, items
from chartside.evals.user_files.gathering import Held, NoCase, gathered
from chartside.evals.user_files.rows import Row, rows_of
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind

_OTHER_NAMES: Final = {"citation": "cited", "voice_summ": STIGMATIZING}
"""What the authors' files call items that have another name here."""
_POINTS: Final = frozenset("012345")
"""As a cell of a table has them."""
_MOST_CHARACTERS: Final = 40_000
"""Of the notes of our own summary; the newest documents go in until it is reached."""
_TOLD: Final = (
    Kind.PATIENT,
    Kind.PROBLEM,
    Kind.ALLERGY,
    Kind.MEDICATION,
    Kind.PROCEDURE,
    Kind.FAMILY,
    Kind.SOCIAL,
)


@dataclass(frozen=True, slots=True)
class Summarised:
    """A summary, its notes by their ids, for whom it is, and points that raters gave it."""

    id: str
    summary: str
    notes: Mapping[str, str]
    specialty: str
    raters: Mapping[str, int] = field(default_factory=dict)

    @property
    def material(self) -> dict[str, Any]:
        """What a judge is given."""
        return {"summary": self.summary, "notes": dict(self.notes), "specialty": self.specialty}


def sample() -> tuple[Summarised, ...]:
    """A few invented summaries, in the rows that a user's are."""
    place = files("chartside.evals.adapters.pdsqi").joinpath("sample.toml")
    rows = tomllib.loads(place.read_text(encoding="utf-8"))["rows"]
    return tuple(understood(row["id"], row) for row in rows)


def read_summaries(path: Path) -> Held[Summarised]:
    """Every summary of a file, or of a folder with a JSON file each; and what was set aside.

    Raises:
        UsageError: There is none.
        SourceError: It cannot be read.
    """
    return gathered(_rows(path), understood, path.name, "summary that can be rated")


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    if not path.is_dir():
        yield from rows_of(path)
        return
    for file in sorted(path.glob("*.json")):
        rows = list(rows_of(file))
        yield from ((file.stem, row) for _, row in rows) if len(rows) == 1 else rows


def understood(named: str, row: Any) -> Summarised:
    """A row: `summary`, `notes` (text, a list, or an object by their ids), `target_specialty`.

    Raises:
        NoCase: It is none.
    """
    if not isinstance(row, Mapping):
        raise NoCase("rows that are no JSON object, or far too long")
    summary = row.get("summary")
    if not isinstance(summary, str) or not summary.strip():
        raise NoCase("rows without summary")
    specialty = row.get("target_specialty") or row.get("specialty")
    held = row.get("id") or row.get("guid")
    return Summarised(
        id=held if isinstance(held, str) else named,
        summary=summary.strip(),
        notes=_notes(row.get("notes")),
        specialty=specialty if isinstance(specialty, str) else "any specialty",
        raters=_raters(row),
    )


def _notes(said: Any) -> dict[str, str]:
    """Notes by their ids; those of a list are numbered from 1, as the authors' prompt does."""
    if isinstance(said, str):  # a cell of a table: JSON, or one note
        said = _listed(said)
    if isinstance(said, list):
        said = {str(number): text for number, text in enumerate(said, 1)}
    if not isinstance(said, Mapping) or not said:
        raise NoCase("rows without notes")
    if not all(isinstance(text, str) for text in said.values()):
        raise NoCase("rows whose notes are not text")
    return {str(name): text for name, text in said.items()}


def _listed(text: str) -> Any:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        held = None
    return held if isinstance(held, list | dict) else [text] if text.strip() else None


def _raters(row: Row) -> dict[str, int]:
    """Points of raters, in `scores` or under the items' names; other numbers are passed over."""
    said = row["scores"] if isinstance(row.get("scores"), Mapping) else row
    found: dict[str, int] = {}
    for key, value in said.items():
        name = _OTHER_NAMES.get(key, key)
        number = int(value) if isinstance(value, str) and value.strip() in _POINTS else value
        if type(number) is int and _fits(name, number):
            found[name] = number
    return found


def _fits(name: str, number: int) -> bool:
    return number in {0, 1} if name == STIGMATIZING else name in items() and 1 <= number <= MOST


def of_draft(named: str, draft: Draft, chart: Chart) -> Summarised:
    """A document of ours beside what the chart says.

    Its notes are what it cites, the lists of the chart, and its newest documents as far as there is
    room: a judge reads no whole record.
    """
    cited = list(dict.fromkeys(c.reference for s in draft.statements for c in s.citations))
    notes = _told(cited, chart)
    numbers = {reference: str(number) for number, reference in enumerate(notes, 1)}
    lines = []
    for statement in draft.statements:
        marks = dict.fromkeys(numbers[c.reference] for c in statement.citations)
        lines.append(" ".join([statement.text, *(f"<Note ID:{mark}>" for mark in marks)]))
    texts = {numbers[reference]: text for reference, text in notes.items()}
    return Summarised(named, "\n".join(lines), texts, "family medicine")


def _told(cited: list[str], chart: Chart) -> dict[str, str]:
    """By reference: what is cited, the lists, then documents from the newest on."""
    found = {reference: _text(reference, chart) for reference in cited}
    for entry in chart.of(*_TOLD):
        found.setdefault(entry.reference, _text(entry.reference, chart))
    room = _MOST_CHARACTERS - sum(map(len, found.values()))
    for document in reversed(chart.documents()):
        room -= len(document.text)
        if room < 0:
            break
        found.setdefault(document.reference, document.text)
    return found


def _text(reference: str, chart: Chart) -> str:
    entry, document = chart.get(reference), chart.document(reference)
    day = f"{entry.when.day} " if entry and entry.when else ""
    said = document.text if document and document.text else entry.text if entry else ""
    return f"{day}{said}"
