"""What a judge gave beside what people gave: counts, kappa, and what sways judges.

What is compared is a label: a case that two people labelled is two comparisons, and they are
redrawn together. People are compared with each other the same way, each pair of raters by itself:
a judge cannot be asked to agree with people more than they do with each other.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Any, Final

from chartside.evals.injected_errors.scores import Score, by_patient, pooled
from chartside.evals.judging.audit import Judged
from chartside.evals.judging.judge import Scale
from chartside.evals.judging.kappa import Table, kappa, redrawn, together
from chartside.evals.judging.labels import FIRST, NAMES, PREFERS, SECOND, Labelled

ALL_ITEMS: Final = "all items"
_TWO: Final = 2

Pair = tuple[int, int]
"""What a person gave, and what the judge gave; or one person and the other."""


@dataclass(frozen=True, slots=True)
class Block:
    """The labels of one kind of case beside what the judge gave, by group."""

    name: str
    points: tuple[int, ...]
    pairs: Mapping[str, Sequence[Pair]]

    @property
    def of_points(self) -> bool:
        """Whether there are points, so that distance counts."""
        return len(self.points) > _TWO and self.name != PREFERS

    @property
    def tables(self) -> list[Table]:
        """Counts of pairs, a group each."""
        return [Counter(held) for held in self.pairs.values()]

    @property
    def table(self) -> Table:
        """Counts of pairs of all groups."""
        return together(self.tables)

    @property
    def kappa(self) -> dict[str, Any]:
        """Cohen's kappa, with quadratic weights where there are points."""
        return _kappa(self.tables, self.name, squared=self.of_points)

    def counted(self, name: str) -> dict[str, Any]:
        """A figure of this block, as plain values: see `FIGURES`."""
        which, hit = FIGURES[name]
        scores = {
            group: Score(sum(map(hit, held)), len(held))
            for group, all_of in self.pairs.items()
            if (held := [pair for pair in all_of if which(pair)])
        }
        return _plain(scores, f"{self.name} {name}")


FIGURES: Final[Mapping[str, tuple[Callable[[Pair], bool], Callable[[Pair], bool]]]] = {
    "agreed": (lambda _: True, lambda p: p[0] == p[1]),
    "sensitivity": (lambda p: p[0] == 1, lambda p: p[1] == 1),
    "specificity": (lambda p: p[0] == 0, lambda p: p[1] == 0),
    "near": (lambda _: True, lambda p: abs(p[0] - p[1]) <= 1),
    "gave-more": (lambda _: True, lambda p: p[1] > p[0]),
    "gave-less": (lambda _: True, lambda p: p[1] < p[0]),
}
"""Of which pairs, and which of those count."""
OF_TWO: Final = ("agreed", "sensitivity", "specificity")
OF_POINTS: Final = ("agreed", "near", "gave-more", "gave-less")
WORDS: Final = {
    "agreed": "labels that the judge agreed with",
    "sensitivity": "labels of true to which the judge said true",
    "specificity": "labels of false to which the judge said false",
    "near": "labels that the judge met or was one point beside",
    "gave-more": "labels to which the judge gave more points",
    "gave-less": "labels to which the judge gave fewer points",
}


def blocks(judged: Iterable[Judged], scales: Mapping[str, Scale]) -> list[Block]:
    """One for each kind of case; all items of the same points together, where they are several."""
    held: dict[str, dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for one in judged:
        if one.given is not None:
            pairs = [(label, one.given) for label in one.case.labels.values()]
            held[one.case.kind][one.case.group] += pairs
    found = [Block(kind, _points(kind, scales), dict(groups)) for kind, groups in held.items()]
    several = [block for block in found if block.of_points]
    if len(several) > 1 and len({block.points for block in several}) == 1:
        found.append(_pooled(several))
    return found


def _pooled(several: Sequence[Block]) -> Block:
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for block in several:
        for group, some in block.pairs.items():
            pairs[group] += some
    return Block(ALL_ITEMS, several[0].points, dict(pairs))


def _points(kind: str, scales: Mapping[str, Scale]) -> tuple[int, ...]:
    if kind in NAMES:
        return tuple(range(len(NAMES[kind])))
    return tuple(sorted(scales[kind].points))


def between_people(cases: Iterable[Labelled], points: tuple[int, ...]) -> list[dict[str, Any]]:
    """Each pair of raters on the cases that both labelled: agreement and kappa, as plain values."""
    held: dict[tuple[str, str], dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        for one, other in combinations(sorted(case.labels), _TWO):
            held[one, other][case.group].append((case.labels[one], case.labels[other]))
    return [
        {
            "raters": [one, other],
            "agreed": Block(f"{one} {other}", points, pairs).counted("agreed"),
            "kappa": Block(f"{one} {other}", points, pairs).kappa,
        }
        for (one, other), pairs in sorted(held.items())
    ]


def checks(judged: Sequence[Judged], most: int) -> dict[str, dict[str, Any]]:
    """What sways judges, of the cases of one kind: by words, the counts.

    The order of two texts, where it was asked in both; length, which draws judges to what is long.
    Labels of `most` leave no room for more and are left out.
    """
    held = [one for one in judged if one.given is not None]
    if not held:
        return {}
    return _of_pairs(held) if held[0].orders else _of_halves(held, most)


def _of_halves(held: Sequence[Judged], most: int) -> dict[str, dict[str, Any]]:
    """Texts are halved at the median of their characters."""
    middle = median(len(one.case.judged) for one in held)
    halves = {
        "longer": [one for one in held if len(one.case.judged) > middle],
        "shorter": [one for one in held if len(one.case.judged) <= middle],
    }
    return {
        f"labels to which it gave more, of the {name} texts": _too_much(some, most)
        for name, some in halves.items()
    }


def _of_pairs(held: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    orders, longer, shorter = (defaultdict[str, list[Pair]](list) for _ in range(3))
    for one in held:
        orders[one.case.group].append((one.orders[0], one.orders[1]))
        long, short = _by_their_length(one.case)
        for label in one.case.labels.values():
            if label == short:
                longer[one.case.group].append((long, one.given or FIRST))
            elif label == long:
                shorter[one.case.group].append((short, one.given or FIRST))
    return {
        "pairs with one verdict in both orders": Block("order", (), orders).counted("agreed"),
        "labels for the shorter text where it took the longer": _took(longer),
        "labels for the longer text where it took the shorter": _took(shorter),
    }


def _took(pairs: Mapping[str, Sequence[Pair]]) -> dict[str, Any]:
    return Block("length", (), pairs).counted("agreed")


def _by_their_length(case: Labelled) -> tuple[int, int]:
    """The numbers of the longer and of the shorter text; of no label where they are as long."""
    one, other = (len(str(case.material[name])) for name in ("a", "b"))
    if one == other:
        return -1, -1
    return (FIRST, SECOND) if one > other else (SECOND, FIRST)


def _too_much(judged: Iterable[Judged], most: int) -> dict[str, Any]:
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for one in judged:
        for label in one.case.labels.values():
            if one.given is not None and label < most:
                pairs[one.case.group].append((label, one.given))
    return Block("length", (0, 1), pairs).counted("gave-more")


def _kappa(tables: Sequence[Table], seed: str, *, squared: bool) -> dict[str, Any]:
    return {
        "value": kappa(together(tables), squared=squared),
        "interval": redrawn(tables, seed, squared=squared),
        "weights": "quadratic" if squared else "none",
    }


def _plain(scores: Mapping[str, Score], seed: str) -> dict[str, Any]:
    """So many of so many, with both intervals, under the names that reports use."""
    whole = pooled(scores)
    return {
        "hits": whole.hits,
        "out_of": whole.out_of,
        "groups": len(scores),
        "rate": whole.rate,
        "wilson": whole.wilson,
        "by_patient": by_patient(scores, seed),
    }
