"""The program as a whole: what it lists, what it loads, what it completes."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chartside.cli.app import COMMANDS, below, load

PROBE = """
import sys
from chartside.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print("status", ended.code)
print(*sys.modules)
"""
HEAVY = {"langgraph", "langchain_core", "fhir", "pint", "cryptography"}


def loaded(*words: str) -> tuple[str, set[str]]:
    """Output of a command in a process of its own, and the packages it loaded."""
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=True
    )
    said, _, modules = ran.stdout.strip().rpartition("\n")
    return said, {name.partition(".")[0] for name in modules.split()} | set(modules.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_line_that_it_gives_itself(name: str, root: Path) -> None:
    module = (root / "src" / "chartside" / "cli" / f"{name}.py").read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(module))
    assert said is not None
    assert said.splitlines()[0] == COMMANDS[name]
    assert (load(name).help or "").strip().splitlines()[0] == COMMANDS[name]


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("--version",), ("nonsense",)])
def test_help_loads_neither_the_graph_nor_the_fhir_models(words: tuple[str, ...]) -> None:
    said, modules = loaded(*words)
    assert "status" in said
    assert not modules & HEAVY
    assert not any(m.startswith("chartside.fhir") for m in modules)


@pytest.mark.parametrize("name", ["search", "chart", "ingest", "identity", "audit", "doctor"])
def test_a_command_that_drafts_nothing_does_not_load_the_graph(name: str) -> None:
    said, modules = loaded(name, "--help")
    assert COMMANDS[name] in said
    assert not modules & {"langgraph", "langchain_core", "fhir.resources"}


@pytest.mark.parametrize(
    "words",
    [
        ("export",),
        ("outbox", "send"),
        ("review", "list"),
        ("review", "amend"),
        ("review", "retract"),
    ],
)
def test_a_command_on_what_is_signed_loads_no_tool_of_the_agent(words: tuple[str, ...]) -> None:
    said, modules = loaded(*words, "--help")
    assert "Exit status" in said
    assert not any(m.startswith(("chartside.tools", "chartside.fhir.lab_reports")) for m in modules)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_documents_its_exit_statuses(name: str) -> None:
    command: Any = load(name)
    for one in below(command).values() or [command]:
        assert "Exit status: 0 " in one.help, one.name


def completed(shell: str, words: str, home: Path) -> str:
    """What the shell is offered after these words."""
    asked = {
        "bash": {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": words},
        "fish": {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    ran = subprocess.run(
        [sys.executable, "-c", "from chartside.cli import main; main()"],
        env={
            "PATH": os.defpath,
            "CHARTSIDE_HOME": str(home),
            "_CHARTSIDE_COMPLETE": f"complete_{shell}",
            **asked,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    return ran.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes_commands_options_and_ids(shell: str, desk: Any) -> None:
    home = desk.store.path.parent
    assert "search" in completed(shell, "chartside sea", home)
    assert "--queries" in completed(shell, "chartside search --q", home)
    assert "create" in completed(shell, "chartside identity ", home)
    assert "physician-assistant" in completed(shell, "chartside identity create x --role phy", home)
    offered = completed(shell, "chartside export 51", home)
    assert desk.signed in offered
    assert desk.unsigned not in offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_makes_no_store_and_says_nothing_where_there_is_none(
    shell: str, home: Path
) -> None:
    assert completed(shell, "chartside export 51", home).strip() in {"", "_files"}
    assert not home.exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_for_each_shell(shell: str) -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from chartside.cli import main; main()",
            "--show-completion",
            shell,
        ],
        env={"PATH": os.defpath, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0
    assert "_CHARTSIDE_COMPLETE" in ran.stdout
