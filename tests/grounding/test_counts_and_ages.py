"""How many there are, and at what age something began, however the sentence puts it."""

from collections.abc import Callable
from itertools import product

import pytest

from chartside.draft import Statement, Verdict

Judge = Callable[..., Statement]

OF_2026 = [
    f"Observation/potassium-2026-{day}"
    for day in ("03-03", "06-02", "07-28", "09-01", "09-29", "11-03")
]
NAMES = ("potassium", "K", "serum potassium")
THINGS = ("results", "readings", "measurements", "values")
COUNTS = (
    *("There are {n} {name} {things} in 2026.", "{n} {name} {things} in 2026."),
    *("{name} {things} in 2026: {n}.", "{name} {things}, 2026: {n}."),
    "{name} {things} in 2026 = {n}.",
    *("Number of {name} {things} in 2026: {n}.", "No. of {name} {things}, 2026: {n}."),
    *("{name} {things} in 2026 -> {n}.", "A count of the {name} {things} in 2026 gives {n}."),
    *("The number of {name} {things} in 2026 is {n}.", "In 2026, {n} {name} {things} are on file."),
    *("A total of {n} {name} {things} are available from 2026.",),
    "{name} {things} in 2026 total {n}.",
    *("Total of {name} {things} for 2026: {n}.", "The {name} {things} in 2026 add up to {n}."),
    *("We have {n} {name} {things} on the books for 2026.", "2026: {n} {name} {things}."),
    "The chart holds {n} {things} of {name} from 2026.",
)  # fmt: skip


@pytest.mark.parametrize("form", COUNTS)
def test_a_count_is_a_count_however_it_is_put(form: str, judge: Judge):
    for name, things, n in product(NAMES, THINGS, ("6", "six")):
        text = form.format(name=name, things=things, n=n)
        judged = judge(text, *OF_2026)
        assert judged.verdict is Verdict.SUPPORTED, (text, judged.reasons)


@pytest.mark.parametrize("form", COUNTS)
def test_a_wrong_count_is_found_however_it_is_put(form: str, judge: Judge):
    for name, things, n in product(NAMES, THINGS, ("7", "4")):
        text = form.format(name=name, things=things, n=n)
        assert judge(text, *OF_2026).verdict is Verdict.CONTRADICTED, text


BEGAN = (
    *("Diagnosed with {x} at {n}.", "Dx'd with {x} at {n}.", "{x}, onset at {n}.", "{x} at {n}."),
    *("Came down with {x} at {n}.", "At {n}, the patient was diagnosed with {x}."),
    *("Age at onset of {x}: {n}.", "{x} began at age {n}.", "{x}, diagnosed at the age of {n}."),
    *("The patient was {n} when {x} was diagnosed.", "Hx of {x}, onset at {n}."),
)
PROBLEMS = (
    ("obesity (BMI 30 or more)", "Condition/condition-obesity", 54),
    ("knee osteoarthritis, right side", "Condition/condition-knee-osteoarthritis", 56),
    ("atrial fibrillation", "Condition/condition-atrial-fibrillation", 62),
)


@pytest.mark.parametrize("form", BEGAN)
@pytest.mark.parametrize(("name", "source", "age"), PROBLEMS)
def test_the_age_at_which_a_problem_began_is_worked_out(
    form: str, name: str, source: str, age: int, judge: Judge
):
    judged = judge(form.format(x=name, n=age), source)
    assert judged.verdict is Verdict.SUPPORTED, judged.reasons


@pytest.mark.parametrize("form", BEGAN)
@pytest.mark.parametrize(("name", "source", "age"), PROBLEMS)
def test_another_age_at_which_a_problem_began_is_found(
    form: str, name: str, source: str, age: int, judge: Judge
):
    for wrong in (age - 5, age + 3):
        verdict = judge(form.format(x=name, n=wrong), source).verdict
        assert verdict is Verdict.CONTRADICTED, form.format(x=name, n=wrong)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Our patient, a female, is 69 by now.", Verdict.SUPPORTED),
        ("Our patient, a female, is 79 by now.", Verdict.CONTRADICTED),
        ("She is 69 now.", Verdict.SUPPORTED),
        ("She is 59 now.", Verdict.CONTRADICTED),
    ],
)
def test_an_age_by_now_is_the_patients(text: str, verdict: Verdict, judge: Judge):
    assert judge(text, "Patient/nora-lindqvist").verdict is verdict


def test_the_thousands_of_a_value_are_no_age(judge: Judge):
    text = "Potassium on 3 November 2026 was 5.9, having started at 3,330 once."
    assert not any("years old" in r for r in judge(text, OF_2026[-1]).reasons)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("On apixaban 5 mg. twice a day and amlodipine 5 mg. once a day.", Verdict.SUPPORTED),
        ("On apixaban 5 mg. once a day and amlodipine 5 mg. once a day.", Verdict.CONTRADICTED),
    ],
)
def test_a_full_stop_behind_a_unit_ends_no_clause(text: str, verdict: Verdict, judge: Judge):
    sources = ("MedicationRequest/apixaban-2019-11", "MedicationRequest/amlodipine-2019-03")
    assert judge(text, *sources).verdict is verdict


@pytest.mark.parametrize(
    "way", ["(4.8 on 2 June 2026, 5.9 on 3 November 2026)", "between June and November 2026"]
)
def test_a_level_that_rose_did_not_decline(way: str, judge: Judge):
    sources = (OF_2026[1], OF_2026[-1])
    assert judge(f"Potassium declined {way}.", *sources).verdict is Verdict.CONTRADICTED
    assert judge(f"Potassium rose {way}.", *sources).verdict is Verdict.SUPPORTED
