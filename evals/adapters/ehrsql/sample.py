"""A few questions in the benchmark's form about invented patients, half of which nothing answers.

The words are ours and the patients nobody. The database has the benchmark's shape where the queries
need it, filled from the JSON of the same patients.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from chartside.evals.chart_questions.raw import Person, at, day, label, people
from chartside.evals.injected_errors.panel import abroad, bundle

QUESTIONS: Final = "questions"
RECORD: Final = "record"
_SYSTEM: Final = "https://chartside.example/sample/subject"
_FIRST: Final = 10_000_101
_UNKNOWN: Final = 31_701
"""Nobody of the record has a number like this: so does the benchmark ask what nothing answers."""

_TABLES: Final = """
CREATE TABLE patients (subject_id INTEGER, gender TEXT, dob TEXT);
CREATE TABLE labevents (subject_id INTEGER, label TEXT, valuenum REAL, charttime TEXT);
CREATE TABLE prescriptions (subject_id INTEGER, drug TEXT, starttime TEXT);
"""
_OF_NOBODY: Final = (
    "What is the phone number of patient {unknown}'s guardian?",
    "Which doctor did patient {unknown} see on the last visit to the oncology department?",
    "Did patient {unknown} sign the consent form for the ct scan?",
    "When is the next mri appointment of patient {unknown}?",
    "What did patient {unknown} have for breakfast today?",
    "Is patient {unknown} quarantined for influenza?",
    "How is the ward of patient {unknown} disinfected?",
    "Who drove patient {unknown} home after the last visit?",
    "Which test will patient {unknown} undergo today?",
    "What is the recommended dose of the drug last prescribed to patient {unknown}?",
    "How much did patient {unknown} pay for the last laboratory test?",
    "What is the blood type of patient {unknown}'s mother?",
)
_OF_MANY: Final = (
    ("How many patients are there?", "SELECT COUNT(DISTINCT subject_id) FROM patients"),
    ("How many operating rooms are free now?", "null"),
)


def lay_down(folder: Path) -> tuple[Path, Path]:
    """Write the questions, the database and the record into a folder; where they are."""
    record, held = folder / RECORD, folder / QUESTIONS
    record.mkdir(parents=True, exist_ok=True)
    held.mkdir(exist_ok=True)
    for number, made in enumerate((bundle(3), abroad(3), bundle(4), abroad(4))):
        for entry in made["entry"]:
            if entry["resource"]["resourceType"] == "Patient":
                value = {"system": _SYSTEM, "value": str(_FIRST + number)}
                entry["resource"]["identifier"] = [value]
        (record / f"{number}.json").write_text(json.dumps(made), encoding="utf-8")
    persons = [person for path in sorted(record.iterdir()) for person in people(path)]
    _fill(folder / "sample.sqlite", persons)
    asked = list(_asked(persons))
    data = [{"id": f"sample-{n}", "question": text} for n, (text, _) in enumerate(asked)]
    labels = {f"sample-{n}": sql for n, (_, sql) in enumerate(asked)}
    table = json.dumps({"version": "sample", "data": data})
    (held / "data.json").write_text(table, encoding="utf-8")
    (held / "label.json").write_text(json.dumps(labels), encoding="utf-8")
    return held, record


def _fill(path: Path, persons: list[Person]) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(_TABLES)
        for number, person in enumerate(persons):
            subject = _FIRST + number
            row = (subject, person.body["gender"][0], person.body.get("birthDate"))
            conn.execute("INSERT INTO patients VALUES (?, ?, ?)", row)
            conn.executemany("INSERT INTO labevents VALUES (?, ?, ?, ?)", _labs(subject, person))
            conn.executemany("INSERT INTO prescriptions VALUES (?, ?, ?)", _drugs(subject, person))
        conn.commit()


def _labs(subject: int, person: Person) -> Iterator[tuple[int, str, float, str]]:
    for body in person.of("Observation"):
        value = at(body, "valueQuantity", "value")
        if value is not None and day(body.get("effectiveDateTime")):
            when = f"{body['effectiveDateTime']:.19}".replace("T", " ")
            yield subject, label(body["code"]).lower(), float(value), when


def _drugs(subject: int, person: Person) -> Iterator[tuple[int, str, str]]:
    for body in person.of("MedicationRequest"):
        words = label(body.get("medicationCodeableConcept")).lower().split()
        if words and day(body.get("authoredOn")):
            yield subject, words[0], str(body["authoredOn"])


def _asked(persons: list[Person]) -> Iterator[tuple[str, str]]:
    """Questions with their queries, `null` where nothing answers."""
    for number, person in enumerate(persons):
        yield from _answered(_FIRST + number, person)
    for number, text in enumerate(_OF_NOBODY):
        yield text.format(unknown=_UNKNOWN + number), "null"
    yield from _OF_MANY


def _answered(subject: int, person: Person) -> Iterator[tuple[str, str]]:
    labs = sorted({name for _, name, _, _ in _labs(subject, person) if name.isalpha()})
    drugs = sorted({name for _, name, _ in _drugs(subject, person) if name.isalpha()})
    ordered = f"FROM prescriptions WHERE subject_id = {subject} AND drug ="
    of = f"FROM labevents WHERE subject_id = {subject} AND label ="
    if labs:
        first = labs[0]
        yield (
            f"What was the last {first} value of patient {subject}?",
            f"SELECT valuenum {of} '{first}' ORDER BY charttime DESC LIMIT 1",
        )
        last = f"(SELECT valuenum {of} '{first}' ORDER BY charttime DESC LIMIT 1"
        yield (
            f"Is the last {first} value of patient {subject} greater than the second to last?",
            f"SELECT {last}) > {last} OFFSET 1)",
        )
        yield (
            f"How many times was the {labs[-1]} of patient {subject} measured?",
            f"SELECT COUNT(*) {of} '{labs[-1]}'",
        )
    if drugs:
        yield (
            f"Has patient {subject} been prescribed {drugs[0]}?",
            f"SELECT COUNT(*)>0 {ordered} '{drugs[0]}'",
        )
