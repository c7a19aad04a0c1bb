"""Which evidence a section needs, as tool calls, and the text a reader of it would get.

The plan is a function of the document kind, the manifest of the chart and the caller's own request.
No text of the record takes part in it, so no note can change what is asked or of whom.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final

from chartside.agent.authors.author import Evidence, numbered
from chartside.agent.state import Call, Gathered
from chartside.draft import Finding
from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind
from chartside.fhir.found import Found
from chartside.fhir.when import parse_when
from chartside.prompts.kinds import DocumentKind, SectionSpec, document_kind
from chartside.tools import TOOLS, Row

_Call = tuple[str, dict[str, Any], tuple[Kind, ...]]
"""Tool, arguments, and the kinds without any of which the call has nothing to find."""

_DOUBTFUL: Final = (
    *(Kind.LAB, Kind.DOCUMENT, Kind.REPORT, Kind.IMAGING, Kind.MEDICATION, Kind.DISPENSE),
)
SOURCES: Final[Mapping[str, tuple[_Call, ...]]] = {
    "problems": (
        ("problems", {"standing": "active"}, (Kind.PROBLEM,)),
        ("problems", {"standing": "provisional"}, (Kind.PROBLEM,)),
    ),
    "past_problems": (
        ("problems", {"standing": "active"}, (Kind.PROBLEM,)),
        ("problems", {"standing": "past"}, (Kind.PROBLEM,)),
    ),
    "medicines": (("medications", {}, (Kind.MEDICATION, Kind.DISPENSE)),),
    "ended_medicines": (("medications", {"which": "past"}, (Kind.MEDICATION,)),),
    "allergies": (("find", {"kind": "allergy"}, (Kind.ALLERGY,)),),
    "results": (("lab_trend", {"only": "notable"}, (Kind.LAB,)),),
    "vitals": (("lab_trend", {"of": "vital"}, (Kind.VITAL,)),),
    "assessments": (("assessments", {"limit": 25}, (Kind.SURVEY, Kind.OBSERVATION)),),
    "procedures": (
        ("procedures", {}, (Kind.PROCEDURE,)),
        ("find", {"kind": "device"}, (Kind.DEVICE,)),
    ),
    "imaging": (("reports", {}, (Kind.IMAGING, Kind.REPORT)),),
    "encounters": (
        ("encounters", {"which": "grave"}, (Kind.ENCOUNTER,)),
        ("encounters", {"limit": 12}, (Kind.ENCOUNTER,)),
    ),
    "immunizations": (("immunizations", {}, (Kind.IMMUNIZATION,)),),
    "background": (("background", {}, (Kind.FAMILY, Kind.SOCIAL, Kind.PROBLEM)),),
    "plans": (
        ("find", {"kind": "order", "status": "active"}, (Kind.ORDER,)),
        ("find", {"kind": "goal"}, (Kind.GOAL,)),
        ("find", {"kind": "plan"}, (Kind.PLAN,)),
    ),
    "gaps": (("gaps", {}, _DOUBTFUL), ("encounters", {"limit": 12}, (Kind.ENCOUNTER,))),
    "key_points": (
        ("find", {"kind": "patient"}, (Kind.PATIENT,)),
        ("find", {"kind": "order", "status": "active"}, (Kind.ORDER,)),
        ("problems", {"standing": "active"}, (Kind.PROBLEM,)),
        ("lab_trend", {"only": "notable"}, (Kind.LAB,)),
        ("lab_trend", {"of": "vital"}, (Kind.VITAL,)),
        ("assessments", {"words": "cause of death"}, (Kind.OBSERVATION,)),
        ("assessments", {"limit": 25}, (Kind.SURVEY, Kind.OBSERVATION)),
        ("find", {"kind": "imaging", "words": "ejection fraction"}, (Kind.IMAGING,)),
        ("encounters", {"which": "grave"}, (Kind.ENCOUNTER,)),
        ("medications", {}, (Kind.MEDICATION,)),
        ("find", {"kind": "allergy"}, (Kind.ALLERGY,)),
    ),
}
"""What each name in a document kind's `evidence` stands for."""

WITH_CONFLICTS: Final = frozenset({"key_points", "gaps"})
"""Evidence to which the chart's disagreements with itself belong."""


def planned(kind: DocumentKind, manifest: Mapping[str, int]) -> list[Call]:
    """The tool calls that a document needs on a chart with this much of each kind.

    Raises:
        UsageError: The kind asks for evidence that nobody knows how to gather.
    """
    unknown = {e for s in kind.sections for e in s.evidence} - SOURCES.keys()
    if unknown:
        raise UsageError(
            f"document kind {kind.id} asks for unknown evidence: {', '.join(sorted(unknown))}; "
            f"there is {', '.join(sorted(SOURCES))}"
        )
    return [
        Call(section=section.id, tool=tool, arguments={**arguments})
        for section in kind.sections
        for name in section.evidence
        for tool, arguments, kinds in SOURCES[name]
        if any(manifest.get(k) for k in kinds)
    ]


async def run(chart: Chart, call: Call) -> Found[Row]:
    """One call of the plan."""
    return await TOOLS[call["tool"]].call(chart, call["arguments"])


Ask = Callable[[Chart, Call], Awaitable[Found[Row]]]
"""`run`, or something that remembers what it ran."""


def wants_conflicts(section: SectionSpec) -> bool:
    """Whether the chart's disagreements are part of this section's evidence."""
    return not WITH_CONFLICTS.isdisjoint(section.evidence)


async def assembled(
    chart: Chart, gathered: Gathered, conflicts: Iterable[Finding], since: str, ask: Ask = run
) -> Evidence:
    """The evidence of a section again, from what was recorded of it.

    The tools are deterministic on one chart, so what was gathered need not be stored.
    """
    found = await asyncio.gather(*(ask(chart, call) for call in gathered["calls"]))
    return Evidence(
        chart=chart,
        rows=tuple(row for page in found for row in page.items),
        read=frozenset(gathered["references"]),
        conflicts=tuple(conflicts),
        since=parse_when(since) if since else None,
    )


def manifest_of(chart: Chart) -> dict[str, int]:
    """How many live entries the chart holds of each kind."""
    counts: dict[str, int] = {}
    for entry in chart.entries:
        counts[entry.kind.value] = counts.get(entry.kind.value, 0) + entry.live
    return counts


def evidence_text(chart: Chart, kind: str = "summary") -> str:
    """All evidence for a document as compact lines, each call once under its query.

    This is what the sections are written from. For code that runs no event loop.
    """
    plan = planned(document_kind(kind), manifest_of(chart))
    unique: dict[str, Call] = {f"{c['tool']}{sorted(c['arguments'].items())}": c for c in plan}
    return asyncio.run(_text(chart, list(unique.values())))


async def _text(chart: Chart, calls: list[Call]) -> str:
    numbers: dict[str, int] = {}
    lines: list[str] = []
    for call in calls:
        page = await run(chart, call)
        cut = f", the first {len(page.items)} of {page.total}" if page.truncated else ""
        lines += [f"# {page.query}{cut}", *numbered(page.items, numbers)]
    return "\n".join(lines)
