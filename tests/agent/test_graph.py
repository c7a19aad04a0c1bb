"""The graph: its shape, its loops, and what ends it."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.types import Command

from chartside.agent import nodes
from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.agent.context import Context
from chartside.agent.graph import build_graph
from chartside.draft import Author, Citation, Draft, Section, Severity, Statement, Status, Verdict
from chartside.errors import NothingToSay, PolicyError, SourceError, UsageError
from chartside.fhir.chart import Chart
from chartside.signoff import Decision, SignoffStore

Runs = Callable[..., Any]


def test_the_graph_is_the_one_of_the_design() -> None:
    drawn = build_graph().get_graph()
    edges = {(e.source, e.target) for e in drawn.edges}
    assert edges == {
        ("__start__", "open"),
        ("open", "survey"),
        ("survey", "plan"),
        ("plan", "gather"),
        ("gather", "gather"),
        ("gather", "plan"),
        ("gather", "write"),
        ("gather", "check"),
        ("write", "check"),
        ("check", "write"),
        ("check", "review"),
        ("review", "review"),
        ("review", "file"),
        ("review", "__end__"),
        ("file", "__end__"),
    }


def test_nothing_leads_to_filing_but_the_review() -> None:
    drawn = build_graph().get_graph()
    assert {e.source for e in drawn.edges if e.target == "file"} == {"review"}


def test_what_a_run_is_given_holds_no_way_to_sign(make: Any, run: Runs) -> None:
    context: Context = run(make.record(*make.small())).context
    held = {name for part in (context, context.desk) for name in dir(part)}
    assert not {n for n in held if "sign" in n.lower() or "unlock" in n.lower()}


async def test_a_run_waits_for_a_person_with_the_drafts_id_and_nothing_else(
    make: Any, run: Runs
) -> None:
    begun = run(make.record(*make.small()))
    state = await begun.go()
    assert [i.value for i in state["__interrupt__"]] == [{"draft": "d1"}]
    assert await begun.next() == ("review",)


async def test_sections_are_written_side_by_side_each_from_its_own_evidence(
    make: Any, run: Runs
) -> None:
    seen: dict[str, frozenset[str]] = {}

    class Watching(Extractive):
        async def write(self, task: Task) -> tuple[Statement, ...]:
            seen[task.section.id] = task.evidence.read
            return await super().write(task)

    await run(make.record(*make.small()), author=Watching()).go()
    assert seen["problems"] == {"Condition/asthma"}
    assert seen["medicines"] == {"MedicationRequest/losartan"}
    assert seen["allergies"] == {"AllergyIntolerance/penicillin"}
    assert "procedures" not in seen


class Scripted(Extractive):
    """Writes one sentence a section, citing what it is told to cite."""

    def __init__(self, *cited: str) -> None:
        self.cited = cited
        self.calls: list[Task] = []
        self.number = count(1)

    @property
    def identity(self) -> Author:
        return Author("scripted")

    async def write(self, task: Task) -> tuple[Statement, ...]:
        self.calls.append(task)
        text = f"Sentence {next(self.number)} of {task.section.id}."
        return (Statement(text, tuple(Citation(ref) for ref in self.cited)),)


async def test_what_cites_something_that_was_not_read_is_dropped_and_counted(
    make: Any, run: Runs
) -> None:
    author = Scripted("Condition/asthma")
    state = await run(make.record(*make.small()), author=author).go()
    written = {name for name, held in state["sections"].items() if held}
    assert written == {"key_points", "problems", "past"}
    assert state["left_out"]["allergies"] == [
        "allergies: 1 sentence without a source that was read"
    ]


@pytest.mark.parametrize(
    "cited", [(), ("Condition/of-another",), ("Condition/asthma", "Patient/2")]
)
async def test_a_document_of_sentences_without_a_source_is_none(
    cited: tuple[str, ...], make: Any, run: Runs
) -> None:
    begun = run(make.record(*make.small()), author=Scripted(*cited))
    with pytest.raises(NothingToSay):
        await begun.go()


async def test_a_section_that_finds_no_room_says_how_many_sentences_it_left_out(
    make: Any, run: Runs
) -> None:
    many = [make.problem(f"p{n}", f"Disease {n}") for n in range(43)]
    begun = run(make.record(*many))
    state = await begun.go()
    assert len(state["sections"]["problems"]) == 40
    (draft,) = [d for d in [_draft(begun)] if d]
    assert "left out, problems: 3 sentences more than the 40 it may have" in draft.set_aside


def _draft(begun: Any) -> Draft:
    return SignoffStore(begun.desk._store.path).draft("d1")


def finding(verdict: Verdict, where: Iterable[str]) -> Callable[[Draft, Chart], Draft]:
    """A checker that finds this verdict in sections of these titles, and all else supported."""
    titles = set(where)

    def check(draft: Draft, _: Chart) -> Draft:
        return replace(
            draft,
            sections=tuple(
                Section(
                    s.title,
                    tuple(
                        x.judged(
                            verdict if s.title in titles else Verdict.SUPPORTED,
                            Severity.HIGH,
                            ("said otherwise",),
                        )
                        for x in s.statements
                    ),
                )
                for s in draft.sections
            ),
        )

    return check


@pytest.mark.parametrize("verdict", [Verdict.CONTRADICTED, Verdict.NOT_FOUND])
async def test_a_failing_section_goes_back_with_its_reasons_at_most_twice_and_then_stays_marked(
    verdict: Verdict, make: Any, run: Runs
) -> None:
    author = Scripted("Condition/asthma")
    begun = run(
        make.record(*make.small()), author=author, check=finding(verdict, ["Active problems"])
    )
    state = await begun.go()
    again = [task for task in author.calls if task.earlier]
    assert [task.section.id for task in again] == ["problems", "problems"]
    assert all(task.earlier[0].reasons == ("said otherwise",) for task in again)
    assert [h["verdict"] for h in state["sections"]["problems"]] == [verdict.value]
    assert state["rounds"] == 3


async def test_what_cannot_be_checked_is_not_written_again(make: Any, run: Runs) -> None:
    author = Scripted("Condition/asthma")
    check = finding(Verdict.NOT_CHECKABLE, ["Active problems"])
    await run(make.record(*make.small()), author=author, check=check).go()
    assert not [task for task in author.calls if task.earlier]


async def test_an_author_that_has_nothing_else_to_say_is_asked_once(make: Any, run: Runs) -> None:
    asked: list[str] = []

    class Stubborn(Extractive):
        async def write(self, task: Task) -> tuple[Statement, ...]:
            if task.earlier:
                asked.append(task.section.id)
                return tuple(replace(s, verdict=None, reasons=()) for s in task.earlier)
            return await super().write(task)

    check = finding(Verdict.CONTRADICTED, ["Active problems"])
    await run(make.record(*make.small()), author=Stubborn(), check=check).go()
    assert asked == ["problems"]


async def test_the_extractive_author_says_it_more_plainly_when_it_fails(
    make: Any, run: Runs
) -> None:
    check = finding(Verdict.CONTRADICTED, ["Active problems"])
    state = await run(make.record(*make.small()), check=check).go()
    assert [h["text"] for h in state["sections"]["problems"]] == ["Asthma in 1998."]


PAYLOADS: list[Any] = [
    "signed",
    {"status": "signed"},
    {"draft": "d1", "status": "signed", "signed": True},
    True,
    ["sign", "d1"],
    {"outcome": "signed", "filed": "summary.md"},
    1,
    "",
    {},
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
async def test_no_payload_of_a_resume_signs_or_files(payload: Any, make: Any, run: Runs) -> None:
    begun = run(make.record(*make.small()))
    await begun.go()
    state = await begun.go(Command(resume=payload))
    assert await begun.next() == ("review",)
    assert "outcome" not in state
    assert begun.desk.decision("d1") is None
    assert _draft(begun).status is Status.DRAFT


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)  # what a checkpoint can hold
    | st.text()
    | st.sampled_from(["signed", "d1", "sign", "file", "review", "resume", "approved"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["status", "outcome", "draft", "goto", "filed"]), inner)
    ),
    max_leaves=6,
).filter(lambda payload: payload is not None)
"""`Command(resume=None)` is no resume: LangGraph 1.2 fails on it before any node runs."""


@given(payload=ODD)
@settings(max_examples=30, deadline=None)
async def test_no_payload_that_anyone_can_think_of_moves_a_draft(
    waiting: Callable[[Path], Any], payload: Any
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begun = waiting(Path(folder))
        await begun.go()
        await begun.go(Command(resume=payload))
        assert await begun.next() == ("review",)
        assert begun.desk.decision("d1") is None


async def test_a_state_that_says_signed_does_not_file_what_the_store_calls_open(
    make: Any, run: Runs
) -> None:
    begun = run(make.record(*make.small()))
    await begun.go()
    graph = build_graph(begun.saver)
    await graph.aupdate_state(begun.config, {"outcome": "signed"}, as_node="review")
    with pytest.raises(PolicyError, match="not signed: it cannot leave"):
        await begun.go(Command(goto="file"))
    assert not list(make.folder.glob("documents/*"))


async def test_filing_without_a_signed_outcome_is_refused(make: Any, run: Runs) -> None:
    filed: list[str] = []
    begun = run(make.record(*make.small()), file=lambda d: filed.append(d) or "x")
    await begun.go()
    with pytest.raises(PolicyError):
        nodes.file({"draft_id": "d1", "outcome": "declined"}, _Runtime(begun.context))
    assert filed == []


class _Runtime:
    def __init__(self, context: Context) -> None:
        self.context = context


@pytest.mark.parametrize("status", [Status.DECLINED, Status.SUPERSEDED, Status.EXPIRED])
async def test_a_draft_that_ended_unsigned_ends_its_run_unfiled(
    status: Status, make: Any, run: Runs
) -> None:
    class Decided:
        """A desk on which everything was decided already."""

        def propose(self, draft: Draft) -> None:
            self.draft = draft

        def decision(self, draft_id: str) -> Decision:
            return Decision(draft_id, status, 1)

    begun = run(make.record(*make.small()), desk=Decided())
    state = await begun.go()
    assert state["outcome"] == status.value
    assert "filed" not in state
    assert await begun.next() == ()


async def test_an_empty_chart_gives_nothing_to_say(make: Any, run: Runs) -> None:
    with pytest.raises(NothingToSay, match="holds nothing to write about"):
        await run(make.record()).go()


async def test_an_unknown_kind_is_refused_before_anything_is_read(make: Any, run: Runs) -> None:
    with pytest.raises(UsageError, match="no document kind 'poem'"):
        await run(make.record(*make.small())).go(kind="poem")


async def test_a_moment_that_is_none_is_refused(make: Any, run: Runs) -> None:
    with pytest.raises(UsageError, match="as_of must be a date and time"):
        await run(make.record(*make.small())).go(as_of="yesterday")


async def test_a_record_that_changed_since_the_run_began_is_not_mixed_into_its_draft(
    make: Any, run: Runs
) -> None:
    begun = run(make.record(*make.small()))
    await begun.go()
    changed = make.record(*make.small(), make.problem("gout", "Gout"))
    resumed = run(changed)
    resumed.saver = begun.saver
    await resumed.go(Command(resume="x"))  # waiting needs no chart
    graph = build_graph(begun.saver)
    history = [s async for s in graph.aget_state_history(begun.config)]
    before = next(s for s in history if s.next == ("check",))
    with pytest.raises(SourceError, match="record changed after draft d1 was begun"):
        await graph.ainvoke(None, before.config, context=resumed.context)


async def test_a_chart_with_one_observation_gives_a_document(make: Any, run: Runs) -> None:
    flow = make.vital("v", "19935-6", "Peak flow", 300, "L/min", "2001-12-01")
    for only in (make.lab("k", 4.1), make.lab("t", 999), flow):
        state = await run(make.record(only)).go()
        assert [len(held) for held in state["sections"].values() if held]


async def test_why_a_document_was_not_read_is_set_aside_and_in_no_sentence(
    make: Any, run: Runs
) -> None:
    scan = make.note("scan", "x", kind="image/png")
    state = await run(make.record(scan, *make.small())).go()
    (reason,) = [said for said in state["set_aside"] if said.startswith("DocumentReference/scan: ")]
    reason = reason.partition("text was not read: ")[2]
    told = [s["text"] for held in state["sections"].values() for s in held]
    assert reason
    assert any(t.endswith("was not read.") for t in told)
    assert not any(reason in t for t in told)


_SIGNED = """# Answer

**Patient:** Wilhelmina Quackenbush, born 17 May 1960

**Signed** as reviewer by Dr. Grey, physician (grey) on 2025-11-01T09:30:00Z.

## Answer

- No: the record holds no allergy to penicillin. [1]

## About this document

Document 8492429a-ff73-43cb-8ee5-4d14648e918e, draft d0 version 1.
SHA-256 of the document's canonical bytes: `{}`
""".format("0" * 64)


async def test_a_document_of_chartside_gives_a_new_one_nothing_to_say(make: Any, run: Runs) -> None:
    before = await run(make.record(*make.small())).go()
    back = make.note("back", _SIGNED, kind="text/markdown")
    state = await run(make.record(back, *make.small())).go()
    assert state["set_aside"] == [
        *before["set_aside"],
        "not asked for: DocumentReference/back, "
        "written with Chartside from this chart: no source of its own",
    ]
    assert (state["sections"], state["findings"]) == (before["sections"], before["findings"])
