"""The index of one open chart: its entries and the passages of its documents.

Built when it is first asked, kept as long as the chart, and in memory only. Whatever the chart does
not believe (entered in error, refuted, not done) is not in it. A superseded or preliminary document
is, because it was written and may be asked for; it weighs half, and says its status.
"""

import weakref
from collections.abc import Iterable, Iterator
from functools import cached_property
from threading import Lock
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.documents import Document
from chartside.fhir.found import Found, SetAside
from chartside.fhir.retrieval.ask import Ask, EntryHit, PassageHit
from chartside.fhir.retrieval.fusion import Embedder, Meanings, fused
from chartside.fhir.retrieval.passages import Passage, passages_of
from chartside.fhir.retrieval.quotes import Quote, quotes_of
from chartside.fhir.retrieval.ranking import word_scores
from chartside.fhir.retrieval.rows import UNSOUGHT, about, entry_words, headings
from chartside.fhir.retrieval.scripts import spread
from chartside.fhir.retrieval.table import WordTable
from chartside.fhir.retrieval.words import MOST_WORDS, Plan, plan_of
from chartside.fhir.when import When

OVERTAKEN: Final = frozenset({"superseded", "preliminary", "partial", "registered"})
"""Statuses of documents that another document has replaced, or will."""
_OVERTAKEN_WEIGHT: Final = 0.5
_PASSAGE_COLUMNS: Final = {"about": 0.5, "headings": 0.7, "passage": 1.0}
_ENTRY_COLUMNS: Final = {"names": 1.0, "details": 0.8, "dates": 0.5}


class Index:
    """What can be looked for in one chart."""

    def __init__(self, chart: Chart) -> None:
        self._entries = tuple(e for e in chart.entries if e.live and e.kind not in UNSOUGHT)
        self._of_documents = {d.reference: chart.get(d.reference) for d in chart.documents()}
        self._documents = chart.documents()
        self._as_of = chart.as_of
        self._embedder: Embedder | None = None
        self._meanings: Meanings | None = None
        self._lock = Lock()

    def use(self, embedder: Embedder | None) -> None:
        """Rank passages by meaning as well as by words from now on; None for words alone.

        The passages are embedded when they are next asked for.
        """
        with self._lock:
            self._embedder, self._meanings = embedder, None

    def passages(self, ask: Ask) -> Found[PassageHit]:
        """Every passage that may answer, the best first; of equals the newest.

        Empty where no document has any of the words. `set_aside` tells of documents within the
        question that could not be read, and of words of the question that were not looked for.

        Raises:
            ModelError: The embedder in use gave no usable vectors.
        """
        plan = plan_of(ask.text)
        worth = {d.reference: self._worth(d, ask) for d in self._documents}
        weights = [worth[d.reference] for d, _ in self._passages]
        found = word_scores(self._passage_table, plan, lambda row: weights[row] > 0)
        scores = {row: score * weights[row] for row, score in found.items()}
        near = self._nearest(ask.text, weights) if plan.words else []
        if near:
            scores = fused(self._order(scores), near)
        by_meaning = set(near)
        hits = tuple(
            PassageHit(
                *self._passages[row],
                score=scores[row],
                by=("words",) * (row in found) + ("meaning",) * (row in by_meaning),
            )
            for row in self._order(scores)
        )
        unread = (d for d in self._documents if worth[d.reference] > 0)
        aside = (*_unasked(plan), *_unread(unread))
        return Found(hits, f"passages({ask.words})", set_aside=aside, total=len(hits))

    def quotes(self, ask: Ask, hits: Iterable[PassageHit]) -> tuple[Quote, ...]:
        """For each hit the sentence that answers best, as exact characters of its document."""
        return quotes_of(plan_of(ask.text), [(h.document.text, h.passage) for h in hits])

    def entries(self, ask: Ask) -> Found[EntryHit]:
        """Every entry that holds any of the words, the best first; of equals the newest."""
        plan = plan_of(ask.text)
        held = self._entries
        whens = [e.when or e.recorded for e in held]
        found = word_scores(self._entry_table, plan, lambda r: ask.allows(held[r], whens[r]))
        scores = {row: s * ask.weight(whens[row], self._as_of) for row, s in found.items()}
        order = sorted(scores, key=lambda r: (-scores[r], -_moment(whens[r]), held[r].reference))
        hits = tuple(EntryHit(held[row], scores[row]) for row in order)
        aside = tuple(_unasked(plan))
        return Found(hits, f"entries({ask.words})", set_aside=aside, total=len(hits))

    @cached_property
    def _passages(self) -> tuple[tuple[Document, Passage], ...]:
        return tuple((d, p) for d in self._documents for p in passages_of(d.text))

    @property
    def texts(self) -> list[str]:
        """Each passage as it is embedded: what its document is, and the passage."""
        return [f"{about(d)}\n{d.text[p.start : p.end]}" for d, p in self._passages]

    @cached_property
    def _passage_table(self) -> WordTable:
        rows = ((about(d), headings(p), d.text[p.start : p.end]) for d, p in self._passages)
        return WordTable(_PASSAGE_COLUMNS, (map(spread, row) for row in rows))

    @cached_property
    def _entry_table(self) -> WordTable:
        rows = map(entry_words, self._entries)
        return WordTable(_ENTRY_COLUMNS, (map(spread, row) for row in rows))

    def _worth(self, document: Document, ask: Ask) -> float:
        """What an answer from this document is worth; 0 where none may come from it."""
        if not ask.allows(self._of_documents[document.reference], document.when):
            return 0.0
        standing = _OVERTAKEN_WEIGHT if document.status in OVERTAKEN else 1.0
        return standing * ask.weight(document.when, self._as_of)

    def _order(self, scores: dict[int, float]) -> list[int]:
        """Rows by score; of equals the newest, then in the order of the chart and the text."""
        held = self._passages
        return sorted(scores, key=lambda r: (-scores[r], -_moment(held[r][0].when), r))

    def _nearest(self, text: str, weights: list[float]) -> list[int]:
        with self._lock:
            if self._embedder is None:
                return []
            if self._meanings is None:
                self._meanings = Meanings(self._embedder, self.texts)
            return self._meanings.nearest(text, weights)


def _moment(when: When | None) -> float:
    return when.low.timestamp() if when else float("-inf")


def _unasked(plan: Plan) -> Iterator[SetAside]:
    if plan.left_out:
        reason = f"{plan.left_out} words after the first {MOST_WORDS} were not looked for"
        yield SetAside("question", None, reason)
    if not plan.words:
        yield SetAside("question", None, "it holds no word to look for")


def _unread(documents: Iterable[Document]) -> Iterator[SetAside]:
    for document in documents:
        for reason in (document.reason,) if not document.text else document.notices:
            yield SetAside("documents", None, f"not searched: {reason}", document.reference)


def index_of(chart: Chart) -> Index:
    """The index of this chart, made when it is first asked for and dropped with the chart."""
    with _MAKING:
        known = _INDEXES.get(id(chart))
        if known is None:
            known = _INDEXES[id(chart)] = Index(chart)
            weakref.finalize(chart, _INDEXES.pop, id(chart), None)
        return known


_INDEXES: Final[dict[int, Index]] = {}
"""By the identity of the chart: a chart is not hashable, and two equal ones may live apart."""
_MAKING: Final = Lock()
