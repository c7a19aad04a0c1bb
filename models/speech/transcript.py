"""A transcript: words with their times, gathered into segments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from chartside.models.speech.written import written

PAUSE: Final = 1.0
"""Seconds of silence after which a new segment begins."""
_LONGEST: Final = 30.0
_END: Final = re.compile(
    r"(?:\{(?:period|full stop|question mark|new paragraph|next paragraph)\}|[.?!])(?:</s>)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the model wrote it, markup and all, and the seconds between which it was said."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or what was said between two pauses; seconds from the start of the recording."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. `raw` is what the model wrote, `unknown` its marks that nobody could resolve.

    `model` is its name and revision, `seconds` the length of the recording.
    """

    text: str
    segments: tuple[Segment, ...]
    raw: str
    unknown: tuple[str, ...]
    model: str
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, as the contract of `chartside transcribe` has them and more."""
        segments = [
            {"start": round(s.start, 2), "end": round(s.end, 2), "text": s.text}
            for s in self.segments
        ]
        return {
            "text": self.text,
            "segments": segments,
            "raw": self.raw,
            "unknown": list(self.unknown),
            "model": self.model,
            "seconds": round(self.seconds, 2),
        }


def transcript_of(words: Sequence[Word], model: str, seconds: float) -> Transcript:
    """The words as a written text and its segments."""
    raw = " ".join(word.text for word in words)
    whole = written(raw)
    pieces = [(part, written(" ".join(word.text for word in part)).text) for part in _parts(words)]
    segments = tuple(
        Segment(part[0].start, part[-1].end, " ".join(text.split()))
        for part, text in pieces
        if text
    )
    return Transcript(whole.text, segments, raw, whole.unknown, model, seconds)


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    parts: list[list[Word]] = []
    ended = True
    for word in words:
        if ended or _apart(parts[-1], word):
            parts.append([])
        parts[-1].append(word)
        said = " ".join(w.text for w in parts[-1][-2:])
        ended = bool(_END.search(said))
    return parts


def _apart(part: Sequence[Word], word: Word) -> bool:
    """Whether a word begins a new segment: never inside a mark of several words."""
    last = part[-1]
    if last.text.rpartition("{")[2] != last.text and "}" not in last.text.rpartition("{")[2]:
        return False
    return word.start - last.end >= PAUSE or word.end - part[0].start > _LONGEST
