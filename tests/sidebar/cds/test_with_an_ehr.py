"""Called by an EHR that others wrote: its tokens, its prefetch, its FHIR server."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.fhir.network import Web
from chartside.fhir.smart.keys import KeySet
from chartside.sidebar.cds import Caller, Reader, WebReader
from chartside.sidebar.demo_ehr.hooking import Hooking, Open
from chartside.sidebar.demo_ehr.records import encode
from chartside.sidebar.demo_ehr.running import DemoEHR

NORA = Open("nora-lindqvist", "", "Practitioner/dr-okafor")
PATHS = {"patient-view": "chartside-chart", "order-sign": "chartside-orders"}


@pytest.fixture
def ehr() -> Iterator[DemoEHR]:
    with DemoEHR() as served:
        yield served


@dataclass
class Calls:
    """The EHR's calls of the service; its own clock tells the time."""

    client: Any
    hooking: Hooking

    async def __call__(self, hook: str, orders: tuple[str, ...] = (), **keep: bool) -> Any:
        listed = (await self.client.http.get("/cds-services")).json()["services"]
        service = next(one for one in listed if one["hook"] == hook)
        wanted = {key: one for key, one in service["prefetch"].items() if keep.get(key, True)}
        body = self.hooking.request(hook, NORA, list(orders), wanted)
        path = f"/cds-services/{PATHS[hook]}"
        token = self.hooking.call_token(f"https://chartside.example{path}")
        return await self.client.post(path, encode(body), token=token)


@pytest.fixture
async def calls(ehr: DemoEHR, open_client: Any) -> AsyncIterator[Calls]:
    hooking = ehr.page.hooking

    def now() -> datetime:
        return datetime.fromtimestamp(ehr.clock.now(), UTC)

    async with Web([ehr.origin]) as web:
        caller = Caller(
            ehr.origin,
            KeySet.fetched(web, hooking.jwks_url),
            jku=hooking.jwks_url,
            bases=(ehr.base,),
            origins=(ehr.origin,),
        )
        reader: Reader = WebReader(web)
        yield Calls(open_client(caller, reader=reader, clock=now), hooking)


async def test_its_chart_is_told_with_keys_that_were_fetched_from_it(calls: Calls) -> None:
    said = await calls("patient-view")
    assert said.status == 200
    assert any("spironolactone" in s for s in said.summaries)


async def test_its_draft_orders_are_checked(calls: Calls) -> None:
    said = await calls("order-sign", ("amoxicillin",))
    assert any("allergy to penicillin" in s for s in said.summaries)


async def test_what_it_does_not_prefetch_is_read_from_it(calls: Calls) -> None:
    whole = await calls("patient-view")
    part = await calls("patient-view", allergies=False, medications=False, patient=False)
    assert part.status == 200
    assert part.summaries == whole.summaries
