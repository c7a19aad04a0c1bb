"""MTS-Dialog: its file read, headers understood, a model's sections graded."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.evals.adapters.notes.conversations import HEADERS, conversations, header_meant
from chartside.evals.adapters.notes.samples import mts_sample
from chartside.evals.reports.report import figures
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


def test_there_are_the_twenty_headers_of_the_benchmark() -> None:
    assert len(HEADERS) == 20
    assert {header_meant(header.upper()) for header in HEADERS} == set(HEADERS)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("FAM/SOCHX", "fam/sochx"),
        ("other history", "other_history"),
        (" GenHx. ", "genhx"),
        ("chief complaint", ""),
        ("", ""),
    ],
)
def test_a_header_is_meant_whatever_its_case_and_signs(said: str, meant: str) -> None:
    assert header_meant(said) == meant


def test_bad_rows_are_set_aside_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = ["ID,section_header,section_text,dialogue", "0,CC,Cough.,Doctor: hi", "1,XY,a,b"]
    path.write_text("\n".join([*rows, "2,CC,,b", "0,CC,a,b", "3"]))
    held = conversations(str(path))
    assert [case.id for case in held.cases] == ["x/0"]
    assert held.aside == {
        "rows with a section header that is none of the twenty": 2,
        "rows without a dialogue or a section": 1,
        "rows with an id that another has": 1,
    }


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("note,dialogue\nsecret,secret\n")
    with pytest.raises(UsageError, match=r"x\.csv, line 1: no column ID") as refused:
        conversations(str(path))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('ID,section_header,section_text,dialogue\n1,CC,"never closed,x\n2,CC,a,b\n', "not CSV"),
        ("ID,section_header,section_text,dialogue\n1,CC,a,b,c\n", "more cells than columns"),
        ("ID,section_header,section_text,dialogue,ID\n1,CC,a,b,2\n", "named twice"),
    ],
)
def test_a_table_in_which_cells_would_be_lost_is_refused(
    rows: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        conversations(str(path))


def test_a_models_sections_are_graded(model_server: Callable[..., Any], tmp_path: Path) -> None:
    held = {case.dialogue: case for case in conversations("").cases}

    def answer(prompt: str) -> str:
        case = next(c for d, c in held.items() if f"\n{d}\n</dialogue>" in prompt)
        header = "plan" if case.header == "cc" else case.header.upper()
        if case.header == "ros":
            return "I cannot."
        return json.dumps({"section_header": header, "section_text": case.text})

    served = model_server(answer)
    asked = Asked(("mts-dialog",), reasoner=served.reasoner)
    ran = run(asked, tmp_path).suites[0]
    assert (len(ran.cases), ran.crashed, ran.unscored, ran.sample) == (8, 0, 0, True)
    assert ran.failed == {"off-schema": 1}
    told = {m.name: figures(ran, m)["all"] for m in ran.measures}
    assert (told["header"]["hits"], told["header"]["out_of"]) == (6, 8)
    missing = next(case for case in ran.cases if case.failed)
    assert missing.counts["rouge-1"][0] == 0 < missing.counts["rouge-1"][1]
    others = [case for case in ran.cases if not case.failed]
    assert all(case.counts["rouge-l"][0] == case.counts["rouge-l"][1] > 0 for case in others)
    assert 0 < told["grounded"]["hits"] < told["grounded"]["out_of"]
    wrong = next(case for case in others if not case.counts["header"][0])
    assert wrong.worst[0]["expected"].startswith("cc: Right shoulder")
    assert "gynhx: gynecologic and obstetric history" in served.prompts[0]


def test_a_judge_that_fails_leaves_a_section_ungraded(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    section = json.dumps({"section_header": "cc", "section_text": "Right shoulder pain."})
    served, judge = model_server(lambda _: section), model_server(lambda _: "no")
    asked = Asked(("mts-dialog",), reasoner=served.reasoner, judge=judge.reasoner, limit=2)
    ran = run(asked, tmp_path).suites[0]
    assert (len(ran.cases), ran.unscored) == (0, 2)


def test_a_file_and_the_folder_that_has_it_are_the_same() -> None:
    assert conversations(str(mts_sample())).cases == conversations(str(mts_sample().parent)).cases
