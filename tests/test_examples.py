"""Every example runs as a user runs it, and says what its first lines promise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).resolve().parents[1] / "examples").glob("*.py"))
SAYS = {
    "active_problems": ("Active problems", "Current medicines", "Allergies"),
    "sign": ("Refused, as it should be", "Filed: ", "Audit chain whole: True"),
    "summarise_and_check": ("Verdicts:", "A wrong sentence:", "contradicted"),
    "tools_for_langchain": ("none takes a patient", "Potassium (73)", "kind must be one of"),
    "within_langgraph": ("Waits for a person: {'draft': 'visit-7'}", "A previsit of", "draft"),
}


def test_every_example_has_a_promise_to_keep() -> None:
    assert {path.stem for path in EXAMPLES} == set(SAYS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_runs_and_says_what_it_promises(
    example: Path, tmp_path: Path, home: Path
) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", example],
        cwd=tmp_path,
        env={"PATH": os.defpath, "HOME": str(home), "CHARTSIDE_HOME": str(home), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    assert [words for words in SAYS[example.stem] if words not in ran.stdout] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_says_how_to_run_it(example: Path) -> None:
    assert f"python examples/{example.name}" in example.read_text(encoding="utf-8").split('"""')[1]
