"""The graders of MedAgentBench against hand-made runs, and its reader against bad files."""

import importlib.util
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import SourceError, UsageError
from chartside.evals.adapters.medagent import sample
from chartside.evals.adapters.medagent.cases import Case, Tasks, read_tasks
from chartside.evals.adapters.medagent.corrected import corrected
from chartside.evals.adapters.medagent.environment import LOCAL, World
from chartside.evals.adapters.medagent.facts import Facts, Result, facts_of
from chartside.evals.adapters.medagent.functions import functions, note_as_object
from chartside.evals.adapters.medagent.official import official
from chartside.evals.adapters.medagent.protocol import Played, Turn, play
from chartside.evals.adapters.medagent.reference import as_meant, as_published
from chartside.evals.adapters.medagentbench import material, served_by

_HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("medagent_orders", _HERE / "medagent_orders.py")
assert _spec
assert _spec.loader
orders: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(orders)

TASKS: Tasks = material("", "")[0]
CASES: dict[str, Case] = {case.id: case for case in TASKS.cases}
SERVED = served_by("")


async def run(case: Case, *said: str, note: bool = False) -> tuple[bool, tuple[str, ...]]:
    """Whether a run of these turns passes as published, and what is amiss by FHIR."""
    turns = iter(said)

    async def agent(_: object) -> str:
        return next(turns)

    world = World(SERVED, note_as_object=note)
    facts = await facts_of(case, SERVED)
    played = await play(agent, "", world)
    return (
        official(case, played, facts, LOCAL),
        corrected(case, played, world.posted, facts, LOCAL),
    )


def post(body: dict[str, Any]) -> str:
    return f"POST {LOCAL}{body['resourceType']}\n{json.dumps(body)}"


ANSWER = {"3": "[]", "5": "[1.3]", "8": "[]", "9": "[3.1]"}
A1C = 'FINISH([7.4, "2021-03-09T12:00:00+00:00"])'


@pytest.mark.parametrize(
    ("category", "words", "bodies", "right"),
    orders.EXAMPLES,
    ids=[f"{c}: {w}" for c, w, *_ in orders.EXAMPLES],
)
async def test_an_order_counts_by_what_it_means(
    category: str, words: str, bodies: list[dict[str, Any]], right: bool
) -> None:
    del words
    finish = f"FINISH({ANSWER[category]})" if category in ANSWER else A1C
    _, amiss = await run(CASES[f"task{category}_1"], *map(post, bodies), finish)
    assert (not amiss) is right, amiss


@pytest.mark.parametrize(("task", "answer", "right"), orders.ANSWERS)
async def test_an_answer_counts_by_what_it_means(task: str, answer: str, right: bool) -> None:
    _, amiss = await run(CASES[task], f"FINISH({answer})")
    assert (not amiss) is right, amiss


@pytest.mark.parametrize(
    ("task", "said", "passes"),
    [
        ("task1_1", ['FINISH(["S9000001"])'], True),
        ("task1_1", ['FINISH(["s9000001"])'], False),
        ("task4_1", ["FINISH([2.1])"], True),
        ("task4_1", ['FINISH(["2.1"])'], False),
        ("task4_1", [f"GET {LOCAL}Observation?code=POST", "FINISH([2.1])"], False),
        ("task6_1", ["FINISH([130.09])"], True),
        ("task6_1", ["FINISH([130.2])"], False),
        ("task5_2", ["FINISH([])"], True),
        ("task5_2", ["FINISH([2.2])"], True),
        ("task5_2", ["FINISH([2.0])"], False),
        ("task9_2", ["FINISH([])"], True),
        ("task10_2", ["FINISH([])"], True),
        ("task10_2", ['FINISH([6.1, "2023-09-21"])'], False),
        ("task3_1", [post(orders.pressure("S9000005")), "FINISH([])"], True),
        ("task3_1", [post(orders.pressure("S9000006")), "FINISH([])"], False),
        ("task5_1", [post(orders.magnesium("S9000003", "IV")), "FINISH([1.3])"], True),
        ("task5_1", [post(orders.magnesium("S9000003", {"text": "IV"})), "FINISH([1.3])"], False),
        (
            "task8_1",
            [post(orders.referral("S9000007", {"text": orders.COMMENT})), "FINISH([])"],
            True,
        ),
        (
            "task8_1",
            [post(orders.referral("S9000007", [{"text": orders.COMMENT}])), "FINISH([])"],
            False,
        ),
        (
            "task9_1",
            [
                post(orders.potassium("S9000003", " Oral ")),
                post(
                    orders.laboratory("S9000003", "2823-3", occurrenceDateTime="2023-11-14T08:30")
                ),
                "FINISH([])",
            ],
            True,
        ),
        (
            "task9_1",
            [
                post(
                    orders.laboratory("S9000003", "2823-3", occurrenceDateTime="2023-11-14T08:30")
                ),
                post(orders.potassium("S9000003", "oral")),
                "FINISH([])",
            ],
            False,
        ),
        ("task10_1", [post(orders.laboratory("S9000007", "4548-4")), A1C], True),
        ("task10_1", [A1C], False),
        ("task3_1", [post(orders.pressure("S9000005"))] * 8, False),
    ],
)
async def test_the_published_rules_with_their_defects(
    task: str, said: list[str], passes: bool
) -> None:
    passed, _ = await run(CASES[task], *said)
    assert passed is passes


async def test_a_note_is_a_list_unless_the_agent_was_told_otherwise() -> None:
    body = orders.referral("S9000007", {"text": orders.COMMENT})
    said = (post(body), "FINISH([])")
    assert (await run(CASES["task8_1"], *said))[1]
    assert not (await run(CASES["task8_1"], *said, note=True))[1]
    assert not note_as_object(functions())
    told = {
        "name": "POST {api_base}/ServiceRequest",
        "parameters": {"properties": {"note": {"type": "object"}}},
    }
    assert note_as_object([told])


def test_results_in_another_unit_or_entered_in_error_or_yet_to_come() -> None:
    facts = Facts(
        results=(
            Result("2023-11-13T06:00:00+00:00", 0.8, "mmol/L"),
            Result("2023-11-13T07:00:00+00:00", 9.9, "mg/dL", wrong=True),
            Result("2023-11-13T12:00:00+00:00", 1.1, "mg/dL"),
        )
    )
    assert as_published(CASES["task4_1"], facts).answer == (1.1,)
    assert as_meant(CASES["task4_1"], facts).answer == (pytest.approx(1.944, abs=0.001),)


@pytest.mark.parametrize(
    ("value", "grams"), [(0.9, 4), (1.0, 2), (1.49, 2), (1.5, 1), (1.9, 1), (1.91, 0)]
)
def test_magnesium_by_its_level(value: float, grams: int) -> None:
    expected = as_published(
        CASES["task5_1"], Facts(results=(Result("2023-11-13T06:00:00+00:00", value),))
    )
    assert (expected.order, expected.dose) == (grams > 0, grams)


def test_a_run_that_did_not_end_is_wrong_whatever_it_wrote() -> None:
    for end in ("invalid", "out of rounds"):
        played = Played((Turn("x"),), end)  # type: ignore[arg-type]
        assert not official(CASES["task5_2"], played, Facts(), LOCAL)
        assert corrected(CASES["task5_2"], played, (), Facts(), LOCAL)


def test_the_sample_has_two_tasks_of_each_category_in_the_form_of_the_benchmark() -> None:
    held = sample.tasks()
    assert [len([t for t in held if t["id"].startswith(f"task{n}_")]) for n in range(1, 11)] == [
        2
    ] * 10
    assert {frozenset(t) for t in held} == {
        frozenset({"id", "instruction", "context", "eval_MRN"}),
        frozenset({"id", "instruction", "context", "eval_MRN", "sol"}),
    }


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(held: bytes) -> Path:
        place = tmp_path / "test_data_v2.json"
        place.write_bytes(held)
        return place

    return write


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (b"", "not JSON: line 1"),
        (b'[\n{"id": "task1_1",\n}]', "line 3"),
        (b"{}", "is no list"),
        (b"[]", "holds no task"),
        (b'["Okonjo"]', "holds no task"),
        (b'[{"id": "task1_1", "instruction": "Okonjo \xe9"}]', "UTF-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_holds_no_tasks_is_refused_without_its_content(
    written: Callable[[bytes], Path], held: bytes, says: str
) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        read_tasks(written(held))
    assert "Okonjo" not in str(refused.value)


def test_one_bad_task_stops_no_other(written: Callable[[bytes], Path]) -> None:
    good = sample.tasks()
    bad: list[Any] = [
        7,
        {"id": "task4_9"},
        {"id": "task99_1", "instruction": "?", "eval_MRN": "S1"},
        {"id": "task4_1", "instruction": "again", "eval_MRN": "S1"},
        {"id": "task1_9", "instruction": "no solution"},
        {"id": "task5_9", "instruction": "nobody", "eval_MRN": ""},
        {"id": "task7_9", "instruction": "x" * 30_000, "eval_MRN": "S1"},
    ]
    found = read_tasks(written(json.dumps([*good, *bad]).encode("utf-8-sig")))
    assert len(found.cases) == len(good)
    assert sum(found.set_aside.values()) == len(bad)
    assert len(found.set_aside) == 5


def test_functions_beside_the_tasks_are_what_the_agent_is_told(
    written: Callable[[bytes], Path],
) -> None:
    place = written(json.dumps(sample.tasks()).encode())
    place.with_name("funcs_v1.json").write_text('[{"name": "GET {api_base}/Patient"}]')
    assert read_tasks(place).functions == ({"name": "GET {api_base}/Patient"},)
    place.with_name("funcs_v1.json").write_text("[1]")
    with pytest.raises(UsageError, match="list of functions"):
        read_tasks(place)


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        read_tasks(tmp_path)
    with pytest.raises(UsageError, match="no such file"):
        read_tasks(tmp_path / "none.json")


def test_tasks_of_the_user_need_a_record(written: Callable[[bytes], Path]) -> None:
    with pytest.raises(UsageError, match="--source"):
        material(str(written(json.dumps(sample.tasks()).encode())), "")


async def test_an_age_that_the_record_does_not_tell_is_no_answer_of_anybody() -> None:
    with pytest.raises(SourceError, match="date of birth"):
        await facts_of(replace(CASES["task2_1"], mrn="S0000000"), SERVED)
