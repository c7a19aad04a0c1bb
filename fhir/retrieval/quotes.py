"""The sentence of a passage that answers, as exact characters of its document."""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from chartside.fhir.retrieval.passages import SENTENCE_END, Passage
from chartside.fhir.retrieval.scripts import spread_places
from chartside.fhir.retrieval.synonyms import folded
from chartside.fhir.retrieval.table import WordTable
from chartside.fhir.retrieval.words import Plan
from chartside.fhir.retrieval.wrapped import breaks_of

LONGEST_QUOTE: Final = 300
_ENOUGH: Final = 120
"""A shorter quote takes in what follows under the same heading, within the longest."""
_LEAD: Final = 60
"""Characters shown before the first match where a sentence is longer than a quote."""
_STEM: Final = 5
"""Words that begin with the same letters are counted as one."""
_SENTENCE: Final = re.compile(SENTENCE_END)


class Quote(NamedTuple):
    """Characters `start` to `end` (exclusive) of the document's text, which are exactly `text`."""

    start: int
    end: int
    text: str


def quotes_of(plan: Plan, held: Sequence[tuple[str, Passage]]) -> tuple[Quote, ...]:
    """The best quote of each passage, given with the text of its document."""
    texts = [text[passage.start : passage.end] for text, passage in held]
    found = _matches(plan, texts)
    return tuple(
        _quote(text, passage, matches) for (text, passage), matches in zip(held, found, strict=True)
    )


def _matches(plan: Plan, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Where the words of the plan stand in each text."""
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    if not plan.words:
        return found
    held = [spread_places(text) for text in texts]
    table = WordTable({"passage": 1.0}, ([words] for words, _ in held), kept=True)
    marks = _unused([words for words, _ in held])
    either = " OR ".join(e.text for e in plan.expressions)
    for row, marked in table.marked(either, 0, marks).items():
        places = held[row][1]
        found[row] = [(places[a], places[b]) for a, b in _between(marked, *marks)]
    return found


def _unused(texts: Sequence[str]) -> tuple[str, str]:
    """Two characters that stand in none of the texts."""
    used = set().union(*texts)
    free = (chr(code) for code in count(0xE000) if chr(code) not in used)
    return next(free), next(free)


def _between(marked: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Spans between marks, as places in the text without them."""
    place = 0
    for part in marked.split(opening):
        inside, _, after = part.partition(closing)
        if closing in part:
            yield place, place + len(inside)
        place += len(inside) + len(after)


def _quote(text: str, passage: Passage, matches: list[tuple[int, int]]) -> Quote:
    said = text[passage.start : passage.end]
    held = [(h.start - passage.start, h.end - passage.start) for h in passage.headings]
    sentences = list(_sentences(said, held))
    counts = [_distinct(said, matches, *sentence) for sentence in sentences]
    best = counts.index(max(counts))
    start, end = sentences[best]
    titles = {h.start - passage.start for h in passage.headings}
    titled = start in titles
    for begin, later in sentences[best + 1 :]:
        other = begin in titles and not titled
        if other or end - start >= _ENOUGH or later - start > LONGEST_QUOTE:
            break
        end, titled = later, begin in titles
    if end - start > LONGEST_QUOTE:
        start, end = _window(said, start, end, matches)
    return Quote(passage.start + start, passage.start + end, said[start:end])


def _sentences(said: str, headings: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans of the sentences and lines of a passage, without the white space around them.

    A line that is only broken for its width goes on in the next.
    """
    start = 0
    stops = {m.end() for m in _SENTENCE.finditer(said)} | set(breaks_of(said, headings))
    for stop in (*sorted(stops), len(said)):
        held = said[start:stop]
        if held.strip():
            yield start + len(held) - len(held.lstrip()), start + len(held.rstrip())
        start = stop


def _distinct(said: str, matches: list[tuple[int, int]], start: int, end: int) -> int:
    """How many different words of the question stand in a sentence."""
    return len({folded(said[a:b])[:_STEM] for a, b in matches if start <= a and b <= end})


def _window(said: str, start: int, end: int, matches: list[tuple[int, int]]) -> tuple[int, int]:
    """The part of a long sentence around its first match, cut between words where it has any."""
    first = next((a for a, b in matches if start <= a and b <= end), start)
    begin = max(start, min(first - _LEAD, end - LONGEST_QUOTE))
    if begin > start and (gap := re.search(r"\s", said[begin:first])):
        begin += gap.end()
    stop = min(end, begin + LONGEST_QUOTE)
    if stop < end:
        cut = max(said.rfind(c, begin + 1, stop) for c in " \n\t")
        stop = cut if cut > first else stop
    return begin, stop
