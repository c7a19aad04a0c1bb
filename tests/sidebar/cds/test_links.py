"""What a link of a card leads to, and to whom."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import LaunchRefused, StoreError
from chartside.sidebar.cds import Linked, Links, open_kept

BASE = "https://ehr.example/fhir"
ANNA = Linked(BASE, "Patient/anna", "d1")


@pytest.fixture
def links(tmp_path: Path, clock: Any) -> Links:
    return Links(open_kept(tmp_path), clock=lambda: clock().timestamp())


def test_a_link_leads_to_its_draft_on_its_patient(links: Links) -> None:
    assert links.resolve(links.give(ANNA), BASE, "Patient/anna") == ANNA
    assert links.resolve(links.give(ANNA), BASE + "/", "Patient/anna") == ANNA


@pytest.mark.parametrize(
    ("base", "patient"),
    [
        (BASE, "Patient/berta"),
        (BASE, ""),
        (BASE, "anna"),
        ("https://other.example/fhir", "Patient/anna"),
        ("", "Patient/anna"),
    ],
)
def test_a_link_opens_nothing_for_another_patient(links: Links, base: str, patient: str) -> None:
    given = links.give(ANNA)
    with pytest.raises(LaunchRefused, match="app-context"):
        links.resolve(given, base, patient)


@pytest.mark.parametrize("made_up", ["", "x", "d1", "a" * 43, "a" * 100_000, "\ud800", "' OR 1=1"])
def test_a_link_that_was_never_given_leads_nowhere(links: Links, made_up: str) -> None:
    links.give(ANNA)
    with pytest.raises(LaunchRefused):
        links.resolve(made_up, BASE, "Patient/anna")


def test_a_link_ends_after_an_hour(links: Links, clock: Any) -> None:
    given = links.give(ANNA)
    clock.wait(minutes=59)
    assert links.resolve(given, BASE, "Patient/anna")
    clock.wait(minutes=2)
    with pytest.raises(LaunchRefused):
        links.resolve(given, BASE, "Patient/anna")


def test_a_link_says_nothing_by_itself_and_its_like_cannot_be_guessed(links: Links) -> None:
    given = {links.give(ANNA) for _ in range(50)}
    assert len(given) == 50
    assert {len(one) for one in given} == {43}


def test_whoever_reads_the_file_has_no_link(links: Links, tmp_path: Path) -> None:
    given = links.give(ANNA)
    with sqlite3.connect(tmp_path / "cds.db") as conn:
        held = conn.execute("SELECT * FROM app_context").fetchall()
    conn.close()
    assert len(held) == 1
    assert given not in str(held)


def test_a_link_outlives_its_process(tmp_path: Path, clock: Any) -> None:
    seconds = lambda: clock().timestamp()  # noqa: E731
    given = Links(open_kept(tmp_path), clock=seconds).give(ANNA)
    assert Links(open_kept(tmp_path), clock=seconds).resolve(given, BASE, "Patient/anna") == ANNA


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    open_kept(tmp_path / "home")
    assert (tmp_path / "home" / "cds.db").stat().st_mode & 0o077 == 0


def test_a_file_that_is_none_of_ours_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "cds.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError):
        open_kept(tmp_path)
