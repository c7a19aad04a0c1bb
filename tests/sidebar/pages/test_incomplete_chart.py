"""A chart that the record system gave in part is never read as a whole one."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.sidebar.pages.looked import Look, looks

SERVER = "https://ehr.example/fhir/Patient/nora-lindqvist"
LINES = (
    "not given by the server (forbidden): Goal, ServiceRequest",
    "$everything: the server counts 1515 and gave 500",
    "which Procedure are gone from the server is not known: too-many",
)


@pytest.fixture
def snapshot(drafted: Any, tmp_path: Path) -> Path:
    """The demo record as a pull left it that was not given everything."""
    place = tmp_path / "in-part.db"
    shutil.copy(drafted.snapshot, place)
    with closing(sqlite3.connect(place)) as conn, conn:
        added = conn.execute("INSERT INTO source (name) VALUES (?)", (SERVER,)).lastrowid
        rows = [(added, line) for line in LINES]
        conn.executemany("INSERT INTO set_aside (source, reason) VALUES (?, ?)", rows)
    return place


def test_the_overview_says_first_what_the_record_system_did_not_give(
    comes: Callable[..., Any], sidebar: Any, snapshot: Path
) -> None:
    page = comes(snapshot=snapshot).get("/")
    (said,) = page.told("//main/section[1][contains(@class, 'lacking')]")
    assert "did not give: goals, orders and referrals." in said
    assert "counts 1515 (the whole record) and gave 500" in said
    assert "What is missing here may be there." in said
    assert "holds no more: procedures." in said
    whole = sidebar.get("/")
    assert whole.all("//*[contains(@class, 'lacking')]") == []
    assert _unread(page) == _unread(whole) > 0


def _unread(page: Any) -> int:
    """How many resources the overview says could not be read."""
    (said,) = re.findall(r"(\d+) resources? could not be read", page.words)
    return int(said)


def test_the_overview_says_it_in_the_readers_language(
    comes: Callable[..., Any], snapshot: Path
) -> None:
    page = comes(snapshot=snapshot).get("/", **{"Accept-Language": "de"})
    assert "nicht geliefert: Ziele, Anordnungen und Überweisungen." in page.words
    assert "Was hier fehlt, kann dort stehen." in page.words


def test_a_draft_of_such_a_chart_says_it_before_its_key_points(
    comes: Callable[..., Any], drafted: Any, snapshot: Path
) -> None:
    sidebar = comes(snapshot=snapshot)
    held = sidebar.store.held(drafted.draft).draft
    lines = tuple(f"{SERVER}: {line}" for line in LINES)
    at = sidebar.lays_down(replace(held, id="in-part", set_aside=(*held.set_aside, *lines)))
    page = sidebar.get(at)
    notice = page.one("//section[contains(@class, 'lacking')]")
    assert notice.xpath("ancestor::details") == []
    assert notice.xpath("following::h2[.='Key points']")
    assert "did not give: goals, orders and referrals." in page.words
    assert "Could not be read 3" in page.told("//details[contains(@class, 'aside')]/summary")


def test_a_draft_that_somebody_has_in_review_is_not_replaced_unasked(sidebar: Any, at: str) -> None:
    sidebar.get(at)
    page = sidebar.post("/runs", kind="summary", focus="", since="2026-03")
    assert page.status == 200
    assert "There is an open draft of this kind" in page.words
    assert "can then no longer be signed" in page.words
    assert at in page.all("//a/@href")
    assert page.one("//input[@name='since']/@value") == "2026-03"
    assert page.one("//input[@name='anew']/@value") == "yes"
    assert sidebar.house.runs.of(sidebar.visit.owner) == ()


def test_a_draft_with_changes_by_hand_is_named_before_another_is_written(
    sidebar: Any, at: str
) -> None:
    sidebar.rewords(at, "s4", "She prefers mornings.")
    assert "People have changed its text" in sidebar.post("/runs", kind="summary").words


def test_what_was_looked_for_is_said_in_words_with_a_way_to_what_was_found() -> None:
    lines = (
        "search_notes(query=CT lung nodule repeated): 35 found",
        "lab_trend(name=blood group, since=2019): 0 found",
        "the question names no test",
    )
    assert looks(lines) == (
        Look("search_notes", "CT lung nodule repeated", 35, "/notes"),
        Look("lab_trend", "blood group, 2019", 0),
        Look(other="the question names no test"),
    )


def test_a_note_tells_its_status_in_the_readers_language(sidebar: Any) -> None:
    where = "/notes/DocumentReference/letter-urgent-2026-10-31"
    head = sidebar.get(where, **{"Accept-Language": "de"}).told("//main/p[@class='dim']")[0]
    assert head.endswith("gültig")
