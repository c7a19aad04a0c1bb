"""Faults of the words of one phrase as one fault: "jaw claudication", and not "jaw" and so on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.grounding.faults import Fault
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Term

_BETWEEN: Final = Caseless(r"[\s-]*(?:(?:of|in|on|the|a)\s+)*")


def as_phrases(judged: Sequence[tuple[Term, Fault]], text: str) -> list[Fault]:
    """One fault for each run of words that stand together and are wrong in the same way.

    A reason quotes the word that it is of; that of a run quotes the run.
    """
    runs: list[list[tuple[Term, Fault]]] = []
    for term, fault in judged:
        if runs and _goes_on(runs[-1][-1], (term, fault), text):
            runs[-1].append((term, fault))
        else:
            runs.append([(term, fault)])
    return [_one(run, text) for run in runs]


def _goes_on(last: tuple[Term, Fault], new: tuple[Term, Fault], text: str) -> bool:
    between = text[last[0].end : new[0].start]
    same = _without(*last) == _without(*new)
    return same and _BETWEEN.fullmatch(between) is not None


def _without(term: Term, fault: Fault) -> str:
    return fault.reason.replace(f'"{term.text}"', '"*"', 1)


def _one(run: Sequence[tuple[Term, Fault]], text: str) -> Fault:
    (term, fault), (last, _) = run[0], run[-1]
    said = text[term.start : last.end]
    return replace(fault, reason=_without(term, fault).replace('"*"', f'"{said}"', 1))
