"""What a run remembers: plain JSON, ids in place of the chart, and nothing once it has ended."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.asking.budget import BUDGET
from chartside.agent.assembly import findings_from, statements_from, stored
from chartside.agent.checkpoints import checkpoints, threads
from chartside.agent.graph import build_graph
from chartside.draft import Citation, Finding, Severity, Statement, Verdict
from chartside.errors import StoreError
from chartside.fhir.chart import Chart

Runs = Callable[..., Any]


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


async def states(begun: Any) -> list[dict[str, Any]]:
    graph = build_graph(begun.saver)
    return [s.values async for s in graph.aget_state_history(begun.config)]


async def test_every_state_of_a_run_is_plain_json(make: Any, run: Runs) -> None:
    begun = run(make.record(*make.small()))
    await begun.go()
    held = await states(begun)
    assert len(held) > 6
    for values in held:
        assert json.loads(json.dumps(values)) == values
        assert {type(leaf) for leaf in leaves(values)} <= {str, int, bool, type(None)}


SECRETS = {
    "note": "Xanthippe told us about the canary in the coal mine.",
    "family": "Quackenbush",
    "birth": "1960-05-17",
    "value left unsaid": "4.321",
    "author": "Dr. Zebulon Canaryworth",
}


async def test_the_state_holds_no_chart_text_beyond_the_sentences(make: Any, run: Runs) -> None:
    begun = run(
        make.record(
            *make.small(),
            make.note("n1", SECRETS["note"]),
            make.lab("k0", 4.321, "2012-01-01"),
            make.problem("x", "Gout", recorder={"display": SECRETS["author"]}),
        )
    )
    await begun.go()
    for values in await states(begun):
        unwritten = {k: v for k, v in values.items() if k not in {"sections", "findings"}}
        told = json.dumps(unwritten)
        assert not [name for name, text in SECRETS.items() if text in told]
        for word in ("Asthma", "Losartan", "Penicillin", "5.9", "Office visit"):
            assert word not in told


async def test_conflicts_are_looked_for_once_a_chart(make: Any, run: Runs) -> None:
    looked: list[str] = []

    def conflicts(chart: Chart) -> tuple[Finding, ...]:
        looked.append(chart.digest)
        return ()

    await run(make.record(*make.small()), conflicts=conflicts).go()
    assert len(looked) == 1


async def test_what_a_conflict_rests_on_may_be_cited_by_the_sections_that_name_it(
    make: Any, run: Runs
) -> None:
    found = Finding(
        "allergy-order",
        "an order against an allergy",
        Severity.HIGH,
        (Citation("MedicationRequest/amoxicillin"), Citation("AllergyIntolerance/penicillin")),
    )
    record = make.record(
        make.allergy("penicillin", "Penicillin", criticality="high"),
        make.order("amoxicillin", "Amoxicillin 500 mg capsule"),
    )
    state = await run(record, conflicts=lambda _: (found,)).go()
    (told,) = state["sections"]["key_points"]
    assert told["text"] == "An order against an allergy."
    assert {c["reference"] for c in told["citations"]} == {c.reference for c in found.citations}


def long_kind(folder: Path, sections: int) -> None:
    """A document kind of so many sections that each ask for the key points' evidence."""
    listed = "".join(
        f"  - {{id: part{n}, title: Part {n}, evidence: [key_points], limit: 1}}\n"
        for n in range(sections)
    )
    folder.mkdir()
    (folder / "long.md").write_text(
        f"---\nid: long\nversion: 1\ntitle: Long\naudience: nobody\nlength: {sections}\n"
        f"change: First version.\nsections:\n{listed}---\nWrite.\n",
        encoding="utf-8",
    )


async def test_a_spent_budget_is_said_with_what_was_not_asked(make: Any, run: Runs) -> None:
    long_kind(make.folder / "kinds", 20)
    begun = run(make.record(*make.small()), kinds=(make.folder / "kinds",))
    state = await begun.go(kind="long")
    asked = [c for held in state["evidence"].values() for c in held["calls"]]
    assert state["spent"] == len(asked) == BUDGET.calls
    unasked = [
        s for s in state["unread"] if s.endswith("was not asked, the budget of 60 calls was spent")
    ]
    assert len(unasked) == 20 * 6 - BUDGET.calls  # six of the seven calls have something to find
    assert not state["todo"]


async def test_what_more_pages_held_is_said(make: Any, run: Runs) -> None:
    reports = [
        make.resource(
            "DiagnosticReport",
            f"r{n}",
            status="final",
            category=[{"coding": [{"code": "RAD"}]}],
            code={"text": f"Scan {n}"},
            effectiveDateTime="2025-01-01",
            conclusion="Clear.",
        )
        for n in range(60)
    ]
    state = await run(make.record(*reports)).go()
    assert state["unread"] == ["imaging: of 60 only the newest were read"]
    assert len(state["evidence"]["imaging"]["references"]) == 50


def test_sentences_and_findings_come_back_as_they_were() -> None:
    statement = Statement(
        "Potassium 5.9 mmol/L.",
        (Citation("Observation/1", "2", "5.9", 3, 6),),
        "s1",
        Verdict.CONTRADICTED,
        Severity.HIGH,
        ("the source says 4.9",),
    )
    found = Finding("duplicate", "two statins", Severity.MODERATE, (Citation("Condition/1"),))
    assert statements_from(json.loads(json.dumps(stored([statement])))) == (statement,)
    assert findings_from(json.loads(json.dumps(stored([found])))) == (found,)


async def test_the_checkpoint_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "checkpoints.db"
    async with checkpoints(path) as saver:
        assert await threads(saver) == []
    assert oct(path.stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("held", [b"not a database at all, but long enough to look like one" * 9])
async def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "checkpoints.db"
    path.write_bytes(held)
    with pytest.raises(StoreError, match=r"checkpoint file checkpoints\.db cannot be used"):
        async with checkpoints(path):
            pass


async def test_a_folder_in_place_of_the_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "checkpoints.db").mkdir()
    with pytest.raises(StoreError, match="cannot be used"):
        async with checkpoints(tmp_path / "checkpoints.db"):
            pass
