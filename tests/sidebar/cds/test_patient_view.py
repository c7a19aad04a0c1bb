"""Opening a chart: what the clinician is told at once."""

from typing import Any


async def test_grave_contradictions_and_allergies_of_the_chart_are_told_with_their_sources(
    client: Any,
) -> None:
    said = await client.call(client.body())
    assert said.status == 200
    potassium = next(c for c in said.cards if "Potassium was 5.9" in c["summary"])
    assert potassium["indicator"] == "warning"
    assert "`Observation/potassium-2026-11-03`" in potassium["detail"]
    assert "`MedicationRequest/spironolactone-2026-07`" in potassium["detail"]
    assert any("penicillin" in s and s.startswith("Grave allergy") for s in said.summaries)


async def test_starting_an_encounter_tells_the_same_as_opening_the_chart(client: Any) -> None:
    opened = await client.call(client.body())
    started = await client.call(client.body("encounter-start"))
    assert started.summaries == opened.summaries


async def test_a_result_at_which_laboratories_telephone_is_told(client: Any, demo: Any) -> None:
    prefetch = demo.prefetch
    first = next(
        r["resource"]
        for r in prefetch["results"]["entry"]
        if r["resource"]["id"] == "potassium-2026-11-03"
    )
    high = {**first, "id": "k9", "valueQuantity": {**first["valueQuantity"], "value": 6.9}}
    prefetch["results"]["entry"].append({"resource": {**high, "effectiveDateTime": "2026-11-25"}})
    said = await client.call(client.body(prefetch=prefetch))
    assert said.summaries[0] == "Critical result: Potassium 6.9 mmol/L of 25 November 2026"
    assert said.cards[0]["indicator"] == "warning"


async def test_resources_of_another_patient_are_not_told(client: Any, demo: Any) -> None:
    prefetch = demo.prefetch
    for key in ("allergies", "medications", "results"):
        for entry in prefetch[key]["entry"]:
            for name in ("patient", "subject"):
                if name in entry["resource"]:
                    entry["resource"][name] = {"reference": "Patient/somebody-else"}
    said = await client.call(client.body(prefetch=prefetch))
    assert said.cards == []


async def test_a_chart_with_nothing_to_tell_has_no_cards(client: Any, demo: Any) -> None:
    prefetch = demo.prefetch | dict.fromkeys(("allergies", "medications", "results"))
    said = await client.call(client.body(prefetch=prefetch))
    assert (said.status, said.body) == (200, {"cards": []})


async def test_every_card_opens_the_sidebar(client: Any) -> None:
    said = await client.call(client.body())
    for card in said.cards:
        (link,) = card["links"]
        assert (link["url"], link["type"]) == ("https://chartside.example/launch", "smart")
        assert "appContext" not in link  # there is no draft yet
