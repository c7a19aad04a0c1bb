"""Summaries rated by a judge: the instrument, files of summaries, points as counts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.evals.adapters.pdsqi.instrument import abstraction, items, stigmatizing
from chartside.evals.adapters.pdsqi.summaries import of_draft, read_summaries
from chartside.evals.catalog import built_in
from chartside.evals.running.patients import Records, Ward, people_of
from chartside.evals.running.replaying import replay
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
)
ROW = {"id": "a", "summary": "Well.", "notes": {"1": "She is well."}, "target_specialty": "any"}


@pytest.fixture
def judging(model_server: Callable[..., Any]) -> Callable[..., Any]:
    """Starts a model that gives points by the item it is asked for; no points, no verdict."""

    def start(**points: int) -> Any:
        def says(prompt: str) -> str:
            line = next(one for one in prompt.splitlines() if one.startswith('{"item"'))
            item = json.loads(line)["item"]
            given = points.get(item, points.get("else"))
            if given is None:
                return "I cannot say."
            return json.dumps({"reason": f"Because of {item}.", "points": given})

        return model_server(says, "judge")

    return start


def written(place: Path, *rows: Any) -> Path:
    text = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    place.write_text("\n".join(text), encoding="utf-8")
    return place


def test_the_instrument_has_its_nine_items_and_the_question_of_abstraction() -> None:
    assert list(items()) == [
        "cited",
        "accurate",
        "thorough",
        "useful",
        "organized",
        "comprehensible",
        "succinct",
        "synthesized",
    ]
    assert all(set(scale.points) == {1, 2, 3, 4, 5} for scale in items().values())
    assert set(abstraction().points) == set(stigmatizing().points) == {0, 1}
    assert set(items()) < set(built_in()["pdsqi-9"].by_name)


def test_rows_are_read_as_json_as_a_table_and_as_the_authors_folder(tmp_path: Path) -> None:
    rows = (ROW, {"summary": "x"}, {**ROW, "id": "b", "notes": ["One.", "Two."], "accurate": 4})
    held = read_summaries(written(tmp_path / "s.jsonl", *rows, "{oops"))
    found = held.cases
    assert [one.id for one in found] == ["a", "b"]
    assert found[1].notes == {"1": "One.", "2": "Two."}
    assert found[1].raters == {"accurate": 4}
    assert held.aside == {
        "rows without notes": 1,
        "rows that are no JSON object, or far too long": 1,
    }
    table = tmp_path / "s.csv"
    table.write_text(
        'summary,notes,specialty,citation,voice_summ,thorough\nWell.,"One, note.",any,5,0,9\n',
        encoding="utf-8",
    )
    (one,) = read_summaries(table).cases
    assert one.notes == {"1": "One, note."}
    assert one.raters == {"cited": 5, "stigmatizing": 0}  # nine is no point of five
    folder = tmp_path / "authors"
    folder.mkdir()
    written(folder / "guid-1.json", {**ROW, "id": None})
    assert [one.id for one in read_summaries(folder).cases] == ["guid-1"]


def test_a_file_without_a_summary_says_why_and_nothing_of_what_it_holds(tmp_path: Path) -> None:
    place = written(tmp_path / "s.jsonl", {"summary": "Ann Smith is well."})
    with pytest.raises(UsageError, match="1 rows without notes") as wrong:
        read_summaries(place)
    assert "Ann" not in str(wrong.value)


def test_without_a_judge_a_sentence_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--judge"):
        run(Asked(("pdsqi-9",)), tmp_path)


@pytest.mark.usefixtures("no_leftovers")
def test_points_are_counts_of_possible_and_stand_beside_the_raters(
    judging: Callable[..., Any], tmp_path: Path
) -> None:
    judge = judging(**{"else": 4, "accurate": 1, "abstraction": 0, "stigmatizing": 1})
    row = {**ROW, "scores": {"accurate": 1, "useful": 5, "organized": 1}}
    place = written(tmp_path / "s.jsonl", row)
    asked = Asked(("pdsqi-9",), judge=judge.reasoner, data={"pdsqi-9": str(place)})
    (tmp_path / "logs").mkdir()
    (case,) = run(asked, tmp_path / "logs").suites[0].cases
    assert case.counts["accurate"] == (1, 5)
    assert "synthesized" not in case.counts  # there was nothing to bring together
    assert case.counts["points"] == (1 + 6 * 4, 35)
    assert case.counts["stigmatizing"] == (1, 1)
    assert case.counts["rated"] == (10, 10)
    assert (case.counts["same"], case.counts["near"]) == ((1, 3), (2, 3))
    assert [one["asked"] for one in case.worst] == ["accurate: 1", "stigmatizing: 1"]
    assert "Because of accurate." in case.worst[0]["expected"]
    assert len(judge.asked) == 10  # one verdict a call
    judge.close()
    again = replay(tmp_path / "logs")
    assert again.different == ()  # without the judge: its answers are in the capsule of the run


@pytest.mark.usefixtures("no_leftovers")
def test_a_verdict_that_the_judge_does_not_give_is_in_no_count(
    judging: Callable[..., Any], tmp_path: Path
) -> None:
    place = written(tmp_path / "s.jsonl", ROW)
    some = Asked(
        ("pdsqi-9",), judge=judging(useful=2, cited=5).reasoner, data={"pdsqi-9": str(place)}
    )
    (tmp_path / "a").mkdir()
    (case,) = run(some, tmp_path / "a").suites[0].cases
    assert case.counts == {
        "cited": (5, 5),
        "useful": (2, 5),
        "points": (7, 10),
        "rated": (2, 10),
    }
    none = Asked(("pdsqi-9",), judge=judging().reasoner, data={"pdsqi-9": str(place)})
    (tmp_path / "b").mkdir()
    ran = run(none, tmp_path / "b").suites[0]
    assert (ran.cases, ran.unscored) == ((), 1)


@pytest.mark.usefixtures("no_leftovers")
def test_without_material_ours_is_rated_beside_a_few_invented_ones(
    judging: Callable[..., Any], tmp_path: Path
) -> None:
    judge = judging(**{"else": 5, "abstraction": 1, "stigmatizing": 0})
    ran = run(Asked(("pdsqi-9",), judge=judge.reasoner), tmp_path).suites[0]
    assert ran.sample
    assert [case.kind for case in ran.cases].count("our summary") == 1
    assert len(ran.cases) == 4
    assert all(case.counts["points"] == (40, 40) for case in ran.cases)


async def test_our_summary_cites_its_notes_as_the_instrument_wants_it() -> None:
    records = Records("", 0)
    (person,) = people_of(records)
    assistant, chart = Ward(records, "extractive").at(person.reference)
    one = of_draft("x", await assistant.summarize(chart, "summary"), chart)
    assert "<Note ID:1>" in one.summary
    assert sum(map(len, one.notes.values())) < 60_000
    marks = {part.split(">")[0] for part in one.summary.split("<Note ID:")[1:]}
    assert marks <= set(one.notes)
