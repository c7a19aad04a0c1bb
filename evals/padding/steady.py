"""Drawing that holds: what is drawn from a few is drawn from more, unless one of those comes first.

Every candidate has a rank of its own by its content and the seed, and the first of them is taken.
A `random.Random` draws by place, so that one more candidate changes everything drawn after it.
"""

import random
from collections.abc import MutableSequence, Sequence
from collections.abc import Set as AbstractSet
from hashlib import sha256
from typing import Any, TypeVar

from typing_extensions import override

T = TypeVar("T")


class Steady(random.Random):  # noqa: S311 - a sample, no secret
    """Draws by content.

    Numbers are drawn by the seed, what was chosen last, and how many were drawn since.
    """

    def __init__(self, seed: str) -> None:
        super().__init__(0)
        self._by = seed
        self._last = ""
        self._turn = 0

    @override
    def choice(self, seq: Sequence[T]) -> T:  # type: ignore[override]  # sequences
        """The first by rank."""
        found = min(seq, key=self._rank)
        self._last, self._turn = self._rank(found), 0
        return found

    @override
    def sample(
        self, population: Sequence[T] | AbstractSet[T], k: int, *, counts: Any = None
    ) -> list[T]:
        """The first few by rank."""
        del counts
        return sorted(population, key=self._rank)[:k]

    @override
    def shuffle(self, x: MutableSequence[Any]) -> None:
        """In the order of ranks."""
        x[:] = sorted(x, key=self._rank)

    @override
    def random(self) -> float:
        """From 0 up to 1."""
        self._turn += 1
        return int(self._hash(f"{self._last}:{self._turn}")[:16], 16) / 2**64

    @override
    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """A whole number of the range."""
        among = range(start, stop, step) if stop is not None else range(start)
        return among[int(self.random() * len(among))]

    @override
    def randint(self, a: int, b: int) -> int:
        """A whole number, both ends among them."""
        return self.randrange(a, b + 1)

    def _rank(self, one: object) -> str:
        return self._hash(repr(one))

    def _hash(self, text: str) -> str:
        return sha256(f"{self._by}:{text}".encode()).hexdigest()
