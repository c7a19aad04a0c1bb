"""Records made longer by what answers nothing, and the suite that asks the same of each length."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from chartside.evals.chart_questions.gather import asked_of
from chartside.evals.chart_questions.raw import Person, people
from chartside.evals.injected_errors.panel import bundle
from chartside.evals.padding.lasting import lasting
from chartside.evals.padding.longer import longer
from chartside.evals.padding.resources import padding
from chartside.evals.padding.sameness import says_the_same
from chartside.evals.padding.steady import Steady
from chartside.evals.padding.trial import sizes_of, trial_of
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "invented.json"
    path.write_text(json.dumps(bundle(0)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def person(file: Path) -> Person:
    return people(file)[0]


@pytest.fixture(scope="module")
def padded(person: Person, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Person]:
    return longer(person, (300, 600, 10), "0", tmp_path_factory.mktemp("padded"))


def test_a_record_is_padded_to_the_size_with_its_own_resources_as_they_were(
    person: Person, padded: dict[int, Person]
) -> None:
    assert set(padded) == {300, 600}  # it has more than ten already
    own = {(b["resourceType"], b["id"]): b for b in person.resources}
    for size, other in padded.items():
        assert len(other.resources) == size
        held = {(b["resourceType"], b["id"]): b for b in other.resources}
        assert {key: held[key] for key in own} == own
        assert other.body == person.body
    few, many = (json.dumps(padded[s].resources, default=str) for s in (300, 600))
    assert many.startswith(few[:-1])  # the shorter is the beginning of the longer


def test_padding_is_the_patients_own_and_the_same_for_the_same_seed(person: Person) -> None:
    made = list(padding(person, 400, "0"))
    assert made == list(padding(person, 400, "0"))
    assert made != list(padding(person, 400, "1"))
    kinds = {b["resourceType"] for b in made}
    assert len(kinds) == 5
    for body in made:
        assert (body.get("subject") or body["patient"]) == {"reference": person.reference}
    visits = {b["period"]["start"][:10] for b in person.of("Encounter")}
    calls = {b["period"]["start"][:10] for b in made if b["resourceType"] == "Encounter"}
    assert calls
    assert not visits & calls


def test_every_truth_is_the_same_on_the_padded_json(
    person: Person, padded: dict[int, Person]
) -> None:
    found = lasting(person, list(padded.values()), "0", 1000)
    assert len(found.questions) > 200
    share = found.changed / (len(found.questions) + found.changed)
    assert share < 0.03  # a few days and years are drawn of the padding instead


def test_a_question_whose_truth_another_resource_changes_is_left_out_and_counted(
    person: Person,
) -> None:
    before = lasting(person, [], "0", 1000)
    assert before.changed == 0
    twice = next(
        b for b in person.resources if b["resourceType"] == "Observation" and "valueQuantity" in b
    )
    one = {**twice, "id": "another", "effectiveDateTime": "2026-11-20T08:00:00Z"}
    changed = replace(person, resources=(*person.resources, one))
    after = lasting(person, [changed], "0", 1000)
    assert after.changed > 0
    gone = {q.asked.kind for q in before.questions} - {q.asked.kind for q in after.questions}
    kept = [q.asked for q in after.questions]
    lost = [q.asked for q in before.questions if q.asked not in kept]
    assert {"latest value", "number of results"} <= {a.kind for a in lost} | gone
    other = {a.kind for a in kept}
    assert {"born", "active problems", "ever taken"} <= other


def test_each_kind_is_asked_before_any_is_asked_again(person: Person) -> None:
    found = lasting(person, [], "0", 20)
    assert len({q.kind for q in found.questions}) == len(found.questions) == 20
    assert found == lasting(person, [], "0", 20)
    assert found != lasting(person, [], "1", 20)


def test_drawing_by_content_holds_where_more_is_there_to_draw_from() -> None:
    few, many = [f"a{n}" for n in range(20)], [f"{c}{n}" for c in "ba" for n in range(20)]
    held = [Steady(str(seed)).choice(few) == Steady(str(seed)).choice(many) for seed in range(200)]
    assert 70 <= sum(held) <= 130  # half of the time one of the new comes first
    drawn = [c for c in Steady("0").sample(many, 40) if c in few]
    assert drawn == Steady("0").sample(few, 20)
    one = Steady("0")
    one.choice(few)
    another = Steady("0")
    another.random()
    another.choice(few)
    assert [one.randint(1, 6) for _ in range(9)] == [another.randint(1, 6) for _ in range(9)]
    assert {Steady(str(n)).randrange(3) for n in range(60)} == {0, 1, 2}


def test_a_plain_generator_would_not_have_held(person: Person, padded: dict[int, Person]) -> None:
    own, other = (list(asked_of(p, Random("0"))) for p in (person, padded[600]))  # noqa: S311 - no secret
    own = [a for a in own if a.kind == "value on a day"]
    assert any(a not in other for a in own)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("It was 5.9 mmol/L on 3 May 2026.", "On 2026-05-03: 5.9 mmol/L", True),
        ("It was 5.9 mmol/L on 3 May 2026.", "It was 5.9 mmol/L on 4 May 2026.", False),
        ("It was 5.9 mmol/L.", "It was 9.5 mmol/L.", False),
        ("Yes, gout.", "No gout is recorded.", False),
        ("Active: gout; asthma.", "Active: asthma; gout.", True),
        ("Active: gout; asthma.", "Active: gout.", False),
        ("", "", True),
        ("", "5.9", False),
        ("Two readings: 5.1 and 5.9.", "Two readings: 5.9 and 5.1.", True),
        ("Never smoker", "Former smoker", False),
    ],
)
def test_answers_say_the_same_in_days_numbers_and_denial(
    first: str, second: str, *, same: bool
) -> None:
    assert says_the_same(first, second) is same
    assert says_the_same(second, first) is same


def test_each_question_is_a_case_at_each_length_that_the_record_does_not_have(file: Path) -> None:
    trial = trial_of(Records(str(file)), "0", (50, 300, 600), 2, 7)
    assert len(trial.cases) == 7 * 3
    sizes = [case.size for case in trial.cases.values()][:3]
    assert sizes == [0, 300, 600]  # the first few cases are of every length
    assert {case.place.exists() for case in trial.cases.values()} == {True}
    assert sizes_of(5) == (5,)
    given: Any = ["7", 5, 0]  # as Inspect reads its command line
    assert sizes_of(given) == (5, 7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log")


@pytest.mark.usefixtures("no_leftovers")
def test_the_suite_measures_every_length_and_what_stayed(file: Path, folder: Path) -> None:
    found = run(Asked(("record-scale",), Records(str(file)), limit=4), folder)
    ran = found.suites[0]
    assert found.broken == 0
    kinds = ["as it is", "1,000 resources", "5,000 resources", "20,000 resources"]
    assert sorted(case.kind for case in ran.cases) == sorted(kinds)
    names: dict[str, Any] = {}
    for case in ran.cases:
        assert case.cost["seconds"] > 0
        for name, (hit, of) in case.counts.items():
            names.setdefault(name, []).append((hit, of))
    assert set(names) == set(ran.suite.by_name)
    assert len(names["unchanged"]) == 3
    assert sum(hit for hit, _ in names["unchanged"]) == 3
    assert sum(hit for hit, _ in names["exact"]) == 4
