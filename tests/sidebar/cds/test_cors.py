"""Browsers of registered pages may call, and no others."""

from typing import Any

import pytest

PAGE = "https://ehr.example"
PATHS = ["/cds-services", "/cds-services/chartside-chart", "/cds-services/chartside-chart/feedback"]


def asks(path: str, headers: str = "authorization,content-type", origin: str = PAGE) -> Any:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": "GET" if path == "/cds-services" else "POST",
        "Access-Control-Request-Headers": headers,
    }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", ["authorization", "authorization,content-type", ""])
async def test_a_browser_asks_first_without_a_token_and_may_call(
    client: Any, path: str, headers: str
) -> None:
    answer = await client.http.options(path, headers=asks(path, headers))
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert {"GET", "POST"} == set(answer.headers["access-control-allow-methods"].split(", "))
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "https://ehr.example.evil.example",
        "http://ehr.example",
        "https://EHR.example",
        "*",
        "",
    ],
)
@pytest.mark.parametrize("path", PATHS)
async def test_a_page_that_is_not_registered_may_not(client: Any, path: str, origin: str) -> None:
    answer = await client.http.options(path, headers=asks(path, origin=origin))
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "change",
    [
        {"Access-Control-Request-Method": "DELETE"},
        {"Access-Control-Request-Headers": "authorization,x-other"},
        {"Access-Control-Request-Method": ""},
    ],
)
async def test_a_browser_may_do_no_more_than_calls_need(client: Any, change: Any) -> None:
    answer = await client.http.options(PATHS[1], headers=asks(PATHS[1]) | change)
    assert answer.status_code == 403


async def test_a_page_may_read_answers_and_refusals(client: Any) -> None:
    said = await client.call(client.body(), Origin=PAGE)
    refused = await client.call(client.body(hook="x"), "chartside-chart", Origin=PAGE)
    unsigned = await client.http.post(PATHS[1], json={}, headers={"Origin": PAGE})
    for headers in (said.headers, refused.headers, unsigned.headers):
        assert headers["access-control-allow-origin"] == PAGE
        assert headers["vary"] == "Origin"


async def test_an_answer_says_nothing_to_other_pages(client: Any) -> None:
    said = await client.call(client.body(), Origin="https://evil.example")
    assert "access-control-allow-origin" not in said.headers
    assert said.headers["vary"] == "Origin"


async def test_no_answer_is_kept_on_the_way(client: Any) -> None:
    assert (await client.call(client.body())).headers["cache-control"] == "no-store"
