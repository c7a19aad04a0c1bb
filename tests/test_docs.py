"""The documents are true: their code runs, their commands exist, their links lead somewhere.

A page's blocks run in order, in a folder and a home of their own: `python` blocks share one
namespace, `console` blocks are commands after `$ `. An `output` block, or the lines under a
command, is what has to come out; `...` stands for anything.
"""

import contextlib
import doctest
import importlib
import io
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import chartside

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```([\w-]+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[\w-]+)?\)")
MATCHES = doctest.OutputChecker().check_output


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and content of each fenced block."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def same(wanted: str, got: str) -> bool:
    """Whether the output is as written; `...` and runs of white space are lenient."""
    return MATCHES(wanted, got, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)


@dataclass
class Page:
    """A page being run: its namespace, its folder, and what the last block printed."""

    folder: Path
    home: Path
    printed: str = ""
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__page__"})

    def run(self, language: str, content: str) -> None:
        match language:
            case "python":
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    exec(compile(content, "<page>", "exec"), self.names)  # noqa: S102 - our own page
                self.printed = out.getvalue()
            case "output":
                assert same(content, self.printed), self.printed
            case "console":
                for command, wanted in commands(content):
                    self.command(command, wanted)
            case _:
                pass

    def command(self, command: str, wanted: str) -> None:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}"
        ran = subprocess.run(  # noqa: S602 - our own page
            command,
            shell=True,
            cwd=self.folder,
            env={
                "PATH": path,
                "HOME": str(self.home),
                "CHARTSIDE_HOME": str(self.home),
                "COLUMNS": "100",
                "TERM": "dumb",
                "LANG": "C.UTF-8",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        status = re.search(r"^\(exit status (\d)\)$", wanted, re.MULTILINE)
        assert ran.returncode == (int(status[1]) if status else 0), (
            f"{command}\n{ran.stdout}{ran.stderr}"
        )
        lines = [line for line in wanted.splitlines() if not (status and line == status[0])]
        expected = "".join(f"{line}\n" for line in lines)
        assert not expected or same(expected, ran.stdout + ran.stderr), (
            f"{command}\n{ran.stdout}{ran.stderr}"
        )


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block, with the lines under it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, wanted = part.partition("\n")
        while command.endswith("\\"):
            more, _, wanted = wanted.partition("\n")
            command = f"{command[:-1]}{more}"
        yield command, wanted


@pytest.mark.parametrize(
    "page",
    [p for p in PAGES if {lang for lang, _ in blocks(p)} & {"python", "console"}],
    ids=lambda p: p.name,
)
def test_the_code_of_the_page_does_what_the_page_says(
    page: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    running = Page(tmp_path, home)
    for language, content in blocks(page):
        running.run(language, content)


@pytest.mark.parametrize(
    "page",
    [
        *PAGES,
        *sorted((ROOT / "docs" / "adr").glob("*.md")),
        *(ROOT / n for n in ("CONTRIBUTING.md", "SECURITY.md")),
    ],
    ids=lambda p: p.name,
)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_file_that_contributing_names_is_there() -> None:
    named = re.findall(
        r"`([\w./-]+(?:/|\.\w+))`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    )
    made_up = {name for name in named if "NAME" in name or "NNNN" in name or name == "utils.py"}
    assert [name for name in named if name not in made_up and not (ROOT / name).exists()] == []


def test_every_page_is_in_the_table_of_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [p.relative_to(ROOT / "docs").as_posix() for p in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if page not in contents] == []


def test_the_page_of_commands_is_what_the_commands_say_of_themselves() -> None:
    checked = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_readme_opens_with_one_sentence_and_its_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    title, sentence, *_ = [part for part in readme.split("\n\n") if part.strip()]
    assert title.startswith("# Chartside")
    assert len(re.findall(r"\.(\s|$)", sentence)) == 1
    verbs = re.findall(r"^make (\w+)", readme, re.MULTILINE)
    assert verbs[:2] == ["demo", "test"]


@pytest.mark.parametrize("verb", ["demo", "test", "check", "bench", "docs"])
def test_make_knows_every_verb_of_the_readme(verb: str) -> None:
    asked = subprocess.run(
        ["make", "--dry-run", verb], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    assert f"make {verb}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        m.name
        for m in pkgutil.walk_packages(chartside.__path__, "chartside.")
        if not m.name.endswith("__main__")
    ],
)
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module)
    assert failed == 0
