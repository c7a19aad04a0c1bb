"""A judge asked about the cases that people labelled, each by itself."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chartside.errors import ModelError
from chartside.evals.judging.judge import Better, Judge, Scale
from chartside.evals.judging.labels import AGREES, FIRST, PREFERS, SAME, SECOND, Labelled


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with what the judge gave, and why; None, and the error's code, where it gave none.

    `orders` is what it gave for a pair of texts with the one first, and with the other first.
    """

    case: Labelled
    given: int | None
    reason: str = ""
    by: str = ""
    failed: str = ""
    orders: tuple[int, ...] = ()

    @property
    def apart(self) -> float:
        """How far the judge is from the people, in points: the mean over their labels."""
        given, labels = self.given, self.case.labels.values()
        return 0.0 if given is None else sum(abs(given - n) for n in labels) / len(labels)


async def ask_all(
    judge: Judge,
    cases: Sequence[Labelled],
    scales: Mapping[str, Scale],
    *,
    parallel: int = 1,
    done: Callable[[int, int], None] | None = None,
) -> list[Judged]:
    """Every case, so many at a time. A judge that fails on one gave no verdict on that one."""
    room = asyncio.Semaphore(parallel)
    number = 0

    async def one(case: Labelled) -> Judged:
        nonlocal number
        async with room:
            judged = await _asked(judge, case, scales)
        number += 1
        if done:
            done(number, len(cases))
        return judged

    return list(await asyncio.gather(*map(one, cases)))


async def _asked(judge: Judge, case: Labelled, scales: Mapping[str, Scale]) -> Judged:
    try:
        if case.kind == PREFERS:
            return await _in_both_orders(judge, case)
        if case.kind == AGREES:
            said = await judge.agrees(**case.material)
            return Judged(case, int(said.ok), said.reason, said.by)
        rated = await judge.rate(scales[case.kind], case.material)
        return Judged(case, rated.points, rated.reason, rated.by)
    except ModelError as failure:
        return Judged(case, None, failed=failure.code)


_TURNED: Final = {FIRST: SECOND, SECOND: FIRST, SAME: SAME}
_NUMBERS: Final = {Better.FIRST: FIRST, Better.SECOND: SECOND, Better.SAME: SAME}


async def _in_both_orders(judge: Judge, case: Labelled) -> Judged:
    """A pair of texts: a verdict that the order of the two turns round is one for neither."""
    held: Any = case.material
    straight = await judge.prefers(held["question"], held["a"], held["b"])
    turned = await judge.prefers(held["question"], held["b"], held["a"])
    orders = _NUMBERS[straight.better], _TURNED[_NUMBERS[turned.better]]
    given = orders[0] if orders[0] == orders[1] else SAME
    return Judged(case, given, straight.reason, straight.by, orders=orders)
