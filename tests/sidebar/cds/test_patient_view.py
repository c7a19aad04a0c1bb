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


async def test_of_what_is_another_patients_nothing_is_told_but_that_it_was_set_aside(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    for key in ("allergies", "medications", "results"):
        for entry in prefetch[key]["entry"]:
            for name in ("patient", "subject"):
                if name in entry["resource"]:
                    entry["resource"][name] = {"reference": "Patient/somebody-else"}
    said = await client.call(client.body(prefetch=prefetch))
    (card,) = said.cards
    held = [len(prefetch[key]["entry"]) for key in ("allergies", "medications", "results")]
    assert card["summary"] == (
        f"Not looked at in full: {held[0]} allergies set aside, {held[1]} medicines set aside, "
        f"{held[2]} results set aside"
    )
    assert "names another patient" in card["detail"]
    assert not any(word in card["detail"] for word in ("enicillin", "ironolactone", "otassium"))


async def test_what_could_not_be_looked_at_is_told_where_nothing_else_is(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch | dict.fromkeys(("allergies", "medications"))
    del prefetch["results"]
    said = await client.call(client.body(prefetch=prefetch))
    assert said.summaries == ["Not looked at in full: laboratory results (not at hand)"]


async def test_with_a_critical_result_is_told_what_was_not_looked_at(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    first = prefetch["results"]["entry"][0]["resource"]
    potassium = {
        "resourceType": "Observation",
        "id": "k9",
        "status": "final",
        "category": first["category"],
        "subject": {"reference": "Patient/nora-lindqvist"},
        "effectiveDateTime": "2026-11-25",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}], "text": "Potassium"},
        "valueQuantity": {
            "value": 6.9,
            "unit": "mmol/L",
            "system": "http://unitsofmeasure.org",
            "code": "mmol/L",
        },
    }
    prefetch["results"]["entry"] += [
        {"resource": potassium},
        {"resource": {**potassium, "id": "k8", "subject": {"reference": "Patient/somebody-else"}}},
    ]
    said = await client.call(client.body(prefetch=prefetch))
    assert said.summaries[0].startswith("Critical result")
    assert "Not looked at in full: 1 result set aside." in said.cards[0]["detail"]


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
