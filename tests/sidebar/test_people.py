"""Who signs in the sidebar, and with which key."""

import pickle
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chartside.errors import PolicyError, StoreError, UsageError
from chartside.sidebar.keys import Keys, open_keys
from chartside.sidebar.people import Clinician, LaunchedSigner
from chartside.signoff import jose

PASSPHRASE = "a passphrase that a machine keeps"
GREY = Clinician(
    ehr="north",
    iss="https://ehr.example",
    sub="grey",
    fhir_user="Practitioner/123",
    name="Dr. Meredith Grey",
    role="physician",
    authenticated_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    claims={"iss": "https://ehr.example", "sub": "grey"},
)


def public_of(person: Clinician, keys: Keys) -> str:
    return LaunchedSigner(person, keys).identity.public_key


def test_a_person_has_the_same_key_after_a_restart(tmp_path: Path) -> None:
    first, second = (open_keys(tmp_path / "keys.json", PASSPHRASE) for _ in range(2))
    assert public_of(GREY, first) == public_of(GREY, second)


def test_what_they_sign_verifies_with_the_key_of_their_name() -> None:
    signer = LaunchedSigner(GREY, Keys.fresh())
    assert jose.verifies(b"bytes", signer.sign(b"bytes"), signer.identity.public_key)


@pytest.mark.parametrize(
    "other",
    [
        {"sub": "yang"},
        {"iss": "https://other.example"},
        {"name": "Dr. Meredith Shepherd"},
        {"role": "resident"},
        {"ehr": "south"},
        {"fhir_user": "Practitioner/124"},
    ],
)
def test_whoever_differs_in_anything_is_another_signer(other: dict[str, str]) -> None:
    keys = Keys.fresh()
    else_ = replace(GREY, **other)
    assert else_.who != GREY.who
    assert public_of(else_, keys) != public_of(GREY, keys)


def test_a_short_name_fits_the_audit_whatever_the_id_is() -> None:
    long = replace(GREY, fhir_user="Practitioner/" + "-Aa.9" * 12 + "é/../x")
    who = LaunchedSigner(long, Keys.fresh()).identity.who
    assert len(who) <= 64
    assert ".." not in who


def test_who_has_no_role_decides_on_nothing() -> None:
    with pytest.raises(PolicyError, match="may read"):
        LaunchedSigner(replace(GREY, role=""), Keys.fresh())


def test_neither_keys_nor_signers_leave_their_process() -> None:
    keys = Keys.fresh()
    for held in (keys, LaunchedSigner(GREY, keys)):
        with pytest.raises(PolicyError):
            pickle.dumps(held)
    assert repr(keys) == "Keys()"
    assert "key" not in repr(LaunchedSigner(GREY, keys)).lower().replace("@", "")


def test_the_keys_file_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    path = tmp_path / "home" / "keys.json"
    open_keys(path, PASSPHRASE)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(PolicyError):
        open_keys(path, PASSPHRASE + "?")
    with pytest.raises(UsageError, match="CHARTSIDE_KEYS_PASSPHRASE"):
        open_keys(path, None)
    with pytest.raises(UsageError):
        open_keys(path, "short")
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        open_keys(path, PASSPHRASE)
