import json
import os
import pickle
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chartside.errors import PolicyError, StoreError, UsageError
from chartside.signoff import UnlockedIdentity, create_identity, jose, read_identity, unlock
from chartside.signoff.identity import Identity, damaged
from chartside.signoff.identity import identities as all_identities
from chartside.signoff.policy import default_policy

LIMITS = default_policy().limits
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, a: Any) -> Path:
    create_identity(tmp_path, "grey", "Dr. Meredith Grey", "physician", a.passphrase)
    return tmp_path


def test_the_right_passphrase_gives_a_signer_that_signs(folder: Path, a: Any) -> None:
    signer = unlock(folder, "grey", a.passphrase)
    assert jose.verifies(b"bytes", signer.sign(b"bytes"), read_identity(folder, "grey").public_key)


def test_a_wrong_passphrase_is_refused_and_not_repeated(folder: Path) -> None:
    with pytest.raises(PolicyError, match="does not open identity grey") as refused:
        unlock(folder, "grey", "not-the-passphrase")
    assert "not-the-passphrase" not in str(refused.value)


def test_the_same_passphrase_typed_on_another_keyboard_opens(tmp_path: Path) -> None:
    composed, decomposed = "caf\u00e9 caf\u00e9 noir", "cafe\u0301 cafe\u0301 noir"
    create_identity(tmp_path, "grey", "Grey", "physician", composed)
    assert unlock(tmp_path, "grey", decomposed).identity.who == "grey"


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaa", "1212121212", "attending-grey"])
def test_a_weak_passphrase_is_refused(tmp_path: Path, weak: str) -> None:
    with pytest.raises(UsageError, match="passphrase"):
        create_identity(tmp_path, "attending-grey", "Grey", "physician", weak)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "who",
    [
        "",
        "../grey",
        "a/b",
        "a\\b",
        ".hidden",
        "a..b",
        "a b",
        "-x",
        "x" * 65,
        "gr\u00e9y",
        "a\n",
        "a\0b",
    ],
)
def test_a_name_that_could_be_a_path_is_refused(tmp_path: Path, a: Any, who: str) -> None:
    with pytest.raises(UsageError, match="WHO"):
        create_identity(tmp_path / "in", who, "Grey", "physician", a.passphrase)
    with pytest.raises(UsageError, match="WHO"):
        unlock(tmp_path / "in", who, a.passphrase)


def test_upper_and_lower_case_are_one_name(folder: Path, a: Any) -> None:
    with pytest.raises(PolicyError, match="exists"):
        create_identity(folder, "GREY", "Somebody Else", "physician", a.passphrase)


def test_an_identity_is_never_overwritten(folder: Path, a: Any) -> None:
    before = read_identity(folder, "grey")
    with pytest.raises(PolicyError, match="exists"):
        create_identity(folder, "grey", "Somebody Else", "nurse", a.passphrase)
    assert read_identity(folder, "grey") == before


def test_an_unknown_role_is_refused_with_the_known_ones(tmp_path: Path, a: Any) -> None:
    with pytest.raises(UsageError, match="physician"):
        create_identity(tmp_path, "grey", "Grey", "astrologer", a.passphrase)


@pytest.mark.parametrize("name", ["", "   ", "Grey\nSigned by: nobody", "x" * 201])
def test_a_name_that_could_forge_a_signature_line_is_refused(
    tmp_path: Path, a: Any, name: str
) -> None:
    with pytest.raises(UsageError, match="name"):
        create_identity(tmp_path, "grey", name, "physician", a.passphrase)


def test_the_public_half_needs_no_passphrase(folder: Path) -> None:
    held = read_identity(folder, "grey")
    assert (held.name, held.role) == ("Dr. Meredith Grey", "physician")
    assert all_identities(folder) == (held,)


def test_the_file_is_for_its_owner_only_and_holds_no_open_key(folder: Path, a: Any) -> None:
    (file,) = folder.glob("*.identity.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert a.passphrase not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("field", "value"),
    [("role", "nurse"), ("name", "Dr. No"), ("scrypt_n", 2**15), ("created", "2020")],
)
def test_an_edited_file_does_not_open(folder: Path, a: Any, field: str, value: object) -> None:
    (file,) = folder.glob("*.identity.json")
    file.write_text(
        json.dumps(json.loads(file.read_text(encoding="utf-8")) | {field: value}), encoding="utf-8"
    )
    with pytest.raises(PolicyError, match="does not open"):
        unlock(folder, "grey", a.passphrase)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": "chartside-identity/2"}'])
def test_a_damaged_file_is_named_and_hides_no_other_signer(folder: Path, text: str) -> None:
    (folder / "bailey.identity.json").write_text(text, encoding="utf-8")
    (folder / "..identity.json").write_text(text, encoding="utf-8")
    assert [one.who for one in all_identities(folder)] == ["grey"]
    assert damaged(folder) == ("(not an id).identity.json", "bailey.identity.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": "chartside-identity/2"}'])
def test_a_damaged_file_says_so(folder: Path, a: Any, text: str) -> None:
    (file,) = folder.glob("*.identity.json")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        unlock(folder, "grey", a.passphrase)


def test_a_file_cannot_ask_for_an_endless_derivation(folder: Path, a: Any) -> None:
    (file,) = folder.glob("*.identity.json")
    held = json.loads(file.read_text(encoding="utf-8")) | {"scrypt_n": 2**30}
    file.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        unlock(folder, "grey", a.passphrase)


def test_another_persons_file_under_this_name_is_refused(folder: Path, a: Any) -> None:
    (file,) = folder.glob("*.identity.json")
    (folder / "bailey.identity.json").write_bytes(file.read_bytes())
    with pytest.raises(StoreError, match="another identity"):
        unlock(folder, "bailey", a.passphrase)


def test_an_unknown_identity_is_a_usage_error(tmp_path: Path, a: Any) -> None:
    with pytest.raises(UsageError, match="there is no identity nobody"):
        unlock(tmp_path, "nobody", a.passphrase)


def test_repeated_failures_lock_even_the_right_passphrase_out_for_a_while(
    folder: Path, a: Any, clock: Any
) -> None:
    for _ in range(LIMITS.free_attempts):
        with pytest.raises(PolicyError, match="does not open"):
            unlock(folder, "grey", "wrong passphrase", clock=clock)
    with pytest.raises(PolicyError, match="locked after repeated failures"):
        unlock(folder, "grey", a.passphrase, clock=clock)
    clock.now += timedelta(seconds=LIMITS.lockout_seconds)
    assert unlock(folder, "grey", a.passphrase, clock=clock).authenticated_at == clock.now


def test_the_lockout_doubles_with_the_next_failure(folder: Path, a: Any, clock: Any) -> None:
    for _ in range(LIMITS.free_attempts + 1):
        with pytest.raises(PolicyError, match="does not open"):
            unlock(folder, "grey", "wrong passphrase", clock=clock)
        clock.now += timedelta(seconds=LIMITS.lockout_seconds)
    with pytest.raises(PolicyError, match=f"in {LIMITS.lockout_seconds} s"):
        unlock(folder, "grey", a.passphrase, clock=clock)


def test_success_forgets_earlier_failures(folder: Path, a: Any, clock: Any) -> None:
    for _ in range(2):
        for _ in range(LIMITS.free_attempts - 1):
            with pytest.raises(PolicyError, match="does not open"):
                unlock(folder, "grey", "wrong passphrase", clock=clock)
        unlock(folder, "grey", a.passphrase, clock=clock)
    assert [path.name for path in folder.iterdir()] == ["grey.identity.json"]


def test_guessing_from_many_threads_at_once_gives_no_more_tries(folder: Path) -> None:
    now = datetime.now(UTC)  # a try that is just being written is of the time of its file

    def guess(number: int) -> str:
        try:
            unlock(folder, "grey", f"wrong passphrase {number}", clock=lambda: now)
        except PolicyError as refused:
            return str(refused)
        return "opened"

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(guess, range(16)))
    assert sum("does not open" in one for one in said) == LIMITS.free_attempts
    assert sum("locked" in one for one in said) == 16 - LIMITS.free_attempts


def test_a_process_whose_moment_is_a_little_older_gets_no_try_more(folder: Path) -> None:
    moments = iter(NOON - timedelta(milliseconds=n) for n in range(LIMITS.free_attempts + 1))
    for _ in range(LIMITS.free_attempts):
        with pytest.raises(PolicyError, match="does not open"):
            unlock(folder, "grey", "wrong passphrase", clock=lambda: next(moments))
    with pytest.raises(PolicyError, match="locked"):
        unlock(folder, "grey", "wrong passphrase", clock=lambda: next(moments))


@pytest.mark.slow
def test_the_lockout_holds_across_processes_and_restarts(folder: Path, a: Any) -> None:
    guess = (
        "import sys, pathlib; from chartside.signoff import unlock\n"
        "unlock(pathlib.Path(sys.argv[1]), 'grey', sys.argv[2])"
    )
    words = [sys.executable, "-c", guess, str(folder)]
    running = [
        subprocess.Popen([*words, f"guess {n} of many"], stderr=subprocess.PIPE)
        for n in range(LIMITS.free_attempts + 3)
    ]
    said = [process.communicate()[1].decode() for process in running]
    assert sum("does not open" in one for one in said) == LIMITS.free_attempts
    again = subprocess.run([*words, a.passphrase], capture_output=True, text=True, check=False)
    assert "locked after repeated failures" in again.stderr


def test_a_try_that_was_cut_off_while_it_was_noted_still_counts(folder: Path, a: Any) -> None:
    tries = folder / "grey.tries"
    tries.mkdir()
    for number in range(LIMITS.free_attempts):
        (tries / f"{number + 1:06d}").write_text("", encoding="ascii")
    with pytest.raises(PolicyError, match="locked"):
        unlock(folder, "grey", a.passphrase)


def test_a_clock_set_back_does_not_lock_a_signer_out(folder: Path, a: Any, clock: Any) -> None:
    for _ in range(LIMITS.free_attempts):
        with pytest.raises(PolicyError, match="does not open"):
            unlock(folder, "grey", "wrong passphrase", clock=clock)
    clock.now -= timedelta(days=400)
    assert unlock(folder, "grey", a.passphrase, clock=clock)


def test_an_unlocked_identity_cannot_be_made_from_a_key_at_hand() -> None:
    key = Ed25519PrivateKey.generate()
    identity = Identity(
        "grey", "Dr. Meredith Grey", "physician", jose.public_text(key.public_key())
    )
    with pytest.raises(PolicyError, match="unlocked with its passphrase"):
        UnlockedIdentity(identity, key, None, object())  # type: ignore[arg-type] - a forger's call


def test_an_unlocked_identity_is_not_pickled_and_shows_no_key(physician: UnlockedIdentity) -> None:
    with pytest.raises(PolicyError, match="does not leave"):
        pickle.dumps(physician)
    assert repr(physician) == "UnlockedIdentity(grey)"


def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path: Path, a: Any) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        create_identity(tmp_path / "file" / "identities", "grey", "Grey", "physician", a.passphrase)
    assert os.listdir(tmp_path) == ["file"]
