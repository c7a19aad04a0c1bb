"""What one launch may not read in the chart, it does not read in a draft either."""

import asyncio
from typing import Any

import pytest

from chartside.errors import PolicyError

WITHHELD = frozenset({"patient/ServiceRequest.rs", "patient/Goal.rs"})


async def drafted(scene: Any, visit: Any) -> str:
    run = await scene.house.runs.start("a test", visit.job("summary"))
    async for _ in run.follow():
        pass
    assert run.draft_id
    return str(run.draft_id)


async def test_a_draft_that_rests_on_what_a_launch_may_not_read_is_not_shown_to_it(
    scene: Any,
) -> None:
    wide = (await scene.launched(scene.browser())).visit
    draft = await drafted(scene, wide)
    cited = {c.reference for s in wide.held(draft).draft.statements for c in s.citations}
    assert any(reference.startswith("ServiceRequest/") for reference in cited)

    scene.ehr.faults.withheld = WITHHELD
    browser = scene.browser()
    narrow = (await scene.launched(browser, user="Practitioner/nurse-petersen")).visit
    with pytest.raises(PolicyError, match="may not read"):
        await asyncio.to_thread(narrow.held, draft)
    answer = await browser.get(f"{scene.url}/drafts/{draft}")
    assert answer.status_code == 403
    assert "nodule" not in answer.text


async def test_what_a_launch_was_not_granted_is_said_in_its_chart(scene: Any) -> None:
    scene.ehr.faults.withheld = WITHHELD
    chart = (await scene.launched(scene.browser())).visit.chart()
    (said,) = [one.reason for one in chart.set_aside if "(forbidden)" in one.reason]
    assert "ServiceRequest" in said
    assert "Goal" in said
    assert "BodyStructure" not in said, "nobody asked for it"


async def test_a_source_that_is_gone_from_the_chart_hides_no_draft(scene: Any) -> None:
    visit = (await scene.launched(scene.browser())).visit
    draft = await drafted(scene, visit)
    chart = visit.chart()
    chart.__dict__.pop("_by_reference", None)
    object.__setattr__(chart, "entries", chart.entries[:50])
    assert visit.held(draft).draft.id == draft
