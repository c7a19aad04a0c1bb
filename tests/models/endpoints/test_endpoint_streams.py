"""An answer in pieces: thoughts never show, and a stream that breaks is never taken for whole."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk

from chartside.errors import EndpointFailed, Truncated
from chartside.models.endpoints import ChatEndpoint

Serve = Callable[..., Any]
Asks = Callable[..., ChatEndpoint]


async def streamed(model: ChatEndpoint, **options: Any) -> tuple[list[str], AIMessageChunk]:
    """The pieces of text, and the message that they add up to."""
    got = [chunk async for chunk in model.astream("?", **options)]
    whole = got[0]
    for chunk in got[1:]:
        whole = whole + chunk
    return [str(chunk.content) for chunk in got if chunk.content], whole


async def watched(model: ChatEndpoint, seen: list[str]) -> None:
    """Every piece of text that a reader would have seen, up to an error."""
    async for chunk in model.astream("?"):
        if chunk.content:
            seen.append(str(chunk.content))


async def test_a_stream_adds_up_to_the_answer_with_all_that_is_known_of_it(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.pieces("K ", "3.1", " mmol/L."))
    pieces, whole = await streamed(asks(server))
    assert pieces == ["K ", "3.1", " mmol/L."]
    assert whole.content == "K 3.1 mmol/L."
    assert whole.response_metadata["model"] == "tiny-1"
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.response_metadata["thought"] is False
    assert whole.usage_metadata == {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    assert server.asked[0]["stream_options"] == {"include_usage": True}


async def test_a_stream_without_usage_says_so(serve: Serve, doing: Any, asks: Asks) -> None:
    _, whole = await streamed(asks(serve(doing.pieces("Yes.", usage=False))))
    assert whole.usage_metadata is None
    assert whole.response_metadata["usage_reported"] is False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(cuts=st.lists(st.integers(1, 60), max_size=8, unique=True))
def test_a_thought_never_shows_however_the_stream_is_cut(
    cuts: list[int], serve: Serve, doing: Any, asks: Asks
) -> None:
    text = "<unused94>thought\nSecret musing.<unused95>The answer is 5 < 6."
    at = [0, *sorted(cuts), len(text)]
    parts = [text[a:b] for a, b in pairwise(at) if a < b]
    pieces, whole = asyncio.run(streamed(asks(serve(doing.pieces(*parts)))))
    assert "".join(pieces) == "The answer is 5 < 6."
    assert whole.response_metadata["thought"] is True


async def test_a_thought_that_never_closes_streams_nothing(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.pieces("<unused94>tho", "ught\nThe patient"))
    seen: list[str] = []
    with pytest.raises(Truncated):
        await watched(asks(server), seen)
    assert seen == []


async def test_a_stream_cut_before_anything_was_seen_is_asked_again(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    for nothing in ((), ("<unused94>thought\nHm",), ("",)):
        server = serve(doing.pieces(*nothing, end=False), doing.pieces("Yes."))
        pieces, _ = await streamed(asks(server))
        assert (pieces, len(server.asked)) == (["Yes."], 2)


async def test_a_stream_cut_after_something_was_seen_is_an_error_not_a_second_beginning(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.pieces("The patient", end=False), doing.pieces("Yes."))
    seen: list[str] = []
    with pytest.raises(EndpointFailed) as told:
        await watched(asks(server), seen)
    assert (seen, told.value.reason, len(server.asked)) == (["The patient"], "cut", 1)


async def test_a_stream_that_ends_politely_before_the_model_did_is_cut_too(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    piece = b'data: {"choices": [{"delta": {"content": "No"}, "finish_reason": null}]}\n\n'
    for end in ((b"data: [DONE]\n\n",), ()):
        with pytest.raises(EndpointFailed) as told:
            await streamed(asks(serve(doing.events(piece, *end)), tries=1))
        assert told.value.reason == "cut"


async def test_an_endless_stream_comes_to_an_end(serve: Serve, doing: Any, asks: Asks) -> None:
    piece = b'data: {"choices": [{"delta": {"content": "no "}, "finish_reason": null}]}\n\n'
    for line in (piece, b": ping\n\n", b"data: ", b"x" * 65536):
        server = serve(doing.endless(line))
        with pytest.raises(EndpointFailed) as told:
            await streamed(asks(server, bytes=100_000, tries=1))
        assert told.value.reason == "too-large"


async def test_a_stream_that_falls_silent_is_given_up(serve: Serve, doing: Any, asks: Asks) -> None:
    server = serve()

    def stalls(turn: Any) -> None:
        doing.pieces("The", end=False)(turn)
        server.over.wait(30)

    server.does.append(stalls)
    with pytest.raises(EndpointFailed) as told:
        await streamed(asks(server, read=0.05))
    assert told.value.reason == "slow"


async def test_an_answer_that_is_whole_does_not_wait_for_a_usage_that_never_comes(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve()

    def stalls(turn: Any) -> None:
        end = b'data: {"choices": [{"delta": {"content": "Yes."}, "finish_reason": "stop"}]}\n\n'
        doing.events(end, whole=False)(turn)
        turn.wfile.flush()
        server.over.wait(30)

    server.does.append(stalls)
    pieces, whole = await streamed(asks(server, read=0.05))
    assert pieces == ["Yes."]
    assert whole.usage_metadata is None


@pytest.mark.parametrize(
    "line",
    [
        b"data: not json\n\n",
        b'data: {"choices": 5}\n\n',
        b"data: [1]\n\n",
        b"data: \xff\xfe\n\n",
        b"data: " + b"[" * 50_000 + b"\n\n",
    ],
)
async def test_pieces_that_are_no_chat_pieces_are_not_taken(
    line: bytes, serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.events(line))
    with pytest.raises(EndpointFailed) as told:
        await streamed(asks(server))
    assert (told.value.reason, len(server.asked)) == ("not-chat", 3)


async def test_an_error_in_the_middle_of_a_stream_is_one(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.events(b'data: {"error": {"message": "out of memory"}}\n\n'))
    with pytest.raises(EndpointFailed) as told:
        await streamed(asks(server))
    assert (told.value.reason, len(server.asked)) == ("broken", 3)


async def test_a_busy_server_is_asked_again_for_a_stream_too(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.status(429), doing.pieces("Yes."))
    pieces, _ = await streamed(asks(server))
    assert (pieces, len(server.asked)) == (["Yes."], 2)


async def test_a_stream_that_is_left_gives_its_place_away(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.pieces("a", "b", "c"), doing.pieces("Yes."))
    model = asks(server, concurrent=1)
    stream = model.astream("?")
    assert (await anext(stream)).content == "a"
    await stream.aclose()
    assert (await streamed(model))[0] == ["Yes."]


async def test_a_stream_with_a_schema_falls_back_like_any_answer(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.status(400, "no grammar"), doing.pieces("{}"))
    _, whole = await streamed(asks(server), schema={"type": "object"})
    assert whole.response_metadata["schema"] == "refused"


async def test_a_graph_that_listens_hears_the_answer_and_no_thought(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.pieces("<unused94>thought\nsecret", "<unused95>", "Yes", "."))
    events = [e async for e in asks(server).astream_events("?", version="v2")]
    heard = [e["data"]["chunk"].text for e in events if "chunk" in e["data"]]
    assert "".join(heard) == "Yes."
    assert events[-1]["data"]["output"].response_metadata["thought"] is True


async def test_usage_told_before_the_last_piece_is_kept(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    end = b'{"choices": [{"delta": {"content": "Yes."}, "finish_reason": "stop"}], "usage": %b}'
    used = b'{"prompt_tokens": 7, "completion_tokens": 3}'
    after = b'{"choices": [], "usage": null}'
    server = serve(doing.events(*(b"data: %b\n\n" % line for line in (end % used, after))))
    _, whole = await streamed(asks(server))
    assert whole.usage_metadata == {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
