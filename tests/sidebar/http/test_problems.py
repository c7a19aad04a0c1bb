"""A refusal says what to do in a code, and repeats nothing that was sent."""

import logging
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import HTMLResponse

from chartside import errors
from chartside.sidebar.http.caught import place
from chartside.sidebar.http.problems import Problem, problem_of, refused, wrong_fields

CANARY = "Xanthippe-canary"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UsageError("a call"), 400),
        (errors.NotThere("no draft"), 404),
        (errors.MissingExtra("PDF", "documents"), 501),
        (errors.PolicyError("no"), 403),
        (errors.Overtaken("version 3"), 409),
        (errors.StepUpNeeded("old"), 403),
        (errors.LaunchRefused("no-session"), 401),
        (errors.LaunchRefused("scope"), 403),
        (errors.CallerRefused("audience"), 401),
        (errors.TooManyRuns("owner", 2), 429),
        (errors.StoreError("full"), 503),
        (errors.WebError("unreachable"), 502),
        (errors.FHIRServerError("forbidden", 403), 502),
        (errors.ModelError("no"), 502),
        (errors.NothingToSay("silent"), 404),
        (errors.AuditBroken("row 3"), 500),
    ],
)
def test_each_error_has_its_status_and_leads_to_its_explanation(
    error: errors.ChartsideError, status: int
) -> None:
    told = problem_of(error)
    assert (told.status, told.code) == (status, error.code)
    assert told.to_json()["type"] == f"/errors#{error.code}"


def test_who_may_come_back_later_is_told_when() -> None:
    assert problem_of(errors.TooManyRuns("all", 50)).headers["Retry-After"]
    assert problem_of(errors.StoreError("locked")).headers["Retry-After"]


def test_an_old_proof_of_the_person_is_answered_with_where_to_renew_it() -> None:
    scope = {"type": "http", "path_params": {"draft_id": "a b&c"}}
    told = problem_of(errors.StepUpNeeded("old"), Request(scope))
    assert told.more["url"] == "/launch/step-up?draft=a%20b%26c"


def test_wrong_fields_are_named_and_their_content_is_not_repeated() -> None:
    class Body(BaseModel):
        model_config = ConfigDict(extra="forbid")
        number: int

    with pytest.raises(ValidationError) as wrong:
        Body.model_validate({"number": CANARY, CANARY: 1})
    told = wrong_fields(wrong.value.errors())
    assert told.status == 422
    assert {f["field"] for f in told.more["fields"]} == {"number", "(unknown)"}
    assert CANARY not in str(told.to_json())


async def test_the_words_of_a_bug_stay_inside_and_its_place_is_logged(
    clinic: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise KeyError(CANARY)

    clinic.app.add_api_route("/fails", fails)
    with caplog.at_level(logging.DEBUG):
        answer = await clinic.client().get("/fails")
    assert (answer.status_code, answer.json()["code"]) == (500, "bug")
    assert answer.headers["content-type"] == "application/problem+json"
    assert CANARY not in answer.text + caplog.text
    assert "KeyError in test_problems.py" in caplog.text


def test_the_place_of_an_error_that_was_never_raised_is_its_kind() -> None:
    assert place(KeyError(CANARY)) == "KeyError"


async def test_a_person_gets_a_page_and_a_program_gets_json(clinic: Any) -> None:
    def page(_: Request, problem: Problem) -> HTMLResponse:
        return HTMLResponse(f"<h1>{problem.code}</h1>", problem.status)

    clinic.app.state.problem_page = page
    client: httpx.AsyncClient = clinic.client()
    html = {"Accept": "text/html,*/*"}
    assert (await client.get("/nowhere", headers=html)).text == "<h1>not-found</h1>"
    assert (await client.get("/nowhere", headers={"HX-Request": "true"})).text.startswith("<h1>")
    assert (await client.get("/nowhere")).json()["code"] == "not-found"
    assert (await client.get("/api/v1/nowhere", headers=html)).json()["status"] == 404


async def test_what_only_http_knows_is_explained_on_the_page_of_the_api() -> None:
    app = FastAPI()
    assert app.title
    told = refused(412, "version", "another version", version=3).problem
    assert told.to_json()["type"] == "/http-api#version"
    assert told.to_json()["version"] == 3
