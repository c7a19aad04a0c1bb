"""What the extractive author says of a chart, one kind of evidence at a time."""

from collections.abc import Awaitable, Callable, Sequence

import pytest

from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.agent.evidence import assembled, manifest_of, planned, run
from chartside.agent.scope import Scope
from chartside.agent.state import Gathered
from chartside.draft import Finding, Statement
from chartside.fhir.chart import Chart
from chartside.grounding import find_conflicts
from chartside.prompts.kinds import DocumentKind, SectionSpec

Told = Callable[..., Awaitable[list[str]]]


async def statements(
    chart: Chart, name: str, conflicts: Sequence[Finding] = (), since: str = ""
) -> tuple[Statement, ...]:
    section = SectionSpec("s", "S", (name,), 100)
    kind = DocumentKind("k", 1, "K", "a test", 100, "First.", (section,), "Write.", "0" * 64)
    calls = planned(kind, manifest_of(chart))
    pages = [await run(chart, call) for call in calls]
    read = [ref for page in pages for row in page.items for ref in row.references]
    read += [c.reference for finding in conflicts for c in finding.citations]
    evidence = await assembled(
        chart, Gathered(calls=calls, references=read), conflicts, Scope(since)
    )
    return await Extractive().write(Task("k", section, "Write.", evidence))


@pytest.fixture
def told() -> Told:
    """`await told(chart, "problems")`: the sentences, conflicts of the chart included."""

    async def sentences(chart: Chart, name: str, since: str = "") -> list[str]:
        written = await statements(chart, name, find_conflicts(chart), since)
        assert all(s.citations for s in written)
        assert all(chart.get(c.reference) for s in written for c in s.citations)
        assert len({s.text for s in written}) == len(written)
        return [s.text for s in written]

    return sentences
