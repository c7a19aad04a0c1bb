"""A few questions in the benchmark's form about invented patients, answered from their JSON.

Nothing here is of the benchmark: the words are ours, the patients are nobody, and the answers are
computed from the resources by code that shares nothing with the code that answers.
"""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from chartside.demo import record_json
from chartside.evals.chart_questions.raw import Body, Person, at, day, label, people
from chartside.evals.injected_errors.panel import abroad, bundle

TABLE: Final = "questions.csv"
RECORD: Final = "record"
_MOVED: Final = 124
"""Years by which one of the patients is moved: de-identified records lie in centuries to come."""

_COLUMNS: Final = (
    *("split", "question_id", "question", "sql_query", "true_answer", "assumption"),
    *("patient_fhir_id", "template", "val_dict", "true_fhir_ids"),
)
_TESTS: Final = 1
"""Tests of each patient that are asked about."""
_RESULTS: Final = 3
"""A test that is asked about has as many results."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A question, its answer as it is printed, and the resources behind it."""

    text: str
    answer: str
    sources: Sequence[Body] = ()
    assumed: str = ""


def lay_down(folder: Path) -> tuple[Path, Path]:
    """Write the table and the record into a folder; where they are."""
    record = folder / RECORD
    record.mkdir(parents=True, exist_ok=True)
    (record / "demo.json").write_bytes(record_json())
    for name, made in (("invented", _moved(bundle(0))), ("abroad", abroad(0))):
        (record / f"{name}.json").write_text(json.dumps(made), encoding="utf-8")
    persons = [p for path in sorted(record.iterdir()) for p in people(path)]
    with (folder / TABLE).open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, _COLUMNS)
        rows.writeheader()
        for number, person in enumerate(persons):
            rows.writerows(_row(person, number, n, made) for n, made in enumerate(_of(person)))
    return folder / TABLE, record


_DATED: Final = re.compile(r"((?:19|20)\d\d)((?:-\d\d(?:-\d\d(?:T.*)?)?)?)")


def _moved(held: Any, key: str = "") -> Any:
    """The same JSON with every date moved."""
    if isinstance(held, dict):
        return {name: _moved(value, name) for name, value in held.items()}
    if isinstance(held, list):
        return [_moved(value, key) for value in held]
    dated = isinstance(held, str) and key not in {"id", "code", "value"}
    if dated and (match := _DATED.fullmatch(held)):
        return f"{int(match[1]) + _MOVED}{match[2]}"
    return held


def _now(person: Person) -> datetime:
    """The last minute of the year of the last visit."""
    visits = [day(at(body, "period", "start")) for body in person.of("Encounter")]
    year = int(max(visits)[:4])
    return datetime(year, 12, 31, 23, 59)  # noqa: DTZ001 - the benchmark's times have no offset


def _row(person: Person, number: int, nth: int, made: _Made) -> dict[str, str]:
    ids: dict[str, list[str]] = {}
    for body in made.sources:
        ids.setdefault(body["resourceType"], []).append(body["id"])
    return {
        "split": "test",
        "question_id": f"sample-{number}-{nth}",
        "question": made.text.format(patient=f"patient {10_000_001 + number}"),
        "true_answer": made.answer,
        "assumption": f"Assume the current time is {_now(person)}. {made.assumed}".strip(),
        "patient_fhir_id": str(person.body["id"]),
        "true_fhir_ids": str(ids),
    }


def _of(person: Person) -> Iterator[_Made]:
    yield _Made(
        "What is the gender of {patient}?", f"[['{person.body['gender'][0].upper()}']]",
        [person.body], "Search for 'F' to find female.",
    )  # fmt: skip
    for name, results in _tests(person):
        yield from _about(name, results)
    yield from _procedures(person)
    yield from _medicines(person)
    yield _Made("Has {patient} been prescribed vancomycin?", "[[0]]")
    yield _Made("What was the last serum osmolality value of {patient}?", "[]")


def _tests(person: Person) -> Iterator[tuple[str, list[Body]]]:
    """Tests with final results alone, in one unit, one a day, none of them of the future."""
    by_name: dict[str, list[Body]] = {}
    for body in person.of("Observation"):
        by_name.setdefault(label(body["code"]), []).append(body)
    usable = []
    for name, held in sorted(by_name.items()):
        days = {day(body.get("effectiveDateTime")) for body in held}
        units = {at(body, "valueQuantity", "unit") for body in held}
        plain = name.replace(" ", "").isalnum() and None not in units and "" not in days
        final = {body["status"] for body in held} == {"final"}
        if plain and final and len(units) == 1 and len(held) == len(days) >= _RESULTS:
            usable.append((name, sorted(held, key=lambda b: str(b["effectiveDateTime"]))))
    yield from usable[:_TESTS]


def _about(name: str, results: list[Body]) -> Iterator[_Made]:
    """Last, first, highest, mean, number, change and comparison of a test's results."""
    last, first = results[-1], results[0]
    test = name if name.isupper() else name[0].lower() + name[1:]
    yield _Made(f"What was the last {test} value of {{patient}}?", f"[[{_value(last)}]]", [last])
    moment = f"{first['effectiveDateTime']:.19}".replace("T", " ")
    yield _Made(f"When was the first {test} of {{patient}} measured?", f"[['{moment}']]", [first])
    yield _Made(
        f"What was the change in {test} of {{patient}} last measured compared to the first value "
        "measured?",
        f"[[{_value(last) - _value(first)}]]",
        [first, last],
    )
    before = results[-2]
    yield _Made(
        f"Is the {test} of {{patient}} last measured greater than the second to last measured?",
        f"[[{int(_value(last) > _value(before))}]]",
        [before, last],
    )
    yield from _in_a_year(test, results)


def _in_a_year(test: str, results: list[Body]) -> Iterator[_Made]:
    """Of the year with the most results, the latest of them."""
    years = [day(b["effectiveDateTime"])[:4] for b in results]
    year = max(years, key=lambda y: (years.count(y), y))
    held = [b for b, of in zip(results, years, strict=True) if of == year]
    values = [_value(b) for b in held]
    tops = [b for b in held if _value(b) == max(values)]
    mean = f"{sum(values) / len(values):.3f}"
    yield _Made(
        f"What was the maximum {test} of {{patient}} in {year}?", f"[[{max(values)}]]", tops
    )
    yield _Made(f"What was the average {test} of {{patient}} in {year}?", f"[[{mean}]]", held)
    yield _Made(
        f"How many times was the {test} of {{patient}} measured in {year}?",
        f"[[{len(held)}]]",
        held,
    )


def _value(body: Body) -> Decimal:
    return Decimal(str(body["valueQuantity"]["value"]))


def _procedures(person: Person) -> Iterator[_Made]:
    """What was done in a year, and how long ago the last that is known to the day was."""
    done = [b for b in person.of("Procedure") if b["status"] == "completed"]
    held = [b for b in done if len(day(b.get("performedDateTime"))) == len("2026-12-31")]
    if not held:
        return
    last = max(held, key=lambda b: str(b["performedDateTime"]))
    moment = day(last["performedDateTime"])
    of_year = [b for b in done if day(b.get("performedDateTime"))[:4] == moment[:4]]
    names = "\n ".join(f"[{label(b['code'])!r}]" for b in of_year)
    yield _Made(f"Which procedures did {{patient}} have in {moment[:4]}?", f"[{names}]", of_year)
    named = label(last["code"])
    name = f"{'an' if named[0] in 'AEIOU' else 'a'} {named[0].lower()}{named[1:]} procedure"
    asked = f"When was the last time {{patient}} received {name}?"
    yield _Made(asked, f"[['{moment} 00:00:00']]", [last])
    passed = (_now(person) - datetime.fromisoformat(moment)).total_seconds() / 86400
    asked = f"How many days have passed since {{patient}} last received {name}?"
    yield _Made(asked, f"[[{passed:.3f}]]", [last])


def _medicines(person: Person) -> Iterator[_Made]:
    """Whether the medicine of the latest order was ever prescribed."""
    held = [b for b in person.of("MedicationRequest") if day(b.get("authoredOn"))]
    named = sorted(((day(b["authoredOn"]), _medicine(b)) for b in held), reverse=True)
    for _, name in named:
        if name.isalpha():
            sources = [b for b in held if _medicine(b) == name]
            yield _Made(f"Has {{patient}} ever been prescribed {name}?", "[[1]]", sources)
            return


def _medicine(body: Body) -> str:
    words = label(body.get("medicationCodeableConcept")).split()
    return words[0].lower() if words else ""
