"""One patient's chart at the terminal and for a program."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def chart(run: Any, demo_file: Path) -> Any:
    return run("chart", demo_file, "--json").json


def put(path: Path, *resources: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(r) for r in resources), encoding="utf-8")
    return path


def about(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/p"}, **more}


PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "1950-06", "gender": "female"}


def test_every_entry_has_the_same_first_fields(chart: Any) -> None:
    wanted = [
        "reference",
        "version",
        "kind",
        "when",
        "code",
        "value",
        "status",
        "verification",
        "live",
    ]
    assert len(chart["entries"]) > 2000
    assert {tuple(e)[: len(wanted)] for e in chart["entries"]} == {tuple(wanted)}


def test_a_date_is_as_precise_as_the_record(chart: Any) -> None:
    held = {e["reference"]: e["when"] for e in chart["entries"]}
    assert held["Condition/condition-hypertension"] == "1998"
    assert held["Condition/condition-diabetes"] == "2009-05"


def test_what_was_entered_in_error_is_there_and_supports_nothing(
    chart: Any, run: Any, demo_file: Path
) -> None:
    held = {e["reference"]: e for e in chart["entries"]}
    wrong = held["Observation/potassium-2023-06-06-wrong-tube"]
    assert (wrong["live"], wrong["status"]) == (False, "entered-in-error")
    page = run("chart", demo_file, "--kind", "lab").out
    line = next(x for x in page.splitlines() if wrong["reference"] in x)
    assert "supports nothing" in line


def test_the_counts_are_of_the_whole_chart(chart: Any, run: Any, demo_file: Path) -> None:
    assert sum(chart["counts"].values()) == len(chart["entries"])
    labs = run("chart", demo_file, "--kind", "lab", "--json").json
    assert labs["counts"] == chart["counts"]
    assert {e["kind"] for e in labs["entries"]} == {"lab"}
    assert len(labs["entries"]) == chart["counts"]["lab"]


def test_what_was_set_aside_is_told_with_its_reason(chart: Any, run: Any, demo_file: Path) -> None:
    aside = {s["reference"]: s["reason"] for s in chart["set_aside"]}
    assert "subject" in aside["Observation/potassium-2026-10-20-misfiled"]
    assert "Observation/potassium-2026-10-20-misfiled" not in {
        e["reference"] for e in chart["entries"]
    }
    assert "Observation/potassium-2026-10-20-misfiled" in run("chart", demo_file).out


def test_problems_medicines_and_allergies_come_first(run: Any, demo_file: Path) -> None:
    page = run("chart", demo_file).out
    places = [
        page.index(f"\n{title} (")
        for title in ("Active problems", "Current medicines", "Allergies", "Lab")
    ]
    assert places == sorted(places)
    problems = page[places[0] : places[1]]
    assert "Essential hypertension" in problems
    assert "pulmonary embolism" not in problems.lower()


def test_older_entries_of_a_kind_are_counted_when_they_are_not_shown(
    run: Any, demo_file: Path, chart: Any
) -> None:
    assert (
        f"and {chart['counts']['lab'] - 10:,} older: --kind lab shows all"
        in run("chart", demo_file).out
    )
    assert "older" not in run("chart", demo_file, "--kind", "lab").out


def test_a_chart_as_of_a_day_holds_that_day_and_nothing_later(run: Any, tmp_path: Path) -> None:
    path = put(
        tmp_path / "r.ndjson",
        PATIENT,
        about("Condition", "before", code={"text": "Gout"}, onsetDateTime="2019"),
        about(
            "Condition", "that-day", code={"text": "Asthma"}, onsetDateTime="2020-03-02T23:30:00Z"
        ),
        about("Condition", "after", code={"text": "Anaemia"}, onsetDateTime="2020-03-03"),
        about("Condition", "undated", code={"text": "Migraine"}),
    )
    held = run("chart", path, "--as-of", "2020-03-02", "--json").json
    assert {e["reference"].partition("/")[2] for e in held["entries"]} == {
        "p",
        "before",
        "that-day",
        "undated",
    }
    assert held["later"] == 1
    page = run("chart", path, "--as-of", "2020-03").out
    assert "Anaemia" in page
    assert "Left out" not in page
    assert "Left out: 1 entry after 2020-03-02" in run("chart", path, "--as-of", "2020-03-02").out


@pytest.mark.parametrize("day", ["tomorrow", "2020-13", "02/03/2020", ""])
def test_a_day_that_is_no_date_is_refused(run: Any, demo_file: Path, day: str) -> None:
    ran = run("chart", demo_file, "--as-of", day)
    assert ran.status == 2
    assert "2019-03-02" in ran.err


def test_an_empty_chart_says_that_nothing_is_recorded(run: Any, tmp_path: Path) -> None:
    ran = run("chart", put(tmp_path / "r.ndjson", PATIENT))
    assert ran.status == 0
    for said in (
        "Active problems: none recorded",
        "Current medicines: none recorded",
        "Allergies: nothing recorded",
    ):
        assert said in ran.out
    assert "born June 1950" in ran.out
    assert "years" not in ran.out.splitlines()[0]


def test_one_of_two_patients_must_be_named(run: Any, tmp_path: Path) -> None:
    other = {"resourceType": "Patient", "id": "q", "name": [{"family": "Canaryname"}]}
    path = put(tmp_path / "r.ndjson", PATIENT, other)
    ran = run("chart", path)
    assert ran.status == 5
    assert "2 patients" in ran.err
    assert "--patient" in ran.err
    assert "Canaryname" not in ran.err
    assert (
        run("chart", path, "--patient", "Patient/q", "--json").json["patient"]["reference"]
        == "Patient/q"
    )


def test_text_of_a_record_cannot_steer_the_terminal(run: Any, tmp_path: Path) -> None:
    name = [{"text": "Nora \x1b[2J\u202eMoss [bold]x[/bold]"}]
    path = put(
        tmp_path / "r.ndjson",
        {**PATIENT, "name": name},
        about("Condition", "c", code={"text": "Gout\x9b31m\nForged row"}),
    )
    ran = run("chart", path)
    assert not set(ran.out) & {"\x1b", "\u202e", "\x9b"}
    assert "[bold]x[/bold]" in ran.out
    assert "Forged row" not in [line.strip() for line in ran.out.splitlines()]


def test_a_program_is_given_the_specimen_the_first_dose_and_when_a_member_left(
    run: Any, tmp_path: Path
) -> None:
    due = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-02-01"}}}}
    drug = {"text": "Apixaban"}
    left = {"member": {"display": "Dr. A"}, "period": {"start": "2010", "end": "2020-05"}}
    file = put(
        tmp_path / "record.ndjson",
        PATIENT,
        about("Observation", "o", code={"text": "Sodium"}, specimen={"display": "Urine"}),
        about(
            "MedicationRequest",
            "m",
            status="stopped",
            intent="order",
            statusReason={"text": "bleeding"},
            medicationCodeableConcept=drug,
            dosageInstruction=[due],
        ),
        about("CareTeam", "t", status="active", participant=[left]),
    )
    held = {e["reference"]: e for e in run("chart", file, "--json").json["entries"]}
    assert held["Observation/o"]["specimen"] == "Urine"
    order = held["MedicationRequest/m"]
    assert (order["status_reason"], order["intent"]) == ("bleeding", "order")
    assert order["dose"]["begins"] == "2026-02-01"
    (member,) = held["CareTeam/t"]["components"]
    assert (member["begin"], member["end"]) == ("2010", "2020-05")


def test_what_the_server_did_not_give_is_said_before_the_chart(
    run: Any, demo_file: Path, tmp_path: Path
) -> None:
    store = tmp_path / "pulled.db"
    run("ingest", demo_file, "--store", store)
    lines = (
        "not given by the server (forbidden): Goal",
        "$everything: the server counts 9 and gave 2",
    )
    with closing(sqlite3.connect(store)) as conn, conn:
        added = conn.execute("INSERT INTO source (name) VALUES ('https://ehr.example')").lastrowid
        rows = [(added, line) for line in lines]
        conn.executemany("INSERT INTO set_aside (source, reason) VALUES (?, ?)", rows)
    said = run("chart", store).err
    assert "The record system did not give: goals. What is missing here may be there." in said
    assert "counts 9 resources in all and gave 2" in said
    assert "record system" not in run("chart", demo_file).err
