"""Nothing changes unless a page of ours asked for it."""

from typing import Any

import httpx
import pytest
from fastapi import Form

from chartside.sidebar.http.csrf import TheChange

OURS = "http://127.0.0.1:8321"
UNSAFE = {"post", "put", "patch", "delete"}


def changing(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (method, path)
        for path, item in document["paths"].items()
        for method in item
        if method in UNSAFE
    ]


async def test_no_change_is_taken_from_another_origin(clinic: Any) -> None:
    browser, client = clinic.opened(), clinic.client()
    found = changing(clinic.app.openapi())
    assert len(found) >= 8
    for method, path in found:
        address = path.replace("{draft_id}", clinic.draft).replace("{statement_id}", "s1")
        headers = {**browser.changing, "Origin": "https://evil.example", "If-Match": '"1"'}
        answer = await client.request(method, address, headers=headers, json={})
        assert answer.status_code in {403, 422}, (method, path)
        if answer.status_code == 422:  # a body that is no body of this address
            assert answer.json()["code"] == "validation"
    assert clinic.house.sessions.get(browser.secret)
    assert browser.visit.held(clinic.draft).version == 1


DECLINE = {"decision": "decline", "patient": "Patient/nora-lindqvist", "reason": "no"}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://evil.example"}, "cross-origin"),
        ({"Origin": "null"}, "cross-origin"),
        ({"Origin": f"{OURS}.evil.example"}, "cross-origin"),
        ({"Origin": "http://127.0.0.1:8322"}, "cross-origin"),
        ({"Origin": None}, "cross-origin"),
        ({"Origin": None, "Sec-Fetch-Site": "cross-site"}, "cross-origin"),
        ({"Origin": None, "Sec-Fetch-Site": "same-site"}, "cross-origin"),
        ({"X-CSRF-Token": None}, "csrf"),
        ({"X-CSRF-Token": "guessed"}, "csrf"),
        ({"X-CSRF-Token": "\u00fc"}, "csrf"),
    ],
)
async def test_a_decision_that_no_page_of_ours_asked_for_is_refused(
    clinic: Any, headers: dict[str, str | None], code: str
) -> None:
    browser = clinic.opened()
    sent = {k: v for k, v in {**browser.changing, **headers}.items() if v is not None}
    encoded = {k: v.encode("utf-8") for k, v in sent.items()}
    path = f"/api/v1/drafts/{clinic.draft}/decisions"
    answer = await clinic.client().post(path, headers=encoded, json=DECLINE)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert browser.visit.held(clinic.draft).status.value in {"draft", "in_review"}


async def test_a_form_of_another_site_signs_nothing(clinic: Any) -> None:
    browser = clinic.opened()
    answer = await clinic.client().post(
        f"/api/v1/drafts/{clinic.draft}/decisions",
        headers={**browser.cookie, "Origin": "https://evil.example"},
        data={"decision": "decline", "csrf": browser.session.csrf},
    )
    assert answer.status_code == 403


async def test_the_token_of_another_session_is_no_token(clinic: Any) -> None:
    browser, other = clinic.opened(), clinic.opened("ben")
    headers = {**browser.changing, "X-CSRF-Token": other.session.csrf}
    path = f"/api/v1/drafts/{clinic.draft}/decisions"
    answer = await clinic.client().post(path, headers=headers, json=DECLINE)
    assert answer.json()["code"] == "csrf"


async def test_a_form_of_ours_brings_the_token_in_a_field(clinic: Any) -> None:
    def taken(session: TheChange, word: str = Form()) -> str:
        return f"{session.name} {word}"

    clinic.app.add_api_route("/form", taken, methods=["POST"])
    browser = clinic.opened()
    headers = {**browser.cookie, "Sec-Fetch-Site": "same-origin"}
    client: httpx.AsyncClient = clinic.client()
    data = {"csrf": browser.session.csrf, "word": "yes"}
    answer = await client.post("/form", headers=headers, data=data)
    assert answer.json() == f"{browser.session.name} yes"
    answer = await client.post("/form", headers=headers, data={"word": "yes", "csrf": ""})
    assert answer.status_code == 403
    answer = await client.post("/form", headers=headers, files={"csrf": b"x", "word": b"yes"})
    assert answer.status_code in {403, 422}
