"""What a case took: calls of a language model, its tokens, seconds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any, Final

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.tracers.context import register_configure_hook
from typing_extensions import override


@dataclass(slots=True)
class Cost:
    """Calls of a model, tokens as its server told them, and seconds by the clock.

    `untold` are calls of which nobody told the tokens: with any, the tokens are too few. `largest`
    are the tokens of the longest prompt.
    """

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    untold: int = 0
    seconds: float = 0.0
    largest: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


class _Listening(BaseCallbackHandler):
    """Adds up what every answer of a model cost."""

    def __init__(self) -> None:
        self.cost = Cost()

    @override
    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        """One call has ended."""
        self.cost.calls += 1
        told = [
            g.message.usage_metadata
            for row in response.generations
            for g in row
            if isinstance(g, ChatGeneration) and isinstance(g.message, AIMessage)
            if g.message.usage_metadata
        ]
        self.cost.untold += not told
        for usage in told:
            self.cost.tokens_in += usage["input_tokens"]
            self.cost.largest = max(self.cost.largest, usage["input_tokens"])
            self.cost.tokens_out += usage["output_tokens"]


_listening: Final[ContextVar[_Listening | None]] = ContextVar("chartside_eval_cost", default=None)
register_configure_hook(_listening, inheritable=True)


@contextmanager
def measured() -> Iterator[Cost]:
    """What is done within, and in tasks that are begun within."""
    listening = _Listening()
    token = _listening.set(listening)
    begun = time.perf_counter()
    try:
        yield listening.cost
    finally:
        listening.cost.seconds = round(time.perf_counter() - begun, 4)
        _listening.reset(token)
