"""The fixture `evaluate`, in a session of pytest of its own; and the example that uses it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest
from chartside.errors import UsageError

HELD = []

async def of_one_run(evaluate):
    if not HELD:
        HELD.append(await evaluate("own.toml", limit=3))
    return HELD[0]

{mark}
async def test_bounds(evaluate):
    report = await of_one_run(evaluate)
    assert (report["right"].hits, report["right"].out_of, report["right"].rate) == (2, 3, 2 / 3)
    low, high = report["own.right"].interval
    assert 0 < low < 2 / 3 < high < 1
    report.require("right", at_least=0.6, cases=3)
    report.require("unsupported", at_most=0.0)
    for name in ("rihgt", "own.rihgt", "other.right"):
        with pytest.raises(UsageError):
            report[name]
    with pytest.raises(UsageError):
        report.require("right")
    assert "Apixaban" not in repr(report)

{mark}
async def test_missed(evaluate):
    (await of_one_run(evaluate)).require("right", at_least=0.6, by="interval")

{mark}
async def test_shown(evaluate):
    (await of_one_run(evaluate)).require("right", at_least=0.9, show=True)
"""
SUITE = """
line = "Of a test."
do = "ask"
[[cases]]
id = "age"
ask = "How old is she?"
expect = { number = 69 }
[[cases]]
id = "wrong-dose"
ask = "What is the dose of apixaban?"
expect = { number = 7, unit = "mg" }
[[cases]]
id = "ferrets"
ask = "Does she keep ferrets?"
expect = { silent = true }
"""


def session_of(
    folder: Path, home: Path, mode: str, *words: str
) -> subprocess.CompletedProcess[str]:
    settings = ("asyncio_default_fixture_loop_scope=function", f"asyncio_mode={mode}")
    options = [word for one in settings for word in ("-o", one)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *options,
         "-c", "/dev/null", "--rootdir", folder, *words, folder],
        cwd=folder.parent,
        env={"PATH": "", "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["auto", pytest.param("strict", marks=pytest.mark.slow)])
def test_a_figure_is_held_to_a_bound_among_the_tests_of_an_application(
    tmp_path: Path, home: Path, mode: str
) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    mark = "@pytest.mark.asyncio" if mode == "strict" else ""
    (folder / "test_own.py").write_text(TESTS.format(mark=mark), encoding="utf-8")
    (folder / "own.toml").write_text(SUITE, encoding="utf-8")
    plugin = 'pytest_plugins = ["chartside.evals.authoring.pytest_plugin"]\n'
    (folder / "conftest.py").write_text(plugin, encoding="utf-8")
    ran = session_of(folder, home, mode, *(() if mode == "auto" else ("-k", "bounds")))
    if mode == "strict":
        assert ran.returncode == 0, ran.stdout
        return
    assert "2 failed, 1 passed" in ran.stdout, ran.stdout
    said = re.findall(r"^E +(.*)", ran.stdout, re.MULTILINE)
    assert said[0] == "AssertionError: own.right (all): 2 of 3: interval 0.2077 is below 0.6"
    assert said[1] == "cases at fault: wrong-dose"
    assert said[2].startswith("report: ")
    assert (
        ran.stdout.count("pixaban 5 mg") == 1
    )  # text of the record is shown where it is asked for
    assert "expected: number: 7, unit: mg" in ran.stdout


@pytest.mark.slow
def test_the_example_holds_the_bounds_that_it_sets(root: Path, home: Path) -> None:
    ran = session_of(root / "examples" / "own_suite", home, "auto")
    assert ran.returncode == 0, ran.stdout
    assert "1 passed" in ran.stdout
