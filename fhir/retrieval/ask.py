"""What is asked of a chart's texts, and what comes back."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chartside.fhir.codes import Code
from chartside.fhir.documents import Document
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.retrieval.passages import Passage
from chartside.fhir.retrieval.words import words_of
from chartside.fhir.when import When


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in words, and what may answer it.

    `kinds` are the kinds of entry (of a document: document, report or imaging), `type` a code or
    words of the name, `since` and `until` the days between which it lies; empty is no bound. With
    `recent` newer answers weigh more: one of today four times as much as one of decades ago, and
    half of that difference is gone after three years.
    """

    text: str
    kinds: frozenset[Kind] = frozenset()
    type: str = ""
    since: When | None = None
    until: When | None = None
    recent: bool = False

    def allows(self, entry: Entry | None, when: When | None) -> bool:
        """Whether an entry with this time may answer."""
        if entry is None or (self.kinds and entry.kind not in self.kinds):
            return False
        return self._in_time(when) and (not self.type or _is_called(entry.code, self.type))

    def _in_time(self, when: When | None) -> bool:
        if when is None:
            return self.since is None and self.until is None
        after = self.since is None or when.high > self.since.low
        return after and (self.until is None or when.low < self.until.high)

    def weight(self, when: When | None, as_of: datetime) -> float:
        """What an answer of this time is worth: 1, or with `recent` from 1 down to a quarter."""
        if not self.recent:
            return 1.0
        years = max((as_of - when.low).days / _YEAR, 0.0) if when else float("inf")
        return _OLDEST + (1 - _OLDEST) * math.exp2(-years / _HALF_LIFE)

    @property
    def words(self) -> str:
        """The question as `Found.query` says it."""
        bounds = {
            "kinds": " ".join(sorted(self.kinds)),
            "type": self.type,
            "since": self.since.text if self.since else "",
            "until": self.until.text if self.until else "",
            "recent": "yes" if self.recent else "",
        }
        return ", ".join(
            [f"text={self.text!r}", *(f"{name}={said!r}" for name, said in bounds.items() if said)]
        )


def _is_called(code: Code, name: str) -> bool:
    wanted = set(words_of(name))
    return any(c.code == name for c in code.codings) or any(
        wanted and wanted <= set(words_of(label)) for label in code.labels
    )


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage that may answer. `by` says what found it: `words`, `meaning`, or both."""

    document: Document
    passage: Passage
    score: float
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryHit:
    """An entry that may answer."""

    entry: Entry
    score: float


_YEAR: Final = 365.25
_OLDEST: Final = 0.25
_HALF_LIFE: Final = 3.0
