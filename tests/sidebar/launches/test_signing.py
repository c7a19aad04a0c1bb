"""Signing over a chart that the EHR changes, and what arrives there, without a browser."""

import asyncio
from typing import Any

import pytest

from chartside.errors import PolicyError, WebError
from chartside.sidebar.visits import Signing, Visit


async def drafted(scene: Any, visit: Visit) -> str:
    """A draft by the workers, for this patient."""
    run = await scene.house.runs.start("a test", visit.job("summary"))
    async for _ in run.follow():
        pass
    assert run.draft_id
    return str(run.draft_id)


async def signed(visit: Visit, draft: str) -> Any:
    """Read, and sign what was read."""
    seen = (await asyncio.to_thread(visit.read, draft)).seen
    return await asyncio.to_thread(visit.sign, draft, Signing(seen, "review"))


async def test_a_signed_document_arrives_in_the_record_with_its_signer(opening: Any) -> None:
    async with opening(write_back=True) as scene:
        session = await scene.launched(scene.browser())
        visit = session.visit
        scene.proven(session)
        document = await signed(visit, await drafted(scene, visit))
        written = None
        while written is None:
            page = await scene.in_the_record(session, "DocumentReference?patient=nora-lindqvist")
            written = next((one for one in page if document.decision_id in str(one)), None)
    assert written["docStatus"] == "final"
    assert "Dr. Adaeze Okafor" in str(written["author"])


async def test_a_chart_that_changed_sends_the_draft_back_to_be_read(scene: Any) -> None:
    session = await scene.launched(scene.browser())
    visit = session.visit
    scene.proven(session)
    draft = await drafted(scene, visit)
    seen = (await asyncio.to_thread(visit.read, draft)).seen
    scene.gets_a_result()
    with pytest.raises(PolicyError, match="changed since"):
        await asyncio.to_thread(visit.sign, draft, Signing(seen, "review"))
    assert await signed(visit, draft), "after it was checked and read again"


async def test_an_ehr_that_cannot_be_asked_stops_the_signature(scene: Any) -> None:
    session = await scene.launched(scene.browser())
    visit = session.visit
    scene.proven(session)
    draft = await drafted(scene, visit)
    seen = (await asyncio.to_thread(visit.read, draft)).seen
    scene.ehr.faults.broken = 10_000
    with pytest.raises(WebError):
        await asyncio.to_thread(visit.sign, draft, Signing(seen, "review"))


async def test_an_hour_after_the_login_nothing_is_signed_without_a_new_proof(scene: Any) -> None:
    session = await scene.launched(scene.browser())
    draft = await drafted(scene, session.visit)
    with pytest.raises(PolicyError, match="older than"):
        await signed(session.visit, draft)
