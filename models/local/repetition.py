"""Whether a model has begun to go round in circles, seen token by token.

A loop is a run of tokens that comes again and again without a change. A ruled line, a short table
or a list of like results repeats itself too, so a loop is long as well as even: at least 64 tokens,
and four rounds of it, or three where a round has 64 tokens or more. Not covered: a loop with a
counter in it, which only the limit on tokens ends.
"""

from typing import Final

import numpy as np

_LONGEST: Final = 256
"""Tokens of the longest round that is looked for: about a paragraph."""
_LEAST: Final = 64
_ROUNDS: Final = (4, 3)
_PERIODS: Final = np.arange(1, _LONGEST + 1)
_NEEDED: Final = _PERIODS * (
    np.maximum(np.where(_PERIODS < _LEAST, *_ROUNDS), -(-_LEAST // _PERIODS)) - 1
)
"""Tokens in a row that must equal the one a period before, for each period."""


class Loop:
    """Looks for a loop in tokens as they come; the cost of one does not grow with their number."""

    def __init__(self) -> None:
        self._recent = np.full(2 * _LONGEST, -1, dtype=np.int64)
        self._at = _LONGEST
        self._equal = np.zeros(_LONGEST, dtype=np.int64)

    def add(self, token: int) -> bool:
        """Take the next token; whether it completes a loop."""
        window = self._recent[self._at : self._at + _LONGEST]
        self._equal = np.where(window == token, self._equal + 1, 0)
        self._remember(token)
        return bool((self._equal >= _NEEDED).any())

    def _remember(self, token: int) -> None:
        """The latest token stands first, so that the n-th of the window is n tokens back."""
        if self._at == 0:
            self._recent[_LONGEST:] = self._recent[:_LONGEST]
            self._at = _LONGEST
        self._at -= 1
        self._recent[self._at] = token
