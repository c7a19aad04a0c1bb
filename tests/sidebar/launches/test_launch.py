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
