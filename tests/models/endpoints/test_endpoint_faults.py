"""Servers that fail: what is tried again, what is not, and that it always comes to an end."""

import asyncio
import gzip
import logging
import socket
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from chartside.errors import EndpointFailed, UsageError
from chartside.models.endpoints import ChatEndpoint

Serve = Callable[..., Any]
Asks = Callable[..., ChatEndpoint]
CANARY = "Wilhelmina-Ostrander-4471"


async def failed(model: ChatEndpoint, prompt: str = "?") -> EndpointFailed:
    with pytest.raises(EndpointFailed) as told:
        await model.ainvoke(prompt)
    return told.value


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (408, "busy"),
        (429, "busy"),
        (503, "busy"),
        (500, "broken"),
        (502, "broken"),
        (504, "broken"),
    ],
)
async def test_what_may_pass_is_tried_again_and_then_told(
    status: int, reason: str, serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.status(status), doing.status(status), doing.chat("Yes."))
    assert (await asks(server).ainvoke("?")).content == "Yes."
    assert len(server.asked) == 3

    server = serve(doing.status(status))
    told = await failed(asks(server))
    assert (told.reason, told.status, told.tries) == (reason, status, 3)
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422])
async def test_a_refusal_is_not_tried_again(
    status: int, serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.status(status))
    told = await failed(asks(server))
    assert (told.reason, told.status, len(server.asked)) == ("refused", status, 1)


@pytest.mark.parametrize(
    "said",
    [
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens",
        "`inputs` tokens + `max_new_tokens` must be <= 4096: prompt is too long",
        "the request exceeds the available context size. try increasing the context size",
        "Input is longer than the model's context length",
    ],
)
async def test_a_prompt_that_does_not_fit_is_told_from_other_refusals(
    said: str, serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.status(400, said))
    assert (await failed(asks(server))).reason == "too-long"
    assert len(server.asked) == 1


async def test_a_server_is_left_alone_as_long_as_it_asks_in_either_form(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    past = format_datetime(hour_ago, usegmt=True)
    for now in ("0", past, "0.001", format_datetime(hour_ago.replace(tzinfo=None))):
        server = serve(doing.status(429, Retry_After=now), doing.chat("Yes."))
        assert (await asks(server).ainvoke("?")).content == "Yes."
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    unnamed = format_datetime((datetime.now(UTC) + timedelta(hours=1)).replace(tzinfo=None))
    assert unnamed.endswith("-0000")
    for then in ("3600", later, unnamed):
        server = serve(doing.status(503, Retry_After=then), doing.chat("Yes."))
        told = await failed(asks(server))  # an hour is more than the call may take: not waited for
        assert (told.reason, told.tries, len(server.asked)) == ("busy", 1, 1)
        assert told.retry_after is not None
        assert 3500 < told.retry_after <= 3600


async def test_a_wait_that_makes_no_sense_is_no_wait(serve: Serve, doing: Any, asks: Asks) -> None:
    for odd in ("soon", "-5", "1e99", "99999999999999", "Tue, 99 Foo 2026 99:99:99 GMT", ""):
        server = serve(doing.status(429, Retry_After=odd), doing.chat("Yes."))
        assert (await asks(server).ainvoke("?")).content == "Yes."


async def test_a_server_that_hangs_up_or_is_not_there_is_told_apart(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.hang_up)
    assert (await failed(asks(server))).reason == "cut"
    assert len(server.asked) == 3
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/v1#m"
    told = await failed(asks(nobody))
    assert (told.reason, told.tries) == ("unreachable", 3)


async def test_a_silent_server_is_given_up(serve: Serve, doing: Any, asks: Asks) -> None:
    server = serve()
    server.does.append(doing.silence(server))
    told = await failed(asks(server, read=0.05, tries=2))
    assert (told.reason, told.tries, len(server.asked)) == ("slow", 2, 2)


async def test_all_tries_together_end_with_the_time_of_the_call(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve()
    server.does.append(doing.silence(server))
    told = await failed(asks(server, seconds=0.1, tries=1000))
    assert (told.reason, told.tries) == ("slow", 1)


async def test_quick_failures_do_not_go_on_beyond_the_time_of_the_call(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.status(500))
    told = await failed(asks(server, seconds=0.3, tries=500, pause=0.01, longest_pause=0.01))
    assert told.reason in {"broken", "slow"}  # the time may run out inside the last try
    assert 1 < told.tries < 500


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"{",
        b'{"choices": []}',
        b'{"choices": null}',
        b'{"choices": [{"finish_reason": "stop"}]}',
        b'{"choices": [{"message": {"content": 5}}]}',
        b'{"choices": [{"message": {"content": "\xff"}}]}',
        b'{"error": {"message": "no"}}',
        b"[" * 100_000,
    ],
)
async def test_what_is_no_chat_answer_is_not_taken_for_one(
    body: bytes, serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.octets(body))
    told = await failed(asks(server))
    assert (told.reason, len(server.asked)) == ("not-chat", 3)


async def test_a_page_of_a_proxy_is_no_answer(serve: Serve, doing: Any, asks: Asks) -> None:
    page = b"<html><body>Gateway</body></html>"
    assert (await failed(asks(serve(doing.octets(page, "text/html"))))).reason == "not-chat"
    told = await failed(asks(serve(doing.octets(page, "text/html", status=502))))
    assert (told.reason, told.status) == ("broken", 502)


async def test_a_model_that_says_nothing_gives_an_empty_answer(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    for nothing in ("", None):
        assert (await asks(serve(doing.chat(nothing))).ainvoke("?")).content == ""


async def test_an_answer_of_a_hundred_megabytes_is_not_read(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    for kind, status in (("application/json", 200), ("application/json", 400)):
        server = serve(doing.octets(b" " * 100 * 2**20, kind, status=status))
        told = await failed(asks(server))
        assert (told.reason, len(server.asked)) == ("too-large", 1)
    server = serve(doing.endless(b" " * 65536, "application/json"))
    assert (await failed(asks(server, bytes=2**20))).reason == "too-large"


async def test_a_compressed_answer_that_was_not_asked_for_is_not_unpacked(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    bomb = gzip.compress(b" " * 2**20)
    server = serve(doing.octets(bomb, Content_Encoding="gzip"))
    assert (await failed(asks(server))).reason == "not-chat"
    assert server.headers[0]["Accept-Encoding"] == "identity"


async def test_a_redirect_is_not_followed_and_the_other_host_never_sees_the_key(
    serve: Serve, doing: Any, asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_ENDPOINT_KEY", "sk-secret")
    other = serve(doing.chat("Yes."))
    for status in (301, 302, 303, 307, 308):
        server = serve(doing.status(status, Location=f"{other.root}/v1/chat/completions"))
        told = await failed(asks(server))
        assert (told.reason, told.status) == ("redirected", status)
        assert server.headers[0]["Authorization"] == "Bearer sk-secret"
    assert other.asked == []


async def test_the_key_is_only_in_the_header_of_the_request(
    serve: Serve,
    doing: Any,
    asks: Asks,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("CHARTSIDE_ENDPOINT_KEY", "sk-secret")
    server = serve(doing.status(401, "bad key sk-secret"))
    model = asks(server)
    told = await failed(model)
    assert server.headers[0]["Authorization"] == "Bearer sk-secret"
    shown = [repr(model), str(model), str(model.model_dump()), caplog.text]
    shown += traceback.format_exception(told)
    assert [text for text in shown if "sk-secret" in text] == []


async def test_what_stands_in_the_environment_for_other_clients_is_not_sent(
    serve: Serve, doing: Any, asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = serve(doing.chat("No."))
    for name, value in {
        "OPENAI_API_KEY": "sk-other",
        "OPENAI_BASE_URL": f"{other.root}/v1",
        "OPENAI_ORG_ID": "org-other",
        "OPENAI_PROJECT_ID": "proj-other",
        "OPENAI_CUSTOM_HEADERS": "X-Other: other",
        "HTTP_PROXY": other.root,
        "ALL_PROXY": other.root,
    }.items():
        monkeypatch.setenv(name, value)
    server = serve(doing.chat("Yes."))
    assert (await asks(server).ainvoke("?")).content == "Yes."
    assert other.asked == []
    assert {name.lower() for name in server.headers[0]} == {
        *("host", "content-type", "content-length", "accept", "accept-encoding", "user-agent")
    }


async def test_neither_prompt_nor_answer_is_in_an_error_or_a_log(
    serve: Serve, doing: Any, asks: Asks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for does in (
        doing.status(400, f"cannot parse {CANARY}"),
        doing.status(500, CANARY),
        doing.octets(f'{{"choices": "{CANARY}"'.encode()),
        doing.events(f'data: {{"error": {{"message": "{CANARY}"}}}}\n\n'.encode()),
        doing.events(f"data: {{{CANARY}\n\n".encode()),
    ):
        model = asks(serve(does), tries=2)
        for asked in (model.ainvoke(CANARY), anext(aiter(model.astream(CANARY)))):
            with pytest.raises(EndpointFailed) as told:
                await asked
            error: BaseException | None = told.value
            while error is not None:
                assert CANARY not in repr(error) + str(vars(error))
                error = error.__cause__ or error.__context__
    assert CANARY not in caplog.text


async def test_a_replica_that_fails_is_left_for_one_that_answers(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    for does in (doing.status(503, Retry_After="3600"), doing.status(500), doing.hang_up):
        bad, good = serve(does), serve(doing.chat("Yes."))
        model = asks(bad, good)
        for _ in range(5):
            assert (await model.ainvoke("?")).content == "Yes."
        assert (len(bad.asked), len(good.asked)) == (1, 5)


async def test_where_every_replica_fails_each_has_been_asked(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    servers = [serve(doing.status(500)) for _ in range(3)]
    assert (await failed(asks(*servers))).tries == 3
    assert [len(server.asked) for server in servers] == [1, 1, 1]


async def test_the_replica_with_least_to_do_is_asked(serve: Serve, doing: Any, asks: Asks) -> None:
    """Each answers only when both are being asked: on one server they would wait for ever."""
    together = threading.Barrier(2)

    def both(turn: Any) -> None:
        together.wait(20)
        doing.chat("Yes.")(turn)

    one, other = serve(both), serve(both)
    model = asks(one, other)
    await asyncio.gather(model.ainvoke("?"), model.ainvoke("?"))
    assert (len(one.asked), len(other.asked)) == (1, 1)


class Crowd:
    """How many requests are being answered at once, at most; each waits for a second one."""

    def __init__(self, doing: Any, size: int) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()
        self._together = threading.Barrier(size)
        self._answer = doing.chat("Yes.")

    def __call__(self, turn: Any) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._together.wait(20)
        with self._lock:
            self._now -= 1
        self._answer(turn)


async def test_one_server_is_asked_no_more_at_once_than_it_may_be(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    crowd = Crowd(doing, 2)
    server = serve(crowd)
    models = [asks(server, concurrent=2), asks(server, concurrent=2)]  # the limit is the server's
    await asyncio.gather(*(models[n % 2].ainvoke("?") for n in range(8)))
    assert (crowd.most, len(server.asked)) == (2, 8)


def test_the_limit_holds_over_threads_with_loops_of_their_own(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    crowd = Crowd(doing, 2)
    server = serve(crowd)
    model = asks(server, concurrent=2)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: model.invoke("?").content, range(8)))
    assert (answers, crowd.most) == (["Yes."] * 8, 2)


async def test_a_call_that_is_cancelled_gives_its_place_away(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve()
    server.does += [doing.silence(server), doing.chat("Yes.")]
    model = asks(server, concurrent=1)
    first = asyncio.create_task(model.ainvoke("?"))
    await asyncio.to_thread(server.came.wait, 20)
    waiting = [asyncio.create_task(model.ainvoke("?")) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    first.cancel()
    done = await asyncio.gather(first, *waiting, return_exceptions=True)
    assert [isinstance(d, asyncio.CancelledError) for d in done] == [True, True, False, False]
    assert (await model.ainvoke("?")).content == "Yes."


async def test_waiting_for_a_place_is_not_taken_from_the_time_of_the_call(
    serve: Serve, doing: Any, asks: Asks
) -> None:
    leave = threading.Event()

    def long(turn: Any) -> None:
        leave.wait(20)
        doing.chat("Yes.")(turn)

    server = serve(long, doing.chat("Yes."))
    first = asyncio.create_task(asks(server, concurrent=1).ainvoke("?"))
    await asyncio.to_thread(server.came.wait, 20)
    second = asyncio.create_task(asks(server, concurrent=1, seconds=1.0, tries=1).ainvoke("?"))
    await asyncio.sleep(1.1)
    leave.set()
    assert [(await task).content for task in (first, second)] == ["Yes.", "Yes."]


@pytest.mark.parametrize(
    "option",
    [{"max_tokens": 0}, {"max_tokens": "9"}, {"temperature": float("nan")}, {"temperature": -1},
     {"schema": "x"}, {"think": "no"}, {"tools": []}],
)  # fmt: skip
async def test_an_option_that_makes_no_sense_reaches_no_server(
    option: dict[str, Any], serve: Serve, doing: Any, asks: Asks
) -> None:
    server = serve(doing.chat("Yes."))
    with pytest.raises(UsageError):
        await asks(server).ainvoke("?", **option)
    assert server.asked == []


async def test_one_stop_word_may_be_given_as_it_is(serve: Serve, doing: Any, asks: Asks) -> None:
    server = serve(doing.chat("Yes."))
    await asks(server).ainvoke("?", stop="END", max_tokens=None)  # type: ignore[arg-type] # as a careless caller does
    assert server.asked[0]["stop"] == ["END"]
    assert server.asked[0]["max_tokens"] == 2048


@pytest.mark.parametrize("setting", [{"max_tokens": 0}, {"temperature": float("nan")}])
def test_a_setting_that_makes_no_sense_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        ChatEndpoint.of("http://127.0.0.1:1/v1#m", **setting)
