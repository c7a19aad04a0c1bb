"""Before a signature a person proves again who they are, and nobody else can do it for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any


def age(session: Any) -> timedelta:
    moment: datetime = session.visit.person.authenticated_at
    return datetime.now(UTC) - moment


async def test_a_new_proof_moves_the_time_and_the_secret_and_keeps_the_session(scene: Any) -> None:
    browser = scene.browser()
    session = await scene.launched(browser)
    before = session.visit.person.authenticated_at - timedelta(hours=1)
    session.visit.person = replace(session.visit.person, authenticated_at=before)
    secret = browser.cookies["localhost:9000"]["chartside"]
    await browser.follow(f"{scene.url}/launch/step-up")
    assert scene.session_of(browser) is session
    assert age(session) < timedelta(minutes=1)
    assert browser.cookies["localhost:9000"]["chartside"] != secret


async def test_another_person_at_the_keyboard_is_refused(scene: Any) -> None:
    browser = scene.browser()
    session = await scene.launched(browser)
    before = session.visit.person
    answer = await browser.follow(f"{scene.url}/launch/step-up", "Practitioner/dr-novak")
    assert answer.status_code == 403
    assert "another-person" in answer.text
    assert session.visit.person == before


async def test_a_proof_for_one_session_is_worth_nothing_in_another(scene: Any) -> None:
    mine, theirs = scene.browser(), scene.browser()
    await scene.launched(mine)
    await scene.launched(theirs)
    answer = await mine.get(f"{scene.url}/launch/step-up")
    theirs.cookies["localhost:9000"]["chartside-launch"] = mine.cookies["localhost:9000"][
        "chartside-launch"
    ]
    refused = await theirs.follow(answer.headers["location"])
    assert refused.status_code == 401
    assert "no-session" in refused.text


async def test_without_a_session_there_is_nothing_to_prove(scene: Any) -> None:
    answer = await scene.browser().get(f"{scene.url}/launch/step-up")
    assert answer.status_code == 401


async def test_a_launch_alone_is_no_new_proof_where_the_ehr_does_not_say_when_one_signed_in(
    opening: Any,
) -> None:
    async with opening(step_up="new-token") as scene:
        scene.ehr.faults.id_token_without_auth_time = True
        browser = scene.browser()
        session = await scene.launched(browser)
        assert age(session) > timedelta(days=365)
        await browser.follow(f"{scene.url}/launch/step-up")
        assert age(session) < timedelta(minutes=1)
        assert session.visit.person.claims["proof"] == "new-token"


async def test_a_site_that_trusts_no_token_takes_no_proof_without_its_time(scene: Any) -> None:
    scene.ehr.faults.id_token_without_auth_time = True
    browser = scene.browser()
    session = await scene.launched(browser)
    answer = await browser.follow(f"{scene.url}/launch/step-up")
    assert answer.status_code == 403
    assert age(session) > timedelta(days=365)
