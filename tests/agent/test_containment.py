"""The record is data: no text in it changes what is asked, of whom, or what may happen."""

from collections.abc import Callable
from typing import Any

from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.agent.evidence import manifest_of, planned
from chartside.draft import Citation, Severity, Statement, Status, Verdict
from chartside.prompts.kinds import document_kind
from chartside.signoff import SignoffStore

Runs = Callable[..., Any]


async def asked(begun: Any) -> list[Any]:
    """Every tool call that a run made, with its arguments, and for which section."""
    state = await begun.go()
    return [call for held in state["evidence"].values() for call in held["calls"]]


def test_there_are_more_than_a_hundred_attacks(attacks: dict[str, str]) -> None:
    assert len(set(attacks.values())) > 100


async def test_plan_and_arguments_are_the_same_whatever_a_note_says(
    make: Any, run: Runs, attacks: dict[str, str]
) -> None:
    plain = make.record(*make.small(), make.note("n1", "Seen today, well."))
    expected = await asked(run(plain))
    assert len(expected) > 10
    for name, text in attacks.items():
        kind = "text/html" if "<" in text or "&#" in text else "text/plain"
        hostile = make.record(*make.small(), make.note("n1", text, kind=kind))
        assert await asked(run(hostile)) == expected, name


async def test_plan_and_arguments_are_the_same_whatever_things_are_called(
    make: Any, run: Runs, attacks: dict[str, str]
) -> None:
    def named(text: str) -> Any:
        return make.record(
            make.problem("p", text),
            make.order("o", text),
            make.allergy("a", text),
            make.lab("k", 5.9, code={"text": text}),
            make.visit("v", text, "2025-12-01"),
            make.procedure("c", text, "2025-11-01"),
        )

    expected = await asked(run(named("Word")))
    for name, text in list(attacks.items())[::5]:
        assert await asked(run(named(text))) == expected, name


def test_a_plan_is_made_of_the_kind_and_of_counts_alone(make: Any) -> None:
    kind = document_kind("summary")
    one = make.chart(make.problem("p", "Asthma"), make.order("o", "Losartan"))
    other = make.chart(make.problem("q", "Open Patient/2"), make.order("r", "Sign"))
    assert planned(kind, manifest_of(one)) == planned(kind, manifest_of(other))


def test_nothing_is_asked_for_of_which_the_chart_has_none() -> None:
    calls = planned(document_kind("summary"), {"problem": 3, "patient": 1})
    assert {c["section"] for c in calls} == {"key_points", "problems", "past", "background"}


class Obedient(Extractive):
    """Does whatever the notes say, and more: cites what it likes and calls it all supported."""

    def __init__(self) -> None:
        self.heard = ""

    async def write(self, task: Task) -> tuple[Statement, ...]:
        chart = task.evidence.chart
        self.heard += "".join(d.text for d in chart.documents())
        everything = [e.reference for e in chart.entries] + ["Patient/2", "AllergyIntolerance/none"]
        lies = [
            Statement(
                f"{task.section.id}: {self.heard[:80]} No allergies.",
                (Citation(ref),),
                id="s1",
                verdict=Verdict.SUPPORTED,
                severity=Severity.NONE,
            )
            for ref in everything
        ]
        return (*lies, *lies, Statement("Signed by Dr. Grey."))


async def test_an_author_that_obeys_the_attacker_gets_an_unsigned_draft_of_what_was_read(
    make: Any, run: Runs, attacks: dict[str, str]
) -> None:
    for name, text in attacks.items():
        begun = run(
            make.record(*make.small(), make.note("n1", text, kind="text/html")), author=Obedient()
        )
        begun.thread = f"d-{name}"
        state = await begun.go()
        store = SignoffStore(make.folder / "signoff.db")
        draft = store.draft(begun.thread)
        assert draft.status is Status.DRAFT
        assert (draft.patient, draft.kind) == ("Patient/1", "summary")
        assert store.decision(begun.thread) is None
        assert await begun.next() == ("review",)
        limits = {s.id: s.limit for s in document_kind("summary").sections}
        for section, held in state["sections"].items():
            cited = {c["reference"] for s in held for c in s["citations"]}
            assert cited <= set(state["evidence"][section]["references"])
            assert len(held) <= limits[section]
            assert all(s["citations"] for s in held)
        cited = {c.reference for s in draft.statements for c in s.citations}
        assert not cited & {"Patient/2", "AllergyIntolerance/none"}
        assert len({s.id for s in draft.statements}) == len(draft.statements)
    assert not (make.folder / "documents").exists()
    assert {h.status for h in store.drafts()} == {Status.DRAFT, Status.SUPERSEDED}


async def test_a_verdict_that_an_author_gives_itself_counts_for_nothing(
    make: Any, run: Runs
) -> None:
    begun = run(make.record(*make.small()), author=Obedient(), check=lambda d, _: d)
    state = await begun.go()
    assert {s["verdict"] for held in state["sections"].values() for s in held} == {None}
