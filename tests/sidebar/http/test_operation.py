"""Whoever runs the service sees that it works, and nothing of anybody's chart."""

import asyncio
import json
import logging
from typing import Any

import httpx
import pytest

from chartside.sidebar.http import Rates
from chartside.sidebar.http.access import template
from chartside.sidebar.http.health import Stores

URL = "http://127.0.0.1:8321"


async def test_the_figures_are_for_this_machine_where_there_is_no_token(clinic: Any) -> None:
    assert (await clinic.client().get("/metrics")).status_code == 200
    far = httpx.ASGITransport(clinic.app, client=("203.0.113.9", 4711))
    async with httpx.AsyncClient(transport=far, base_url=URL) as client:
        answer = await client.get("/metrics")
    assert (answer.status_code, answer.json()["code"]) == (401, "caller")
    assert "www-authenticate" in answer.headers


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_what_a_proxy_hands_on_is_not_of_this_machine(clinic: Any, name: str) -> None:
    answer = await clinic.client().get("/metrics", headers={name: "127.0.0.1"})
    assert answer.status_code == 401


async def test_a_name_that_was_made_to_lead_here_is_not_this_machine(clinic: Any) -> None:
    answer = await clinic.client().get("/metrics", headers={"Host": "evil.example:8321"})
    assert answer.status_code == 401


async def test_with_a_token_only_the_token_counts(clinic: Any) -> None:
    clinic.house.operator = "a-long-operator-token"
    client = clinic.client()
    right = {"Authorization": "Bearer a-long-operator-token"}
    assert (await client.get("/metrics", headers=right)).status_code == 200
    for wrong in ("Bearer x", "Basic a-long-operator-token", "a-long-operator-token", "Bearer "):
        answer = await client.get("/metrics", headers={"Authorization": wrong})
        assert answer.status_code == 401
    assert (await client.get("/metrics")).status_code == 401


async def test_requests_are_counted_by_route_and_never_by_path(clinic: Any) -> None:
    browser, client = clinic.opened(), clinic.client()
    path = f"/api/v1/drafts/{clinic.draft}"
    await client.get(path, headers=browser.cookie)
    await client.get("/Patient/canary-4711", headers=browser.cookie)
    await client.request("CANARY", "/nowhere")
    text = (await client.get("/metrics")).text
    counted = (
        'chartside_requests_total{method="GET",route="/api/v1/drafts/{draft_id}",status="200"}'
    )
    assert f"{counted} 1.0" in text
    assert clinic.draft not in text
    assert "canary" not in text.lower()
    assert browser.session.name not in text
    assert "chartside_sessions 1.0" in text
    assert 'chartside_runs{state="waiting"} 0.0' in text


async def test_decisions_are_counted(clinic: Any) -> None:
    browser, client = clinic.opened(), clinic.client()
    body = {"decision": "decline", "patient": browser.visit.patient, "reason": "no"}
    path = f"/api/v1/drafts/{clinic.draft}/decisions"
    assert (await client.post(path, headers=browser.changing, json=body)).status_code == 201
    text = (await client.get("/metrics")).text
    assert 'chartside_decisions_total{decision="decline"} 1.0' in text


async def test_two_applications_count_apart(clinic: Any, limited: Any) -> None:
    await clinic.client().get("/nowhere")
    assert 'route="(none)"' not in (await limited(Rates()).client().get("/metrics")).text


async def test_it_is_ready_once_workers_are_there_and_the_store_takes_a_transaction(
    clinic: Any,
) -> None:
    client = clinic.client()
    assert (await client.get("/health/live")).json() == {"status": "ok"}
    answer = await client.get("/health/ready")  # no worker was started here
    assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
    async with clinic.house.open():
        runs, owner = clinic.house.runs, clinic.opened()
        run = await runs.start(owner.visit.owner, owner.visit.job(question="Why?"))
        async for event in run.follow():  # the first one comes from a worker
            assert event.number == 1
            break
        assert (await client.get("/health/ready")).json() == {"status": "ok"}
        ehr = clinic.house.site.ehr[0]
        store = clinic.house.home_of(ehr).signoff
        store.write_bytes(b"damaged")
        clinic.app.state.stores = Stores(clinic.house)  # as after two seconds
        answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert str(store) not in answer.text


async def test_the_log_has_the_route_and_the_session_and_nothing_else_of_a_request(
    clinic: Any, caplog: pytest.LogCaptureFixture
) -> None:
    browser, client = clinic.opened(), clinic.client()
    with caplog.at_level(logging.INFO, "chartside.access"):
        await client.get(f"/api/v1/drafts/{clinic.draft}?code=canary", headers=browser.cookie)
    (line,) = [r.getMessage() for r in caplog.records if r.name == "chartside.access"]
    assert line.startswith("GET /api/v1/drafts/{draft_id} 200 ")
    assert line.endswith(f" ms {browser.session.name}")
    assert "canary" not in line


def test_a_request_that_met_no_route_has_no_path_in_the_log() -> None:
    assert template({"type": "http", "path": "/Patient/7"}) == "(none)"


async def test_a_log_line_cannot_be_broken_by_a_method(
    clinic: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "chartside.access"):
        await clinic.client().request("AVERYLONGMETHOD", "/")
    assert caplog.records[-1].getMessage().startswith("OTHER (none) 404 ")


async def test_the_whole_audit_is_for_who_has_the_operators_token(clinic: Any) -> None:
    client = clinic.client()
    paths = ("/operator/north/audit", "/operator/north/audit/verify")
    for path in paths:
        assert (await client.get(path)).status_code == 401
    clinic.house.operator = "a-long-operator-token"
    right = {"Authorization": "Bearer a-long-operator-token"}
    events, whole = [await client.get(path, headers=right) for path in paths]
    lines = [json.loads(line) for line in events.text.splitlines()]
    assert {line["resourceType"] for line in lines} == {"AuditEvent"}
    assert whole.json()["ok"]
    assert whole.json()["rows"] == len(lines)
    assert "Lindqvist" not in events.text
    assert (await client.get("/operator/south/audit", headers=right)).status_code == 404
    wrong = {"Authorization": "Bearer another"}
    assert (await client.get(paths[0], headers=wrong)).status_code == 401


async def test_strangers_do_not_hold_up_the_stores_by_asking_whether_they_work(house: Any) -> None:
    moment = 100.0
    stores = Stores(house, lambda: moment)
    assert await stores.work()
    house.home_of(house.site.ehr[0]).signoff.write_bytes(b"damaged")
    assert all([await stores.work() for _ in range(50)])  # nothing was tried
    moment += 2
    assert not await stores.work()


async def test_the_audit_is_read_by_few_at_a_time(clinic: Any) -> None:
    browser, client = clinic.opened(), clinic.client()
    paths = ["/api/v1/audit", "/api/v1/audit/verify"] * 20
    asked = [client.get(path, headers=browser.cookie) for path in paths]
    answers = await asyncio.gather(*asked)
    assert {one.status_code for one in answers} == {200, 429}
    busy = next(one for one in answers if one.status_code == 429)
    assert (busy.json()["code"], busy.headers["retry-after"]) == ("audit-busy", "5")
    again = await client.get("/api/v1/audit/verify", headers=browser.cookie)
    assert again.json()["ok"]
