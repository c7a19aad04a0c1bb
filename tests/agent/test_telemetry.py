"""Spans of a run: ids and counts, and no word of the chart."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chartside.agent.graph import build_graph
from chartside.agent.telemetry import traced
from chartside.errors import SourceError

CANARY = "Xanthippe-canary"
_spans = InMemorySpanExporter()
_provider = TracerProvider()
_provider.add_span_processor(SimpleSpanProcessor(_spans))
trace.set_tracer_provider(_provider)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    _spans.clear()
    yield _spans
    _spans.clear()


async def go(begun: Any, **more: Any) -> Any:
    graph = build_graph(InMemorySaver(), around=traced)
    start: Any = {"draft_id": "d1", "patient": "Patient/1", **more}
    return await graph.ainvoke(start, begun.config, context=begun.context, durability="sync")


async def test_each_step_is_a_span_with_ids_and_counts(
    make: Any, run: Any, spans: InMemorySpanExporter
) -> None:
    await go(run(make.record(*make.small())))
    held = {s.name: dict(s.attributes or {}) for s in spans.get_finished_spans()}
    assert {"chartside.open", "chartside.gather", "chartside.write", "chartside.check"} <= set(held)
    assert held["chartside.gather"]["chartside.draft_id"] == "d1"
    assert held["chartside.gather"]["chartside.rows"]
    assert held["chartside.check"]["chartside.sentences"]
    assert all("error.type" not in attributes for attributes in held.values())


async def test_no_span_holds_a_word_of_the_chart_or_the_question(
    make: Any, run: Any, spans: InMemorySpanExporter
) -> None:
    person = {"resourceType": "Patient", "id": "1", "name": [{"family": CANARY}]}
    resources = (
        make.problem("p", CANARY),
        make.lab("k", 5.9, code={"text": CANARY}),
        make.note("n", CANARY),
    )
    begun = run(make.record(*resources, patient=person))
    await go(begun)
    begun.thread = "d2"
    await go(begun, question=f"Does she have {CANARY}?", kind="answer", draft_id="d2")
    held = spans.get_finished_spans()
    assert len(held) > 12
    assert not [s.name for s in held if CANARY in s.to_json()]


async def test_a_failure_is_told_by_its_type_alone(
    make: Any, run: Any, spans: InMemorySpanExporter
) -> None:
    def broken(*_: Any) -> Any:
        raise SourceError(CANARY)

    with pytest.raises(SourceError):
        await go(run(make.record(*make.small()), check=broken))
    (failed,) = [s for s in spans.get_finished_spans() if (s.attributes or {}).get("error.type")]
    assert (failed.name, failed.attributes["error.type"]) == ("chartside.check", "SourceError")  # type: ignore[index]  # it has them: they were asked for
    assert CANARY not in failed.to_json()
    assert not failed.events


def test_without_opentelemetry_a_node_is_left_as_it_is() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from chartside.agent.telemetry import traced\n"
        "assert traced('open', len) is len"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
