"""Whoever waits for an EHR before a signature holds up nobody else, and not without end."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chartside.errors import FHIRServerError, PolicyError
from chartside.sidebar.pulling import begin
from chartside.sidebar.visits import Signing, Visit

AT_ONCE = 16
"""Threads that may wait; the server has some forty."""


async def another(session: Any) -> Visit:
    """A visit of the same person to the same chart, who waits half a second and not a minute."""
    old = session.visit
    visit = Visit(old.ehr, old.here, old.person, old.opened, old.snapshot, old.keys)
    opening = begin(visit, session.auth, patience=0.5)
    assert opening.task
    opening.task.cancel()  # the chart is read already
    return visit


async def refreshed(visits: list[Any]) -> list[BaseException | None]:
    """What came of bringing all of these up to date at once, each in a thread of its own."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(len(visits)) as threads:
        asked = [loop.run_in_executor(threads, visit.refresh) for visit in visits]
        return await asyncio.gather(*asked, return_exceptions=True)


def counted(done: list[BaseException | None]) -> dict[str, int]:
    """How many were refused, by the reason."""
    assert all(isinstance(one, FHIRServerError) for one in done)
    return Counter(one.reason for one in done if isinstance(one, FHIRServerError))


async def test_a_person_waits_in_one_thread_and_in_no_second(scene: Any) -> None:
    visit = await another(await scene.launched(scene.browser()))
    scene.ehr.faults.slow = 1.0
    assert counted(await refreshed([visit] * 8)) == {"busy": 7, "slow": 1}
    assert counted(await refreshed([visit])) == {"slow": 1}


async def test_some_threads_are_left_for_pages_however_many_wait(scene: Any) -> None:
    session = await scene.launched(scene.browser())
    visits = [await another(session) for _ in range(AT_ONCE + 3)]
    scene.ehr.faults.slow = 1.0
    assert counted(await refreshed(visits)) == {"busy": 3, "slow": AT_ONCE}


async def test_nothing_is_asked_for_a_person_who_may_not_sign(scene: Any) -> None:
    session = await scene.launched(scene.browser(), user="Practitioner/dr-novak")
    visit = session.visit
    assert visit.person.role == ""
    draft = await _drafted(scene, await scene.launched(scene.browser()))
    scene.ehr.faults.broken = 100  # whatever is asked fails
    with pytest.raises(PolicyError, match="may read here"):
        await asyncio.to_thread(visit.sign, draft, Signing("", "review"))


async def _drafted(scene: Any, session: Any) -> str:
    run = await scene.house.runs.start(session.name, session.visit.job())
    async for _ in run.follow():
        pass
    return str(run.draft_id)
