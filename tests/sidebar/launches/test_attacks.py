"""What a launch is not: fixation, mix-up, a way to another patient, a redirect to anywhere."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest


def callback_of(browser: Any) -> str:
    """The address with the code, as the EHR sent the browser to it."""
    return next(url for url in browser.visited if "/launch/callback" in url)


@pytest.mark.parametrize(
    "iss",
    [
        "https://evil.example/fhir",
        "http://127.0.0.1:1/fhir",
        "http://169.254.169.254/latest",
        "http://2130706433/fhir",
        "file:///etc/passwd",
        "",
    ],
)
async def test_a_base_that_is_not_registered_is_refused_before_it_is_asked(
    scene: Any, iss: str
) -> None:
    answer = await scene.browser().get(
        f"{scene.url}/launch?{urlencode({'iss': iss, 'launch': 'x'})}"
    )
    assert answer.status_code == 403
    assert "evil" not in answer.text
    assert not answer.is_redirect
    assert list(scene.ehr.watched) == []


async def test_code_and_state_of_an_attacker_open_nothing_in_a_victims_browser(
    scene: Any,
) -> None:
    attacker, victim = scene.browser(), scene.browser()
    answer = await attacker.get(scene.ehr.launch("nora-lindqvist"))
    while "/launch/callback" not in answer.headers["location"]:
        answer = await attacker.get(answer.headers["location"])
    stolen = answer.headers["location"]
    refused = await victim.get(stolen)
    assert refused.status_code == 400
    assert scene.session_of(victim) is None
    began = await victim.get(scene.ehr.launch("nora-lindqvist"))  # also one that has begun its own
    assert began.is_redirect
    assert (await victim.get(stolen)).status_code == 400
    assert scene.session_of(victim) is None


async def test_a_state_opens_one_session_and_no_second(scene: Any) -> None:
    browser = scene.browser()
    await scene.launched(browser)
    again = await browser.get(callback_of(browser))
    assert again.status_code == 400


async def test_a_login_gives_the_browser_another_secret(scene: Any) -> None:
    browser = scene.browser()
    first = await scene.launched(browser)
    held = dict(browser.cookies["localhost:9000"])
    second = await scene.launched(browser)
    assert first is not second
    assert held["chartside"] != browser.cookies["localhost:9000"]["chartside"]
    stale = scene.browser()
    stale.cookies["localhost:9000"] = held
    assert scene.session_of(stale) is None, "one browser has one patient open"


async def test_a_session_cookie_that_was_planted_is_not_taken_over(scene: Any) -> None:
    browser = scene.browser()
    browser.cookies["localhost:9000"] = {"chartside": "planted"}
    await scene.launched(browser)
    assert browser.cookies["localhost:9000"]["chartside"] != "planted"


async def test_another_servers_answer_is_refused(scene: Any) -> None:
    browser = scene.browser()
    answer = await browser.get(scene.ehr.launch("nora-lindqvist"))
    state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
    for wrong in ("https://evil.example", scene.ehr.base + "/"):
        asked = urlencode({"code": "c", "state": state, "iss": wrong})
        refused = await browser.get(f"{scene.url}/launch/callback?{asked}")
        assert refused.status_code in {400, 403}
    assert scene.session_of(browser) is None


async def test_what_the_server_refused_is_said_by_its_code_alone(scene: Any) -> None:
    scene.ehr.faults.authorization_error = "access_denied"
    browser = scene.browser()
    refused = await browser.follow(scene.ehr.launch("nora-lindqvist"))
    assert refused.status_code == 403
    assert "access_denied" in refused.text
    assert scene.session_of(browser) is None


async def test_the_way_back_from_a_proof_leads_to_a_draft_here_and_nowhere_else(
    scene: Any,
) -> None:
    browser = scene.browser()
    await scene.launched(browser)
    for draft in ("//evil.example", "../../launch", "a b", "x" * 200, "a%0d%0ab"):
        answer = await browser.get(f"{scene.url}/launch/step-up", params={"draft": draft})
        assert answer.status_code == 422


async def test_cookies_of_a_launch_are_closed_to_scripts_and_kept_to_the_frame(scene: Any) -> None:
    browser = scene.browser()
    answer = await browser.get(scene.ehr.launch("nora-lindqvist"))
    cookie = answer.headers["set-cookie"]
    for word in ("HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/"):
        assert word in cookie


async def test_no_cookie_holds_a_token(scene: Any) -> None:
    browser = scene.browser()
    session = await scene.launched(browser)
    tokens = session.auth.tokens
    held = " ".join(browser.cookies["localhost:9000"].values())
    for token in (tokens.access, tokens.refresh, tokens.id_token):
        assert token is None or token not in held
    assert tokens.access


async def test_tokens_of_a_launch_are_on_no_disk(scene: Any, home: Any) -> None:
    session = await scene.launched(scene.browser())
    tokens = session.auth.tokens
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files, "a snapshot was written"
    for path in files:
        held = path.read_bytes()
        for token in (tokens.access, tokens.refresh, tokens.id_token):
            assert token is None or token.encode() not in held


@pytest.mark.parametrize("path", ["/worklist", "/api/v1/drafts", "/launch", "/cds-services"])
async def test_nobody_is_led_to_the_host_that_a_caller_names(scene: Any, path: str) -> None:
    transport = httpx.ASGITransport(app=scene.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://evil.example") as client:
        answer = await client.get(f"{path}/")
    assert answer.status_code == 404
    assert "evil.example" not in f"{answer.headers} {answer.text}"


async def test_messages_go_to_an_origin_of_the_ehr_and_to_no_other(scene: Any) -> None:
    for origin, taken in ((scene.ehr.origin, True), ("https://evil.example", False)):
        session = await scene.launched(
            scene.browser(),
            smart_web_messaging_handle="handle",
            smart_web_messaging_origin=origin,
        )
        assert session.visit.opened.messaging == (("handle", origin) if taken else ("", ""))


async def test_sessions_of_one_person_are_known_to_be_of_one(scene: Any) -> None:
    doctor, again, nurse = [
        await scene.launched(scene.browser(), user=f"Practitioner/{who}")
        for who in ("dr-okafor", "dr-okafor", "nurse-petersen")
    ]
    assert doctor.person == again.person
    assert doctor.person != nurse.person
