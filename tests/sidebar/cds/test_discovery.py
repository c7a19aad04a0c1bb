"""What a client learns before it calls."""

import re
from typing import Any

PATH = "/cds-services"


async def found(client: Any, **headers: str) -> Any:
    return await client.http.get(PATH, headers=headers)


async def test_discovery_lists_each_service_as_cds_hooks_asks(client: Any, read: Any) -> None:
    answer = await found(client)
    said = read(answer, PATH)
    assert said.status == 200
    assert [(one["id"], one["hook"]) for one in said.body["services"]] == [
        ("chartside-chart", "patient-view"),
        ("chartside-chart", "encounter-start"),
        ("chartside-orders", "order-select"),
        ("chartside-orders", "order-sign"),
    ]


async def test_discovery_is_for_everybody_and_a_token_that_comes_must_be_good(client: Any) -> None:
    good = client.signing.token("https://chartside.example/cds-services", client.clock)
    assert (await found(client)).status_code == 200
    assert (await found(client, Authorization=f"Bearer {good}")).status_code == 200
    assert (await found(client, Authorization=f"Bearer {good}")).status_code == 401  # replayed
    assert (await found(client, Authorization="Bearer x")).status_code == 401


async def test_a_site_may_close_discovery(open_client: Any) -> None:
    client = open_client(closed_discovery=True)
    assert (await found(client)).status_code == 401
    good = client.signing.token("https://chartside.example/cds-services", client.clock)
    assert (await found(client, Authorization=f"Bearer {good}")).status_code == 200


async def test_a_token_for_discovery_names_the_public_url_whatever_the_host_header_says(
    client: Any,
) -> None:
    token = client.signing.token("https://evil.example/cds-services", client.clock)
    answer = await found(client, Authorization=f"Bearer {token}", Host="evil.example")
    assert answer.status_code == 401
    assert "evil" not in (await found(client, Host="evil.example")).text


async def test_each_service_says_what_it_needs_and_that_silence_is_no_all_clear(
    client: Any,
) -> None:
    for one in (await found(client)).json()["services"]:
        assert one["prefetch"]["patient"] == "Patient/{{context.patientId}}"
        assert "no all-clear" in one["usageRequirements"]


async def test_templates_name_the_patient_by_a_token_of_the_context_alone(client: Any) -> None:
    for one in (await found(client)).json()["services"]:
        for template in one["prefetch"].values():
            assert re.findall(r"\{\{.*?\}\}", template) == ["{{context.patientId}}"]


async def test_a_later_hook_takes_the_place_of_an_earlier_one_by_the_same_id(client: Any) -> None:
    hooks: dict[str, list[str]] = {}
    for one in (await found(client)).json()["services"]:
        hooks.setdefault(one["id"], []).append(one["hook"])
    assert hooks["chartside-orders"] == ["order-select", "order-sign"]
    assert hooks["chartside-chart"] == ["patient-view", "encounter-start"]


async def test_the_path_has_no_slash_at_its_end_and_leads_nowhere_else(client: Any) -> None:
    answer = await client.http.get("/cds-services", follow_redirects=False)
    assert answer.status_code == 200
