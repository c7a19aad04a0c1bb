"""What is logged, counted and refused holds nothing of a chart, and no secret."""

import json
import logging
from typing import Any

import pytest
from starlette.exceptions import HTTPException

CANARY = "Xanthippecanary"
PATIENT = "Patient/nora-lindqvist"
NAMES = ("Lindqvist", "Nora", "nora-lindqvist", "1957-08-14")


async def everything(clinic: Any, browser: Any) -> list[str]:
    """A day's work: reading, wrong requests, an edit, refusals, a signature; what was refused."""
    refusals = []
    draft = f"/api/v1/drafts/{clinic.draft}"
    tries: list[tuple[str, str, Any, dict[str, str]]] = [
        ("GET", "/api/v1/session", None, {}),
        ("GET", draft, None, {}),
        ("GET", f"{draft}/statements/{CANARY}/evidence", None, {}),
        ("GET", f"/api/v1/drafts/{CANARY}", None, {}),
        ("GET", f"/api/v1/runs/{CANARY}", None, {}),
        ("GET", f"/{CANARY}?{CANARY}={CANARY}", None, {}),
        ("GET", f"/api/v1/chart/entries?kind={CANARY}", None, {}),
        ("GET", f"/api/v1/chart/trends/{CANARY}", None, {}),
        ("GET", f"{draft}/document?format={CANARY}", None, {}),
        ("GET", f"{draft}/document?format=md", None, {}),
        ("POST", "/api/v1/runs", {"question": CANARY, CANARY: CANARY}, {}),
        ("POST", "/api/v1/runs", {"kind": f"{CANARY}!"}, {}),
        ("POST", "/api/v1/runs", {"resume": CANARY}, {}),
        ("POST", "/api/v1/runs", f'{{"question": "{CANARY}', {}),
        ("PUT", f"{draft}/statements/s1", {"text": CANARY}, {"If-Match": '"9"'}),
        ("PUT", f"{draft}/statements/s1", {"text": CANARY}, {"If-Match": '"1"'}),
        ("PUT", f"{draft}/statements/s1", {"cite": [f"{CANARY} has pain"]}, {"If-Match": '"2"'}),
        ("POST", f"{draft}/decisions", {"decision": CANARY}, {}),
        ("POST", f"{draft}/decisions", {"decision": "decline", "patient": CANARY}, {}),
        (
            "POST",
            f"{draft}/decisions",
            {"decision": "decline", "patient": CANARY, "reason": CANARY},
            {},
        ),
        (
            "POST",
            f"{draft}/decisions",
            {"decision": "sign", "patient": PATIENT, "seen": CANARY, "meaning": "review"},
            {"X-CSRF-Token": CANARY},
        ),
        (
            "POST",
            f"{draft}/decisions",
            {"decision": "sign", "patient": PATIENT, "seen": CANARY, "meaning": "review"},
            {"Idempotency-Key": CANARY},
        ),
        (
            "POST",
            f"{draft}/decisions",
            {"decision": "decline", "patient": PATIENT, "reason": CANARY},
            {},
        ),
        (CANARY.upper(), draft, None, {}),
    ]
    client = clinic.client()
    for method, path, body, more in tries:
        content = body if isinstance(body, str) or body is None else json.dumps(body)
        headers = {**browser.changing, "Content-Type": "application/json", **more}
        answer = await client.request(method, path, content=content, headers=headers)
        if answer.status_code >= 400:
            refusals.append(answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
    return refusals


async def test_logs_figures_and_refusals_hold_no_name_no_text_and_no_secret(
    clinic: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    browser = clinic.opened()
    with caplog.at_level(logging.DEBUG):
        refusals = await everything(clinic, browser)
        figures = (await clinic.client().get("/metrics")).text
    assert len(refusals) > 15
    logged = "\n".join(f"{r.getMessage()} {r.exc_text or ''} {r.args}" for r in caplog.records)
    ours = "\n".join(
        r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "asyncio"))
    )
    out = capfd.readouterr()
    statements = browser.visit.held(clinic.draft).draft.statements
    texts = [s.text for s in statements]
    secrets = (browser.secret, browser.session.csrf)
    for where in (*refusals, figures, ours, out.out, out.err):
        for word in (*NAMES, *texts, *secrets, CANARY, CANARY.upper()):
            assert word not in where
    assert browser.secret not in logged
    assert clinic.draft not in figures


async def test_a_bug_with_chart_data_in_its_message_says_nothing_of_it(
    clinic: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise ValueError(f"{NAMES[0]} {CANARY}") from KeyError(CANARY)

    def refuses() -> None:
        raise HTTPException(400, f"{NAMES[0]} {CANARY}")

    clinic.app.add_api_route("/fails", fails)
    clinic.app.add_api_route("/refuses", refuses)
    client = clinic.client()
    with caplog.at_level(logging.DEBUG):
        answers = [await client.get(path) for path in ("/fails", "/refuses")]
    assert [a.status_code for a in answers] == [500, 400]
    for where in (caplog.text, *(a.text for a in answers)):
        assert CANARY not in where
        assert NAMES[0] not in where


async def test_no_cookie_is_given_where_none_is_due(clinic: Any) -> None:
    browser, client = clinic.opened(), clinic.client()
    for path in ("/api/v1/session", "/health/live", f"/api/v1/drafts/{clinic.draft}", "/nowhere"):
        answer = await client.get(path, headers=browser.cookie)
        assert "set-cookie" not in answer.headers


def test_nothing_that_is_kept_shows_a_secret_when_it_is_printed(clinic: Any) -> None:
    browser = clinic.opened()
    shown = repr((browser.session, browser.visit, clinic.house, clinic.app.state.answers))
    assert browser.secret not in shown
    assert browser.session.csrf not in shown
