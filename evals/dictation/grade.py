"""One recording graded: words, letters, numbers and medicines that were heard as others, or not.

Words are aligned so that the fewest are wrong (Levenshtein, by jiwer). A number or a medicine of
which one word is not heard in its place is missed; one that was heard and not said so is unsaid.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import jiwer

from chartside.evals.dictation.words import Span, medicines_in, numbers_in, words_of
from chartside.evals.suite import Counts

_SHOWN: Final = 20
"""Mistakes of one recording that are shown."""
_BESIDE: Final = 3
"""Words before and after a mistake that are shown with it."""
_EQUAL: Final = "equal"


def graded(
    said: str, heard: str, terms: Sequence[str] = ()
) -> tuple[float, Counts, list[dict[str, Any]]]:
    """The share of words that are right, what is counted, and what was heard wrong.

    Args:
        said: What is said in the recording, as a person wrote it; it has a word.
        heard: What was made of it.
        terms: A user's own names of medicines.
    """
    true, told = words_of(said), words_of(heard)
    aligned = _aligned(true, told)
    letters = jiwer.process_characters(" ".join(true), " ".join(told))
    counts: Counts = {
        "wer": (_errors(aligned), len(true)),
        "wer-as-written": (_errors(_aligned(said.split(), heard.split())), len(said.split())),
        "cer": (_errors(letters), len(" ".join(true))),
    }
    kept, placed = _kept(aligned)
    worst: list[dict[str, Any]] = []
    for name, find in _finders(terms):
        missed = _without(find(true), kept)
        unsaid = _without(find(told), placed)
        counts[f"{name}s-missed"] = (len(missed), len(find(true)))
        counts[f"{name}s-unsaid"] = (len(unsaid), len(find(told)))
        worst += [_row(f"{name} missed", "", _around(true, one)) for one in missed]
        worst += [_row(f"{name} unsaid", _around(told, one), "") for one in unsaid]
    worst += _differences(aligned, true, told)
    return max(0.0, 1 - _errors(aligned) / len(true)), counts, worst[:_SHOWN]


def _finders(
    terms: Sequence[str],
) -> Iterable[tuple[str, Callable[[Sequence[str]], list[Span]]]]:
    return ("number", numbers_in), ("medicine", lambda words: medicines_in(words, terms))


def _aligned(true: Sequence[str], told: Sequence[str]) -> Any:
    """Words beside each other; they hold no space, so that jiwer parts them as they were."""
    return jiwer.process_words(" ".join(true), " ".join(told))


def _errors(aligned: Any) -> int:
    return int(aligned.substitutions + aligned.deletions + aligned.insertions)


def _kept(aligned: Any) -> tuple[frozenset[int], frozenset[int]]:
    """Places of words that are the same: in what was said, and in what was heard."""
    same = [chunk for chunk in aligned.alignments[0] if chunk.type == _EQUAL]
    said = frozenset(at for c in same for at in range(c.ref_start_idx, c.ref_end_idx))
    heard = frozenset(at for c in same for at in range(c.hyp_start_idx, c.hyp_end_idx))
    return said, heard


def _without(spans: Sequence[Span], same: frozenset[int]) -> list[Span]:
    return [span for span in spans if not set(range(*span)) <= same]


def _differences(aligned: Any, true: Sequence[str], told: Sequence[str]) -> list[dict[str, Any]]:
    return [
        _row(
            "words",
            " ".join(told[chunk.hyp_start_idx : chunk.hyp_end_idx]),
            _around(true, (chunk.ref_start_idx, chunk.ref_end_idx)),
        )
        for chunk in aligned.alignments[0]
        if chunk.type != _EQUAL
    ]


def _around(words: Sequence[str], span: Span) -> str:
    first, last = max(span[0] - _BESIDE, 0), span[1] + _BESIDE
    inside = " ".join(words[slice(*span)])
    return (
        f"{' '.join(words[first : span[0]])} [{inside}] {' '.join(words[span[1] : last])}".strip()
    )


def _row(asked: str, said: str, expected: str) -> dict[str, Any]:
    return {"asked": asked, "said": said, "expected": expected, "sources": []}
