"""From the EHR's launch to an open chart, against a strict EHR over real sockets."""

from typing import Any

NORA = "Patient/nora-lindqvist"


async def test_a_launch_opens_the_chart_of_its_patient_for_its_person(scene: Any) -> None:
    session = await scene.launched(scene.browser())
    visit = session.visit
    assert visit.patient == NORA
    assert visit.chart().patient.reference == NORA
    assert len(visit.chart().entries) > 100
    assert visit.person.name == "Dr. Adaeze Okafor"
    assert visit.person.role == "physician"
    assert visit.person.claims["fhirUser"] == "Practitioner/dr-okafor"


async def test_the_first_page_is_shown_when_the_chart_is_read(scene: Any) -> None:
    browser = scene.browser()
    await scene.launched(browser)
    answer = await browser.follow(f"{scene.url}/launch/opening")
    assert answer.status_code == 200
    assert "Nora" in answer.text


async def test_an_intent_that_nobody_knows_leads_to_the_first_page(scene: Any) -> None:
    browser = scene.browser()
    session = await scene.launched(browser, intent="reconcile-medications")
    assert session.visit.opened.intent == "reconcile-medications"
    answer = await browser.follow(f"{scene.url}/launch/opening")
    assert answer.status_code == 200
    assert browser.visited[-1] == f"{scene.url}/"


async def test_what_one_account_may_read_is_kept_apart_from_what_another_may(scene: Any) -> None:
    launched = [
        await scene.launched(scene.browser(), user=who)
        for who in ("Practitioner/dr-okafor", "Practitioner/dr-novak", "Practitioner/dr-okafor")
    ]
    first, other, again = (session.visit.snapshot for session in launched)
    assert first == again
    assert first != other


async def test_a_link_of_a_card_leads_to_its_draft_and_a_strange_one_to_the_first_page(
    scene: Any,
) -> None:
    for told in ("made-up", "x" * 300):
        browser = scene.browser()
        await scene.launched(browser, appContext=told)
        await browser.follow(f"{scene.url}/launch/opening")
        assert browser.visited[-1] == f"{scene.url}/"


async def test_nobody_works_on_half_a_chart(scene: Any) -> None:
    scene.ehr.faults.slow = 0.2
    browser = scene.browser()
    answer = await browser.follow(scene.ehr.launch("nora-lindqvist"))
    assert "read" in answer.text
    api = await browser.get(
        f"{scene.url}/api/v1/drafts/none/verdicts", headers={"Accept": "application/json"}
    )
    assert api.status_code in {404, 503}
    page = await browser.get(f"{scene.url}/")
    assert page.headers["location"].endswith("/launch/opening")


async def test_an_ehr_that_gives_no_chart_is_said_so(scene: Any) -> None:
    scene.ehr.faults.withheld = frozenset({"patient/Patient.rs"})
    browser = scene.browser()
    session = await scene.launched(browser)
    assert session.opening.failed == "fhir-server"
    answer = await browser.get(f"{scene.url}/launch/opening")
    assert answer.status_code == 502
    assert "did not give the chart" in answer.text
