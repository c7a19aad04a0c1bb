"""The questions: general, computed apart from the answering code, and right about known traps."""

import ast
import json
import random
from collections import Counter
from pathlib import Path

import pytest

from chartside.demo import record_json
from chartside.evals.chart_questions.expected import Count, Measured, Names, Silent, YesNo
from chartside.evals.chart_questions.gather import asked_of
from chartside.evals.chart_questions.gather.medicines import medicine
from chartside.evals.chart_questions.material import persons
from chartside.evals.chart_questions.phrasings import WAYS
from chartside.evals.chart_questions.question import HALVES, Asked, Question, half_of
from chartside.evals.chart_questions.questions import questions
from chartside.evals.chart_questions.raw import Person, latest, people

Body = dict[str, object]


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> list[Person]:
    """The demo record and five invented patients of each panel."""
    return persons([], 5, tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def made(everybody: list[Person]) -> list[Question]:
    return list(questions(everybody, "7"))


@pytest.fixture(scope="module")
def nora(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    """Everything that can be asked about the demo record."""

    path = tmp_path_factory.mktemp("demo") / "demo.json"
    path.write_bytes(record_json())
    return list(asked_of(people(path)[0], random.Random(3)))  # noqa: S311 - a sample, no secret


def asked(found: list[Asked], kind: str, name: str) -> list[Asked]:
    return [a for a in found if a.kind == kind and name in a.name.known]


def record(folder: Path, *resources: Body) -> Person:
    patient: Body = {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17"}
    held = [patient, *({"subject": {"reference": "Patient/1"}, **r} for r in resources)]
    path = folder / "record.json"
    entries = [{"resource": r} for r in held]
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}), encoding="utf-8")
    return people(path)[0]


def potassium(name: str, value: float, time: str, status: str = "final") -> Body:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": status,
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
        "effectiveDateTime": time,
        "valueQuantity": {"value": value, "unit": "mmol/L"},
    }


def everything(person: Person) -> list[Asked]:

    return list(asked_of(person, random.Random(1)))  # noqa: S311 - a sample, no secret


def test_a_few_records_give_hundreds_of_questions_of_every_kind(made: list[Question]) -> None:
    assert len(made) >= 300
    assert {q.kind for q in made} >= WAYS.keys() - {"highest in a year", "no reaction"}


def test_at_least_fifteen_in_a_hundred_questions_have_no_answer(made: list[Question]) -> None:
    assert sum(isinstance(q.expected, Silent) for q in made) >= 0.15 * len(made)


def test_the_same_seed_asks_the_same_and_another_seed_something_else(
    everybody: list[Person], made: list[Question]
) -> None:
    assert [q.text for q in questions(everybody, "7")] == [q.text for q in made]
    assert [q.text for q in questions(everybody, "8")] != [q.text for q in made]


def test_words_kept_for_patients_held_out_are_never_used_for_others(made: list[Question]) -> None:
    assert all(q.half == half_of(q.patient) for q in made)
    assert not any(q.reserved for q in made if q.half == HALVES[0])
    counts = Counter(q.reserved for q in made if q.half == HALVES[1])
    assert counts[True] > counts[False] > 0


def test_every_kind_has_phrasings_kept_and_none_is_in_both_sets() -> None:
    for kind, ways in WAYS.items():
        assert ways.known, kind
        assert ways.kept, kind
        if kind != "beyond the record":
            assert set(ways.known).isdisjoint(ways.kept), kind


def test_what_is_expected_is_computed_without_reading_a_chart(root: Path) -> None:
    room = root / "evals" / "chart_questions"
    apart = {room / "run.py"}
    for path in set(room.rglob("*.py")) - apart:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        reading = ("chartside.fhir", "chartside.tools", "chartside.agent", "chartside.grounding")
        assert not [n for n in names if n.startswith(reading)], path


def test_a_result_entered_in_error_or_preliminary_is_no_answer(tmp_path: Path) -> None:
    found = everything(
        record(
            tmp_path,
            potassium("a", 4.1, "2024-01-02"),
            potassium("b", 9.9, "2024-05-02", "entered-in-error"),
            potassium("c", 7.7, "2024-06-02", "preliminary"),
        )
    )
    (last,) = [a for a in found if a.kind == "latest value"]
    assert isinstance(last.expected, Measured)
    assert str(last.expected.numbers[0]) == "4.1"
    assert last.expected.days == {"2024-01-02"}
    (count,) = [a for a in found if a.kind == "number of results"]
    assert count.expected == Count(1)


def test_a_test_with_two_units_or_a_bound_is_not_asked_about(tmp_path: Path) -> None:
    other = potassium("b", 156, "2024-02-02") | {"valueQuantity": {"value": 156, "unit": "mg/L"}}
    found = everything(record(tmp_path, potassium("a", 4.1, "2024-01-02"), other))
    assert not [a for a in found if a.kind == "latest value"]


def test_a_result_of_somebody_else_is_no_answer(tmp_path: Path) -> None:
    foreign = potassium("b", 6.6, "2025-01-02") | {"subject": {"reference": "Patient/2"}}
    found = everything(record(tmp_path, potassium("a", 4.1, "2024-01-02"), foreign))
    (last,) = [a for a in found if a.kind == "latest value"]
    assert last.sources == {"Observation/a"}


def test_two_highest_results_may_each_be_named(tmp_path: Path) -> None:
    days = ("2024-01-02", "2024-02-02", "2024-03-02")
    made = [potassium(str(n), v, d) for n, (v, d) in enumerate(zip((5, 4, 5), days, strict=True))]
    (high,) = [a for a in everything(record(tmp_path, *made)) if a.kind == "highest value"]
    assert isinstance(high.expected, Measured)
    assert high.expected.days == {days[0], days[2]}


def test_a_partial_onset_stays_partial(nora: list[Asked]) -> None:
    (begun,) = asked(nora, "diagnosed on", "essential hypertension")
    assert begun.expected.days == {"1998"}  # type: ignore[union-attr] # a date by its kind


def test_a_refuted_diagnosis_is_neither_active_nor_ever_had(nora: list[Asked]) -> None:
    assert not asked(nora, "ever had", "malignant neoplasm of breast")
    (active,) = [a for a in nora if a.kind == "active problems"]
    assert isinstance(active.expected, Names)
    assert "malignant neoplasm of breast" not in active.expected.required


def test_an_order_entered_in_error_was_never_taken(nora: list[Asked]) -> None:
    assert not asked(nora, "ever taken", "warfarin")
    (naproxen,) = asked(nora, "still taken", "naproxen")
    assert naproxen.expected == YesNo(yes=False)


def test_a_medicine_on_hold_may_be_listed_and_need_not(nora: list[Asked]) -> None:
    (current,) = [a for a in nora if a.kind == "current medicines"]
    assert isinstance(current.expected, Names)
    assert any("semaglutide" in name for name in current.expected.allowed)
    assert "naproxen" in current.expected.foreign


@pytest.mark.parametrize(
    ("label", "spoken"),
    [
        ("Vitamin B 12 5 MG/ML Injectable Solution", "Vitamin B 12"),
        ("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]", "metoprolol"),
        ("NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector", "Epinephrine"),
        ("Lasix 40mg", "furosemide"),
    ],
)
def test_a_medicine_is_asked_about_by_what_is_in_it(label: str, spoken: str) -> None:
    assert medicine(label) == spoken


def test_the_last_day_of_a_partial_date_is_known() -> None:
    assert latest("2024-02").isoformat() == "2024-02-29"
    assert latest("2023").isoformat() == "2023-12-31"


def test_records_that_nobody_tuned_on_give_questions_too(shared_data: Path) -> None:
    paths = sorted((shared_data / "synthea").rglob("*.json.gz"))[:3]
    found = list(questions([p for path in paths for p in people(path)], "0"))
    assert len(found) > 120
    assert len({q.kind for q in found}) > 40
