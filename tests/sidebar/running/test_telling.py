"""What a run in a worker tells whoever asked for it, and what it leaves on the desk."""

import asyncio
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest

from chartside.agent.stopping import STOPPED
from chartside.draft import Status
from chartside.errors import TooManyRuns, UsageError
from chartside.sidebar.running import Event, Job, Run, Runs, RunState
from chartside.sidebar.running.job import job_from_json
from chartside.sidebar.running.run import MOST_EVENTS
from chartside.sidebar.running.runs import MOST_KEPT
from chartside.signoff import SignoffStore

pytestmark = pytest.mark.asyncio(loop_scope="module")


def desk(job: Job) -> SignoffStore:
    return SignoffStore(f"{job.home}/signoff.db")  # type: ignore[arg-type]  # a path as text will do


async def test_a_worker_lays_an_unsigned_draft_on_the_desk(
    runs: Runs, job: Any, watch: Any
) -> None:
    run = await runs.start("anna", job())
    events = await watch.heard(run)
    assert run.state is RunState.ENDED
    assert events[-1].data == {"draft": run.draft_id, "status": "draft"}
    held = desk(job()).held(run.draft_id)
    assert held.draft.status is Status.DRAFT
    assert held.source == job().record
    assert any(watch.canary in s.text for s in held.draft.statements)


async def test_sentences_come_before_anybody_has_checked_them_and_say_no_verdict(
    runs: Runs, job: Any, watch: Any
) -> None:
    run = await runs.start("anna", job())
    events = await watch.heard(run)
    steps = [(e.name, e.data.get("step")) for e in events]
    sections = [e for e in events if e.name == "section"]
    checked = steps.index(("progress", "check"))
    assert sections[0].number < checked
    draft = desk(job()).draft(run.draft_id)
    assert {e.data["title"] for e in sections} == {s.title for s in draft.sections}
    told = [s for e in sections for s in e.data["statements"]]
    assert {frozenset(s) for s in told} == {frozenset({"text", "citations"})}
    assert all(c["reference"] for s in told for c in s["citations"])


async def test_progress_holds_nothing_of_the_chart(runs: Runs, job: Any, watch: Any) -> None:
    events = await watch.heard(await runs.start("anna", job()))
    steps = [e for e in events if e.name == "progress"]
    assert [e.number for e in events] == list(range(1, len(events) + 1))
    assert len(steps) > 10
    assert not [e for e in steps if watch.canary in repr(e) or "otassium" in repr(e)]


async def test_a_question_is_answered_as_it_is_written(runs: Runs, job: Any, watch: Any) -> None:
    run = await runs.start("anna", job(question="What was the last potassium?"))
    events = await watch.heard(run)
    (answer,) = [e for e in events if e.name == "answer"]
    assert "5.9" in answer.data["statements"][0]["text"]
    assert desk(job()).draft(run.draft_id).kind == "answer"


async def test_where_the_chart_is_silent_the_run_says_what_it_looked_for(
    runs: Runs, job: Any, watch: Any
) -> None:
    run = await runs.start("anna", job(question="Does she take warfarin?"))
    last = (await watch.heard(run))[-1]
    assert run.state is RunState.SILENT
    assert last.data["looked_for"]
    assert "warfarin" not in last.data["message"]


async def test_what_cannot_be_asked_for_fails_with_its_code_and_the_worker_goes_on(
    runs: Runs, job: Any, watch: Any
) -> None:
    failed = runs.counts()["failed"]
    wrong = [job(kind="sonnet"), job(length="endless"), job(resume="0" * 32)]
    for one in wrong:
        last = (await watch.heard(await runs.start("anna", one)))[-1]
        assert (last.name, last.data["code"], "draft" in last.data) == ("failed", "usage", False)
    missing = Job(job().record, "Patient/2", job().home)
    last = (await watch.heard(await runs.start("anna", missing)))[-1]
    assert last.data["code"] == "no-such-patient"
    assert (await watch.heard(await runs.start("anna", job())))[-1].name == "ended"
    assert runs.counts()["failed"] == failed + 4
    assert runs.counts()["workers"] == 1


async def test_who_comes_back_hears_only_what_was_missed(runs: Runs, job: Any, watch: Any) -> None:
    run = await runs.start("anna", job())
    whole = await watch.heard(run)
    assert [e async for e in run.follow(after=7)] == whole[7:]
    assert [e async for e in run.follow(after=whole[-1].number)] == []


async def test_hundreds_may_follow_and_who_leaves_or_dawdles_holds_nobody_up(
    runs: Runs, job: Any, watch: Any
) -> None:
    run = await runs.start("anna", job())

    async def leave() -> None:
        async with aclosing(run.follow()) as events:
            async for _ in events:
                return

    async def dawdle() -> list[Event]:
        return [e async for e in run.follow() if not await asyncio.sleep(0.01)]

    slow = asyncio.create_task(dawdle())
    heard = await asyncio.gather(*(watch.heard(run) for _ in range(200)), leave())
    assert run.over
    assert {len(events) for events in heard[:200]} == {len(run.events)}
    assert await slow == heard[0]


async def test_a_run_that_is_called_off_keeps_what_is_written_as_a_draft_that_says_so(
    runs: Runs, job: Any, watch: Any, stalling: Any
) -> None:
    run = await runs.start("anna", job(reasoner=stalling.reasoner))
    await watch.until(run, "section")
    await runs.cancel("anna", run.id)
    assert run.state is RunState.CANCELLED
    assert run.events[-1].data == {"draft": run.draft_id}
    draft = desk(job()).draft(run.draft_id)
    assert any(STOPPED in line for line in draft.set_aside)
    assert runs.counts()["died"] == 0


async def test_a_run_that_was_called_off_can_be_gone_on_with_and_tells_what_stood(
    runs: Runs, job: Any, watch: Any, stalling: Any
) -> None:
    run = await runs.start("anna", job(reasoner=stalling.reasoner))
    await watch.until(run, "section")
    await runs.cancel("anna", run.id)
    stalling.go_on()
    stood = {e.data["section"] for e in run.events if e.name == "section"}
    again = await runs.start("anna", job(resume=run.draft_id, reasoner=stalling.reasoner))
    events = await watch.heard(again)
    assert events[-1].data["draft"] == run.draft_id
    begun = next(n for n, e in enumerate(events) if e.name == "progress")
    assert {e.data["section"] for e in events[:begun]} == stood


async def test_a_run_that_waits_is_called_off_at_once(
    runs: Runs, job: Any, watch: Any, stalling: Any
) -> None:
    first = await runs.start("anna", job(reasoner=stalling.reasoner))
    second = await runs.start("anna", job())
    await watch.until(first, "section")
    assert second.state is RunState.WAITING
    await runs.cancel("anna", second.id)
    assert [(e.name, e.data) for e in second.events] == [("cancelled", {"draft": ""})]
    assert first.state is RunState.RUNNING
    await runs.cancel("anna", second.id)
    assert len(second.events) == 1
    await runs.cancel("anna", first.id)


async def test_nobody_has_more_runs_than_one_may_have(runs: Runs, job: Any) -> None:
    held = [await runs.start("dora", job()) for _ in range(2)]
    with pytest.raises(TooManyRuns) as refused:
        await runs.start("dora", job())
    assert refused.value.whose == "owner"
    held.append(await runs.start("emil", job()))
    for run in held:
        await runs.cancel(run.owner, run.id)
    await runs.cancel("dora", (await runs.start("dora", job())).id)


async def test_no_more_wait_than_may(job: Any) -> None:
    async with Runs(workers=0, waiting=2) as runs:
        for who in ("anna", "ben"):
            await runs.start(who, job())
        with pytest.raises(TooManyRuns) as refused:
            await runs.start("carla", job())
        assert refused.value.whose == "all"
        assert runs.counts()["waiting"] == 2
    assert runs.counts()["cancelled"] == 2


async def test_a_run_of_somebody_else_is_none(runs: Runs, job: Any) -> None:
    run = await runs.start("anna", job())
    for act in (lambda: runs.get("ben", run.id), lambda: runs.get("anna", "0" * 32)):
        with pytest.raises(UsageError, match="there is no such run"):
            act()
    with pytest.raises(UsageError, match="there is no such run"):
        await runs.cancel("ben", run.id)
    assert runs.of("ben") == ()
    assert run in runs.of("anna")
    await runs.cancel("anna", run.id)


async def test_a_run_is_not_gone_on_with_twice_at_once(
    runs: Runs, job: Any, watch: Any, stalling: Any
) -> None:
    run = await runs.start("anna", job(reasoner=stalling.reasoner))
    await watch.until(run, "section")
    with pytest.raises(UsageError, match="is being gone on with"):
        await runs.start("ben", job(resume=run.draft_id))
    await runs.cancel("anna", run.id)


async def test_a_run_that_is_over_is_forgotten_in_time(job: Any, watch: Any) -> None:
    async with Runs(keep=timedelta(0)) as runs:
        run = await runs.start("anna", job(kind="sonnet"))
        await watch.heard(run)
        await asyncio.sleep(0.05)  # the loop forgets it when it comes round to it
        with pytest.raises(UsageError, match="there is no such run"):
            runs.get("anna", run.id)


async def test_of_a_run_that_tells_too_much_steps_are_dropped_before_sentences(job: Any) -> None:
    run = Run("r", "anna", job(), "d")
    run.tell("section", {"title": "Allergies"})
    for n in range(MOST_EVENTS + 10):
        run.tell("progress", {"done": n})
    run.tell("ended", {"draft": "d", "status": "draft"})
    run.tell("progress", {"done": 0})
    events = [e async for e in run.follow()]
    assert len(events) == MOST_EVENTS
    assert events[0].name == "section"
    assert events[1].number > 2
    assert events[-1].name == "ended"


async def test_a_job_is_the_same_after_a_journey_as_json(job: Any) -> None:
    asked = job(focus="gout", language="de")
    assert job_from_json(asked.to_json()) == asked


@pytest.mark.parametrize(
    "odd", [None, [], {}, {"record": 1}, {"record": "r", "patient": "p", "home": "h", "sign": "y"}]
)
async def test_what_is_no_job_is_refused_without_repeating_it(odd: Any) -> None:
    with pytest.raises(UsageError, match="this is not a job"):
        job_from_json(odd)


async def test_runs_that_were_called_off_while_they_waited_take_no_room(job: Any) -> None:
    async with Runs(workers=0, per_owner=1, waiting=1) as runs:
        for _ in range(MOST_KEPT + 20):
            run = await runs.start("anna", job(dictation="x" * 1000))
            await runs.cancel("anna", run.id)
        assert runs.counts()["waiting"] == 0
        assert len(runs.of("anna")) == MOST_KEPT
