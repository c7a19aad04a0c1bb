"""Ask a chat model for an answer of a given shape, and get that or a typed refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Any, Final, Generic, TypeVar

import frontmatter
import msgspec
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from pydantic import BaseModel, ValidationError

from chartside.errors import (
    ChartsideError,
    EndpointFailed,
    ModelError,
    OffSchema,
    Truncated,
    UsageError,
)
from chartside.models.structured.bounds import Schema, bounded
from chartside.models.structured.lists import under_its_name
from chartside.models.structured.reading import Unreadable, read_object
from chartside.models.structured.within import names, problems, told
from chartside.models.thoughts import strip_thoughts

T = TypeVar("T", bound=BaseModel)

_NAMED: Final = 8
"""Problems that the model is told of."""
_CUT_OFF: Final = ("truncated",)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A value of the shape that was asked for, and how it came about.

    `constrained`: the model was asked to be held to the schema, and all that it wrote was within it
    as it came. It is what was seen, and no proof that the model could not have written otherwise;
    and where it is false, a server may still hold to the schema and let a fence stand around it, as
    llama.cpp does.
    `mended`: words around the object were taken away. `asked`: how often it was asked. `usage` is
    the tokens of all answers, None where any was not told. `about` is the `response_metadata` of
    the answer that was taken.

    That the value is true is not known: a model may fill any shape with what is false.
    """

    value: T
    constrained: bool
    mended: bool
    asked: int
    usage: UsageMetadata | None
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Good(Generic[T]):
    value: T
    exact: bool


async def ask_for(
    model: BaseChatModel,
    prompt: str,
    shape: type[T],
    *,
    attempts: int = 2,
    images: Sequence[Mapping[str, Any]] = (),
) -> Answer[T]:
    """An answer of the shape, or an error.

    Args:
        model: Held to the schema where it takes one (its `takes_schema` is true); any other chat
            model is asked in words alone. Either way, what it wrote is verified.
        prompt: What is asked. The schema is added to it.
        shape: A pydantic model. Strings and lists without a limit get one.
        attempts: How often it is asked at most, from 1; from the second time on it is told codes
            and fields of what was wrong, never what it had written.
        images: Parts of the message that stand before the words, as LangChain writes images.

    Raises:
        OffSchema: No answer could be read as the shape; `problems` is `truncated` where the last
            one was cut off.
        EndpointFailed: `too-long`: the server answered, and seems to have cut the prompt to do so.
        UsageError: A shape without bounds, or no attempt.
        ModelError: The model failed; what another library raised is named by its class alone.
    """
    if attempts < 1:
        raise UsageError("a model is asked at least once")
    schema = bounded(shape)
    first = _filled("asking.md", prompt=prompt, schema=msgspec.json.encode(schema).decode())
    held = _takes_schema(model)
    messages: list[AIMessage | None] = []
    wrong: tuple[str, ...] = ()
    while len(messages) < attempts:
        said = ", ".join(wrong[:_NAMED])
        asking = _filled("again.md", prompt=first, problems=said) if wrong else first
        message = await _answer(model, _asked(asking, images), schema)
        messages.append(message)
        if len(messages) == 1:  # later, a server may count only what it did not remember
            _check_read_whole(message)
        got = _CUT_OFF if message is None else _understood(message, asking, shape, schema)
        if isinstance(got, _Good):
            assert message is not None  # noqa: S101 - what was understood was said
            return Answer(
                value=got.value,
                constrained=held and got.exact and _asked_to_be_held(message),
                mended=not got.exact,
                asked=len(messages),
                usage=_all(messages),
                about=message.response_metadata,
            )
        wrong = got
        # One that is held to its schema may be cut off, and can't go wrong in another way.
        held = held and wrong == _CUT_OFF
    raise OffSchema(shape.__name__, wrong, attempts)


def _asked(asking: str, images: Sequence[Mapping[str, Any]]) -> LanguageModelInput:
    if not images:
        return asking
    return [HumanMessage([*map(dict, images), {"type": "text", "text": asking}])]


async def _answer(
    model: BaseChatModel, asking: LanguageModelInput, schema: Schema
) -> AIMessage | None:
    """What the model says; None where it was cut off inside its thought."""
    held: dict[str, Any] = {"schema": schema} if _takes_schema(model) else {}
    try:
        return await model.ainvoke(asking, **held)
    except Truncated:
        return None
    except ChartsideError:
        raise
    except Exception as failure:  # noqa: BLE001 - any library's; it may carry the prompt
        name = type(failure).__name__
    raise ModelError(f"the model failed: {name}")


def _check_read_whole(message: AIMessage | None) -> None:
    """Refuse what was written from a part of the prompt: what it leaves out looks like absence."""
    if message is not None and message.response_metadata.get("prompt_cut") is True:
        raise EndpointFailed("too-long")


def _understood(
    message: AIMessage, asking: str, shape: type[T], schema: Schema
) -> _Good[T] | tuple[str, ...]:
    """The value, or what is wrong with it."""
    try:
        said = strip_thoughts(message.text)
        text = under_its_name(said, schema)
        read = read_object(text, asking)
    except Truncated:
        return _CUT_OFF
    except Unreadable as broken:
        cut_off = message.response_metadata.get("finish_reason") == "length"
        return _CUT_OFF if cut_off else (broken.problem,)
    if outside := tuple(problems(read.value, schema)):
        return outside
    try:
        return _Good(shape.model_validate_json(read.text, strict=True), read.exact and text == said)
    except ValidationError as error:
        known = frozenset(names(schema))
        return tuple(
            told(e["type"], tuple(p for p in e["loc"] if isinstance(p, int) or p in known))
            for e in error.errors(include_url=False, include_context=False, include_input=False)
        )


def _takes_schema(model: BaseChatModel) -> bool:
    return getattr(model, "takes_schema", False) is True


def _asked_to_be_held(message: AIMessage) -> bool:
    return bool(message.response_metadata.get("schema", "asked") == "asked")


def _all(messages: list[AIMessage | None]) -> UsageMetadata | None:
    total: UsageMetadata | None = None
    for message in messages:
        if message is None or message.usage_metadata is None:
            return None
        total = add_usage(total, message.usage_metadata)
    return total


def _filled(name: str, **said: str) -> str:
    text = files("chartside.models.structured").joinpath(name).read_text(encoding="utf-8")
    return Template(frontmatter.loads(text).content).substitute(said)
