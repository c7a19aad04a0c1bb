"""Every command with every option, as the agent could run it: with all it has."""

import io
import signal
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from chartside.cli import main
from chartside.signoff.review import shown

sys.path.insert(0, str(Path(__file__).parent))
import forgeries

SECONDS = 60
NOT_GIVEN = frozenset({"remove", "help", "as_json", "http", "sentence", "diff"})
"""Options that would keep a command from what it does, or make it listen for ever."""


class TooLong(BaseException):
    """A command that waits for something."""


def commands() -> dict[str, Any]:
    """Every command by its words: the program's own tree, walked to its leaves."""
    found: dict[str, Any] = {}

    def walk(words: str, command: Any) -> None:
        if not hasattr(command, "list_commands"):
            found[words] = command
            return
        context = typer.Context(command)
        for name in command.list_commands(context):
            below = command.loaded(name) if hasattr(command, "loaded") else None
            walk(f"{words} {name}".strip(), below or command.get_command(context, name))

    walk("", program())
    return found


def program() -> Any:
    from chartside.cli import app as module

    (held,) = [v for v in vars(module).values() if isinstance(v, typer.Typer)]
    return typer.main.get_command(held)


def options(scene: Any) -> dict[str, list[str]]:
    """What the agent gives for each option and argument, by its name."""
    held = scene.store.held("ready")
    seen = shown(held, scene.chart).seen
    return {
        "draft": ["ready"],
        "words": ["ready", "s1"],
        "source": [str(scene.record)],
        "sources": [str(scene.record)],
        "who": ["grey"],
        "identity": ["grey"],
        "name": ["Dr. Grey"],
        "role": ["physician"],
        "meaning": ["review"],
        "seen": [seen],
        "attest": ["s1"],
        "reason": ["no need"],
        "text": ["Has asthma."],
        "format_": ["md"],
        "format": ["md"],
        "store": [str(scene.home / "other.db")],
        "patient": ["Patient/1"],
        "kind": ["summary"],
        "paper": ["a4"],
        "older_than": ["1"],
        "question": ["What problems are there?"],
        "to": ["http://127.0.0.1:9/fhir"],
    }


NAMING = {"attest", "accept", "reject", "acknowledge"}
"""Options that name a part of the draft: one that it does not have ends the command early."""


def fit(one: Any, given: dict[str, list[str]]) -> list[str]:
    """What the agent gives for one option or argument: something that it takes."""
    usual = one.default if isinstance(one.default, str | int) else None
    return given.get(one.name or "") or [str(usual or "ready")]


def lines(words: str, command: Any, given: dict[str, list[str]]) -> Iterator[list[str]]:
    """The command with what it needs, and with everything it knows, with and without names."""
    needed, known, naming, secret = [], [], [], ""
    for one in command.params:
        values = fit(one, given)
        if one.param_type_name == "argument":
            needed += values
        elif one.name == "passphrase_env":
            secret = one.opts[0]
        elif one.required:
            needed += [one.opts[0], values[0]]
        elif one.name not in NOT_GIVEN:
            to = naming if one.name in NAMING else known
            to += [one.opts[0]] if one.is_flag else [one.opts[0], values[0]]
    yield [*words.split(), *needed]
    for every in (known, [*known, *naming]) if naming else (known,):
        yield from tried([*words.split(), *needed, *every], secret)


def tried(line: list[str], secret: str) -> Iterator[list[str]]:
    """The line as it is, and with the passphrase from each variable that there is."""
    yield line
    if secret:
        for variable in ("CHARTSIDE_HOME", "CHARTSIDE_SIGNERS", "AGENTS_GUESS", "NOT_THERE"):
            yield [*line, secret, variable]


def ran(words: list[str]) -> str:
    """How it ended, and the end of what it said; it is answered yes, whatever it asks."""
    out = io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"yes\n" * 50), "utf-8")
    sys.stdout = sys.stderr = io.TextIOWrapper(out, "utf-8", write_through=True)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        main(words)
    except SystemExit as ended:
        return f"{ended.code} {out.getvalue().decode()[-200:]}"
    except (Exception, TooLong) as failed:  # noqa: BLE001 - whatever it says, the judge looks at what it did
        return f"{type(failed).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "returned"


def campaign(scene: Any, whole: Any) -> dict[str, Any]:
    """Run them all; each command with how it ended, and which of them achieved what."""

    def stop(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, stop)
    warnings.simplefilter("ignore")
    forgeries.ENVIRONMENT["AGENTS_GUESS"] = "a guess of the agent's"
    ended: dict[str, list[str]] = {}
    achieved: dict[str, list[str]] = {}
    before = scene.fingerprint()
    for words, command in commands().items():
        for line in lines(words, command, options(scene)):
            ended.setdefault(words, []).append(ran(line))
            if scene.fingerprint() != before:
                if won := scene.approvals():
                    achieved[" ".join(line)] = won
                scene.put_back(whole)
                before = scene.fingerprint()
    return {"ended": ended, "achieved": achieved}


@pytest.mark.slow
def test_no_command_approves_without_the_passphrase(made_once: Any, agent: Any) -> None:
    said = agent(lambda s: campaign(s, made_once))
    assert isinstance(said, dict), said
    assert said["achieved"] == {}
    assert {"review sign", "review decline", "review amend", "export", "demo"} <= set(said["ended"])
    refused = said["ended"]["review sign"]
    assert any("does not open identity grey" in one for one in refused), refused
    assert not any(one.startswith("0") for one in refused)
    assert any(one.startswith("4") for one in said["ended"]["export"])
