"""Suites that another distribution publishes: found by their entry points, loaded when named."""

import subprocess
import sys
from pathlib import Path

import pytest

from chartside.errors import UsageError
from chartside.evals.catalog import built_in, chosen, offered, suite_named

pytestmark = pytest.mark.slow

TOML = """
line = "Of another distribution."
do = "ask"
[[cases]]
id = "age"
ask = "How old is she?"
expect = { number = 69 }
"""
CODE = """
from pathlib import Path
from chartside.evals.suite import Measure, Suite

Path(__file__).with_name("was-imported").touch()
TOML_ONLY = Path(__file__).with_name("ward_round.toml")
AS_TEXT = str(TOML_ONLY)
FIGURE = Measure(name="a", words="b")
IN_CODE = Suite(name="in-code", line="x", task="of_others:task", measures=(FIGURE,))
NONE = 5
"""
PROJECT = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "of-others"
version = "1"
[project.entry-points."chartside.suites"]
ward-round = "of_others:TOML_ONLY"
in-code = "of_others:IN_CODE"
other-name = "of_others:AS_TEXT"
none = "of_others:NONE"
absent = "of_others.absent:SUITE"
[tool.setuptools]
packages = ["of_others"]
package-data = { of_others = ["*.toml"] }
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A distribution, built and installed into a folder of its own."""
    source = tmp_path_factory.mktemp("source")
    (source / "of_others").mkdir()
    (source / "of_others" / "__init__.py").write_text(CODE, encoding="utf-8")
    (source / "of_others" / "ward_round.toml").write_text(TOML, encoding="utf-8")
    (source / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    target = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation",
         "--no-index", "--target", target, source],
        check=True,
    )  # fmt: skip
    return target


@pytest.fixture
def imported(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that is there once the distribution was imported."""
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "of_others", raising=False)
    mark = site / "of_others" / "was-imported"
    mark.unlink(missing_ok=True)
    return mark


def test_a_suite_of_others_is_loaded_only_when_it_is_named(imported: Path) -> None:
    assert "ward-round" in offered()
    assert "ward-round" not in built_in()
    assert set(chosen(["all"])) <= set(built_in())
    with pytest.raises(UsageError, match=r"of others: .*ward-round"):
        suite_named("nonsense")
    assert not imported.exists()
    suite = suite_named("ward-round")
    assert imported.exists()
    assert suite.line == "Of another distribution."
    assert [m.name for m in suite.measures] == ["right", "unsupported"]


def test_a_suite_of_others_is_code_or_a_file_of_its_name(imported: Path) -> None:
    del imported
    assert suite_named("in-code").task == "of_others:task"
    for name in ("none", "other-name"):
        with pytest.raises(UsageError, match="gives no suite of that name"):
            suite_named(name)
    with pytest.raises(UsageError, match="cannot be loaded: ModuleNotFoundError"):
        suite_named("absent")


def test_a_suite_of_others_runs_by_its_name(site: Path, tmp_path: Path) -> None:
    words = ("eval", "ward-round", "--json", "--log-dir", str(tmp_path / "log"))
    program = "import sys; from chartside.cli import main; main(sys.argv[1:])"
    ran = subprocess.run(
        [sys.executable, "-c", program, *words],
        env={"PYTHONPATH": str(site), "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert '"ward-round"' in ran.stdout
