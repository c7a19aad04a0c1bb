"""Messages as the one user turn that a model of this family is asked with.

There is no system role: system text stands in front of the user's, as the chat template would put
it. A conversation is refused, for the models were not evaluated on more than one turn. Control
tokens are made inert in all of it, since all of it may quote a record.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from chartside.errors import UsageError
from chartside.models.control_tokens import neutralise

Content = str | list[dict[str, Any]]

_IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/webp"})


def one_turn(messages: Sequence[BaseMessage]) -> Content:
    """The content of the user turn: text alone, or text and images in the order given.

    Raises:
        UsageError: Not one user message with system messages before it, or a part that is neither
            text nor an image in it. An image is given by its bytes: a URL would have the server
            fetch it.
    """
    before, last = messages[:-1], messages[-1:]
    if [type(m) for m in last] != [HumanMessage] or {type(m) for m in before} - {SystemMessage}:
        raise UsageError("a model is asked with one user message, system messages before it")
    parts = [part for message in messages for part in _parts(message)]
    if all(isinstance(part, str) for part in parts):
        return _text(parts)
    out: list[dict[str, Any]] = []
    for is_text, together in groupby(parts, key=lambda part: isinstance(part, str)):
        if is_text:
            out.append({"type": "text", "text": _text(list(together))})
        else:
            out += [dict(part) for part in together if isinstance(part, Mapping)]
    return out


def _text(parts: Sequence[Any]) -> str:
    # Joined before it is looked at: a control token may be split between two parts.
    return neutralise("\n\n".join(part for part in parts if part))


def _parts(message: BaseMessage) -> list[str | dict[str, Any]]:
    content: Any = message.content
    if isinstance(content, str):
        return [content]
    return [part if isinstance(part, str) else _part(part) for part in content]


def _part(part: Mapping[str, Any]) -> str | dict[str, Any]:
    kind = part.get("type")
    if kind == "text" and isinstance(part.get("text"), str):
        return str(part["text"])
    if kind == "image_url":
        at = part.get("image_url")
        return _image(at.get("url") if isinstance(at, Mapping) else at)
    if kind == "image":
        media, octets = part.get("mime_type"), part.get("base64", part.get("data"))
        return _image(f"data:{media};base64,{octets}" if octets else part.get("url"))
    raise UsageError("a user message holds text and images")


def _image(url: object) -> dict[str, Any]:
    head, _, octets = url.partition(",") if isinstance(url, str) else ("", "", "")
    media = head.removeprefix("data:").removesuffix(";base64")
    if media not in _IMAGES or head != f"data:{media};base64":
        raise UsageError("an image is given as PNG, JPEG or WebP, in base64")
    try:
        base64.b64decode(octets, validate=True)
    except (binascii.Error, ValueError):
        raise UsageError("an image is not base64") from None
    return {"type": "image_url", "image_url": {"url": f"data:{media};base64,{octets}"}}
