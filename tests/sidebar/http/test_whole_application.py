"""What holds for every route of the service, pages and all: none is forgotten."""

from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import pytest

from chartside.sidebar.app import create_app

URL = "http://127.0.0.1:8321"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
BY_TOKEN = ("/cds-services", "/operator", "/metrics")
"""Called by programs that bring a token and no cookie."""
OPEN = ("/health/", "/static/", "/launch", "/api/v1/openapi.json")
"""What there is before anybody has a session, and holds nothing of a chart."""


def routes(held: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and address, those of routers in routers too."""
    for one in held:
        inner = getattr(one, "original_router", None)
        if inner is not None:
            yield from routes(inner.routes, prefix + one.include_context.prefix)
        else:
            yield from ((method, prefix + one.path) for method in one.methods or ())


def filled(path: str, draft: str) -> str:
    names = {"{draft_id}": draft, "{loinc}": "4548-4", "{reference:path}": "Observation/1"}
    for name, value in names.items():
        path = path.replace(name, value)
    while "{" in path:
        before, _, rest = path.partition("{")
        path = f"{before}s1{rest.partition('}')[2]}"
    return path


@pytest.fixture
def whole(clinic: Any) -> Any:
    """The clinic with the whole application."""
    clinic.app = create_app(clinic.house)
    return clinic


def test_there_are_routes_to_look_at(whole: Any) -> None:
    found = list(routes(whole.app.routes))
    assert ("POST", "/drafts/{draft_id}/sign") in found
    assert ("PUT", "/api/v1/drafts/{draft_id}/statements/{statement_id}") in found
    assert len([1 for method, _ in found if method in UNSAFE]) > 15


async def test_no_route_changes_anything_for_another_origin(whole: Any) -> None:
    browser, client = whole.opened(), whole.client()
    for method, path in routes(whole.app.routes):
        if method not in UNSAFE or path.startswith(BY_TOKEN):
            continue
        answer = await client.request(
            method,
            filled(path, whole.draft),
            headers={**browser.cookie, "Origin": "https://evil.example"},
            data={"csrf": browser.session.csrf},
        )
        assert answer.status_code == 403, (method, path)
    assert browser.visit.held(whole.draft).version == 1
    assert browser.visit.held(whole.draft).status.value in {"draft", "in_review"}


async def test_no_route_changes_anything_without_the_sessions_token(whole: Any) -> None:
    browser, client = whole.opened(), whole.client()
    for method, path in routes(whole.app.routes):
        if method not in UNSAFE or path.startswith(BY_TOKEN):
            continue
        headers = {**browser.cookie, "Origin": URL, "Sec-Fetch-Site": "same-origin"}
        address = filled(path, whole.draft)
        answer = await client.request(method, address, headers=headers, data={"csrf": "guess"})
        assert answer.status_code == 403, (method, path)


async def test_no_route_tells_anything_of_a_chart_without_a_session(whole: Any) -> None:
    client: httpx.AsyncClient = whole.client()
    for method, path in routes(whole.app.routes):
        if method != "GET" or path.startswith((*BY_TOKEN, *OPEN)):
            continue
        answer = await client.get(filled(path, whole.draft))
        assert answer.status_code in {401, 422}, path
        assert "Lindqvist" not in answer.text


async def test_every_route_has_the_headers_of_every_answer(whole: Any) -> None:
    browser, client = whole.opened(), whole.client()
    for method, path in routes(whole.app.routes):
        if method != "GET" or path.endswith(("/events", "/ready")):
            continue
        answer = await client.get(filled(path, whole.draft), headers=browser.cookie)
        said = answer.headers.get_list("content-security-policy")
        assert any("frame-ancestors http://127.0.0.1:8322" in one for one in said), path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        if not path.startswith(("/static/", "/launch/jwks.json")):
            assert answer.headers["cache-control"] == "no-store", path
        assert "unsafe-inline" not in " ".join(said)
        if not path.startswith("/launch"):  # servers of record systems are opened with the house
            assert answer.status_code < 500, path
