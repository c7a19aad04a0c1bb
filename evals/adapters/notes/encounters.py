"""ACI-Bench's files: dialogues of visits with the notes written of them, as CSV.

    NAME.csv            dataset, encounter_id, dialogue, note
    NAME_metadata.csv   encounter_id, patient_gender, patient_firstname, patient_familyname, ...

Speakers stand in brackets: `[doctor] good morning`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from chartside.evals.adapters.notes.samples import aci_sample
from chartside.evals.adapters.notes.tables import Row, rows_of, tables_in
from chartside.evals.user_files.gathering import Held, NoCase, gathered

COLUMNS: Final = ("encounter_id", "dialogue", "note")
LONGEST: Final = 100_000
"""Characters of a dialogue: what the product takes as a dictation."""
_METADATA: Final = "_metadata"
_SPEAKER: Final = re.compile(r"^\s*\[\w+\]\s*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Encounter:
    """A visit: what was said, the note that a person wrote, and of the patient what is told."""

    id: str
    dataset: str
    dialogue: str
    note: str
    gender: str = ""
    given: str = ""
    family: str = ""


@lru_cache(maxsize=2)
def encounters(data: str) -> Held[Encounter]:
    """The visits of a file or of a folder of files, or of the sample where none is named.

    Raises:
        UsageError: There is no such file, a column is missing, or no row can be used.
        SourceError: A file cannot be read.
    """
    place = Path(data) if data else aci_sample()
    return gathered(_rows(place), _encounter, place.name)


def _rows(place: Path) -> Iterator[tuple[str, Row]]:
    for path in tables_in(place, but=_METADATA):
        who = _who(path)
        for row in rows_of(path, COLUMNS):
            named = row["encounter_id"].strip()
            yield f"{path.stem}/{named}", {**who.get(named, {}), **row}


def _who(path: Path) -> Mapping[str, Row]:
    beside = path.with_name(f"{path.stem}{_METADATA}.csv")
    if not beside.is_file():
        return {}
    return {row["encounter_id"].strip(): row for row in rows_of(beside, ("encounter_id",))}


def _encounter(name: str, row: Row) -> Encounter:
    dialogue, note = row["dialogue"].strip(), row["note"].strip()
    if not dialogue or not note:
        raise NoCase("rows without a dialogue or a note")
    if len(dialogue) > LONGEST:
        raise NoCase(f"rows whose dialogue has more than {LONGEST:,} characters")
    return Encounter(
        id=name,
        dataset=row.get("dataset", "").strip() or "all",
        dialogue=dialogue,
        note=note,
        gender=row.get("patient_gender", "").strip().lower(),
        given=row.get("patient_firstname", "").strip(),
        family=row.get("patient_familyname", "").strip(),
    )


def without_speakers(text: str) -> str:
    """What was said, without who said it.

    >>> without_speakers("[doctor] any cough ?")
    'any cough ?'
    """
    return _SPEAKER.sub("", text)
