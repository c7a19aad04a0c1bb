"""What ends an answer while it is written, and what is heard of it on the way."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

import torch
from transformers import StoppingCriteria
from transformers.generation.streamers import BaseStreamer
from typing_extensions import override

from chartside.models.local.repetition import Loop
from chartside.models.thoughts import CLOSES, OPENS

STOP: Final = "stop"
LENGTH: Final = "length"
REPETITION: Final = "repetition"
CANCELLED: Final = "cancelled"

_OCTET: Final = "<0x"
"""How a token begins that stands for one byte of a letter."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Stops the writing from outside; may hear one answer as it comes and say it is enough."""

    cancelled: Event
    hear: Callable[[str], None] | None = None
    enough: Callable[[], bool] = lambda: False


class Watch(StoppingCriteria):
    """Ends each row of a batch for its own reason, and keeps the reason."""

    def __init__(
        self,
        rows: int,
        most: int,
        ends: Collection[int],
        listener: Listener,
    ) -> None:
        self.why: list[str | None] = [None] * rows
        self._ends = ends
        self._listener = listener
        self._left = most
        self._over: torch.Tensor | None = None
        self._loops = [Loop() for _ in range(rows)]

    @override
    def __call__(
        self, input_ids: torch.LongTensor, scores: torch.FloatTensor, **kwargs: Any
    ) -> torch.BoolTensor:
        """Which rows are at their end after the latest token."""
        del scores, kwargs
        self._left -= 1
        before = self.why.count(None)
        for row, token in enumerate(input_ids[:, -1].tolist()):
            if self.why[row] is None:
                self.why[row] = self._end(row, token)
        if self._over is None or self.why.count(None) != before:  # a copy to the device costs
            over = [why is not None for why in self.why]
            self._over = torch.tensor(over, device=input_ids.device)
        return self._over  # type: ignore[return-value] # a tensor of booleans is typed as any

    def _end(self, row: int, token: int) -> str | None:
        if self._listener.cancelled.is_set():
            return CANCELLED
        if token in self._ends or self._listener.enough():
            return STOP
        if self._loops[row].add(token):
            return REPETITION
        return LENGTH if self._left <= 0 else None


class Written:
    """Turns tokens into text: control tokens are left out, except the marks of a thought."""

    def __init__(self, tokenizer: Any, ends: Collection[int]) -> None:
        special = {n for n, token in tokenizer.added_tokens_decoder.items() if token.special}
        marks = set(tokenizer.convert_tokens_to_ids([*OPENS, *CLOSES]))
        self._dropped = (special | set(tokenizer.all_special_ids)) - marks | set(ends)
        self._tokenizer = tokenizer

    def text(self, tokens: Sequence[int]) -> str:
        """The text of an answer's tokens."""
        said: str = self._tokenizer.decode(
            [token for token in tokens if token not in self._dropped],
            skip_special_tokens=False,
            clean_up_tokenization_spaces=False,
        )
        return said

    def open_ended(self, token: int) -> bool:
        """Whether what a token stands for depends on the one that follows: bytes of a letter do."""
        spelt: str = self._tokenizer.convert_ids_to_tokens(token)
        return spelt.startswith(_OCTET)


class Heard(BaseStreamer):
    """Hands on the text of an answer as its tokens come, whole letters only."""

    def __init__(self, written: Written, hear: Callable[[str], None]) -> None:
        self._written = written
        self._hear = hear
        self._tokens: list[int] = []
        self._prompt = True

    @override
    def put(self, value: torch.Tensor) -> None:
        """Take the prompt, which comes first and is not handed on, or the next token."""
        if self._prompt:
            self._prompt = False
            return
        self._tokens += value.flatten().tolist()
        if not self._written.open_ended(self._tokens[-1]):
            self._give(self._written.text(self._tokens))

    @override
    def end(self) -> None:
        """Hand on what was held back."""
        self._give(self._written.text(self._tokens))

    def _give(self, text: str) -> None:
        self._tokens = []
        if text:
            self._hear(text)


class UpTo:
    """Text up to the first of some words, from pieces that may cut a word in two."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [word for word in words if word]
        self._held = ""
        self.reached = False

    def feed(self, piece: str) -> str:
        """Take the next piece; return what certainly stands before any of the words."""
        if self.reached:
            return ""
        self._held += piece
        found = [(at + len(word), at) for word in self._words if (at := self._held.find(word)) >= 0]
        if found:
            self.reached = True
            # The one that is whole first, as it would be found letter by letter.
            return self._held[: min(found)[1]]
        sure = len(self._held) - max((self._begun(word) for word in self._words), default=0)
        given, self._held = self._held[:sure], self._held[sure:]
        return given

    def close(self) -> str:
        """The end of the text; return what was held back."""
        return "" if self.reached else self._held

    def _begun(self, word: str) -> int:
        """How many letters at the end may be the beginning of the word."""
        longest = min(len(word) - 1, len(self._held))
        return next((n for n in range(longest, 0, -1) if self._held.endswith(word[:n])), 0)
