"""ROUGE as counts: what a text shares with a reference, over what either has.

Source: Lin, ROUGE: A Package for Automatic Evaluation of Summaries, 2004; n-grams and longest
common subsequences are those of the package `rouge-score`, without stemming, which the benchmarks
measure with. A case's counts are summed over cases: the published figures are means over cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer

_KINDS: Final = {"rouge-1": "rouge1", "rouge-2": "rouge2", "rouge-l": "rougeLsum"}
"""By line, as the benchmarks have it: `rougeLsum` is over lines, `rougeL` over the whole."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What is shared, and how much of it the reference and the candidate have."""

    shared: int
    reference: int
    candidate: int

    @property
    def recall(self) -> tuple[int, int]:
        """Shared over what the reference has."""
        return self.shared, self.reference

    @property
    def precision(self) -> tuple[int, int]:
        """Shared over what the candidate has."""
        return self.shared, self.candidate

    @property
    def f1(self) -> tuple[int, int]:
        """Twice what is shared, over what both have."""
        return 2 * self.shared, self.reference + self.candidate


@cache
def _tokenizer() -> DefaultTokenizer:
    return DefaultTokenizer(False)  # noqa: FBT003 - no stemming; it has no other name for it


@cache
def _scorer() -> RougeScorer:
    return RougeScorer(list(_KINDS.values()), tokenizer=_tokenizer())


def overlaps(reference: str, candidate: str) -> Mapping[str, Overlap]:
    """ROUGE-1, ROUGE-2 and ROUGE-L of a candidate against a reference.

    >>> overlaps("no chest pain", "no pain")["rouge-1"]
    Overlap(shared=2, reference=3, candidate=2)
    """
    said, wanted = len(_tokenizer().tokenize(candidate)), len(_tokenizer().tokenize(reference))
    scores = _scorer().score(reference, candidate)
    found = {}
    for name, kind in _KINDS.items():
        less = 1 if name == "rouge-2" else 0
        of = max(wanted - less, 0)
        shared = round(scores[kind].recall * of)
        found[name] = Overlap(shared, of, max(said - less, 0))
    return found
