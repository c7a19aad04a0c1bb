"""How well each row answers a question."""

from collections.abc import Callable
from typing import Final

from chartside.fhir.retrieval.table import WordTable
from chartside.fhir.retrieval.words import Expression, Plan, Wanted

PAIR_WEIGHT: Final = 0.4
"""What two neighbours of the question are worth side by side, beside their own worth."""


def word_scores(table: WordTable, plan: Plan, allowed: Callable[[int], bool]) -> dict[int, float]:
    """The rows that hold any of the words, each with its score; only allowed ones.

    A score is the BM25 of what was found, of each thing wanted under its best name, times the share
    of the words that were found: a row with all of three words comes before one that has a single
    word three times.
    """
    scores: dict[int, float] = {}
    shares: dict[int, float] = {}
    for wanted in plan.wanted:
        for row, (score, share) in _best_name(table, wanted).items():
            if allowed(row):
                scores[row] = scores.get(row, 0.0) + score
                shares[row] = shares.get(row, 0.0) + share
    for pair in plan.pairs:
        for row, score in table.scores(pair.text).items():
            if row in scores:
                scores[row] += PAIR_WEIGHT * score
    return {row: score * shares[row] / plan.words for row, score in scores.items()}


def _best_name(table: WordTable, wanted: Wanted) -> dict[int, tuple[float, float]]:
    """Score and how many of the words were found, under the words as asked or another name."""
    best: dict[int, tuple[float, float]] = {}
    for word in wanted.words:
        for row, score in _best(table, word).items():
            known = best.get(row, (0.0, 0.0))
            best[row] = (known[0] + score, known[1] + 1.0)
    for row, score in _best(table, wanted.synonyms).items():
        share = len(wanted.words) * wanted.synonyms[0].weight
        best[row] = max(best.get(row, (0.0, 0.0)), (score, share))
    return best


def _best(table: WordTable, names: tuple[Expression, ...]) -> dict[int, float]:
    """Each row under the name that fits it best."""
    best: dict[int, float] = {}
    for name in names:
        for row, score in table.scores(name.text).items():
            best[row] = max(best.get(row, 0.0), score * name.weight)
    return best
