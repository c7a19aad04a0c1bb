"""The words by which entries and passages are found, beside the passage itself."""

from collections.abc import Iterator
from typing import Final

from chartside.fhir.documents import Document
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.retrieval.passages import Passage
from chartside.fhir.when import When

UNSOUGHT: Final = frozenset({Kind.PATIENT, Kind.ADMINISTRATIVE})
"""Kinds that are not indexed: who the patient is, and claims and bills."""


def about(document: Document) -> str:
    """What a document is called, who wrote it and when: `Consult note Dr. Iyer 2019-11-05 …`."""
    return " ; ".join(p for p in (document.label, document.author, _date(document.when)) if p)


def headings(passage: Passage) -> str:
    """The headings in force within a passage."""
    return " ; ".join(h.text for h in passage.headings)


def entry_words(entry: Entry) -> tuple[str, str, str]:
    """Names, details and dates of an entry."""
    names = (*entry.code.labels, *(c.code for c in entry.code.codings))
    return " ; ".join(names), " ; ".join(_details(entry)), _date(entry.when or entry.recorded)


def _details(entry: Entry) -> Iterator[str]:
    value = entry.value
    told = (
        entry.kind.value,
        value.words if value else "",
        *(value.coded.labels if value and value.coded else ()),
        *(f"{c.code.label} {c.value.words}" for c in entry.components if c.value),
        f"{entry.dose.text} {entry.dose.route} {entry.dose.asked}" if entry.dose else "",
        *entry.reactions,
        *entry.reasons,
        *(entry.status, entry.verification, entry.category, entry.relationship),
        *(entry.site, entry.author, entry.text),
    )
    yield from (part for part in told if part.strip())


def _date(when: When | None) -> str:
    return f"{when.day} {when.words}" if when else ""
