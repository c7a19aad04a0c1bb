"""Passages of a text: what is quoted, marked, in the text around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chartside.draft import Citation
from chartside.sidebar.evidence import Passage


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of a text, marked where they are quoted."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text; `before` and `after` say whether more of it stands there."""

    runs: tuple[Run, ...]
    before: bool = False
    after: bool = False
    lost: bool = False


Span = tuple[int, int]


def excerpt_of(passage: Passage) -> Excerpt:
    """A quoted passage with what stands around it."""
    runs = _runs(passage.text, [(passage.start, passage.end)])
    return Excerpt(runs, passage.before > 0, passage.after > 0, passage.lost)


def marked(text: str, citations: Iterable[Citation]) -> Excerpt:
    """A whole text with the passages of these citations marked.

    Offsets count where the text says there what was quoted; else the passage is looked for. What
    is not found is not marked: a wrong place would be worse than none.
    """
    kept: list[Span] = []
    for start, end in sorted(span for one in citations if (span := _span(one, text))):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return Excerpt(_runs(text, kept))


def _span(one: Citation, text: str) -> Span | None:
    quote = one.quote or ""
    if not quote:
        return None
    start = one.start if one.start is not None else -1
    if start < 0 or text[start : start + len(quote)] != quote:
        start = text.find(quote)
    return (start, start + len(quote)) if start >= 0 else None


def _runs(text: str, spans: Sequence[Span]) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    for start, end in spans:
        runs += [Run(text[at:start]), Run(text[start:end], marked=True)]
        at = end
    runs.append(Run(text[at:]))
    return tuple(one for one in runs if one.text)
