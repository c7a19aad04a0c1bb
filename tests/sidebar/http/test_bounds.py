"""Nobody uses up the service: bodies, requests and streams have bounds."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from chartside.sidebar.http import Rates
from chartside.sidebar.http.rates import network
from chartside.sidebar.http.sizes import MOST, most_at


async def endless() -> AsyncIterator[bytes]:
    for _ in range(MOST // 65536 + 2):
        yield b" " * 65536


async def test_a_body_that_says_it_is_too_large_is_refused(clinic: Any) -> None:
    browser = clinic.opened()
    answer = await clinic.client().post(
        "/api/v1/runs", headers=browser.changing, content=b" " * (MOST + 1)
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert "content-security-policy" in answer.headers


async def test_a_body_that_does_not_say_how_large_it_is_gets_cut_off(clinic: Any) -> None:
    browser = clinic.opened()
    headers = {**browser.changing, "Content-Type": "application/json"}
    answer = await clinic.client().post("/api/v1/runs", headers=headers, content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_only_where_resources_come_along_a_body_may_be_larger() -> None:
    assert (
        most_at("/cds-services")
        == most_at("/cds-services/a")
        > most_at("/cds-servicesx")
        == most_at("/")
        == MOST
    )


async def test_a_session_that_asks_too_often_is_told_when_to_come_back(
    limited: Any,
) -> None:
    clinic = limited(Rates(session=3, changes=3, address=1))
    browser, client = clinic.opened(), clinic.client()
    for left in (2, 1, 0):
        answer = await client.get("/api/v1/runs", headers=browser.cookie)
        assert answer.status_code == 200
        assert answer.headers["ratelimit"].startswith(f'"session";r={left};t=')
    refused = await client.get("/api/v1/runs", headers=browser.cookie)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit-policy"] == '"session";q=3;w=60'
    other = clinic.opened("ben")
    assert (await client.get("/api/v1/runs", headers=other.cookie)).status_code == 200


async def test_changes_are_counted_by_themselves(limited: Any) -> None:
    clinic = limited(Rates(session=10, changes=1, address=10))
    browser, client = clinic.opened(), clinic.client()
    for status in (422, 429):
        answer = await client.post("/api/v1/runs", headers=browser.changing, json={"kind": 1})
        assert answer.status_code == status
    assert (await client.get("/api/v1/runs", headers=browser.cookie)).status_code == 200


async def test_strangers_use_up_the_share_of_their_address_and_of_nobody_else(
    limited: Any,
) -> None:
    clinic = limited(Rates(session=10, changes=10, address=2))
    browser, client = clinic.opened(), clinic.client()
    made_up = {"Cookie": "chartside=made-up"}
    statuses = [(await client.get("/api/v1/runs", headers=made_up)).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    assert (await client.get("/api/v1/runs", headers=browser.cookie)).status_code == 200
    assert (await client.get("/health/live")).status_code == 200


@pytest.mark.parametrize(
    ("host", "whose"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002::/64"),
        ("2001:db8:1:2::1", "20010db800010002::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix", "unix"),
    ],
)
def test_an_address_of_ipv6_is_one_of_a_network(host: str, whose: str) -> None:
    assert network(host) == whose


async def test_bounds_hold_for_a_client_without_an_address(clinic: Any) -> None:
    transport = httpx.ASGITransport(clinic.app, client=("", 0))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.get("/nowhere")).status_code == 404
