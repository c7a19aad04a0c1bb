"""ChatMedGemma: a LangChain chat model over weights on this machine."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import Any, ClassVar, Self

from langchain_core.caches import BaseCache
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import RunnableConfig
from pydantic import Field, PrivateAttr
from typing_extensions import override

from chartside.errors import Truncated, UsageError
from chartside.models.local.answering import (
    Question,
    identity,
    last_chunk,
)
from chartside.models.local.desk import Desk, Told
from chartside.models.local.generation import Asked, counts, prepare
from chartside.models.local.loading import Wanted, load
from chartside.models.local.speed import speed
from chartside.models.options import check_options, decoding, most_tokens, stop_words
from chartside.models.turn import one_turn


class ChatMedGemma(BaseChatModel):
    """Asks MedGemma from weights in a folder; make it with `load`.

    It is asked with one user turn, built anew from the messages of each call, and answers without
    its thoughts. The options of a call are `max_tokens`, `temperature`, `think` and `schema`, a
    JSON schema to hold the answer to. Calls wait for each other: one model writes one batch at a
    time. A call that is cancelled stops after the token that is being written.

    `response_metadata` says the `model`, its `revision` and `revision_source`, its `precision`,
    the `finish_reason` (`stop`, `length` or `repetition`), whether there was a `thought`, and
    `notices` that a reader of the answer should have.

    Attributes:
        max_tokens: New tokens of an answer, its thought included; None for 2,048, or 8,192 where a
            thought is asked for.
        temperature: 0 for the likeliest answer, the same each time.
        think: Ask for a thought before each answer. It may come unasked, and is always stripped.
        batch_size: Prompts of `batch` that are written at once.
        compiled: Compiled steps on a GPU: the first answers wait minutes; see `speed`.

    Raises, from every way to ask:
        NotEnoughMemory: The cache for so many tokens does not fit.
        PromptTooLong: Prompt and answer do not fit in the model's window.
        Truncated: The tokens ran out inside a thought, so that there is no answer.
        UsageError: Messages or options that are not taken.
    """

    max_tokens: int | None = Field(default=None, ge=1)
    temperature: float = Field(default=0.0, ge=0.0)
    think: bool = False
    batch_size: int = Field(default=8, ge=1)
    compiled: bool = False
    cache: BaseCache | bool | None = False
    """Off: a cache would keep what was asked about a patient."""
    takes_schema: ClassVar[bool] = True
    _desk: Desk = PrivateAttr()

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        adapter: str | Path | None = None,
        quantised: int | None = None,
        device: str | None = None,
        dtype: str | None = None,
        revision: str | None = None,
        **settings: Any,
    ) -> Self:
        """The model in a folder, brought onto a device.

        Args:
            folder: Weights of MedGemma's classes as safetensors, with their tokenizer.
            adapter: The folder of a LoRA or other PEFT adapter to put on it.
            quantised: 8 or 4 for bits of a weight; the publisher has not evaluated it.
            device: `cpu`, `cuda`, `cuda:1`, `mps`, or `auto` to spread it over every GPU.
            dtype: `bfloat16` or `float32`; None for the folder's own.
            revision: What the folder must hold, as `response_metadata` tells it; None for any.
            settings: Attributes of the model.

        Raises:
            MissingExtra: A part for adapters or quantised weights is not installed.
            ModelError: The folder lacks weights.
            NotEnoughMemory: It does not fit; no weight was read.
            UsageError: The folder cannot be loaded like this.
        """
        if unknown := sorted(settings.keys() - cls.model_fields.keys()):
            raise UsageError(f"a local model has no setting {', '.join(unknown)}")
        model = cls(**settings)
        tuned = Path(adapter) if adapter else None
        wanted = Wanted(tuned, quantised, device, dtype, revision)
        model._desk = Desk(load(Path(folder), wanted))
        return model

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader of any answer should know, such as that quantised weights are untested."""
        return self._desk.loaded.notices

    @property
    @override
    def _llm_type(self) -> str:
        return "chartside-medgemma"

    @property
    @override
    def _identifying_params(self) -> dict[str, Any]:
        how = decoding(self.temperature, self.max_tokens, think=self.think)
        return {**identity(self._desk.loaded), **how}

    @override
    def get_num_tokens(self, text: str) -> int:
        """Tokens of a text as it would stand in a prompt, without the prompt's own."""
        return len(self._desk.loaded.tokenizer.encode(text, add_special_tokens=False))

    @override
    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: Sequence[Any] | None = None
    ) -> int:
        """Tokens of the whole prompt that the messages become, images included."""
        del tools  # it takes none
        return counts(prepare(self._desk.loaded, [one_turn(messages, think=self.think)]))[0]

    @override
    def batch(
        self,
        inputs: list[LanguageModelInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[AIMessage]:
        """Answers to several prompts, `batch_size` of them written at once.

        In float32 they are those of one call each. In bfloat16 and in quantised weights a batch is
        rounded otherwise than a single prompt, and an answer may come out differently.

        With a `config`, whose callbacks hear each call, they are written one after the other.
        """
        if config or not inputs:
            return super().batch(inputs, config, return_exceptions=return_exceptions, **kwargs)
        question = self._question(inputs, kwargs.pop("stop", None), kwargs)
        return _messages(self._desk.now(question), raises=not return_exceptions)

    @override
    async def abatch(
        self,
        inputs: list[LanguageModelInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[AIMessage]:
        """As `batch`."""
        if config or not inputs:
            return await super().abatch(
                inputs, config, return_exceptions=return_exceptions, **kwargs
            )
        question = self._question(inputs, kwargs.pop("stop", None), kwargs)
        return _messages(await self._desk.soon(question), raises=not return_exceptions)

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return _result(self._desk.now(self._question([messages], stop, kwargs)))

    @override
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return _result(await self._desk.soon(self._question([messages], stop, kwargs)))

    @override
    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        question = self._question([messages], stop, kwargs)
        pieces: SimpleQueue[str | None] = SimpleQueue()
        cancelled = Event()
        future = self._desk.submit(question, cancelled, pieces.put)
        try:
            while (piece := pieces.get()) is not None:
                yield _piece(piece)
            yield _end(future.result())
        finally:
            cancelled.set()
            future.cancel()

    @override
    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        question = self._question([messages], stop, kwargs)
        pieces: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        cancelled = Event()

        def give(piece: str | None) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        future = self._desk.submit(question, cancelled, give)
        try:
            while (piece := await pieces.get()) is not None:
                yield _piece(piece)
            yield _end(await asyncio.wrap_future(future))
        finally:
            cancelled.set()
            future.cancel()

    def _question(
        self, inputs: Sequence[LanguageModelInput], stop: list[str] | None, options: dict[str, Any]
    ) -> Question:
        check_options(options)
        think = bool(options.get("think", self.think))
        most = self.max_tokens if options.get("max_tokens") is None else options["max_tokens"]
        asked = Asked(
            most=most_tokens(most, think=think),
            temperature=float(options.get("temperature", self.temperature)),
            think=think,
            schema=options.get("schema"),
            speed=speed(self._desk.loaded, compiled=self.compiled),
        )
        messages = (self._convert_input(one).to_messages() for one in inputs)
        turns = tuple(one_turn(each, think=think) for each in messages)
        return Question(turns, asked, stop_words(stop), self.batch_size)


def _message(told: list[Told]) -> AIMessage:
    if isinstance(told[0], Truncated):
        raise told[0]
    return told[0]


def _result(told: list[Told]) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=_message(told))])


def _messages(told: list[Told], *, raises: bool) -> list[AIMessage]:
    """All answers; an exception stands in the place of one only where the caller asked for that."""
    for one in told:
        if raises and isinstance(one, Truncated):
            raise one
    listed: list[Any] = list(told)
    return listed


def _piece(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))


def _end(told: list[Told]) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=last_chunk(_message(told)))
