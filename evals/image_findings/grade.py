"""An answer about images graded: right or wrong by class, pixels and boxes, order of labels."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from chartside.evals.image_findings.cases import Case
from chartside.evals.image_findings.overlap import areas, found
from chartside.evals.labelled.studies import Corners
from chartside.evals.suite import Counts

YES: Final = "yes"
NO: Final = "no"
_ARTICLE: Final = re.compile(r"^(?:the|an?) (?=.)")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: a short answer, boxes in pixels, or labels, the nearest first.

    `answer` is empty where none that can be read was given, and where none is asked for: `answered`
    says which.
    """

    answer: str = ""
    boxes: tuple[Corners, ...] = ()
    labels: tuple[str, ...] = ()
    answered: bool = True

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def said_of(held: dict[str, Any]) -> Said:
    """What was said, from plain values."""
    boxes = tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in held["boxes"])
    return Said(held["answer"], boxes, tuple(held["labels"]), held["answered"])


def graded(
    case: Case, said: Said | None, failed: str = ""
) -> tuple[float, Counts, list[dict[str, Any]]]:
    """Whether an answer is right, what is counted, and what went wrong.

    Args:
        case: What was asked.
        said: None where the run failed: it said nothing, and is wrong.
        failed: How.
    """
    told = said or Said(answered=False)
    right, counts = _GRADES[case.how](case, told)
    if said is not None:
        counts["unanswered"] = (int(not said.answered), 1)
    worst = [] if right else [_row(case, told, failed)]
    return float(right), {"right": (int(right), 1), **counts}, worst


def _of_class(case: Case, said: Said) -> tuple[bool, Counts]:
    return _yes_or_no(said, there=case.asked in case.study.truth)


def _yes_or_no(said: Said, *, there: bool) -> tuple[bool, Counts]:
    right = said.answered and said.answer == (YES if there else NO)
    return right, {"sensitivity" if there else "specificity": (int(right), 1)}


def _question(case: Case, said: Said) -> tuple[bool, Counts]:
    wanted = {_plain(one) for one in case.study.truth}
    if wanted in ({YES}, {NO}):
        return _yes_or_no(said, there=wanted == {YES})
    return said.answered and _plain(said.answer) in wanted, {}


def _plain(words: str) -> str:
    """Without capitals, a full stop, and the article that a sentence begins with.

    >>> _plain("The  left lung.")
    'left lung'
    """
    return _ARTICLE.sub("", " ".join(words.casefold().strip(" .").split()))


def _locate(case: Case, said: Said) -> tuple[bool, Counts]:
    true, drawn = case.study.boxes, said.boxes
    hits = found(true, drawn)
    counts: Counts = {
        "iou": areas(true, drawn),
        "boxes-found": (hits, len(true)),
        "boxes-right": (hits, len(drawn)),
    }
    return said.answered and hits == len(true) == len(drawn), counts


def _compare(case: Case, said: Said) -> tuple[bool, Counts]:
    return said.answered and said.answer in case.study.truth, {}


def _rank(case: Case, said: Said) -> tuple[bool, Counts]:
    """Pairs of a label that is there and one that is not: the first is to be nearer."""
    truth = case.study.truth
    pairs = len(truth) * (len(case.study.asked) - len(truth))
    hits = _in_order(said.labels, truth)
    return hits == pairs, {"ranked": (hits, pairs)}


def _in_order(labels: Sequence[str], truth: frozenset[str]) -> int:
    places = [label in truth for label in labels]
    return sum(not later for at, there in enumerate(places) if there for later in places[at + 1 :])


_GRADES: Final = {
    "class": _of_class,
    "question": _question,
    "locate": _locate,
    "compare": _compare,
    "rank": _rank,
}


def _row(case: Case, said: Said, failed: str) -> dict[str, Any]:
    answer = said.answer or ", ".join(said.labels) or _boxes(said.boxes) or "no answer"
    return {
        "asked": f"{case.study.id}: {case.asked}",
        "said": f"failed: {failed}" if failed else answer,
        "expected": _expected(case),
        "sources": [],
    }


def _expected(case: Case) -> str:
    if case.how == "class":
        return YES if case.asked in case.study.truth else NO
    if case.how == "locate":
        return _boxes(case.study.boxes) or "no box"
    return ", ".join(sorted(case.study.truth))


def _boxes(boxes: Sequence[Corners]) -> str:
    return "; ".join(f"x {b[0]:g} to {b[2]:g}, y {b[1]:g} to {b[3]:g}" for b in boxes)
