"""Making and listing local signers at the terminal."""

import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from chartside.signoff import read_identity, unlock
from chartside.signoff.policy import default_policy

CHOSEN = "Zebrastripes over nine hills"
MAKE = ("identity", "create", "asha", "--name", "Asha Rao, MD", "--role", "physician")
COMMAND = [sys.executable, "-c", "from chartside.cli import main; main()"]


@pytest.fixture
def variable(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SECRET_OF_THE_TEST", CHOSEN)
    return "SECRET_OF_THE_TEST"


def typed(*answers: str) -> tuple[int, str]:
    """The command at a terminal where a person types these answers: status, and what was shown."""
    child = pexpect.spawn(COMMAND[0], [*COMMAND[1:], *MAKE], encoding="utf-8", timeout=60)
    shown = ""
    for answer in answers:
        child.expect("(?i)(passphrase for asha|same again): ")
        shown += child.before + child.after
        child.waitnoecho()
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus or 0), shown + child.before


def test_a_signer_is_made_with_a_passphrase_from_a_variable(
    run: Any, home: Path, variable: str
) -> None:
    ran = run(*MAKE, "--passphrase-env", variable, "--json")
    assert ran.status == 0
    assert ran.json["who"] == "asha"
    assert ran.json["key_id"] == read_identity(home / "identities", "asha").key_id
    assert unlock(home / "identities", "asha", CHOSEN).identity.role == "physician"
    assert stat.S_IMODE((home / "identities" / "asha.identity.json").stat().st_mode) == 0o600


def test_a_passphrase_is_never_printed(run: Any, variable: str) -> None:
    ran = run(*MAKE, "--passphrase-env", variable)
    assert CHOSEN not in ran.out + ran.err


def test_at_a_terminal_the_passphrase_is_asked_for_twice_and_not_shown(home: Path) -> None:
    status, shown = typed(CHOSEN, CHOSEN)
    assert status == 0
    assert CHOSEN not in shown
    assert unlock(home / "identities", "asha", CHOSEN).identity.name == "Asha Rao, MD"


def test_a_passphrase_that_was_mistyped_makes_nothing(home: Path) -> None:
    status, shown = typed(CHOSEN, "Zebrastripes over ten hills")
    assert status == 2
    assert "differ" in shown
    assert not (home / "identities").exists()


def test_a_weak_passphrase_is_refused(
    run: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for weak in ("short", "aaaaaaaaaaaa"):
        monkeypatch.setenv("WEAK_OF_THE_TEST", weak)
        ran = run(*MAKE, "--passphrase-env", "WEAK_OF_THE_TEST")
        assert ran.status == 2
        assert weak not in ran.err
    assert not (home / "identities").exists()


def test_a_passphrase_given_as_the_name_of_the_variable_is_not_repeated(run: Any) -> None:
    ran = run(*MAKE, "--passphrase-env", CHOSEN)
    assert ran.status == 2
    assert CHOSEN not in ran.out + ran.err


def test_without_a_terminal_or_a_variable_the_command_says_what_to_give() -> None:
    ran = subprocess.run(
        [*COMMAND, *MAKE], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "--passphrase-env" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_signer_is_never_overwritten(run: Any, home: Path, variable: str) -> None:
    run(*MAKE, "--passphrase-env", variable)
    before = (home / "identities" / "asha.identity.json").read_bytes()
    ran = run(
        "identity",
        "create",
        "Asha",
        "--name",
        "Another",
        "--role",
        "nurse",
        "--passphrase-env",
        variable,
    )
    assert ran.status == 4
    assert (home / "identities" / "asha.identity.json").read_bytes() == before


@pytest.mark.parametrize("words", [("../x", "--role", "physician"), ("b", "--role", "boss")])
def test_a_name_or_role_that_cannot_be_used_is_refused(
    run: Any, variable: str, words: tuple[str, ...]
) -> None:
    ran = run("identity", "create", *words, "--name", "B", "--passphrase-env", variable)
    assert ran.status == 2


def test_the_list_tells_who_can_sign_and_with_which_key(
    run: Any, home: Path, variable: str
) -> None:
    assert "identity create" in run("identity", "list").out
    assert run("identity", "list", "--json").json == {"identities": []}
    run(*MAKE, "--passphrase-env", variable)
    row = run("identity", "list").out.splitlines()[1]
    for said in (
        "asha",
        "Asha Rao, MD",
        "physician",
        read_identity(home / "identities", "asha").key_id,
    ):
        assert said in row
    assert run("identity", "list", "--json").json["identities"][0]["name"] == "Asha Rao, MD"


def test_the_help_names_every_role_of_the_policy(run: Any) -> None:
    said = " ".join(run("identity", "create", "--help").out.replace("│", " ").split())
    missing = [role for role in default_policy().roles if role.split("-")[0] not in said]
    assert missing == []


def test_a_damaged_identity_is_named_and_the_others_are_listed(
    run: Any, home: Path, variable: str
) -> None:
    run(*MAKE, "--passphrase-env", variable)
    (home / "identities" / "bo.identity.json").write_text("{", encoding="utf-8")
    ran = run("identity", "list", "--json")
    assert ran.status == 0
    assert [one["who"] for one in ran.json["identities"]] == ["asha"]
    assert ran.json["damaged"] == ["bo.identity.json"]
    assert "bo.identity.json is damaged" in ran.err


def test_who_is_not_on_the_sites_list_is_told_so(
    run: Any, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*MAKE, "--passphrase-env", variable)
    listed = run("identity", "list", "--json").out
    (tmp_path / "signers.json").write_text(listed, encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_SIGNERS", str(tmp_path / "signers.json"))
    assert run("identity", "list").err == ""
    run("identity", "create", "bo", "--name", "Bo", "--role", "nurse", "--passphrase-env", variable)
    assert "bo is not on the site's list of signers" in run("identity", "list").err
