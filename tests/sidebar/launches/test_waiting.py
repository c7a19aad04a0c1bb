"""Whoever waits for an EHR before a signature holds up nobody else, and not without end."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chartside.errors import FHIRServerError, PolicyError
from chartside.sidebar.pulling import begin
from chartside.sidebar.visits import Signing, Visit

AT_ONCE = 16
"""Threads that may wait; the server has some forty."""


async def another(session: Any, **more: Any) -> Visit:
    """A visit of the same person to the same chart, its chart read."""
    old = session.visit
    visit = Visit(old.ehr, old.here, old.person, old.opened, old.snapshot, old.keys)
    opening = begin(visit, session.auth, **more)
    assert opening.task
    await opening.task
    assert visit.ready
    return visit


async def refreshed(visits: list[Any]) -> list[BaseException | None]:
    """What came of bringing all of these up to date at once, each in a thread of its own."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(len(visits)) as threads:
        asked = [loop.run_in_executor(threads, visit.refresh) for visit in visits]
        return await asyncio.gather(*asked, return_exceptions=True)


def busy(done: list[BaseException | None]) -> int:
    return sum(isinstance(one, FHIRServerError) and one.reason == "busy" for one in done)


async def test_a_person_waits_in_one_thread_and_in_no_second(scene: Any) -> None:
    session = await scene.launched(scene.browser())
    scene.ehr.faults.slow = 0.05
    assert busy(await refreshed([session.visit] * 8)) == 7
    scene.ehr.faults.slow = 0.0
    assert await refreshed([session.visit]) == [None]


async def test_some_threads_are_left_for_pages_however_many_wait(scene: Any) -> None:
    session = await scene.launched(scene.browser())
    visits = [await another(session) for _ in range(AT_ONCE + 3)]
    scene.ehr.faults.slow = 0.05
    done = asyncio.create_task(refreshed(visits))
    await asyncio.sleep(0.5)
    scene.ehr.faults.slow = 0.0
    assert busy(await done) == 3


async def test_an_ehr_that_does_not_answer_in_time_stops_the_signature(scene: Any) -> None:
    session = await scene.launched(scene.browser())
    visit = await another(session, patience=0.05)
    scene.ehr.faults.slow = 1.0
    with pytest.raises(FHIRServerError, match="slow"):
        await asyncio.to_thread(visit.refresh)


async def test_nothing_is_asked_for_a_person_who_may_not_sign(scene: Any) -> None:
    session = await scene.launched(scene.browser(), user="Practitioner/dr-novak")
    visit = session.visit
    assert visit.person.role == ""
    draft = await _drafted(scene, session)
    scene.ehr.faults.broken = 100  # whatever is asked fails
    with pytest.raises(PolicyError, match="may read here"):
        await asyncio.to_thread(visit.sign, draft, Signing("", "review"))


async def _drafted(scene: Any, session: Any) -> str:
    run = await scene.house.runs.start(session.name, session.visit.job())
    async for _ in run.follow():
        pass
    return str(run.draft_id)
