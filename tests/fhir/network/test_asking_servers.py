"""What goes to a server, and what is let in of its answer."""

import gzip
import logging
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from typing import Any

import pytest

from chartside.errors import WebError
from chartside.fhir.network import Limits, Web
from chartside.fhir.network.token import Token
from chartside.fhir.network.unpacking import unpacked

BOMB = 300 * 2**20


def bomb() -> bytes:
    """About 300 kB of gzip that hold 300 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(2**20)
    return b"".join([*(packer.compress(zeros) for _ in range(BOMB // 2**20)), packer.flush()])


async def reason_of(web: Web, url: str, **more: Any) -> str:
    with pytest.raises(WebError) as refused:
        await web.ask("GET", url, **more)
    return refused.value.reason


async def stream_into(pieces: list[bytes], web: Web, url: str) -> None:
    async with web.stream("GET", url) as streamed:
        async for chunk in streamed.chunks():
            pieces.append(chunk)


async def test_an_answer_of_any_status_is_an_answer(web_server: Any) -> None:
    async with Web([web_server.url]) as web:
        for status in (200, 201, 304, 400, 401, 404, 429, 500, 503):
            web_server.tells(status, b"" if status == 304 else b"{}")
            answer = await web.ask("GET", f"{web_server.url}/fhir/Patient/1")
            assert answer.status == status


async def test_numbers_of_an_answer_keep_their_digits(web_server: Any) -> None:
    web_server.tells(200, b'{"value": 5.00}')
    async with Web([web_server.url]) as web:
        answer = await web.ask("GET", web_server.url)
    assert answer.json() == {"value": Decimal("5.00")}


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b'{"a": NaN}', b"\xff", b"[" * 100_000])
async def test_what_is_no_json_is_told_without_its_words(web_server: Any, body: bytes) -> None:
    web_server.tells(502, body)
    async with Web([web_server.url]) as web:
        answer = await web.ask("GET", web_server.url)
    with pytest.raises(WebError, match="not-json") as wrong:
        answer.json()
    assert wrong.value.status == 502


async def test_redirects_are_refused_and_the_place_they_name_is_not_asked(
    web_servers: Callable[[], Any],
) -> None:
    here, trap = web_servers(), web_servers()
    async with Web([here.url, trap.url]) as web:
        for status in (301, 302, 303, 307, 308):
            here.tells(status, Location=f"{trap.url}/steal")
            assert await reason_of(web, here.url, auth=Token("secret")) == "redirected"
    assert trap.asked == []


async def test_a_token_goes_to_the_server_that_it_was_given_for_and_to_no_other(
    web_servers: Callable[[], Any],
) -> None:
    here, other = web_servers(), web_servers()
    here.tells(200)
    other.tells(200)
    async with Web([here.url, other.url]) as web:
        await web.ask("GET", here.url, auth=Token("secret"))
        await web.ask("GET", other.url)
        await web.ask("GET", here.url, auth=Token("Basic dXNlcg=="))
    assert [a.key for a in here.asked] == ["Bearer secret", "Basic dXNlcg=="]
    assert [a.key for a in other.asked] == [""]
    assert "secret" not in repr(Token("secret"))


async def test_an_authorisation_on_its_way_asks_listed_origins_only(
    web_servers: Callable[[], Any],
) -> None:
    here, trap = web_servers(), web_servers()

    class Wandering(Token):
        def auth_flow(self, request: Any) -> Any:
            yield type(request)("POST", trap.url, headers={"Authorization": "Basic client"})
            yield request

    async with Web([here.url]) as web:
        assert await reason_of(web, here.url, auth=Wandering("secret")) == "not-listed"
    assert (here.asked, trap.asked) == ([], [])


async def test_cookies_are_not_kept(web_server: Any) -> None:
    web_server.tells(200, Set_Cookie="session=1; Path=/")
    async with Web([web_server.url]) as web:
        await web.ask("GET", web_server.url)
        await web.ask("GET", web_server.url)
    assert all("cookie" not in asked.headers for asked in web_server.asked)


async def test_an_answer_may_come_packed(web_server: Any) -> None:
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(b"{}") + gzip.compress(b" "),
        "x-gzip": gzip.compress(b"{} "),
        "deflate": zlib.compress(b"{} "),
        "Deflate": bare.compress(b"{} ") + bare.flush(),
        "identity": b"{} ",
    }
    async with Web([web_server.url]) as web:
        for name, body in packed.items():
            web_server.tells(200, body, Content_Encoding=name, Content_Length=str(len(body)))
            answer = await web.ask("GET", web_server.url)
            assert answer.body == b"{} "
            assert "content-encoding" not in answer.headers
    assert {asked.headers["accept-encoding"] for asked in web_server.asked} == {"gzip, deflate"}


@pytest.mark.parametrize("name", ["br", "zstd", "gzip, gzip", "compress", "gzip, br", "aes128gcm"])
async def test_an_answer_packed_in_a_way_that_was_not_asked_for_is_refused(
    web_server: Any, name: str
) -> None:
    web_server.tells(200, b"...", Content_Encoding=name)
    async with Web([web_server.url]) as web:
        assert await reason_of(web, web_server.url) == "encoded"


async def test_a_packed_answer_stops_at_the_cap_and_not_behind_it(web_server: Any) -> None:
    web_server.tells(200, bomb(), Content_Encoding="gzip")
    async with Web([web_server.url], limits=Limits(answer=2**20)) as web:
        assert await reason_of(web, web_server.url) == "too-large"
        pieces: list[bytes] = []
        with pytest.raises(WebError, match="too-large"):
            await stream_into(pieces, web, web_server.url)
        assert 0 < sum(map(len, pieces)) <= 2**20


def test_a_packed_answer_of_300_mb_does_not_take_300_mb_of_memory(tmp_path: Any) -> None:
    probe = """
import asyncio, resource, sys
from chartside.errors import WebError
from chartside.fhir.network.unpacking import unpacked

async def chunks(data):
    yield data

async def main():
    data = open(sys.argv[1], "rb").read()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        async for _ in unpacked(chunks(data), "gzip", 64 * 2**20):
            pass
    except WebError as stopped:
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(stopped.reason, grown < 100 * 1024)

asyncio.run(main())
"""
    packed = tmp_path / "bomb.gz"
    packed.write_bytes(bomb())
    done = subprocess.run(
        [sys.executable, "-c", probe, str(packed)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["too-large", "True"]


async def test_an_answer_without_end_is_cut_at_the_cap(web_server: Any) -> None:
    web_server.tell = lambda _: (200, {}, (b"x" * 65536 for _ in range(10**6)))
    async with Web([web_server.url]) as web:
        assert await reason_of(web, web_server.url, most=10**6) == "too-large"
    assert web_server.sent < 100 * 10**6


async def test_an_answer_that_is_cut_off_is_no_answer(web_server: Any) -> None:
    async with Web([web_server.url]) as web:
        web_server.tells(200, gzip.compress(b"{}" * 9999)[:-9], Content_Encoding="gzip")
        assert await reason_of(web, web_server.url) == "cut"
        web_server.tells(200, b"{", Content_Length="100")
        assert await reason_of(web, web_server.url) == "cut"
        web_server.tells(200, b"no gzip at all", Content_Encoding="gzip")
        assert await reason_of(web, web_server.url) == "encoded"
        web_server.tells(200, zlib.compress(b"{}") + b"more", Content_Encoding="deflate")
        assert await reason_of(web, web_server.url) == "encoded"


async def test_a_packed_answer_may_come_byte_by_byte() -> None:
    async def bytewise(data: bytes) -> AsyncIterator[bytes]:
        for one in data:
            yield bytes([one])

    bare = zlib.compressobj(wbits=-15)
    for name, data in (
        ("gzip", gzip.compress(b"abc" * 100)),
        ("deflate", zlib.compress(b"abc" * 100)),
        ("deflate", bare.compress(b"abc" * 100) + bare.flush()),
    ):
        pieces = [piece async for piece in unpacked(bytewise(data), name, 1000)]
        assert b"".join(pieces) == b"abc" * 100


async def test_a_server_that_falls_silent_is_left(web_server: Any) -> None:
    def dripping() -> Any:
        for _ in range(100):
            yield b" "
            __import__("time").sleep(0.02)

    web_server.tell = lambda _: (200, {}, dripping())
    async with Web([web_server.url], limits=Limits(seconds=0.2)) as web:
        assert await reason_of(web, web_server.url) == "slow"


async def test_a_server_that_is_not_there_is_said_to_be_out_of_reach() -> None:
    async with Web(["http://127.0.0.1:9"]) as web:
        assert await reason_of(web, "http://127.0.0.1:9/fhir") == "unreachable"


async def test_nothing_that_is_asked_is_logged(
    web_server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    web_server.tells(200, b"{}", X_Canary="CANARY-HEADER")
    async with Web([web_server.url]) as web:
        await web.ask(
            "POST",
            f"{web_server.url}/fhir/Patient?name=CANARY-NAME",
            form={"family": "CANARY-FORM"},
            auth=Token("CANARY-TOKEN"),
        )
    assert "CANARY" not in caplog.text
    assert web_server.asked[0].body == b"family=CANARY-FORM"


def test_a_name_that_was_made_to_lead_here_is_not_asked(web_server: Any) -> None:
    """DNS rebinding: the resolver of a subprocess gives loopback for the name of a server."""
    port = web_server.url.rpartition(":")[2]
    probe = f"""
import asyncio, socket
from chartside.errors import WebError
from chartside.fhir.network import Web
from chartside.fhir.network.token import Token
real = socket.getaddrinfo
def rebound(host, *more, **named):
    return real("127.0.0.1" if host in ("ehr.example", b"ehr.example") else host, *more, **named)
socket.getaddrinfo = rebound

async def main():
    async with Web(["http://ehr.example:{port}"], plain_http=True) as web:
        try:
            await web.ask("GET", "http://ehr.example:{port}/fhir", auth=Token("secret"))
        except WebError as refused:
            print(refused.reason)

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "elsewhere"
    assert web_server.asked == []
