"""One question about images to a chat model, and its answer without thoughts, whole or not at all.

Frames go as PNG in the message, padded to a square and resized as MedGemma was trained on them; the
order of frames and words is kept.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from chartside.errors import ChartsideError, EndpointFailed, ModelError, Truncated
from chartside.models.imaging.prepared import Frame
from chartside.models.thoughts import strip_thoughts

Part = str | Frame
_CUT: Final = frozenset({"length", "max_tokens", "repetition"})
_UNKNOWN: Final = "a model that does not tell its name"


class Wording(Protocol):
    """A prompt: what it says, and the version that a finding records."""

    @property
    def stamp(self) -> str:
        """Version and digest."""
        ...

    def filled(self, **values: str) -> str:
        """The words with every variable in its place."""
        ...


Wordings = Mapping[str, Wording]
"""Prompts by their ids: `image_describe`, `image_yes_no`, …"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, and which model it was, as far as it tells."""

    text: str
    model: str
    revision: str
    notices: tuple[str, ...] = ()


async def ask_about(model: BaseChatModel, parts: Sequence[Part], system: str = "") -> Reply:
    """A model's answer to frames and words in this order.

    Raises:
        Truncated: Its tokens ran out, or it went round in circles, before the answer was whole.
        EndpointFailed: `too-long`: the server seems to have cut what it was given.
        ModelError: The model failed, or said nothing; what another library raised is named by its
            class alone.
    """
    messages: list[BaseMessage] = [SystemMessage(system)] if system else []
    messages.append(HumanMessage([_content(part) for part in parts]))
    message = await _said(model, messages)
    about = message.response_metadata
    if about.get("prompt_cut"):
        raise EndpointFailed("too-long")
    answer = strip_thoughts(message.text).strip()
    if about.get("finish_reason") in _CUT:
        raise Truncated("answer")
    if not answer:
        raise ModelError("the model gave an empty answer")
    return Reply(answer, _name(about, model), str(about.get("revision") or ""), _notices(about))


async def _said(model: BaseChatModel, messages: list[BaseMessage]) -> AIMessage:
    try:
        return await model.ainvoke(messages)
    except ChartsideError:
        raise
    except Exception as failure:  # noqa: BLE001 - any library's; it may carry the prompt
        name = type(failure).__name__
    raise ModelError(f"the model failed: {name}")


def _content(part: Part) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    octets = BytesIO()
    part.for_model().save(octets, "PNG", compress_level=1)
    body = base64.b64encode(octets.getvalue()).decode()
    return {"type": "image", "base64": body, "mime_type": "image/png"}


def _name(about: Mapping[str, Any], model: BaseChatModel) -> str:
    told = about.get("model") or about.get("model_name")
    return str(told or getattr(model, "model_name", "") or _UNKNOWN)


def _notices(about: Mapping[str, Any]) -> tuple[str, ...]:
    said = about.get("notices") or ()
    return tuple(str(one) for one in said) if isinstance(said, list | tuple) else ()
