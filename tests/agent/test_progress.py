"""What a run tells whoever waits: steps and counts, in order, and never what is in the chart."""

from collections.abc import Callable
from typing import Any

from chartside.agent.graph import build_graph
from chartside.agent.progress import STEPS, Progress, Reporter

Runs = Callable[..., Any]


async def told(begun: Any) -> list[Progress]:
    heard: list[Progress] = []
    reporter = Reporter(heard.append)
    start = {"draft_id": "d1", "patient": "Patient/1", "as_of": "2026-01-01T00:00:00+00:00"}
    async for task in build_graph(begun.saver).astream(
        start, begun.config, context=begun.context, stream_mode="tasks"
    ):
        reporter.take(task)
    return heard


async def test_steps_are_told_in_the_order_of_the_graph_and_the_last_one_waits(
    make: Any, run: Runs
) -> None:
    heard = await told(run(make.record(*make.small())))
    order = list(dict.fromkeys(p.step for p in heard))
    assert order == ["open", "survey", "plan", "gather", "write", "check", "review"]
    assert heard[-1] == Progress("review", "waiting")


async def test_writing_counts_up_to_all_the_sections(make: Any, run: Runs) -> None:
    written = [p for p in await told(run(make.record(*make.small()))) if p.step == "write"]
    finished = [p for p in written if p.event == "finished"]
    assert [p.done for p in finished] == list(range(1, len(finished) + 1))
    assert {p.total for p in finished} == {len(finished)}
    assert finished[-1].words == f"writing, {len(finished)} of {len(finished)} sections"


async def test_checking_says_how_many_sentences_are_supported(make: Any, run: Runs) -> None:
    heard = await told(run(make.record(*make.small())))
    (done,) = [p for p in heard if (p.step, p.event) == ("check", "finished")]
    assert done.done == done.total > 4
    assert done.words == f"checking every sentence, {done.done} of {done.total} sentences supported"


async def test_progress_holds_nothing_of_the_chart(make: Any, run: Runs) -> None:
    for heard in await told(run(make.record(*make.small()))):
        assert heard.step in STEPS
        assert heard.words.startswith(STEPS[heard.step])
        assert "sthma" not in repr(heard)
