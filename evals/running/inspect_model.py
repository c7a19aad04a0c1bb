"""The model that Inspect was told of, as a chat model for the assistant (`inspect_ai`).

    inspect eval chartside/chart_questions --model vllm/google/medgemma-27b-it -T reasoner=inspect

Inspect's own log then holds what it was asked and what it cost.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    ContentImage,
    ContentText,
    GenerateConfig,
    ModelOutput,
    get_model,
)
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from typing_extensions import override

from chartside.errors import ModelError
from chartside.evals.async_chat import AsyncChat


class InspectModel(AsyncChat):
    """Asks the model of the evaluation that goes on; it is asked in words, never held to a schema.

    Temperature 0, as everywhere in Chartside where nothing else is said; what Inspect was told of
    the model otherwise holds.
    """

    @property
    @override
    def _llm_type(self) -> str:
        return "inspect"

    @property
    @override
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model": _name(), "temperature": 0.0}

    @override
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        config = GenerateConfig(temperature=0.0, stop_seqs=stop)
        output = await get_model().generate([_theirs(m) for m in messages], config=config)
        if output.error or not output.choices:
            raise ModelError("the model that Inspect was told of gave no answer")
        return ChatResult(generations=[ChatGeneration(message=_ours(output))])


def _name() -> str:
    """The model's name; a task that is made before Inspect was told of one does not know it."""
    try:
        return get_model().name
    except ValueError:
        return "inspect"


def _theirs(message: BaseMessage) -> ChatMessage:
    if message.type == "system":
        return ChatMessageSystem(content=message.text)
    if message.type == "ai":
        return ChatMessageAssistant(content=message.text)
    if isinstance(message.content, str):
        return ChatMessageUser(content=message.content)
    return ChatMessageUser(content=_parts(message.content))


def _parts(content: Sequence[Any]) -> list[Any]:
    """Words and images of a message, as Inspect has them."""
    found: list[Any] = []
    for part in content:
        if isinstance(part, str) or part.get("type") == "text":
            found.append(ContentText(text=part if isinstance(part, str) else part["text"]))
        elif part.get("type") == "image_url":
            found.append(ContentImage(image=part["image_url"]["url"]))
        elif part.get("type") == "image" and "base64" in part:
            kind = part.get("mime_type", "image/png")
            found.append(ContentImage(image=f"data:{kind};base64,{part['base64']}"))
        else:
            raise ModelError("a part of the prompt is neither words nor an image")
    return found


def _ours(output: ModelOutput) -> AIMessage:
    ended = "length" if output.stop_reason in {"max_tokens", "model_length"} else "stop"
    usage = output.usage
    return AIMessage(
        content=output.completion,
        response_metadata={"finish_reason": ended, "model_name": output.model},
        usage_metadata=UsageMetadata(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            total_tokens=usage.input_tokens + usage.output_tokens,
        )
        if usage
        else None,
    )
