"""Which evidence a section needs, as tool calls, and the text a reader of it would get.

The plan is a function of the document kind, the manifest of the chart and the caller's own request.
No text of the record takes part in it, so no note can change what is asked or of whom.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final

from chartside.agent.authors.author import Evidence, numbered
from chartside.agent.scope import EVERYTHING, Scope
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
_ANY: Final = tuple(k for k in Kind if k not in {Kind.PATIENT, Kind.ADMINISTRATIVE})
_NOTES: Final = (Kind.DOCUMENT, Kind.REPORT, Kind.IMAGING)

SINCE: Final = "$since"
UNTIL: Final = "$until"
FOCUS: Final = "$focus"
CITED: Final = "$cited"
DICTATION: Final = "$dictation"
"""Where the bounds of the document stand in an argument (`chartside.agent.scope`)."""
_SPAN: Final = {"since": SINCE, "until": UNTIL, "cited": CITED}


def _new(part: str) -> tuple[_Call, ...]:
    """What is new of one part of the chart, in the time that the document tells of."""
    return (("changes", {"part": part, **_SPAN}, _ANY),)


def _told(query: str, limit: int, **more: str) -> tuple[_Call, ...]:
    """Passages of the notes of that time, by words that are always the same."""
    span = {"since": SINCE, "until": UNTIL}
    return (("search_notes", {"query": query, "limit": limit, **span, **more}, _NOTES),)


SOURCES: Final[Mapping[str, tuple[_Call, ...]]] = {
    "problems": (
        ("problems", {"standing": "active"}, (Kind.PROBLEM,)),
        ("problems", {"standing": "provisional"}, (Kind.PROBLEM,)),
    ),
    "past_problems": (
        ("problems", {"standing": "active"}, (Kind.PROBLEM,)),
        ("problems", {"standing": "past"}, (Kind.PROBLEM,)),
        ("problems", {"standing": "denied"}, (Kind.PROBLEM,)),
    ),
    "medicines": (("medications", {}, (Kind.MEDICATION, Kind.DISPENSE)),),
    "ended_medicines": (("medications", {"which": "past"}, (Kind.MEDICATION,)),),
    "allergies": (("find", {"kind": "allergy"}, (Kind.ALLERGY,)),),
    "results": (("lab_trend", {"only": "notable"}, (Kind.LAB,)),),
    "vitals": (("lab_trend", {"of": "vital"}, (Kind.VITAL,)),),
    "signs": (("lab_trend", {"of": "vital"}, (Kind.VITAL,)),),
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
    "plain_key_points": (
        ("find", {"kind": "patient"}, (Kind.PATIENT,)),
        ("lab_trend", {"only": "notable"}, (Kind.LAB,)),
        ("medications", {}, (Kind.MEDICATION,)),
        ("find", {"kind": "allergy"}, (Kind.ALLERGY,)),
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
    "person": (
        ("find", {"kind": "patient"}, (Kind.PATIENT,)),
        ("problems", {"standing": "active"}, (Kind.PROBLEM,)),
    ),
    "limits": (
        ("find", {"kind": "order", "status": "active"}, (Kind.ORDER,)),
        ("problems", {"standing": "active"}, (Kind.PROBLEM,)),
    ),
    "requests": (("find", {"kind": "order", "status": "active"}, (Kind.ORDER,)),),
    "changed_key_points": _new("all"),
    "changed_gaps": _new("all"),
    "changed_problems": _new("problem"),
    "changed_medicines": _new("medicine"),
    "changed_allergies": _new("allergy"),
    "changed_results": _new("result"),
    "changed_vitals": _new("vital"),
    "changed_events": _new("event"),
    "changed_orders": _new("order"),
    "changed_documents": _new("document"),
    **{
        f"dictated_{part}": (("read_note", {"note": DICTATION}, ()),)
        for part in ("subjective", "objective", "assessment", "plan")
    },
    "stay": _new("event"),
    "stay_course": _new("event"),
    "stay_notes": _told(
        "hospital course: presentation, treatment, response, complications, discharge", 4
    ),
    "medicines_then": (("medications", {"on": UNTIL}, (Kind.MEDICATION, Kind.DISPENSE)),),
    "problems_then": (
        ("problems", {"standing": "active"}, (Kind.PROBLEM,)),
        ("problems", {"standing": "past"}, (Kind.PROBLEM,)),
    ),
    "follow_up": _told("plan: follow-up, appointment, repeat, review, return, refer", 4),
    "subjective": _told(
        "complaint, history of present illness, symptoms: feels, reports, denies", 6, kind="note"
    ),
    "visit_plan": _told(
        "assessment and plan: start, stop, continue, repeat, refer", 6, kind="note"
    ),
    "story": (
        ("changes", {"part": "problem"}, (Kind.PROBLEM,)),
        ("changes", {"part": "medicine"}, (Kind.MEDICATION,)),
        ("encounters", {"which": "grave"}, (Kind.ENCOUNTER,)),
    ),
    "notes": (("search_notes", {"query": FOCUS, "limit": 8}, _NOTES),),
    "plain_problems": (("problems", {"standing": "active"}, (Kind.PROBLEM,)),),
    "plain_medicines": (("medications", {}, (Kind.MEDICATION, Kind.DISPENSE)),),
    "plain_allergies": (("find", {"kind": "allergy"}, (Kind.ALLERGY,)),),
    "plain_results": (
        ("lab_trend", {"only": "notable"}, (Kind.LAB,)),
        ("lab_trend", {"of": "vital"}, (Kind.VITAL,)),
    ),
    "plain_plans": (("find", {"kind": "order", "status": "active"}, (Kind.ORDER,)),),
    "plain_visits": (("encounters", {"limit": 12}, (Kind.ENCOUNTER,)),),
}
"""What each name in a document kind's `evidence` stands for."""

WITH_CONFLICTS: Final = frozenset(
    {
        "key_points",
        "gaps",
        "changed_key_points",
        "changed_gaps",
        "plain_key_points",
        "plain_medicines",
        "plain_results",
        "dictated_subjective",
        "dictated_objective",
        "dictated_assessment",
    }
)
"""Evidence to which the chart's disagreements with itself belong."""

OF_CHANGES: Final = frozenset({"changed_key_points", "changed_gaps"})
"""The same of what is new alone."""


def planned(
    kind: DocumentKind, manifest: Mapping[str, int], scope: Scope = EVERYTHING
) -> list[Call]:
    """The tool calls that a document needs on a chart with this much of each kind.

    A call that needs what the scope does not give, as the words of a focus, is not made.

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
        Call(section=section.id, tool=tool, arguments=filled)
        for section in kind.sections
        for name in section.evidence
        for tool, arguments, kinds in SOURCES[name]
        if (not kinds or any(manifest.get(k) for k in kinds))
        and (filled := _filled(arguments, scope)) is not None
    ]


def _filled(arguments: Mapping[str, Any], scope: Scope) -> dict[str, Any] | None:
    """The arguments with the bounds of the document in them; None where it lacks what is asked."""
    given = {
        SINCE: scope.since,
        UNTIL: scope.until,
        FOCUS: scope.focus,
        CITED: list(scope.cited),
        DICTATION: scope.dictation,
    }
    found = {name: given.get(value, value) for name, value in arguments.items()}
    if any(needed in arguments.values() and not given[needed] for needed in (FOCUS, DICTATION)):
        return None
    return {name: value for name, value in found.items() if value not in ("", [])}


async def run(chart: Chart, call: Call) -> Found[Row]:
    """One call of the plan."""
    return await TOOLS[call["tool"]].call(chart, call["arguments"])


Ask = Callable[[Chart, Call], Awaitable[Found[Row]]]
"""`run`, or something that remembers what it ran."""


def wants_conflicts(section: SectionSpec) -> bool:
    """Whether the chart's disagreements are part of this section's evidence."""
    return not WITH_CONFLICTS.isdisjoint(section.evidence)


async def assembled(
    chart: Chart,
    gathered: Gathered,
    conflicts: Iterable[Finding],
    scope: Scope = EVERYTHING,
    ask: Ask = run,
) -> Evidence:
    """The evidence of a section again, from what was recorded of it.

    The tools are deterministic on one chart, so what was gathered need not be stored. A row none of
    whose entries belongs to the section, and a conflict that rests on others too, are left out.
    """
    found = await asyncio.gather(*(ask(chart, call) for call in gathered["calls"]))
    read = frozenset(gathered["references"])
    return Evidence(
        chart=chart,
        rows=tuple(r for page in found for r in page.items if not read.isdisjoint(r.references)),
        read=read,
        conflicts=tuple(c for c in conflicts if read.issuperset(x.reference for x in c.citations)),
        since=parse_when(scope.since) if scope.since else None,
        focus=scope.focus,
        until=parse_when(scope.until) if scope.until else None,
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
