"""The sample call in the documentation, as an integrator would send it."""

import json
from pathlib import Path
from typing import Any

ISS = "https://ehr.example/cds-client"
ORDERS = "https://chartside.example/cds-services/chartside-orders"
PAGE = Path(__file__).parents[3] / "docs" / "cds-hooks.md"


def fenced(language: str) -> str:
    return PAGE.read_text(encoding="utf-8").split(f"```{language}\n")[1].split("```")[0]


async def test_the_sample_call_is_answered_with_the_card_that_is_written_there(client: Any) -> None:
    body = json.loads(fenced("sh").split("<<'EOF'\n")[1].split("EOF")[0])
    said = await client.call(body)
    (card,) = said.cards
    assert f"`{card['summary']}`" in PAGE.read_text(encoding="utf-8")


async def test_a_token_with_the_header_and_claims_that_are_written_there_is_good(
    client: Any,
) -> None:
    head, _, claims = fenced("json").partition("\n")
    said: dict[str, Any] = json.loads(claims)
    header: dict[str, Any] = json.loads(head)
    token = client.signing.token(
        said.pop("aud"),
        client.clock,
        header=header | {"kid": client.signing.kid},
        **(said | {"iss": ISS}),
    )
    drafts = {"resourceType": "MedicationRequest", "id": "1"}
    answered = await client.call(client.orders(drafts), token=token)
    assert answered.status == 200


async def test_every_claim_that_is_written_there_is_needed(client: Any) -> None:
    _, _, claims = fenced("json").partition("\n")
    for name in json.loads(claims):
        said = {"audience": ORDERS} | ({"audience": None} if name == "aud" else {name: None})
        token = client.signing.token(clock=client.clock, **said)
        answered = await client.call(client.orders(), token=token)
        assert answered.status == 401
