"""JSON held to a schema while it is written: tokens that would leave it are never chosen.

Through llguidance, which keeps a grammar's state for each answer and says what may come next. Where
a thought was asked for it stays free: the schema holds from its end on. What the grammar cannot
hold (`contains`, `not`) is left to whoever verifies the answer; nothing here verifies it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from transformers import LogitsProcessor
from typing_extensions import override

from chartside.errors import MissingExtra, UsageError
from chartside.models.thoughts import CLOSES, OPENS

try:
    from llguidance import LLMatcher, LLTokenizer
    from llguidance.hf import from_tokenizer
except ImportError as missing:
    raise MissingExtra("an answer held to a schema", "local") from missing

_WRITTEN: Final[Any] = {
    "whitespace_flexible": False,
    "item_separator": ", ",
    "key_separator": ": ",
    "lenient": True,
    "coerce_one_of": True,
}
"""One space after a comma and a colon, as models write it; free space could go on without end."""
_MARKS: Final = (*OPENS, *CLOSES)
"""Never part of an answer: they would make a thought of what stands in it."""


class Grammars:
    """A tokenizer as llguidance takes it, from which each schema's grammar is made."""

    def __init__(self, tokenizer: Any, size: int, ends: Sequence[int]) -> None:
        known = tokenizer.get_vocab()
        self._tokenizer: LLTokenizer = from_tokenizer(
            tokenizer, n_vocab=max(size, len(tokenizer)), eos_token=list(ends)
        )
        self.size = size
        self.ends = frozenset(ends)
        self.marks = [known[mark] for mark in _MARKS if mark in known]
        self.open: int | None = known.get(OPENS[0])
        self.close: int | None = known.get(CLOSES[0])

    def matcher(self, schema: Mapping[str, Any]) -> LLMatcher:
        """The state of one answer of this schema, at its start.

        Raises:
            UsageError: It is not a schema that a grammar can be made of.
        """
        try:
            grammar = LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides=_WRITTEN)
            found = LLMatcher(self._tokenizer, grammar)
        except (ValueError, TypeError) as wrong:
            raise UsageError("no grammar can be made of the JSON schema") from wrong
        if found.is_error():
            raise UsageError(f"no grammar can be made of the JSON schema: {found.get_error()}")
        return found


class HeldToSchema(LogitsProcessor):
    """Forbids, in each row of a batch, every token that would leave the schema."""

    def __init__(
        self, grammars: Grammars, schema: Mapping[str, Any], rows: int, *, think: bool
    ) -> None:
        self._grammars = grammars
        self._think = think and grammars.open is not None and grammars.close is not None
        self._matchers = [grammars.matcher(schema) for _ in range(rows)]
        self._thinking = [False] * rows
        self._done = [False] * rows
        self._written = -1

    @override
    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """The scores, minus infinity where a token may not come next."""
        self._written += 1
        if self._written:
            for row, token in enumerate(input_ids[:, -1].tolist()):
                self._take(row, token)
        allowed = np.stack([self._allowed(row, scores.shape[1]) for row in range(len(scores))])
        held: torch.FloatTensor = scores.masked_fill(
            ~torch.from_numpy(allowed).to(scores.device), float("-inf")
        )  # type: ignore[assignment] # masked_fill is typed as any Tensor
        return held

    def _take(self, row: int, token: int) -> None:
        if self._done[row]:
            return
        if self._thinking[row]:
            self._thinking[row] = token != self._grammars.close
        elif self._think and self._written == 1 and token == self._grammars.open:
            self._thinking[row] = True
        elif token in self._grammars.ends:
            self._done[row] = True
        else:
            self._matchers[row].consume_token(token)

    def _allowed(self, row: int, size: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        if self._done[row] or self._thinking[row]:
            return np.ones(size, dtype=np.bool_)
        octets = np.frombuffer(self._matchers[row].compute_bitmask(), dtype=np.uint8)
        allowed = np.unpackbits(octets, bitorder="little")[:size].astype(np.bool_)
        allowed[self._grammars.marks] = False
        if self._think and self._written == 0:
            allowed[self._grammars.open] = True
        return allowed
