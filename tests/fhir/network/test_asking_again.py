"""When a busy server is asked again, and when it is left alone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.errors import WebError
from chartside.fhir.network import Answer, Retries, Web

NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)


class Waits(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


def retries(waits: Waits, **more: Any) -> Retries:
    return Retries(sleep=waits, chance=lambda: 1.0, now=lambda: NOW, **more)


async def asked(web_server: Any, how: Retries, *answers: tuple[int, dict[str, str]]) -> Answer:
    told = iter(answers)
    web_server.tell = lambda _: (*next(told), b"{}")
    async with Web([web_server.url]) as web:
        return await how.run(lambda: web.ask("GET", web_server.url))


@pytest.mark.parametrize("named", ["7", "Thu, 26 Nov 2026 12:00:07 GMT", " 7 "])
@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
    web_server: Any, status: int, named: str
) -> None:
    waits = Waits()
    answer = await asked(web_server, retries(waits), (status, {"Retry-After": named}), (200, {}))
    assert answer.status == 200
    assert len(waits) == 1
    assert 7 <= waits[0] <= 7.5


async def test_waits_grow_where_the_server_names_none() -> None:
    waits = Waits()

    async def busy() -> Answer:
        raise WebError("unreachable")

    with pytest.raises(WebError, match="unreachable"):
        await retries(waits).run(busy)
    assert waits == [0.5, 1.0, 2.0]


async def test_a_server_that_asks_for_longer_than_is_worth_it_is_not_waited_for(
    web_server: Any,
) -> None:
    waits = Waits()
    answer = await asked(web_server, retries(waits), (429, {"Retry-After": "3600"}))
    assert (answer.status, waits) == (429, [])


async def test_a_server_that_stays_busy_is_given_up(web_server: Any) -> None:
    waits = Waits()
    busy = (503, {"Retry-After": "1"})
    answer = await asked(web_server, retries(waits), *[busy] * 4)
    assert (answer.status, len(waits), len(web_server.asked)) == (503, 3, 4)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 422, 500, 501])
async def test_what_will_not_pass_is_not_asked_again(web_server: Any, status: int) -> None:
    waits = Waits()
    answer = await asked(web_server, retries(waits), (status, {"Retry-After": "1"}))
    assert (answer.status, waits) == (status, [])


@pytest.mark.parametrize("named", ["soon", "-1", "1e9", "Thu, 99 Foo 2026", ""])
async def test_a_retry_after_that_says_nothing_is_passed_over(web_server: Any, named: str) -> None:
    waits = Waits()
    answer = await asked(web_server, retries(waits), (503, {"Retry-After": named}), (200, {}))
    assert (answer.status, waits) == (200, [0.5])


async def test_a_retry_after_of_any_length_is_a_number(web_server: Any) -> None:
    waits = Waits()
    answer = await asked(web_server, retries(waits), (503, {"Retry-After": "9" * 400}))
    assert (answer.status, waits) == (503, [])
