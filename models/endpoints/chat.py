"""A chat model behind OpenAI-compatible servers: one model, one or more replicas of it."""

from collections.abc import AsyncIterator
from functools import partial
from math import ceil
from typing import Any, ClassVar, Final, Self

from anyio.from_thread import start_blocking_portal
from langchain_core.caches import BaseCache
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr, SecretStr
from typing_extensions import override

from chartside.errors import UsageError
from chartside.models.endpoints.address import NAMED, Address, Form, parse
from chartside.models.endpoints.answering import pieces, whole
from chartside.models.endpoints.calls import USUAL, Budget, opened
from chartside.models.endpoints.request import Request
from chartside.models.endpoints.turn import content
from chartside.models.endpoints.wire import Wire
from chartside.models.options import check_options, decoding, most_tokens, stop_words
from chartside.models.turn import one_turn
from chartside.settings import endpoint_key, plain_http_allowed

_BYTES_A_TOKEN: Final = 2.5


class ChatEndpoint(BaseChatModel):
    """Asks a model that a server holds; make it with `of`.

    It is asked with one user turn, into which all messages are folded, and answers without its
    thoughts. The options of a call are `max_tokens`, `temperature`, `think` (ask for a thought
    before the answer; one may come unasked) and `schema`, a JSON schema to hold the answer to, with
    which most servers leave no room for a thought. `stream` in sync code gives the answer in one
    piece; `astream` in pieces.

    `response_metadata` says the `model` as the server calls it, `revision` (no server tells),
    `finish_reason`, whether there was a `thought`, whether the server told the usage
    (`usage_reported`; if not, there is none), and, where one was asked for, what became of the
    `schema`: `asked`, `refused` by the server, or `not-sent` where the form of request has no place
    for it. `notices` and `prompt_cut` are there where the server seems to have cut the prompt
    without saying so.

    Raises, from every way to ask:
        EndpointFailed: No replica gave an answer.
        Truncated: The tokens ran out inside a thought.
        UsageError: Messages or options that are not taken.
    """

    addresses: tuple[Address, ...]
    budget: Budget = USUAL
    max_tokens: int | None = Field(default=None, ge=1)
    temperature: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    think: bool = False
    cache: BaseCache | bool | None = False
    """Off: a cache would keep what was asked about a patient."""
    takes_schema: ClassVar[bool] = True
    _key: SecretStr | None = PrivateAttr(default=None)

    @classmethod
    def of(
        cls,
        *replicas: str,
        budget: Budget = USUAL,
        max_tokens: int | None = None,
        temperature: float = 0.0,
        think: bool = False,
    ) -> Self:
        """The model at one or more addresses, with the key that the settings hold.

        Args:
            replicas: `URL#MODEL` each; see `address.parse`.
            budget: What one call may take.
            max_tokens: Of an answer, thoughts included; None for 2048, or 8192 with a thought.
            temperature: 0 for the likeliest answer.
            think: Ask for a thought before each answer.

        Raises:
            UsageError: No address, or one that is not taken.
        """
        if not replicas:
            raise UsageError(NAMED)
        check_options({"max_tokens": max_tokens, "temperature": temperature, "think": think})
        plain = plain_http_allowed()
        model = cls(
            addresses=tuple(parse(one, plain_http=plain) for one in replicas),
            budget=budget,
            max_tokens=max_tokens,
            temperature=temperature,
            think=think,
        )
        key = endpoint_key()
        model._key = SecretStr(key) if key else None
        return model

    @property
    @override
    def _llm_type(self) -> str:
        return "chartside-endpoint"

    @property
    @override
    def _identifying_params(self) -> dict[str, Any]:
        return {
            "model": self.addresses[0].model,
            "addresses": [a.base for a in self.addresses],
            **decoding(self.temperature, self.max_tokens, think=self.think),
        }

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        async def asked() -> ChatResult:
            return await self._agenerate(messages, stop, **kwargs)

        with start_blocking_portal() as portal:  # the caller may be inside a loop of its own
            return portal.call(asked)

    @override
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        send = partial(whole, self._wire, self._request(messages, stop, kwargs))
        async with opened(self.addresses, self.budget, send) as message:
            return ChatResult(generations=[ChatGeneration(message=message)])

    @override
    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        if any(address.form is not Form.CHAT for address in self.addresses):
            result = await self._agenerate(messages, stop, **kwargs)  # Vertex's own do not stream
            message = AIMessageChunk(**result.generations[0].message.model_dump(exclude={"type"}))
            yield ChatGenerationChunk(message=message)
            return
        send = partial(pieces, self._wire, self._request(messages, stop, kwargs))
        async with opened(self.addresses, self.budget, send) as chunks:
            async for chunk in chunks:
                yield ChatGenerationChunk(message=chunk)

    @override
    def get_num_tokens(self, text: str) -> int:
        """How many tokens a text may have, estimated high: a server tells only afterwards.

        One for each two and a half bytes: English has four to a token, but of a number each digit
        is one. (LangChain would fetch another model's tokenizer to count with.)
        """
        return ceil(len(text.encode()) / _BYTES_A_TOKEN)

    @property
    def _wire(self) -> Wire:
        return Wire(self._key, self.budget)

    def _request(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> Request:
        check_options(options)
        think = bool(options.get("think", self.think))
        most = most_tokens(self.max_tokens, think=think)
        asked = content(one_turn(messages, think=think))
        return Request(asked, most, self.temperature, stop_words(stop)).having(options)
