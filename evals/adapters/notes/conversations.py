"""MTS-Dialog's files: short dialogues, each with a section of a note and its header, as CSV.

ID, section_header, section_text, dialogue
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from chartside.evals.adapters.notes.samples import mts_sample
from chartside.evals.adapters.notes.tables import Row, rows_of, tables_in
from chartside.evals.user_files.gathering import Held, NoCase, gathered

COLUMNS: Final = ("ID", "section_header", "section_text", "dialogue")
LONGEST: Final = 100_000
"""Characters of a dialogue."""

HEADERS: Final = {
    "fam/sochx": "family history and social history",
    "genhx": "history of the present illness",
    "pastmedicalhx": "past medical history",
    "cc": "chief complaint",
    "pastsurgical": "past surgical history",
    "allergy": "allergies",
    "ros": "review of systems",
    "medications": "medicines that are taken",
    "assessment": "what the clinician makes of it",
    "exam": "findings of the examination",
    "diagnosis": "diagnoses",
    "disposition": "where the patient goes, and in which condition",
    "plan": "what is to be done",
    "edcourse": "course in the emergency department",
    "immunizations": "vaccinations",
    "imaging": "results of imaging",
    "gynhx": "gynecologic and obstetric history",
    "procedures": "procedures that were done",
    "other_history": "any other history",
    "labs": "laboratory results",
}
"""The twenty headers of the benchmark, and in our words what stands under each."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A short dialogue, and the section of a note that a person wrote of it."""

    id: str
    header: str
    text: str
    dialogue: str


@lru_cache(maxsize=2)
def conversations(data: str) -> Held[Conversation]:
    """The dialogues of a file or of a folder of files, or of the sample where none is named.

    Raises:
        UsageError: There is no such file, a column is missing, or no row can be used.
        SourceError: A file cannot be read.
    """
    place = Path(data) if data else mts_sample()
    return gathered(_rows(place), _conversation, place.name)


def _rows(place: Path) -> Iterator[tuple[str, Row]]:
    for path in tables_in(place):
        for row in rows_of(path, COLUMNS):
            yield f"{path.stem}/{row['ID'].strip()}", row


def _conversation(name: str, row: Row) -> Conversation:
    header = header_meant(row["section_header"])
    text, dialogue = row["section_text"].strip(), row["dialogue"].strip()
    if not header:
        raise NoCase("rows with a section header that is none of the twenty")
    if not text or not dialogue:
        raise NoCase("rows without a dialogue or a section")
    if len(dialogue) > LONGEST:
        raise NoCase(f"rows whose dialogue has more than {LONGEST:,} characters")
    return Conversation(name, header, text, dialogue)


def header_meant(said: str) -> str:
    """The header that is meant, whatever its case and signs; empty where it is none of them.

    >>> header_meant("Past Surgical")
    'pastsurgical'
    """
    return _BY_LETTERS.get(_letters(said), "")


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


_BY_LETTERS: Final = {_letters(header): header for header in HEADERS}


def listed() -> str:
    """The headers, one a line, each with what it holds."""
    return "\n".join(f"{header}: {words}" for header, words in HEADERS.items())
