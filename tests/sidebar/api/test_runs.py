"""A run is asked for, followed while it goes, stopped, and nobody else's business."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

READERS = 20


@dataclass(frozen=True)
class Told:
    id: int
    event: str
    data: str


async def events(answer: httpx.Response) -> AsyncIterator[Told]:
    """Server-sent events as a browser reads them."""
    held: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if not line and held:
            yield Told(int(held["id"]), held["event"], held["data"])
            held = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            held[name] = value


def client(address: str, browser: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, headers=browser.changing, timeout=60)


async def followed(client: httpx.AsyncClient, run: str, after: int | None = None) -> list[Told]:
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    async with client.stream("GET", f"/api/v1/runs/{run}/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        return [told async for told in events(answer)]


async def test_a_run_ends_with_a_draft_that_can_be_read(clinic: Any, address: str) -> None:
    browser = clinic.opened()
    async with client(address, browser) as asks:
        answer = await asks.post("/api/v1/runs", json={"kind": "previsit"})
        assert answer.status_code == 202, answer.text
        run = answer.json()
        assert answer.headers["location"] == f"/api/v1/runs/{run['id']}"
        told = await followed(asks, run["id"])
        assert [t.id for t in told] == list(range(1, len(told) + 1))
        assert told[-1].event == "ended"
        assert {"progress", "section"} <= {t.event for t in told}
        found = (await asks.get(answer.headers["location"])).json()
        assert found["state"] == "ended"
        page = (await asks.get(f"/api/v1/drafts/{found['draft']}")).json()
        assert page["kind"] == "previsit"
        (listed,) = (await asks.get("/api/v1/runs")).json()["runs"]
        assert listed == found


async def test_a_question_is_answered_with_sources(clinic: Any, address: str) -> None:
    async with client(address, clinic.opened()) as asks:
        body = {"question": "What was the last potassium?"}
        run = (await asks.post("/api/v1/runs", json=body)).json()
        assert run["kind"] == "answer"
        told = await followed(asks, run["id"])
        assert told[-1].event == "ended"
        draft = (await asks.get(f"/api/v1/runs/{run['id']}")).json()["draft"]
        page = (await asks.get(f"/api/v1/drafts/{draft}")).json()
    assert page["sections"][0]["statements"][0]["citations"]


async def test_whoever_lost_the_line_goes_on_from_the_last_event(clinic: Any, address: str) -> None:
    async with client(address, clinic.opened()) as asks:
        run = (await asks.post("/api/v1/runs", json={"kind": "previsit"})).json()["id"]
        whole = await followed(asks, run)
        assert await followed(asks, run, 3) == whole[3:]
        assert await followed(asks, run, len(whole)) == []
        headers = {"Last-Event-ID": "nonsense"}
        async with asks.stream("GET", f"/api/v1/runs/{run}/events", headers=headers) as answer:
            assert [told async for told in events(answer)] == whole


async def test_many_follow_one_run_and_nothing_is_left_of_who_went(
    clinic: Any, address: str
) -> None:
    async with client(address, clinic.opened()) as asks:
        run = (await asks.post("/api/v1/runs", json={})).json()["id"]
        path = f"/api/v1/runs/{run}/events"
        async with asks.stream("GET", path) as gone:
            await anext(events(gone))
        readers = await asyncio.gather(*(followed(asks, run) for _ in range(READERS)))
        assert all(read == readers[0] for read in readers)
        assert readers[0][-1].event == "ended"
    async with asyncio.timeout(30):
        while clinic.app.state.streams:  # noqa: ASYNC110 - it is the server that lets go
            await asyncio.sleep(0.01)
    assert clinic.app.state.streams == {}


async def test_a_run_that_is_stopped_ends(clinic: Any, address: str) -> None:
    async with client(address, clinic.opened()) as asks:
        first = (await asks.post("/api/v1/runs", json={})).json()["id"]
        second = (await asks.post("/api/v1/runs", json={"kind": "previsit"})).json()["id"]
        stopped = await asks.delete(f"/api/v1/runs/{second}")
        assert stopped.json()["state"] == "cancelled"
        assert (await followed(asks, second))[-1].event == "cancelled"
        assert (await followed(asks, first))[-1].event == "ended"


async def test_more_runs_than_a_person_may_have_are_refused(clinic: Any, address: str) -> None:
    async with client(address, clinic.opened()) as asks:
        answers = [await asks.post("/api/v1/runs", json={}) for _ in range(3)]
        assert [a.status_code for a in answers] == [202, 202, 429]
        assert answers[-1].json()["code"] == "too-many-runs"
        assert "retry-after" in answers[-1].headers
        for answer in answers[:2]:
            await asks.delete(answer.headers["location"])


async def test_a_run_that_is_asked_for_twice_is_one_run(clinic: Any, address: str) -> None:
    async with client(address, clinic.opened()) as asks:
        headers = {"Idempotency-Key": "once"}
        body = {"kind": "previsit"}
        answers = [await asks.post("/api/v1/runs", json=body, headers=headers) for _ in range(3)]
        assert len({a.json()["id"] for a in answers}) == 1
        assert len((await asks.get("/api/v1/runs")).json()["runs"]) == 1
        await followed(asks, answers[0].json()["id"])


async def test_whoever_leaves_calls_off_what_they_asked_for(clinic: Any, address: str) -> None:
    browser = clinic.opened()
    async with client(address, browser) as asks:
        first = (await asks.post("/api/v1/runs", json={})).json()["id"]
        run = clinic.house.runs.get(browser.visit.owner, first)
        assert (await asks.delete("/api/v1/session")).status_code == 204
        async with asyncio.timeout(60):
            await run.end()
        assert run.state.value == "cancelled"
        assert (await asks.get(f"/api/v1/runs/{first}")).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "../../etc/passwd"},
        {"length": "endless"},
        {"since": "yesterday"},
        {"language": "en; drop"},
        {"question": "x" * 1001},
        {"question": "Why?", "resume": "abc"},
        {"patient": "Patient/somebody-else"},
        {"home": "/var/lib"},
        [],
        "summary",
    ],
)
async def test_what_is_no_request_for_a_run_starts_none(clinic: Any, body: object) -> None:
    browser = clinic.opened()
    answer = await clinic.client().post("/api/v1/runs", headers=browser.changing, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert clinic.house.runs.of(browser.visit.owner) == ()


async def test_a_kind_that_there_is_not_and_a_run_of_somebody_else_are_refused(
    clinic: Any,
) -> None:
    browser, asks = clinic.opened(), clinic.client()
    answer = await asks.post("/api/v1/runs", headers=browser.changing, json={"kind": "poem"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not-there")
    body = {"resume": clinic.draft}
    answer = await asks.post("/api/v1/runs", headers=browser.changing, json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-there")
