"""The same request twice is one."""

from typing import Any

import pytest
from fastapi.responses import Response

from chartside.sidebar.http.idempotency import KEPT, MOST, MOST_OF_ONE, Answers, Replay
from chartside.sidebar.http.problems import Refused

PATIENT = "Patient/nora-lindqvist"


class HandClock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_answer_is_given_again_and_not_made_again() -> None:
    answers, first = Answers(), Response("made")
    answers.begin("s", "k", "asked")
    answers.end("s", "k", first)
    with pytest.raises(Replay) as again:
        answers.begin("s", "k", "asked")
    assert again.value.answer is first


def test_the_key_of_another_request_is_refused() -> None:
    answers = Answers()
    answers.begin("s", "k", "asked")
    with pytest.raises(Refused) as refused:
        answers.begin("s", "k", "something else")
    assert refused.value.problem.status == 422


def test_a_request_that_is_being_answered_is_not_answered_twice() -> None:
    answers = Answers()
    answers.begin("s", "k", "asked")
    with pytest.raises(Refused) as refused:
        answers.begin("s", "k", "asked")
    assert refused.value.problem.status == 409


def test_what_was_refused_may_be_tried_again() -> None:
    answers = Answers()
    answers.begin("s", "k", "asked")
    answers.end("s", "k", None)
    answers.begin("s", "k", "asked")
    assert len(answers) == 1


def test_sessions_do_not_share_keys() -> None:
    answers = Answers()
    answers.begin("s", "k", "asked")
    answers.begin("t", "k", "something else")
    assert len(answers) == 2


def test_answers_are_kept_for_a_while_and_not_without_end() -> None:
    clock = HandClock()
    answers = Answers(clock)
    for n in range(MOST_OF_ONE + 5):
        answers.begin("s", f"k{n}", "asked")
        answers.end("s", f"k{n}", Response())
    assert len(answers) == MOST_OF_ONE
    for n in range(MOST + 5):
        answers.begin(f"s{n}", "k", "asked")
    assert len(answers) == MOST
    clock.now = KEPT + 1
    answers.begin("s", "k", "asked")
    assert len(answers) == 1


async def test_a_decision_that_is_asked_for_again_is_the_same_decision(clinic: Any) -> None:
    browser, client = clinic.opened(), clinic.client()
    path = f"/api/v1/drafts/{clinic.draft}/decisions"
    body = {"decision": "decline", "patient": PATIENT, "reason": "not what I asked for"}
    headers = {**browser.changing, "Idempotency-Key": "a-1"}
    first = await client.post(path, headers=headers, json=body)
    again = await client.post(path, headers=headers, json=body)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    other = await client.post(path, headers=headers, json={**body, "reason": "something else"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key")


async def test_an_answer_is_not_replayed_to_who_may_not_have_it(clinic: Any) -> None:
    browser, client = clinic.opened(), clinic.client()
    path = f"/api/v1/drafts/{clinic.draft}/decisions"
    body = {"decision": "decline", "patient": PATIENT, "reason": "no"}
    headers = {**browser.changing, "Idempotency-Key": "a-1"}
    assert (await client.post(path, headers=headers, json=body)).status_code == 201
    forged = {**headers, "X-CSRF-Token": "guessed"}
    assert (await client.post(path, headers=forged, json=body)).status_code == 403
    clinic.house.sessions.close(browser.secret)
    assert (await client.post(path, headers=headers, json=body)).status_code == 401


async def test_a_refused_decision_can_be_made_again_with_its_key(clinic: Any) -> None:
    browser, client = clinic.opened(), clinic.client()
    path = f"/api/v1/drafts/{clinic.draft}/decisions"
    headers = {**browser.changing, "Idempotency-Key": "a-1"}
    body = {"decision": "sign", "patient": PATIENT, "seen": "0" * 64, "meaning": "review"}
    for _ in range(2):
        assert (await client.post(path, headers=headers, json=body)).status_code == 409


@pytest.mark.parametrize("key", ["", "with space", "x" * 201])
async def test_a_key_that_is_none_is_refused(clinic: Any, key: str) -> None:
    browser = clinic.opened()
    answer = await clinic.client().post(
        f"/api/v1/drafts/{clinic.draft}/amendments",
        headers={**browser.changing, "Idempotency-Key": key},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
