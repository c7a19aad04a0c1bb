"""EHRNoteQA's file: discharge summaries of one patient, a question, five choices, the right one.

It is the file that the benchmark's own preprocessing writes (EHRNoteQA_processed.jsonl): the
published one has no notes in it, which are MIMIC-IV's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError
from chartside.evals.adapters.notes.samples import ehrnote_sample
from chartside.evals.user_files.gathering import Held, NoCase, gathered
from chartside.evals.user_files.rows import rows_of

FILE: Final = "EHRNoteQA_processed.jsonl"
LETTERS: Final = "ABCDE"
NOTES: Final = ("note_1", "note_2", "note_3")
BUDGET: Final = 120_000
"""Characters of notes in a prompt: some 30,000 tokens. The benchmark's longest have about 8,000
tokens, so that only what is no discharge summary of its is cut."""
_CUT: Final = "\n[the rest was cut off]"


@dataclass(frozen=True, slots=True)
class Asked:
    """A case: the notes, oldest first, what is asked of them, and what is right."""

    id: str
    category: str
    notes: tuple[str, ...]
    question: str
    choices: Mapping[str, str]
    right: str

    @property
    def expected(self) -> str:
        """The text of the right choice, which open answers are held against as well."""
        return self.choices[self.right]

    @property
    def listed(self) -> str:
        """The choices, one a line."""
        return "\n".join(f"{letter}. {text}" for letter, text in self.choices.items())


@lru_cache(maxsize=2)
def asked_of(data: str) -> Held[Asked]:
    """The cases of a file, or of the sample where none is named.

    Raises:
        UsageError: There is no such file, it is not JSON, or none of its rows can be asked.
        SourceError: It cannot be read.
    """
    path = Path(data) if data else ehrnote_sample()
    if path.is_dir():
        path /= FILE
    try:
        return gathered(_named(path), _case, path.name)
    except UsageError as wrong:
        if "without its notes" in str(wrong):
            raise UsageError(
                f"{path.name} has no note_1: run the benchmark's own preprocessing first, "
                f"which writes {FILE}"
            ) from None
        raise


def _named(path: Path) -> Any:
    """Rows by the patient that they are about, who has one question each."""
    for name, row in rows_of(path):
        told = row.get("patient_id") if isinstance(row, Mapping) else None
        yield str(told if told is not None else name), row


def _case(name: str, row: Any) -> Asked:
    if not isinstance(row, Mapping):
        raise NoCase("rows that are no JSON object, or far too long")
    choices = {letter: _text(row, f"choice_{letter}") for letter in LETTERS}
    right = _text(row, "answer").upper()
    question = _text(row, "question")
    if not question or not all(choices.values()):
        raise NoCase("rows without a question or one of its five choices")
    if right not in choices:
        raise NoCase("rows whose answer is none of the letters A to E")
    notes = tuple(filter(None, (_text(row, key) for key in NOTES)))
    if not notes:
        raise NoCase("rows without its notes")
    return Asked(name, _text(row, "category") or "other", notes, question, choices, right)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def fitted(notes: Sequence[str], budget: int = BUDGET) -> tuple[str, bool]:
    """The notes as a prompt has them, and whether they are whole.

    Where they are too long each is cut at its end, the longest first, so that all are there.
    """
    most = _most_of_each([len(note) for note in notes], budget)
    parts = [
        f"[note {number} start]\n{note if len(note) <= most else note[:most] + _CUT}"
        f"\n[note {number} end]"
        for number, note in enumerate(notes, 1)
    ]
    return "\n\n".join(parts), all(len(note) <= most for note in notes)


def _most_of_each(lengths: Sequence[int], budget: int) -> int:
    """How long a note may be, so that all of them fit: short ones leave room to the others."""
    left = budget
    for rank, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - rank)
        if length > share:
            return share
        left -= length
    return budget
