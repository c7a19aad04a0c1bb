"""From what a model wrote to what is told: its answer without thoughts, and how it came about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import UsageMetadata

from chartside.errors import Truncated
from chartside.models.local.generation import Asked, Output
from chartside.models.local.loading import Loaded
from chartside.models.local.watching import STOP, UpTo
from chartside.models.thoughts import CLOSES, ThoughtStream, split_thoughts
from chartside.models.turn import Turn

_TESTED_WITH_IMAGES: Final = 32_768
_BEYOND: Final = "more tokens with images than the model was trained on (32,768)"


@dataclass(frozen=True, slots=True)
class Question:
    """Prompts that are answered alike, so many at once, and words at which an answer is over."""

    turns: tuple[Turn, ...]
    asked: Asked
    stop: tuple[str, ...] = ()
    at_once: int = 1


class Speaking:
    """An answer as it is written, handed on without thoughts and up to a stop word."""

    def __init__(self, stop: Sequence[str], give: Callable[[str], None]) -> None:
        self._thoughts = ThoughtStream()
        self._up_to = UpTo(stop)
        self._give = give

    def hear(self, piece: str) -> None:
        """Take the next piece of what the model writes."""
        self._hand_on(self._up_to.feed(self._thoughts.feed(piece)))

    def enough(self) -> bool:
        """Whether a stop word was reached."""
        return self._up_to.reached

    def close(self) -> None:
        """Hand on what was held back.

        Raises:
            Truncated: It ended inside a thought.
        """
        self._hand_on(self._up_to.feed(self._thoughts.close()) + self._up_to.close())

    def _hand_on(self, text: str) -> None:
        if text:
            self._give(text)


def identity(loaded: Loaded) -> dict[str, Any]:
    """Which model answers: what every answer carries, and a draft records."""
    known: dict[str, Any] = {
        "model": loaded.revision.name,
        "revision": loaded.revision.revision,
        "revision_source": loaded.revision.source,
        "precision": str(loaded.precision),
    }
    if loaded.adapter is not None:
        known["adapter"] = f"{loaded.adapter.name}@{loaded.adapter.revision}"
    return known


def reply(output: Output, question: Question, loaded: Loaded) -> AIMessage:
    """The answer of one prompt.

    Raises:
        Truncated: Its tokens ran out, or it went round in circles, inside a thought.
    """
    try:
        said = split_thoughts(output.text)
    except Truncated:
        raise Truncated("thought", question.asked.most) from None
    up_to = UpTo(question.stop)
    answer = up_to.feed(said.answer) + up_to.close()
    return AIMessage(
        content=answer,
        response_metadata={
            **identity(loaded),
            "finish_reason": STOP if up_to.reached else output.finish,
            "thought": said.answer != output.text,
            **_notices(output, question, loaded),
        },
        usage_metadata=_usage(output, loaded),
    )


def last_chunk(message: AIMessage) -> AIMessageChunk:
    """The end of a streamed answer: nothing more to read, and all that is known about it."""
    return AIMessageChunk(
        content="",
        response_metadata=message.response_metadata,
        usage_metadata=message.usage_metadata,
        chunk_position="last",
    )


def _notices(output: Output, question: Question, loaded: Loaded) -> dict[str, list[str]]:
    notices = list(loaded.notices)
    if any(t.images for t in question.turns) and output.prompt_tokens > _TESTED_WITH_IMAGES:
        notices.append(_BEYOND)
    return {"notices": notices} if notices else {}


def _usage(output: Output, loaded: Loaded) -> UsageMetadata:
    """Tokens in and out; `reasoning` is those up to the end of the thought, which are out too."""
    closes = {loaded.marks[mark] for mark in CLOSES if mark in loaded.marks}
    ends = [at + 1 for at, token in enumerate(output.tokens) if token in closes]
    written = len(output.tokens)
    return UsageMetadata(
        input_tokens=output.prompt_tokens,
        output_tokens=written,
        total_tokens=output.prompt_tokens + written,
        output_token_details={"reasoning": ends[0] if ends else 0},
    )
