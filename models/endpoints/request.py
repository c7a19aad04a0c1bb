"""The body of a request, as each form of server wants it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from chartside.models.endpoints.address import Address, Form
from chartside.models.endpoints.turn import Content

_MARK: Final = {"@requestFormat": "chatCompletions"}
_TAKEN: Final = frozenset({"max_tokens", "temperature", "schema"})


@dataclass(frozen=True, slots=True)
class Request:
    """One user turn, and how it is to be answered.

    `schema` is a JSON schema that the answer is to be held to, where the server can.
    """

    content: Content
    max_tokens: int
    temperature: float
    stop: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None

    def having(self, options: Mapping[str, Any]) -> Self:
        """With the options of one call that change it; None of `max_tokens` leaves it as it is."""
        given = {name: options[name] for name in _TAKEN & options.keys()}
        if given.get("max_tokens", 0) is None:
            del given["max_tokens"]
        return replace(self, **given)

    def without_schema(self) -> Self:
        """The same, for a server that takes no schema."""
        return replace(self, schema=None)

    def body(self, address: Address, *, stream: bool = False) -> dict[str, Any]:
        """What is posted. Vertex's own methods take no schema, and do not stream."""
        told: dict[str, Any] = {
            "messages": [{"role": "user", "content": self.content}],
            # Always said: Vertex's container cuts off at 500 tokens where it is not.
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
        }
        if self.stop:
            told["stop"] = list(self.stop)
        if address.form is Form.PREDICT:
            return {"instances": [_MARK | told]}
        if address.form is Form.RAW_PREDICT:
            return _MARK | told
        told["model"] = address.model
        if self.schema is not None:
            told["response_format"] = _held_to(self.schema)
        if stream:
            told |= {"stream": True, "stream_options": {"include_usage": True}}
        return told


def _held_to(schema: Mapping[str, Any]) -> dict[str, Any]:
    # vLLM's older `guided_json` is no choice: newer versions pass it over without a word.
    named = {"name": "answer", "schema": dict(schema), "strict": True}
    return {"type": "json_schema", "json_schema": named}
