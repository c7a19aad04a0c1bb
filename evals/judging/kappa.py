"""Cohen's coefficient of agreement: what two raters agree on beyond what chance would do.

Source: Cohen, Educ Psychol Meas 1960;20:37-46; with weights for how far two ratings lie apart,
Cohen, Psychol Bull 1968;70:213-220.

Covered: two raters, ordered or unordered ratings, an interval that redraws groups. Not covered:
more than two raters at once (each pair is told by itself), and a judgement on what is "good": kappa
falls where one rating is rare, so that it is to be read beside the table of counts.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from chartside.evals.injected_errors.scores import RESAMPLES

Table = Mapping[tuple[int, int], int]
"""How often the first rater gave the one and the second the other."""

_FEWEST: Final = 2
"""Groups below which there is no spread."""


def kappa(table: Table, *, squared: bool = False) -> float | None:
    """One minus the disagreement seen over that expected by chance from the two raters' totals.

    Args:
        table: Counts of pairs of ratings.
        squared: Disagreements weigh as the square of their distance (quadratic weights); else all
            weigh the same.

    Returns:
        1 for full agreement, 0 for that of chance, below 0 for less; None where there is nothing to
        agree on, or both gave one and the same rating throughout.

    >>> round(kappa({(1, 1): 20, (1, 0): 5, (0, 1): 10, (0, 0): 15}), 3)
    0.4
    """
    of = sum(table.values())
    first: Counter[int] = Counter()
    second: Counter[int] = Counter()
    for (one, other), count in table.items():
        first[one] += count
        second[other] += count
    seen = sum(count * _apart(*pair, squared=squared) for pair, count in table.items())
    expected = sum(
        first[one] * second[other] * _apart(one, other, squared=squared)
        for one in first
        for other in second
    )
    return 1 - seen * of / expected if expected else None


def _apart(one: int, other: int, *, squared: bool) -> int:
    return (one - other) ** 2 if squared else int(one != other)


def redrawn(
    tables: Sequence[Table], seed: str, *, squared: bool = False
) -> tuple[float, float] | None:
    """95 % interval of kappa that redraws groups, a table each.

    Percentile bootstrap (Efron and Tibshirani, 1993, chapter 13). Draws in which kappa is not
    defined are left out; None with fewer than two groups, or where most draws are such.
    """
    if len(tables) < _FEWEST:
        return None
    rng = random.Random(f"kappa {seed}")  # noqa: S311 - a resample, no secret
    # Groups of few cases have few different tables: each is drawn by its number, and added once.
    same = Counter(frozenset(table.items()) for table in tables)
    kinds, shares = [*map(dict, same)], list(same.values())
    drawn = []
    for _ in range(RESAMPLES):
        times = Counter(rng.choices(range(len(kinds)), shares, k=len(tables)))
        whole = together([_times(kinds[number], count) for number, count in times.items()])
        if (found := kappa(whole, squared=squared)) is not None:
            drawn.append(found)
    if len(drawn) < RESAMPLES / 2:
        return None
    drawn.sort()
    return drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn)) - 1]


def _times(table: Table, count: int) -> Table:
    return {pair: held * count for pair, held in table.items()}


def together(tables: Sequence[Table]) -> Counter[tuple[int, int]]:
    """Several tables as one."""
    whole: Counter[tuple[int, int]] = Counter()
    for table in tables:
        whole.update(table)
    return whole
