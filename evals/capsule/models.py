"""A chat model whose answers are noted, and one that gives noted answers again."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any, Final

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from typing_extensions import override

from chartside.errors import ModelError
from chartside.evals.async_chat import AsyncChat
from chartside.evals.capsule.failures import failure_again, failure_of
from chartside.evals.capsule.notes import Notes, current, digest

_ASKED_OF: Final = ("takes_schema", "notices", "model_name")
"""What our code reads of a model besides its parameters."""


def _request(messages: list[BaseMessage], stop: list[str] | None, kwargs: Mapping[str, Any]) -> Any:
    asked = [{"type": m.type, "content": m.content} for m in messages]
    return {"messages": asked, "stop": stop, "options": dict(kwargs)}


def identity_of(model: BaseChatModel) -> dict[str, Any]:
    """What a stand-in has to say of itself for a draft to be the same."""
    known = dict(model._identifying_params)  # noqa: SLF001 - how LangChain's models say which they are
    plain = {k: v for k, v in known.items() if isinstance(v, str | int | float | bool)}
    asked = {name: getattr(model, name) for name in _ASKED_OF if hasattr(model, name)}
    return {"parameters": plain, "class": type(model).__name__, **asked}


class _StandIn(AsyncChat):
    """Says of itself what the model says that it stands for."""

    identity: dict[str, Any]

    @property
    @override
    def _llm_type(self) -> str:
        return "capsule"

    @property
    @override
    def _identifying_params(self) -> Mapping[str, Any]:
        return dict(self.identity["parameters"])

    @property
    def takes_schema(self) -> bool:
        """Whether it can be held to a schema."""
        return self.identity.get("takes_schema") is True

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader of its answers should know."""
        return tuple(self.identity.get("notices", ()))

    @property
    def model_name(self) -> str:
        """What it is called."""
        return str(self.identity.get("model_name") or "")


class Noted(_StandIn):
    """The model, its answers noted with the case that is worked on."""

    inner: BaseChatModel

    @override
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        call: dict[str, Any] = {"request": _request(messages, stop, kwargs)}
        call["digest"] = digest(call["request"])
        if (notes := current()) is not None:
            notes.calls.append(call)
        try:
            result = await self.inner._agenerate(messages, stop, run_manager, **kwargs)  # noqa: SLF001 - as LangChain's own wrappers do
        except Exception as error:
            call["failed"] = failure_of(error)
            raise
        except asyncio.CancelledError:  # a section beside this one failed, or the time was over
            call["cancelled"] = True
            raise
        call["reply"] = _told(result)
        return result


def _told(result: ChatResult) -> dict[str, Any]:
    """The one answer; Chartside asks for one."""
    held = result.generations[0].message
    usage = held.usage_metadata if isinstance(held, AIMessage) else None
    return {
        "content": held.content,
        "about": held.response_metadata,
        "more": held.additional_kwargs,
        "usage": dict(usage) if usage else None,
    }


class Replayed(_StandIn):
    """Gives what the model gave in the run of a capsule, and nothing where that was not asked."""

    replies: "Replies"

    @override
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        request = _request(messages, stop, kwargs)
        notes = current()
        if notes is None:
            raise ModelError("a replay was asked outside of a case")
        held = self.replies.next(notes, digest(request))
        notes.calls.append({**held, "request": request})
        if "failed" in held:
            raise failure_again(held["failed"])
        if "reply" not in held:
            await asyncio.sleep(_CANCELLED)  # to be cancelled as it was
            raise ModelError("the capsule has no answer: the call was cancelled")
        reply = held["reply"]
        message = AIMessage(
            content=reply["content"],
            response_metadata=reply["about"],
            additional_kwargs=reply["more"],
            usage_metadata=reply["usage"],
        )
        return ChatResult(generations=[ChatGeneration(message=message)])


_CANCELLED: Final = 5.0
"""Seconds that a call waits which was cancelled in the run."""


class Replies:
    """The noted answers, by case and by what was asked; each is given once, in its order."""

    def __init__(self, cases: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> None:
        self._held: dict[tuple[Any, ...], deque[dict[str, Any]]] = defaultdict(deque)
        for key, case in cases.items():
            for call in case["calls"]:
                self._held[*key, call["digest"]].append(dict(call))

    def next(self, notes: Notes, asked: str) -> dict[str, Any]:
        """The next answer to this request in this case.

        Raises:
            ModelError: It was not asked in the run, or not so often.
        """
        held = self._held.get((*notes.key, asked))
        if not held:
            raise ModelError("the capsule has no answer to what is asked: the prompt has changed")
        return held.popleft()
