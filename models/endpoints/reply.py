"""What a server answers, read as far as it is needed; whatever else stands there is passed over."""

from typing import Any, Final

import msgspec
from langchain_core.messages.ai import UsageMetadata

from chartside.errors import EndpointFailed
from chartside.models.endpoints.address import Form

_ENDINGS: Final = frozenset({"stop", "length", "tool_calls", "content_filter"})
_LONGEST_NAME: Final = 200


class Words(msgspec.Struct):
    """What the model said: all of it, or the next piece."""

    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None

    @property
    def thought(self) -> bool:
        """Whether the server took a thought apart from the answer."""
        return bool(self.reasoning_content or self.reasoning)


class Choice(msgspec.Struct):
    """One answer of those a server may give; a piece of it, in a stream."""

    message: Words | None = None
    delta: Words | None = None
    finish_reason: str | None = None


class Reply(msgspec.Struct):
    """An answer, or a piece of one."""

    choices: list[Choice]
    model: Any = None
    usage: Any = None

    @property
    def name(self) -> str:
        """What the server calls the model; empty where it does not say."""
        said = self.model if isinstance(self.model, str) else ""
        return said if len(said) <= _LONGEST_NAME and said.isprintable() else ""


class _Predicted(msgspec.Struct):
    predictions: Reply | list[Reply]


def read_reply(octets: bytes, form: Form) -> Reply:
    """A whole answer, with at least one choice that holds a message.

    Raises:
        EndpointFailed: `not-chat`.
    """
    try:
        if form is Form.PREDICT:
            got = msgspec.json.decode(octets, type=_Predicted).predictions
            reply = got if isinstance(got, Reply) else got[0]
        else:
            reply = msgspec.json.decode(octets, type=Reply)
        if reply.choices[0].message is not None:
            return reply
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, LookupError):
        pass
    raise EndpointFailed("not-chat")


def read_piece(data: object) -> Reply:
    """A piece of a stream; the last ones may have no choice in them, only the usage.

    Raises:
        EndpointFailed: `not-chat`.
    """
    try:
        return msgspec.convert(data, Reply)
    except (msgspec.MsgspecError, RecursionError):
        pass
    raise EndpointFailed("not-chat")


def ending(reason: str | None) -> str:
    """Why the model stopped, in OpenAI's words; `unknown` for any other, or none."""
    said = {"eos_token": "stop", "stop_sequence": "stop", "max_tokens": "length"}.get(
        reason or "", reason
    )
    return said if said in _ENDINGS else "unknown"


def tokens(usage: object) -> UsageMetadata | None:
    """The tokens that a server says it read and wrote; None where it does not say both."""
    if not isinstance(usage, dict):
        return None
    read, written = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    if read is None or written is None:
        return None
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)


def _count(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None
