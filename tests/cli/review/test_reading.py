"""`review list` and `review show`: what waits for a person, and what every sentence rests on."""

import json
import subprocess
import sys
from typing import Any

import pytest

from chartside.cli.app import load
from chartside.cli.review import LINES
from chartside.draft import draft_from_json
from chartside.fhir.record import open_record
from chartside.signoff import SignoffStore, events, show, verify
from chartside.signoff.decide import sign
from chartside.signoff.identity import unlock


@pytest.mark.parametrize("name", LINES)
def test_each_command_of_a_review_is_listed_by_the_line_it_begins_with(run: Any, name: str) -> None:
    assert (load(f"review_{name}").help or "").splitlines()[0] == LINES[name]
    assert name in run("review", "--help").out


def test_listing_drafts_waits_for_neither_the_graph_nor_the_checker() -> None:
    probe = "import sys, chartside.cli.review_list; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "chartside.cli.review_list" in done.stdout.split()
    assert {"langgraph", "chartside.grounding"} & set(done.stdout.split()) == set()


def test_an_empty_data_folder_has_no_drafts_and_says_how_one_is_made(run: Any, home: Any) -> None:
    ran = run("review", "list")
    assert ran.status == 0
    assert "chartside summarize" in ran.out
    assert run("review", "list", "--json").json == {"drafts": []}
    assert not home.exists()


def test_the_list_says_what_each_draft_waits_for(run: Any, ward: Any) -> None:
    listed = run("review", "list").out
    assert ward.draft[:12] in listed
    assert "nothing" in listed
    (row,) = run("review", "list", "--json").json["drafts"]
    assert row["id"] == ward.draft
    assert row["status"] == "draft"
    assert row["source"] == str(ward.record)


def test_a_draft_whose_time_is_over_is_closed_when_drafts_are_listed(run: Any, ward: Any) -> None:
    with ward.store.write() as tx:
        tx.run("UPDATE drafts SET expires = '2026-01-01T00:00:00.000Z'")
    (row,) = run("review", "list", "--json").json["drafts"]
    assert row["status"] == ward.status == "expired"
    assert verify(ward.store).ok


def test_a_superseded_draft_is_listed_only_when_asked_for(run: Any, ward: Any) -> None:
    run("summarize", ward.record, "--json")
    assert ward.draft[:12] not in run("review", "list").out
    assert ward.draft[:12] in run("review", "list", "--all").out


def test_the_only_draft_need_not_be_named(run: Any, ward: Any) -> None:
    assert run("review", "show", "--json").json["draft"]["id"] == ward.draft


def test_of_several_drafts_one_has_to_be_named(run: Any, ward: Any) -> None:
    held = ward.store.draft(ward.draft)
    other = json.loads(json.dumps(held.to_json())) | {"id": "other-1", "kind": "previsit"}
    ward.store.propose(draft_from_json(other))
    ran = run("review", "show")
    assert ran.status == 2
    assert "other-1" in ran.err
    assert run("review", "show", "othe", "--json").json["draft"]["id"] == "other-1"


def test_showing_a_draft_opens_its_review_and_is_noted(run: Any, ward: Any) -> None:
    run("review", "show", ward.draft[:6])
    assert ward.status == "in_review"
    assert [e.event for e in events(ward.store)][-1] == "viewed"


def test_the_sentence_its_verdict_and_each_source_are_shown(run: Any, ward: Any) -> None:
    said = run("review", "show", ward.draft).out
    assert f"{len(ward.store.draft(ward.draft).statements)} supported" in said
    assert "Observation/potassium" in said.partition("SOURCES")[2]


def test_one_sentence_shows_its_sources_in_full(run: Any, ward: Any) -> None:
    said = run("review", "show", "--sentence", ward.sentence("Potassium")).out
    for fact in ("Observation/potassium", "3 November 2026", "5.9 mmol/L", "3.5 to 5.3", "final"):
        assert fact in said


def test_the_quoted_passage_of_a_report_is_marked_in_its_text(run: Any, ward: Any) -> None:
    said = run("review", "show", "--sentence", ward.sentence("Clear lungs")).out
    assert "»Clear lungs.«" in said
    assert "Potassium is rising on spironolactone." in said


def test_a_sentence_that_is_not_there_is_a_wrong_call(run: Any, ward: Any) -> None:
    for words in ((), ("--json",)):
        ran = run("review", "show", ward.draft, "--sentence", "s99", *words)
        assert ran.status == 2
        assert "has no sentence s99" in ran.err


def test_the_json_of_a_sentence_is_that_sentence_with_its_sources(run: Any, ward: Any) -> None:
    name = ward.sentence("Clear lungs")
    held = run("review", "show", "--sentence", name, "--json").json
    assert held["statement"]["id"] == name
    assert held["statement"]["verdict"] == "supported"
    (source,) = held["sources"]
    assert source["entry"]["reference"] == source["reference"] == "DiagnosticReport/ecg"
    assert source["quote"] == "Clear lungs."
    assert "Potassium is rising" in source["document"]
    assert not {"seen", "markdown"} & held.keys()


def test_the_json_of_a_sentence_without_its_record_says_so(run: Any, ward: Any) -> None:
    ward.record.unlink()
    held = run("review", "show", "--sentence", "s1", "--json").json
    assert {s["entry"] for s in held["sources"]} == {None}
    assert "cannot be opened again" in held["chart"]


def test_what_is_seen_is_the_hash_that_signing_takes(run: Any, ward: Any) -> None:
    seen = run("review", "show", "--json").json["seen"]
    chart = open_record(ward.record).open_chart()
    assert seen == show(SignoffStore(ward.here.signoff), ward.draft, chart).seen


def test_without_its_record_a_draft_is_shown_says_so_and_cannot_be_signed(
    run: Any, ward: Any
) -> None:
    ward.record.unlink()
    shown = run("review", "show")
    assert shown.status == 0
    assert "cannot be opened again" in shown.err
    assert str(ward.record) in shown.err
    assert "Potassium" in shown.out
    held = run("review", "show", "--json").json
    assert held["seen"] is None
    assert "cannot be opened again" in held["chart"]


def test_a_record_that_was_moved_is_found_again_and_remembered(run: Any, ward: Any) -> None:
    moved = ward.record.rename(ward.record.with_name("moved.ndjson"))
    assert run("review", "show", "--source", moved).err == ""
    assert run("review", "show").err == ""
    assert ward.store.held(ward.draft).source == str(moved)


def test_a_named_source_that_is_not_there_is_refused(run: Any, ward: Any) -> None:
    assert run("review", "show", "--source", ward.record.with_name("none.ndjson")).status == 5


def test_a_chart_that_changed_is_checked_again_before_it_is_shown(run: Any, ward: Any) -> None:
    before = run("review", "show", "--json").json
    text = ward.record.read_text(encoding="utf-8")
    ward.record.write_text(text.replace('"1998"', '"1999"'), encoding="utf-8")
    after = run("review", "show", "--json")
    assert "checked again" in after.err
    assert after.json["rechecked"] is True
    assert after.json["version"] == before["version"] + 1
    assert after.json["seen"] != before["seen"]
    assert run("review", "show", "--json").json["rechecked"] is False


def test_every_reading_is_in_the_audit_that_of_a_signed_document_too(run: Any, ward: Any) -> None:
    def views() -> list[str]:
        return [row.event for row in events(ward.store) if row.event == "viewed"]

    seen = run("review", "show", "--json").json["seen"]
    assert len(views()) == 1
    run("review", "show", "--diff")
    assert len(views()) == 2
    words = (
        "--seen",
        seen,
        "--meaning",
        "review",
        "--identity",
        "asha",
        "--passphrase-env",
        "WARD",
    )
    assert run("review", "sign", *words).status == 0
    run("review", "show")
    assert len(views()) == 3
    assert verify(ward.store).ok


def test_what_changed_in_the_chart_is_said_source_by_source_and_sentence_by_sentence(
    run: Any, ward: Any
) -> None:
    potassium = ward.sentence("otassium")
    text = ward.record.read_text(encoding="utf-8")
    ward.record.write_text(text.replace('"value": 5.9', '"value": 4.1'), encoding="utf-8")
    changed = run("review", "show", "--json").json["changed"]
    assert changed["resources"][0] == changed["resources"][1]
    (source,) = [s for s in changed["sources"] if s["reference"] == "Observation/potassium"]
    assert source["read"] != source["now"]
    assert potassium in {s["id"] for s in changed["statements"]}
    assert {(s["was"], s["is"]) for s in changed["statements"]} == {("supported", "contradicted")}
    assert run("review", "show", "--json").json["changed"] is None
    ward.record.write_text(text.replace('"value": 5.9', '"value": 5.4'), encoding="utf-8")
    said = run("review", "show").out
    assert "Observation/potassium changed" in said
    assert "It was checked again" in said


def test_a_signed_document_is_shown_as_signed(run: Any, ward: Any) -> None:
    chart = open_record(ward.record).open_chart()
    signer = unlock(ward.here.identities, "asha", "Zebrastripes over nine hills")
    seen = show(ward.store, ward.draft, chart).seen
    sign(ward.store, ward.draft, signer, meaning="review", chart=chart, seen=seen)
    said = run("review", "show").out
    assert "SIGNED" in said
    assert "UNSIGNED" not in said
    assert "Asha Rao, MD" in said
