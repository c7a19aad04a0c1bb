"""Whether a model has begun to go round in circles, seen as it writes.

A loop is a run of tokens that comes again and again without a change. A ruled line, a short table
or a list of like results repeats itself too, so a loop is long as well as even: at least 64 tokens,
and four rounds of it, or three where a round has 64 tokens or more. Not covered: a loop with a
counter in it, which only the limit on tokens ends.
"""

from typing import Final

import numpy as np

EVERY: Final = 8
"""Tokens between two looks: looking costs as much as several tokens of a small model."""
_LONGEST: Final = 256
"""Tokens of the longest round that is looked for: about a paragraph."""
_LEAST: Final = 64
_ROUNDS: Final = (4, 3)
_PERIODS: Final = np.arange(_LONGEST, 0, -1)
_NEEDED: Final = _PERIODS * (
    np.maximum(np.where(_PERIODS < _LEAST, *_ROUNDS), -(-_LEAST // _PERIODS)) - 1
)
"""Tokens in a row that must equal the one a period before, for each period."""


class Loop:
    """Looks for a loop in tokens as they come; the cost of one does not grow with their number."""

    def __init__(self) -> None:
        self._new: list[int] = []
        self._before = np.full(_LONGEST, -1, dtype=np.int64)
        self._equal = np.zeros(_LONGEST, dtype=np.int64)
        """For each period, how many of the latest tokens in a row equal the one a period before."""

    def add(self, token: int) -> bool:
        """Take the next token; whether a loop is seen. It looks at every eighth."""
        self._new.append(token)
        return len(self._new) == EVERY and self._look()

    def _look(self) -> bool:
        recent = np.concatenate([self._before, self._new])
        rows = np.lib.stride_tricks.sliding_window_view(recent, _LONGEST)[:EVERY]
        differs = rows != recent[_LONGEST:, None]
        since = np.argmax(differs[::-1], axis=0)  # the latest that differs, counted from the end
        self._equal = np.where(differs.any(axis=0), since, self._equal + EVERY)
        self._before = recent[-_LONGEST:]
        self._new = []
        return bool((self._equal >= _NEEDED).any())
