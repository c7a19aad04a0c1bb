"""ArchEHR-QA's files: cases as XML, each a note in numbered sentences, and their key as JSON.

    archehr-qa.xml        case > patient_narrative, patient_question > phrase, clinician_question,
                          note_excerpt, note_excerpt_sentences > sentence (id, paragraph_id)
    archehr-qa_key.json   [{case_id, answers: [{sentence_id, relevance}]}]

Source: the README of the shared task of 2025. Cases without a key (the test cases) are set aside.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from lxml import etree  # type: ignore[import-untyped]  # ships no types
from pydantic import BaseModel, ConfigDict, ValidationError

from chartside.errors import UsageError
from chartside.evals.adapters.notes.samples import archehr_sample
from chartside.evals.adapters.notes.tables import MOST_BYTES
from chartside.evals.user_files.gathering import Held, NoCase, gathered
from chartside.evals.user_files.reading import octets_of
from chartside.evals.user_files.rows import rows_of

CASES: Final = "archehr-qa.xml"
KEY: Final = "archehr-qa_key.json"

Relevance = Literal["essential", "supplementary", "not-relevant"]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence of a note by its number; it stands at `start` to `end` of the note."""

    id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitedNote:
    """A case: what is asked, by whom, of which note, and how relevant each sentence is."""

    id: str
    narrative: str
    patient_question: str
    clinician_question: str
    note: str
    sentences: tuple[Numbered, ...]
    relevance: Mapping[str, Relevance]

    def ids(self, *labels: Relevance) -> frozenset[str]:
        """The sentences with one of these labels."""
        return frozenset(k for k, label in self.relevance.items() if label in labels)


class _Label(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=True)

    sentence_id: str
    relevance: Relevance


class _Key(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=True)

    case_id: str
    answers: tuple[_Label, ...]


@lru_cache(maxsize=2)
def cited_notes(data: str) -> Held[CitedNote]:
    """The cases of a folder, or of the sample where none is named.

    Raises:
        UsageError: A file is missing, is not what it should be, or no case of it has a key.
        SourceError: A file cannot be read.
    """
    folder = Path(data) if data else archehr_sample()
    for name in (CASES, KEY):
        if not (folder / name).is_file():
            raise UsageError(f"{folder} has no {name}: name the folder that holds it (dev)")
    keys = _keys(folder / KEY)

    def understood(name: str, element: Any) -> CitedNote:
        if name not in keys:
            raise NoCase("cases without a key")
        return _case(name, element, keys[name])

    return gathered(_elements(folder / CASES), understood, CASES)


def _elements(path: Path) -> Iterator[tuple[str, Any]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(octets_of(path, MOST_BYTES), parser)
    except etree.XMLSyntaxError as wrong:
        raise UsageError(f"{path.name}, line {wrong.lineno}: not XML") from None
    for element in root.iter("case"):
        yield str(element.get("id") or "").strip(), element


def _keys(path: Path) -> dict[str, dict[str, Relevance]]:
    found = {}
    for _, row in rows_of(path):
        try:
            key = _Key.model_validate(row)
        except ValidationError:
            continue  # its case is set aside for want of one
        found[key.case_id.strip()] = {a.sentence_id.strip(): a.relevance for a in key.answers}
    if not found:
        raise UsageError(f"{path.name} is no JSON list of case_id and answers with their relevance")
    return found


def _case(name: str, element: Any, relevance: dict[str, Relevance]) -> CitedNote:
    narrative, asked = _text(element, "patient_narrative"), _text(element, "clinician_question")
    given = [
        (str(s.get("id") or "").strip(), str(s.get("paragraph_id") or ""), _held(s))
        for s in element.iter("sentence")
    ]
    if not asked or not any(text for _, _, text in given):
        raise NoCase("cases without a question or a note")
    if len({number for number, _, _ in given}) < len(given):
        raise NoCase("cases with two sentences of one number")
    if not any(label == "essential" for label in relevance.values()):
        raise NoCase("cases without an essential sentence")
    if relevance.keys() - {number for number, _, _ in given}:
        raise NoCase("cases whose key has sentences that the note has not")
    note, sentences = _placed(_text(element, "note_excerpt"), given)
    phrases = " ".join(filter(None, map(_held, element.iter("phrase"))))
    return CitedNote(name, narrative, phrases or narrative, asked, note, sentences, relevance)


def _placed(excerpt: str, given: list[tuple[str, str, str]]) -> tuple[str, tuple[Numbered, ...]]:
    """The note, and where in it each sentence stands.

    The excerpt is taken as it is, lines broken inside of sentences too; where a sentence is not to
    be found in it, the note is put together from the sentences.
    """
    found, at = [], 0
    for number, _, text in given:
        pattern = r"\s+".join(map(re.escape, text.split()))
        place = re.compile(pattern).search(excerpt, at)
        if place is None:
            return _composed(given)
        found.append(Numbered(number, text, place.start(), place.end()))
        at = place.end()
    return excerpt, tuple(found)


def _composed(given: list[tuple[str, str, str]]) -> tuple[str, tuple[Numbered, ...]]:
    note, found, before = "", [], None
    for number, paragraph, text in given:
        note += "" if before is None else "\n" if paragraph == before else "\n\n"
        found.append(Numbered(number, text, len(note), len(note) + len(text)))
        note, before = note + text, paragraph
    return note, tuple(found)


def _text(element: Any, name: str) -> str:
    found = element.find(name)
    return _held(found) if found is not None else ""


def _held(element: Any) -> str:
    return "".join(element.itertext()).strip()
