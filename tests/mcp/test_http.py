"""`chartside mcp --http`: who may connect, under which name, and from which page."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from chartside.fhir.chart import Chart, Demographics
from chartside.tools.adapters.mcp_http import http_app, place
from chartside.tools.adapters.mcp_server import chart_server
from chartside.tools.budget import Budget

TOKEN = "0123456789abcdef0123456789abcdef"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


@pytest.fixture(scope="module")
def open_server(serve: Any) -> Iterator[Any]:
    with serve() as served:
        yield served


@pytest.fixture(scope="module")
def guarded(serve: Any) -> Iterator[Any]:
    with serve(TOKEN) as served:
        yield served


async def test_the_tools_are_served_over_http_as_by_pipe(open_server: Any) -> None:
    async with Client(open_server.url) as client:
        result = await client.call_tool("lab_trend", {"test": "potassium"})
        again = await client.call_tool("lab_trend", {"test": "potassium"})
    assert result.structured_content["rows"][0]["count"] == 2
    assert again.content == result.content


async def test_the_clients_of_one_server_have_one_budget_together() -> None:
    chart = Chart(Demographics("Patient/1"), (), datetime(2026, 1, 1, tzinfo=UTC))
    server = chart_server(chart, budget=Budget(calls=2))
    app: Any = http_app(server, place("127.0.0.1:80"), None)
    call = {**LIST, "method": "tools/call", "params": {"name": "overview", "arguments": {}}}
    refused = []
    async with app.router.lifespan_context(app):
        for _ in range(3):  # three clients, each with a connection of its own
            way = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1:80") as client:
                answer = await client.post(
                    "/mcp", json=call, headers={**HEADERS, "Host": "127.0.0.1:80"}
                )
                refused.append(answer.json()["result"]["isError"])
    assert refused == [False, False, True]


async def test_whoever_bears_the_token_is_served(guarded: Any) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(guarded.url, http_client=http)) as client,
    ):
        assert (await client.list_tools()).tools


@pytest.mark.parametrize(
    "given",
    [
        [],
        [("Authorization", TOKEN)],
        [("Authorization", f"Basic {TOKEN}")],
        [("Authorization", "Bearer")],
        [("Authorization", f"Bearer {TOKEN[:-1]}")],
        [("Authorization", f"Bearer {TOKEN}x")],
        [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer other")],
    ],
)
def test_nobody_is_served_without_the_very_token(
    given: list[tuple[str, str]], guarded: Any
) -> None:
    answer = httpx.post(guarded.url, json=LIST, headers=[*HEADERS.items(), *given])
    assert (answer.status_code, answer.text) == (401, "")
    assert httpx.get(guarded.url.replace("/mcp", "/"), headers=given).status_code == 401


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Host", "attacker.example", 421),
        ("Host", "127.0.0.1:1", 421),
        ("Host", "127.0.0.1.attacker.example:{port}", 421),
        ("Origin", "https://attacker.example", 403),
        ("Origin", "null", 403),
        ("Origin", "http://localhost:{port}.attacker.example", 403),
        ("Host", "localhost:{port}", 200),
        ("Origin", "http://127.0.0.1:{port}", 200),
    ],
)
def test_a_web_page_of_another_name_gets_no_answer(
    header: str, value: str, status: int, open_server: Any
) -> None:
    said = value.format(port=open_server.host.rpartition(":")[2])
    answer = httpx.post(open_server.url, json=LIST, headers={**HEADERS, header: said})
    assert answer.status_code == status
    assert (status == 200) == ("overview" in answer.text)


def test_no_log_holds_a_word_of_the_chart_or_of_the_request(serve: Any, program: Any) -> None:
    with serve() as served:
        for params in (
            {"name": "problems", "arguments": {}},
            {"name": "find", "arguments": {"kind": program.own}},
            {"name": program.own, "arguments": {program.own: program.own}},
            {"name": "read_note", "arguments": program.own},
            program.own,
        ):
            call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
            httpx.post(served.url, json=call, headers=HEADERS)
        httpx.post(served.url, content=f"{{{program.own}", headers=HEADERS)
        httpx.post(served.url, json=LIST, headers={**HEADERS, "Host": program.own})
        httpx.get(f"{served.url}/{program.own}?patient={program.own}")
    assert served.said == f"Serving Patient/1 at {served.url}\n"
    assert served.status == 0  # to be stopped is how a server ends


@pytest.mark.parametrize(
    ("where", "token", "status", "why"),
    [
        ("192.0.2.1:8765", "", 4, "only with CHARTSIDE_MCP_TOKEN"),
        ("[2001:db8::1]:8765", "", 4, "only with CHARTSIDE_MCP_TOKEN"),
        ("127.0.0.1:0", "short", 2, "32 ASCII characters"),
        ("0.0.0.0:8765", TOKEN, 2, "must be one address"),
        ("[::]:8765", TOKEN, 2, "must be one address"),
        ("chart.example:8765", TOKEN, 2, "must be an IP address"),
        ("127.0.0.1", "", 2, "HOST:PORT"),
        ("127.0.0.1:99999", "", 2, "HOST:PORT"),
        ("192.0.2.1:8765", TOKEN, 5, "cannot listen there"),
    ],
)
def test_a_place_that_is_not_allowed_is_refused_before_the_record_is_served(
    where: str, token: str, status: int, why: str, program: Any
) -> None:
    ended = program.ended(*program.patient, "--http", where, token=token)
    assert ended.returncode == status
    assert why in ended.stderr
    assert "Serving" not in ended.stderr


def test_a_port_that_is_taken_is_said(program: Any) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        place = f"127.0.0.1:{held.getsockname()[1]}"
        ended = program.ended(*program.patient, "--http", place)
    assert ended.returncode == 5
    assert "cannot listen there" in ended.stderr
