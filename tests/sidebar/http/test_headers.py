"""A page of ours stays in the frames of registered record systems and loads nothing else."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response

from chartside.settings import Settings
from chartside.sidebar import http
from chartside.sidebar.house import House
from chartside.sidebar.http.headers import policy
from chartside.sidebar.keys import Keys
from chartside.sidebar.site import site_of

ANSWERS = (
    ("GET", "/health/live", 200),
    ("GET", "/api/v1/openapi.json", 200),
    ("GET", "/api/v1/session", 401),
    ("GET", "/nowhere", 404),
    ("POST", "/api/v1/session", 405),
    ("POST", "/api/v1/runs", 401),
)


def site(**more: Any) -> Any:
    ehr = {"name": "north", "fhir": "https://ehr.example/fhir", "client_id": "c"}
    return site_of({"url": "https://chartside.example", "ehr": [ehr | more]})


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
async def test_every_answer_says_who_may_frame_it_and_that_nobody_may_keep_it(
    clinic: Any, method: str, path: str, status: int
) -> None:
    answer = await clinic.client().request(method, path)
    assert answer.status_code == status
    said = answer.headers["content-security-policy"]
    assert "default-src 'none'" in said
    assert "frame-ancestors http://127.0.0.1:8322" in said
    assert "unsafe" not in said
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "microphone=()" in answer.headers["permissions-policy"]
    assert "x-frame-options" not in answer.headers
    assert "server" not in answer.headers


def test_where_no_record_system_has_a_frame_nobody_may_frame_us() -> None:
    assert policy(site()).endswith("frame-ancestors 'none'")


def test_the_frames_of_every_registered_record_system_are_named() -> None:
    said = policy(site(frames=["https://a.example", "https://b.example:8443"]))
    assert said.endswith("frame-ancestors https://a.example https://b.example:8443")


async def of_a_route(answer: Response, url: str = "https://chartside.example") -> httpx.Response:
    house = House(
        site().model_copy(update={"url": url}),
        Settings(home=None),
        Keys.fresh(),  # type: ignore[arg-type]  # nothing is kept
    )
    app = FastAPI()
    app.state.house = house
    http.install(app, house)
    app.add_api_route("/static/0123/a.css", lambda: answer)
    app.add_api_route("/page", lambda: answer)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url) as client:
        path = "/static/0123/a.css" if answer.media_type == "text/css" else "/page"
        return await client.get(path)


async def test_a_route_can_narrow_the_policy_and_not_widen_it() -> None:
    found = await of_a_route(Response(headers={"Content-Security-Policy": "script-src *"}))
    policies = found.headers.get_list("content-security-policy")
    assert any("frame-ancestors 'none'" in one and "script-src 'self'" in one for one in policies)
    assert len(policies) == 2


async def test_only_a_file_with_its_hash_in_its_name_may_be_kept() -> None:
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    found = await of_a_route(Response("", media_type="text/css", headers=kept))
    assert found.headers["cache-control"] == kept["Cache-Control"]
    found = await of_a_route(Response("", media_type="text/html", headers=kept))
    assert found.headers["cache-control"] == "no-store"


async def test_over_https_a_browser_comes_back_by_https() -> None:
    found = await of_a_route(Response())
    assert found.headers["strict-transport-security"].startswith("max-age=")
    plain = await of_a_route(Response(), "http://127.0.0.1:8000")
    assert "strict-transport-security" not in plain.headers
