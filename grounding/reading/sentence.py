"""A sentence taken apart once: quotes, dates, quantities, cues, and the words that are left."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from chartside.grounding.reading.calendar import DateOrder
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.clock import Clock, clocks_in
from chartside.grounding.reading.compound import compounds_in
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.cues_of import cues_of
from chartside.grounding.reading.dates import Dated, dates_in, resolved
from chartside.grounding.reading.frame import FRAME
from chartside.grounding.reading.frequency import Frequency, frequencies_in
from chartside.grounding.reading.lexicon import CLASS_NAMES
from chartside.grounding.reading.phrases import Phrases
from chartside.grounding.reading.quantities import Quantity, quantities_in, spelled_in
from chartside.grounding.reading.quotation import quotes_in
from chartside.grounding.reading.synonyms import SYNONYMS
from chartside.grounding.reading.words import Word, words_in

LONGEST: Final = 10_000
"""Characters of a sentence that are read; what lies behind is said to be unread."""

_CLIPPED: Final = (
    "est approx vs Pt pt Dr St resp temp avg incl ref cf Alk alk Tot tot sys dias Ser ca max min"
)
NO_ABBREVIATION: Final = "".join(rf"(?<!\b{short}\.)" for short in _CLIPPED.split())
"""Behind a full stop: not that of a clipped word, which ends no sentence."""
_BREAK = re.compile(
    rf";|\.(?=\s+[A-Z\"])(?<![A-Z][a-z]\.)(?<!\b[A-Za-z]\.){NO_ABBREVIATION}"
    r"|\bbut\b|\bwhereas\b|\bhowever\b|\balthough\b|\bthough\b|\bwhil(?:e|st)\b"
)
_CLASS_PHRASES: Final = Phrases(CLASS_NAMES)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a phrase with a common synonym, that a source has to explain.

    `words` as they are compared; `classes` the synonyms it may stand for; `medicines` the class of
    medicines that it names. `framed` where it carries no claim of its own.
    """

    words: tuple[str, ...]
    start: int
    end: int
    text: str
    classes: tuple[str, ...] = ()
    medicines: str = ""
    framed: bool = False


@dataclass(frozen=True)
class Sentence:
    """What stands in a sentence, each with its place in `text`; `bare` is it without its quotes."""

    text: str
    bare: str
    quotes: tuple[tuple[int, int, str], ...]
    dates: tuple[Dated, ...]
    quantities: tuple[Quantity, ...]
    frequencies: tuple[Frequency, ...]
    clocks: tuple[Clock, ...]
    cues: tuple[Cue, ...]
    terms: tuple[Term, ...]
    breaks: tuple[int, ...]
    cut: bool = False

    def segment(self, place: int) -> int:
        """Which part of the sentence, cut at `;`, at full stops and at "but", a place lies in."""
        return bisect_right(self.breaks, place)

    @cached_property
    def _denials(self) -> tuple[list[int], list[Cue]]:
        held = [c for c in self.cues if c.kind == "negation" or self._is_undone(c)]
        return [c.start for c in held], held

    def _is_undone(self, cue: Cue) -> bool:
        """Whether a cue of standing denies what stands behind it: "never taken", "not given"."""
        return cue.value in _UNDONE and self.lower[cue.start : cue.start + 3] in {"nev", "not"}

    def denials(self, start: int, end: int) -> list[Cue]:
        """The negations that begin between two places."""
        starts, cues = self._denials
        return cues[bisect_right(starts, start) : bisect_right(starts, end)]

    @cached_property
    def _cue_starts(self) -> list[int]:
        return [c.start for c in self.cues]

    def is_cue(self, start: int, end: int) -> bool:
        """Whether a stretch lies within one cue."""
        at = bisect_right(self._cue_starts, start) - 1
        return at >= 0 and self.cues[at].start <= start and end <= self.cues[at].end

    @cached_property
    def _term_starts(self) -> list[int]:
        return [t.start for t in self.terms]

    def beside(self, term: Term) -> tuple[Term, ...]:
        """The terms before and behind one."""
        at = bisect_right(self._term_starts, term.start) - 1
        return (*self.terms[max(0, at - 1) : at], *self.terms[at + 1 : at + 2])

    def on(self, today: date) -> "Sentence":
        """The same sentence with its relative dates told from a day."""
        if not any(d.back or d.yearless for d in self.dates):
            return self
        return replace(self, dates=tuple(resolved(self.dates, today)))

    @cached_property
    def lower(self) -> str:
        """The text without its quotes, in small letters."""
        return self.bare.lower()


_UNDONE: Final = frozenset({"declined", "cancelled"})


@lru_cache(maxsize=4096)
def read(text: str, order: DateOrder = "") -> Sentence:
    """Take a sentence apart. Time grows with its length; at most 10,000 characters are read."""
    whole = text[:LONGEST]
    quotes = quotes_in(whole)
    hidden = _hidden(whole, quotes)
    words = words_in(hidden)
    dates = dates_in(hidden, order)
    taken = [(d.start, d.end) for d in dates]
    frequencies = [f for f in frequencies_in(hidden) if not _touches(f.start, f.end, taken)]
    taken += [(f.start, f.end) for f in frequencies]
    clocks = tuple(clocks_in(hidden))
    taken += [(c.start, c.end) for c in clocks]
    taken += [m.span() for m in _DAY_NUMBER.finditer(hidden)]
    taken += [m.span() for m in _KNOWN_CASE.finditer(hidden)]
    taken += [m.span() for m in _RANGE_MARK.finditer(hidden)]
    kinds = [(w.start, w.end) for w in words if "_" in w.plain]
    sizes = [q for q in compounds_in(hidden) if not _touches(q.start, q.end, taken)]
    taken += [(q.start, q.end) for q in sizes]
    quantities = sizes + quantities_in(hidden, [*taken, *kinds])
    quantities += spelled_in(hidden, taken)
    quantities.sort(key=_by_start)
    taken += [(q.start, q.end) for q in quantities]
    left = _left(words, taken)
    terms = _terms(left)
    return Sentence(
        text=whole,
        bare=hidden,
        quotes=quotes,
        dates=tuple(dates),
        quantities=tuple(quantities),
        frequencies=tuple(frequencies),
        clocks=clocks,
        cues=tuple(cues_of(hidden, left, _names(terms))),
        terms=tuple(terms),
        breaks=_breaks(hidden),
        cut=len(text) > LONGEST,
    )


_ANY_BREAK = re.compile(r";|\.\s|but|whereas|however|though|whil")
"""A quick look, before the whole pattern."""


def _breaks(text: str) -> tuple[int, ...]:
    return tuple(m.start() for m in _BREAK.finditer(text)) if _ANY_BREAK.search(text) else ()


def _by_start(quantity: Quantity) -> int:
    return quantity.start


def _hidden(text: str, quotes: tuple[tuple[int, int, str], ...]) -> str:
    """The text with its quotes blanked: what is quoted is looked up word for word, not read."""
    for start, end, _ in quotes:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < s[1] and s[0] < end for s in spans)


def _left(words: list[Word], taken: list[tuple[int, int]]) -> list[Word]:
    """The words outside dates and quantities."""
    if not taken:
        return words
    spans = sorted(taken)
    starts = [s for s, _ in spans]
    kept = []
    for word in words:
        at = bisect_right(starts, word.start) - 1
        if "_" in word.plain or at < 0 or word.start >= spans[at][1]:
            kept.append(word)
    return kept


_KNOWN_CASE = Caseless(r"\bk/c(?:/o)?\b|\bkco\b|\b2/2(?=\s[a-z])")
"""`K/c/o gout`: a known case of it, and no potassium."""
_DAY_NUMBER = Caseless(
    r"\b(?:post-?op(?:erative)?\s)?day\s(?:\d{1,3}|one|two|three|four|five|six|seven|ten)\b"
    r"|(?<=of the )(?:two|three|four)\b",
)
"""`96 on day three` counts no results."""
_RANGE_MARK = re.compile(r"(?<=[(\[])RR(?=:?\s\d)")
"""`5.7 mmol/L (RR 3.5-5.1)`: a reference range, and nobody's breathing."""

_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|yo|(?:yo)?[mf])")
_AMBIGUOUS: Final = frozenset(
    {"us", "call", "cap", "ed", "er", "ms", "ra", "ha", "af", "ca", "cl", "pe", "mi", "k", "na",
    "cr", "td", "ht", "cp",
     "mr", "pad", "thr", "gad", "sob", "sat", "got", "oa", "old", "cad", "tia"}
)  # fmt: skip
"""Abbreviations that are words, or parts of words, in small letters."""
_CAPITALS: Final = frozenset(
    {"ms", "got", "mr", "us", "er", "ed", "mi", "ra", "pe", "ha", "cap", "call"}
)
"""Abbreviations that are words with one capital too: Ms Smith has no multiple sclerosis."""


_ELEMENTS: Final = {"Mg": "magnesium"}
"""An element that in small letters is a unit: no milligram is written so."""


def _is_word(word: Word) -> bool:
    return word.text in _AMBIGUOUS or (word.plain in _CAPITALS and not word.text.isupper())


def _terms(words: list[Word]) -> list[Term]:
    """Synonym phrases first, longest first; then single words; marks are left out.

    A number that is no quantity is a word that a source has to hold, too.
    """
    found: list[Term] = []
    at = 0
    while at < len(words):
        word = words[at]
        if not word.plain[0].isalnum():
            at += 1
            continue
        term, at = _term(words, at)
        found.append(term)
    return found


def _term(words: list[Word], at: int) -> tuple[Term, int]:
    word = words[at]
    drugs = _CLASS_PHRASES.at(words, at)
    same = None if _is_word(word) else SYNONYMS.at(words, at)
    last = max(drugs[1] if drugs else at + 1, same[1] if same else at + 1)
    run = words[at:last]
    classes = same[0] if same and same[1] == last else ()
    medicines = drugs[0] if drugs and drugs[1] == last else ""
    plain = len(run) == 1 and (word.plain in FRAME or _ORDINAL.fullmatch(word.plain) is not None)
    term = Term(
        words=tuple(_ELEMENTS.get(w.text, w.plain) for w in run if w.plain[0].isalnum()),
        start=word.start,
        end=run[-1].end,
        text=" ".join(w.text for w in run),
        classes=classes,
        medicines=medicines,
        framed=plain and not classes and not medicines,
    )
    return term, last


def _names(terms: list[Term]) -> list[tuple[int, int]]:
    """Where names of several words stand: "never smoked" denies nothing."""
    return [(t.start, t.end) for t in terms if len(t.words) > 1]
