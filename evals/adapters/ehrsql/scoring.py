"""The reliability score of one case: 1, 0, or minus the penalty."""

from typing import Final

from chartside.evals.suite import Counts

PENALTIES: Final = ("0", "10", "n")
"""RS(0), RS(10) and RS(N): what an answer that is wrong, or that nothing supports, costs."""


def scored(points: int | None, cases: int) -> Counts:
    """The counts of a case; none where it is not known whether the answer is right.

    Args:
        points: 1 for a right answer, and for silence where nothing answers; 0 for silence where
            something does; -1 for anything else.
        cases: How many are put: the penalty of RS(N).

    >>> scored(-1, 40)
    {'rs-0': (0, 1), 'rs-10': (-10, 1), 'rs-n': (-40, 1)}
    """
    if points is None:
        return {}
    cost = {"0": 0, "10": 10, "n": cases}
    return {f"rs-{p}": (points if points >= 0 else -cost[p], 1) for p in PENALTIES}


def points_of(*, answerable: bool, answered: bool, right: bool | None) -> int | None:
    """The points of a case; None where an answer was given and nobody can tell if it is right.

    >>> points_of(answerable=True, answered=False, right=None)
    0
    """
    if not answerable:
        return -1 if answered else 1
    if not answered:
        return 0
    return None if right is None else 1 if right else -1
