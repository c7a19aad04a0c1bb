"""ACI-Bench: its files read, a note divided and compared, run with and without a model."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from inspect_ai import eval as inspect_eval
from rouge_score.rouge_scorer import RougeScorer

from chartside.errors import UsageError
from chartside.evals.adapters.aci_bench import aci_bench
from chartside.evals.adapters.notes.divisions import PARTS, divided
from chartside.evals.adapters.notes.encounters import encounters, without_speakers
from chartside.evals.adapters.notes.rouge import overlaps
from chartside.evals.adapters.notes.said_by import sentences_of
from chartside.evals.adapters.notes.samples import aci_sample
from chartside.evals.reports.report import figures
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


def test_a_folder_is_read_with_what_it_tells_of_the_patients() -> None:
    held = encounters("")
    assert [case.id for case in held.cases] == [f"sample/S00{n}" for n in range(1, 7)]
    first = held.cases[0]
    assert (first.given, first.family, first.gender) == ("Ilse", "Brandt", "female")
    assert first.dialogue.startswith("[doctor] good morning")
    one = encounters(str(aci_sample() / "sample.csv"))
    assert one.cases == held.cases


def test_a_file_without_its_metadata_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "valid.csv"
    path.write_bytes((aci_sample() / "sample.csv").read_bytes())
    held = encounters(str(path))
    assert len(held.cases) == 6
    assert {case.family for case in held.cases} == {""}


@pytest.mark.parametrize(
    ("octets", "says"),
    [
        (b"", "line 1: no column encounter_id, dialogue, note"),
        (b"encounter_id,dialogue\nsecret,secret\n", "line 1: no column note"),
        (b"encounter_id,dialogue,note\n", "no case that can be used: it is empty"),
        (b"encounter_id,dialogue,note\nsecret,a\xff,b\n", "line 2: not UTF-8"),
        (b"encounter_id,dialogue,note\n1,secret,\n", "1 rows without a dialogue or a note"),
        (b"encounter_id,dialogue,note\n1," + b"a" * 300_000 + b",b\n", "has more than 100,000"),
    ],
)
def test_a_file_that_is_none_is_refused_with_file_and_line(
    tmp_path: Path, octets: bytes, says: str
) -> None:
    path = tmp_path / "visits.csv"
    path.write_bytes(octets)
    with pytest.raises(UsageError, match=says) as refused:
        encounters(str(path))
    assert "visits.csv" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no \.csv file"):
        encounters(str(tmp_path))
    with pytest.raises(UsageError, match="no such file"):
        encounters(str(tmp_path / "none.csv"))


@pytest.mark.usefixtures("no_leftovers")
def test_bad_rows_are_set_aside_and_said_in_the_report(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    rows = ["encounter_id,dialogue,note", "1,[doctor] plan is rest .,PLAN rest", "2,,x", "1,a,b"]
    rows.append(f"3,{'long ' * 25_000},x")
    path.write_text("\n".join(rows))
    ran = run(Asked(("aci-bench",), data={"aci-bench": str(path)}), tmp_path / "logs").suites[0]
    assert [case.id for case in ran.cases] == ["visits/1"]
    assert not ran.sample
    assert ran.set_aside == {
        "rows without a dialogue or a note": 1,
        "rows with an id that another has": 1,
        "rows whose dialogue has more than 100,000 characters": 1,
    }


# Headings as the benchmark's notes have them, and others that models write.
NOTES = [
    ("CHIEF COMPLAINT\n\nCough.\n\nPHYSICAL EXAM\n\nClear.", {PARTS[0], PARTS[1]}),
    ("HPI:\nCough.\nPLAN:\nRest.", {PARTS[0], PARTS[3]}),
    ("RESULTS\nImpression: normal film.\nASSESSMENT AND PLAN\nCold.", {PARTS[2], PARTS[3]}),
    ("He has a cough. Plan is rest.", set()),
]
OTHERS = [
    ("## Assessment & Plan\nCold.", {PARTS[3]}),
    ("**Physical Examination:**\nClear.\n**Labs:**\nNone.", {PARTS[1], PARTS[2]}),
    ("COPD\nASSESSMENT\nCOPD.", {PARTS[3]}),
    ("REVIEW OF SYSTEMS\nRespiratory: cough.\nVITALS REVIEWED\nBP: high.", {PARTS[0], PARTS[1]}),
]


@pytest.mark.parametrize(("note", "parts"), [*NOTES, *OTHERS])
def test_a_note_is_divided_by_its_headings(note: str, parts: set[str]) -> None:
    assert set(divided(note)) == parts


def test_what_stands_under_a_heading_is_of_its_part() -> None:
    held = divided("PLAN\n\nRest.\n\nINSTRUCTIONS\nCall.\nEXAM\nClear.")
    assert held[PARTS[3]] == "PLAN\nRest.\nINSTRUCTIONS\nCall."
    assert held[PARTS[1]] == "EXAM\nClear."


@pytest.mark.parametrize(
    ("reference", "candidate"),
    [
        ("The knee is swollen.\nRest and ice.", "knee swollen\nice , rest and more rest"),
        ("a b c d", "d c b a"),
        ("Blood pressure 138/84.", "blood pressure today is 138 over 84"),
        ("one two", ""),
        ("", "one two"),
    ],
)
def test_counts_give_what_the_package_gives(reference: str, candidate: str) -> None:
    kinds = {"rouge-1": "rouge1", "rouge-2": "rouge2", "rouge-l": "rougeLsum"}
    theirs = RougeScorer(list(kinds.values())).score(reference, candidate)
    for name, kind in kinds.items():
        one = overlaps(reference, candidate)[name]
        for (hit, of), value in (
            (one.f1, theirs[kind].fmeasure),
            (one.recall, theirs[kind].recall),
            (one.precision, theirs[kind].precision),
        ):
            assert (hit / of if of else 0.0) == pytest.approx(value)


def test_sentences_are_told_without_headings_and_marks_of_lists() -> None:
    text = "PLAN\n\n1. Rest at home.\n• Fluids. Call on Monday!\nVITALS:\n- 12"
    assert sentences_of(text) == ["Rest at home.", "Fluids.", "Call on Monday!"]


def test_who_spoke_is_no_word_of_a_note() -> None:
    assert without_speakers("[doctor] hi .\n[patient_guest] hello .") == "hi .\nhello ."


@pytest.mark.usefixtures("no_leftovers")
def test_the_product_quotes_a_dialogue_under_the_parts_of_a_note(tmp_path: Path) -> None:
    ran = run(Asked(("aci-bench",)), tmp_path).suites[0]
    assert (len(ran.cases), ran.crashed, ran.unscored, ran.sample) == (6, 0, 0, True)
    told = {m.name: figures(ran, m)["all"] for m in ran.measures}
    assert told["rouge-1"]["rate"] > 0.4
    assert told["rouge-1-recall"]["rate"] > told["rouge-1-precision"]["rate"]
    assert told["grounded"]["hits"] == told["grounded"]["out_of"] > 0  # all of it is quoted
    assert told["assessment-and-plan"]["rate"] > 0.3
    assert told["objective-results"]["out_of"] == 0  # the product does not keep them apart
    assert told["judged-faithful"]["out_of"] == 0  # no judge was named


def test_what_the_products_model_puts_into_its_own_words_is_counted_as_it_stands(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    def answer(prompt: str) -> str:
        here = "Section: Assessment: dictated" in prompt
        own = [{"text": "Arthritis of the right knee.", "sources": [1]}] if here else []
        return json.dumps({"sentences": own})

    served = model_server(answer)
    ran = run(Asked(("aci-bench",), reasoner=served.reasoner, limit=1), tmp_path).suites[0]
    assert not ran.failed
    counts = ran.cases[0].counts
    said = len(["assessment", "arthritis", "of", "the", "right", "knee"])
    assert counts["rouge-1-precision"] == (said - 1, said)  # the note has osteoarthritis
    assert counts["grounded"][1] == 1


def test_a_models_note_is_compared_checked_and_rated(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    notes = {case.dialogue: case.note for case in encounters("").cases}

    def answer(prompt: str) -> str:
        note = next(note for dialogue, note in notes.items() if dialogue in prompt)
        return "Sorry." if "Luca" in prompt or "luca" in prompt else note

    def points(prompt: str) -> str:
        return json.dumps({"reason": "as it is", "points": 4 if '"faithful"' in prompt else 2})

    served, judge = model_server(answer), model_server(points)
    task = aci_bench(reasoner=served.reasoner, judge=judge.reasoner, plain=True)
    (log,) = inspect_eval(task, model="none/none", log_dir=str(tmp_path), display="none")
    assert log.status == "success"
    assert log.samples
    held = {
        s.id: s.scores["like_the_reference"].metadata["counts"] for s in log.samples if s.scores
    }
    first = held["sample/S001"]
    assert first["rouge-1"][0] == first["rouge-1"][1] > 0
    assert first["objective-results"][0] == first["objective-results"][1] > 0
    assert 0 < first["grounded"][0] <= first["grounded"][1]
    assert first["judged-faithful"] == [4, 4]
    assert first["judged-complete"] == [2, 4]
    assert held["sample/S006"]["rouge-1"][0] == 0
    assert "subjective" in held["sample/S006"]


def test_a_note_that_was_not_written_shares_nothing(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    served, judge = model_server(lambda _: ""), model_server(lambda _: "never asked")
    served.status = 400
    task = aci_bench(reasoner=served.reasoner, judge=judge.reasoner, plain=True)
    (log,) = inspect_eval(task, model="none/none", log_dir=str(tmp_path), display="none", limit=1)
    assert log.samples
    score = (log.samples[0].scores or {})["like_the_reference"]
    assert score.metadata
    assert score.metadata["counts"]["rouge-1"][0] == 0
    assert score.metadata["counts"]["rouge-1"][1] > 0
    assert score.metadata["counts"]["judged-complete"] == [0, 4]
    assert "judged-faithful" not in score.metadata["counts"]
    assert score.metadata["worst"][0]["said"] == "failed: endpoint"
    assert not judge.asked
