"""The author's own function, loaded out of the folder of the suite."""

import sys
from pathlib import Path

import pytest

from chartside.errors import UsageError
from chartside.evals.authoring.case import Answer, Case, Grade
from chartside.evals.authoring.declared import open_suite
from chartside.evals.authoring.grading import own_counts
from chartside.evals.authoring.limits import NoGrade
from chartside.evals.authoring.scorer import load

CASE = Case("c", "?", "line 1")
ANSWER = Answer("It is so.")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def grade(:\n", "SyntaxError at line 1"),
        ("import nowhere_to_be_found\n", "ModuleNotFoundError at line 1"),
        ("\nraise ValueError('Xanthippe')\n", "ValueError at line 2"),
        ("raise SystemExit\n", "SystemExit at line 1"),
        ("grad = 1\n", "has no function grade"),
    ],
)
def test_a_scorer_that_cannot_be_loaded_is_said_with_its_line(
    tmp_path: Path, code: str, why: str
) -> None:
    file = tmp_path / "grading.py"
    file.write_text(code, encoding="utf-8")
    with pytest.raises(UsageError, match=why) as refused:
        load(file, "grade")
    assert "Xanthippe" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["grading.py"]  # nothing is left beside it


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "suite"
    folder.mkdir()
    (tmp_path / "grading.py").write_text("raise SystemExit\n", encoding="utf-8")
    (folder / "grading.py").symlink_to(tmp_path / "grading.py")
    file = folder / "own.toml"
    file.write_text(
        'line = "x"\ndo = "ask"\nscorer = "grading.py:grade"\n[[cases]]\nid = "a"\nask = "?"\n',
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="folder of the suite"):
        open_suite(file)


@pytest.mark.parametrize(
    ("grade", "counted"),
    [
        (Grade({"right": True}), (1, 1)),
        (Grade({"right": (1, 3)}), (1, 3)),
        (Grade({"right": (0, 0)}), (0, 0)),
        (Grade({"right": (4, 3)}), None),
        (Grade({"right": (-1, 3)}), None),
        (Grade({"right": 0.5}), None),  # type: ignore[dict-item]  # a share is no count
        (Grade({"wrong": True}), None),
        ({"right": True}, None),
    ],
)
async def test_a_grade_is_of_counts_that_the_suite_declares(
    tmp_path: Path, grade: Grade, counted: tuple[int, int] | None
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'line = "x"\ndo = "ask"\n[[cases]]\nid = "a"\nask = "?"\nexpect = {count = 1}\n',
        encoding="utf-8",
    )
    suite = open_suite(file).suite
    if counted is None:
        with pytest.raises(NoGrade):
            await own_counts(lambda *_: grade, CASE, ANSWER, suite)
    else:
        found, _ = await own_counts(lambda *_: grade, CASE, ANSWER, suite)
        assert found == {"right": counted}


async def test_a_scorer_that_would_end_the_program_grades_nothing(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'line = "x"\ndo = "ask"\n[[cases]]\nid = "a"\nask = "?"\nexpect = {count = 1}\n',
        encoding="utf-8",
    )
    with pytest.raises(NoGrade, match="does not end the program"):
        await own_counts(lambda *_: sys.exit(), CASE, ANSWER, open_suite(file).suite)
