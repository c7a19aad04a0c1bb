"""Answers as LangChain messages: whole or in pieces, without thoughts, with what is known."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, Final, TypeVar

from langchain_core.messages import AIMessage, AIMessageChunk

from chartside.errors import EndpointFailed
from chartside.models.endpoints.address import Form
from chartside.models.endpoints.calls import Try
from chartside.models.endpoints.doubts import notices
from chartside.models.endpoints.reply import Reply, ending, tokens
from chartside.models.endpoints.request import Request
from chartside.models.endpoints.wire import Wire
from chartside.models.thoughts import ThoughtStream, split_thoughts

T = TypeVar("T")
Pieces = AsyncGenerator[AIMessageChunk, None]

_TAKES_NO_SCHEMA: Final = frozenset({400, 422, 501})


async def whole(wire: Wire, request: Request, attempt: Try) -> AIMessage:
    """The answer to a request.

    Raises:
        EndpointFailed: There was none.
        Truncated: The tokens ran out inside a thought.
    """

    async def send(form: Request) -> Reply:
        return await wire.whole(attempt, form.body(attempt.address))

    reply, schema = await _with_schema_if_taken(send, request, attempt)
    choice = reply.choices[0]
    text = (choice.message.content if choice.message else None) or ""
    split = split_thoughts(text)
    apart = choice.message is not None and choice.message.thought
    about = _about(reply, choice.finish_reason, attempt, request)
    return AIMessage(
        content=split.answer,
        response_metadata=about | schema | {"thought": apart or split.answer != text},
        usage_metadata=tokens(reply.usage),
    )


async def pieces(wire: Wire, request: Request, attempt: Try) -> Pieces:
    """The answer in pieces, the first one at hand; the last says what is known of the answer.

    Raises:
        EndpointFailed: There was none; or later, the rest of it did not come.
        Truncated: The tokens ran out inside a thought.
    """

    async def send(form: Request) -> AsyncGenerator[Reply, None]:
        return await wire.stream(attempt, form.body(attempt.address, stream=True))

    replies, schema = await _with_schema_if_taken(send, request, attempt)
    attempt.stack.push_async_callback(replies.aclose)
    chunks = _chunks(replies, schema, attempt, request)
    attempt.stack.push_async_callback(chunks.aclose)
    # Until here it can be tried again, for nobody has seen anything of it.
    first = await anext(chunks)
    after = _after(first, chunks)
    attempt.stack.push_async_callback(after.aclose)
    return after


async def _after(first: AIMessageChunk, chunks: Pieces) -> Pieces:
    yield first
    async for chunk in chunks:
        yield chunk


async def _chunks(
    replies: AsyncGenerator[Reply, None], schema: dict[str, str], attempt: Try, request: Request
) -> Pieces:
    """Text as it becomes certain that it is of the answer, and at the end all that is known."""
    answer = ThoughtStream()
    last = Reply([])
    reason: str | None = None
    apart = False
    async for reply in replies:
        last.model = reply.model or last.model
        last.usage = reply.usage or last.usage
        for choice in reply.choices[:1]:
            reason = choice.finish_reason or reason
            words = choice.delta
            apart = apart or (words is not None and words.thought)
            if text := answer.feed((words.content if words else None) or ""):
                yield AIMessageChunk(content=text)
    rest = answer.close()
    about = _about(last, reason, attempt, request)
    yield AIMessageChunk(
        content=rest,
        response_metadata=about | schema | {"thought": apart or answer.thought},
        usage_metadata=tokens(last.usage),
        chunk_position="last",
    )


async def _with_schema_if_taken(
    send: Callable[[Request], Awaitable[T]], request: Request, attempt: Try
) -> tuple[T, dict[str, str]]:
    """Send it; once more without its schema where the server refuses that. Says which it was."""
    if request.schema is None:
        return await send(request), {}
    if attempt.address.form is not Form.CHAT:
        return await send(request), {"schema": "not-sent"}
    try:
        return await send(request), {"schema": "asked"}
    except EndpointFailed as failure:
        if failure.reason != "refused" or failure.status not in _TAKES_NO_SCHEMA:
            raise
    return await send(request.without_schema()), {"schema": "refused"}


def _about(reply: Reply, reason: str | None, attempt: Try, request: Request) -> dict[str, Any]:
    usage = tokens(reply.usage)
    return {
        "model": reply.name or attempt.address.model,
        "revision": None,
        "finish_reason": ending(reason),
        "usage_reported": usage is not None,
        **notices(request.content, usage),
    }
