"""The scorer: lenient in how an answer is put, strict in what it says."""

import random
from decimal import Decimal

import pytest

from chartside.draft import Author, Citation, Draft, RecordStamp, Section, Statement, Verdict
from chartside.evals.chart_questions.expected import (
    Count,
    Direction,
    Expected,
    Measured,
    Names,
    OnDay,
    Passage,
    Silent,
    Span,
    Words,
    YesNo,
)
from chartside.evals.chart_questions.question import HALVES, Asked, Named, Question
from chartside.evals.chart_questions.questions import written
from chartside.evals.chart_questions.report import examples, summary
from chartside.evals.chart_questions.run import Run
from chartside.evals.chart_questions.score import Graded, grade
from chartside.evals.chart_questions.told import lengths, told

POTASSIUM = Measured((Decimal("4.1"),), ("mmol/L",), frozenset({"2024-03-05"}))
PRESSURE = Measured((Decimal(131), Decimal(84)), ("mmHg",), frozenset({"2024-03-05"}))
LONG = Measured((Decimal("132.70815"),), ("10*3/uL",), frozenset({"2024-03-05"}))
EGFR = Measured((Decimal(41),), ("mL/min/{1.73_m2}",), frozenset({"2024-03-05"}))
LIST = Names(("metformin", "apixaban"), ("semaglutide",), ("naproxen",))
YEARS = Span(Decimal(3700), Decimal(3700))
STAYED = YesNo(yes=True, days=frozenset({"2024-03-05"}))


def asked(expected: Expected, kind: str = "latest value", **days: str) -> Question:
    wanted = Asked(kind, expected, Named(("CO2", "carbon dioxide")), days)
    return Question("?", wanted, "Patient/1", HALVES[0])


def answer(*texts: str, cites: str = "Observation/1", verdict: Verdict | None = None) -> Draft:
    said = tuple(
        Statement(t, (Citation(cites),), verdict=verdict or Verdict.SUPPORTED) for t in texts
    )
    stamp = RecordStamp("0", 1, "2026-11-26T00:00:00Z")
    author = Author("extractive")
    return Draft("1", "answer", "Patient/1", author, "2026-11-26", stamp, (Section("", said),))


def test_a_number_that_is_part_of_the_name_is_no_value() -> None:
    points = Measured((Decimal(11),), ("points", "{score}"), frozenset({"2016-12-13"}))
    named = Asked("first value", points, Named(("PHQ-9 total score",)))
    question = Question("?", named, "Patient/1", HALVES[0])
    for text, right in (
        ("First recorded PHQ-9 total score 11 on 13 December 2016.", True),
        ("First recorded PHQ-9 total score 9 on 13 December 2016.", False),
        ("First recorded PHQ-9 total score on 13 December 2016.", False),
    ):
        assert grade(question, answer(text)).exact is right


def exact(expected: Expected, text: str, kind: str = "latest value", **days: str) -> bool:
    return grade(asked(expected, kind, **days), answer(text)).exact


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (POTASSIUM, "Potassium was 4.1 mmol/L on 5 March 2024."),
        (POTASSIUM, "On 2024-03-05: 4.10 mmol/l (3.5-5.1), before that 4.9 mmol/L on 2023-01-02"),
        (POTASSIUM, "March 5, 2024: potassium 4.1 mmol/L"),
        (LONG, "Platelets 133 x10^3/\u00b5L on 5 March 2024."),
        (LONG, "Platelets 132.71 10*3/uL on 5 March 2024."),
        (EGFR, "eGFR 41 mL/min/1.73 m\u00b2 on 5 Mar 2024"),
        (PRESSURE, "Blood pressure 131/84 mmHg on 5 March 2024."),
        (Measured((Decimal("0.5"),), ("mg",)), "Colchicine 1 mg tablet: 0.5 mg once a day."),
        (Measured((Decimal(24),), ("points",)), "First recorded CO2 24 (scores have no unit)."),
        (OnDay(frozenset({"1998"})), "Hypertension since 1998."),
        (OnDay(frozenset({"2009-05"})), "Diagnosed in May 2009."),
        (Count(12), "There are 12 CO2 results, from 3 May 2011 to 7 July 2020."),
        (Count(3), "CO2 was measured three times."),
        (Count(1), "Hospital admission: once on 2 March 2021."),
        (Count(3), "Metformin 500 mg tablet was ordered 3 times, last on 9 March 2021."),
        (LIST, "Metformin 500 mg tablet twice daily. Apixaban 5 mg."),
        (LIST, "Apixaban, metformin and semaglutide; naproxen was stopped in 2016."),
        (STAYED, "Yes: on 5 March 2024."),
        (STAYED, "Potassium was above 5 mmol/L on 5 March 2024."),
        (YesNo(yes=False), "No, the highest was 4.1 mmol/L on 5 March 2024."),
        (YesNo(yes=False, silence=True), "No warfarin is recorded."),
        (Direction(up=True), "It rose from 4.1 to 5.2 mmol/L."),
        (Direction(up=False), "The latest is lower than the one before."),
        (YEARS, "For 10 years."),
        (YEARS, "Body mass index 30+ on 9 October 1963, at age 10."),
        (YEARS, "10 years and 1 month"),
        (YEARS, "3700 days"),
        (Words(("Dry cough; switched to losartan",)), "Dry cough, switched to losartan."),
        (Words(("Kihn564",)), "Dr. Linn Kihn prescribed it."),
        (Silent(admitted=True), "Allergy to peanuts, no reaction recorded."),
    ],
)
def test_a_true_answer_counts_however_it_is_put(expected: Expected, text: str) -> None:
    assert exact(expected, text)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (POTASSIUM, "Potassium was 4.2 mmol/L on 5 March 2024."),
        (POTASSIUM, "Potassium was 4.1 mmol/L on 6 March 2024."),
        (POTASSIUM, "Potassium was 4.1 mmol/L in March 2024."),
        (POTASSIUM, "Potassium was 4.1 mg/dL on 5 March 2024."),
        (POTASSIUM, "Potassium was 4.1 on 5 March 2024."),
        (POTASSIUM, "4.9 mmol/L on 2 January 2023, 4.1 mmol/L on 5 March 2024"),
        (LONG, "Platelets 130 x10^3/uL on 5 March 2024."),
        (PRESSURE, "Blood pressure 84/131 mmHg on 5 March 2024."),
        (OnDay(frozenset({"1998"})), "Hypertension since 1 January 1998."),
        (OnDay(frozenset({"2009-05"})), "Diagnosed in 2009."),
        (Count(12), "There are 13 CO2 results."),
        (Count(2), "CO2 was measured."),
        (LIST, "Metformin 500 mg tablet twice daily."),
        (LIST, "Metformin, apixaban and naproxen."),
        (STAYED, "Yes: on 7 March 2024."),
        (STAYED, "No."),
        (YesNo(yes=False), "Yes."),
        (YesNo(yes=False, silence=True), "Warfarin since 2019."),
        (Direction(up=True), "It fell from 5.2 to 4.1 mmol/L."),
        (Direction(up=True), "4.1 mmol/L, then 5.2 mmol/L."),
        (YEARS, "For 12 years."),
        (YEARS, "Body mass index 30+ on 9 October 1963, at age 30."),
        (YEARS, "Since 2014."),
        (Span(Decimal(12), Decimal(12)), "For 0 years."),
        (Words(("Dry cough; switched to losartan",)), "Dry cough."),
        (Silent(), "No reaction recorded."),
        (Silent(admitted=True), "Allergy to peanuts: hives."),
    ],
)
def test_an_answer_that_is_false_or_vague_does_not_count(expected: Expected, text: str) -> None:
    assert not exact(expected, text)


def test_higher_on_the_first_of_two_days_means_that_it_fell() -> None:
    days = {"day": "2020-01-02", "other": "2021-01-02"}
    text = "It was higher on 2 January 2020 than on 2 January 2021."
    assert exact(Direction(up=False), text, "between two days", **days)
    assert not exact(Direction(up=True), text, "between two days", **days)


def test_what_has_ended_is_not_still_taken() -> None:
    assert exact(YesNo(yes=False), "Naproxen was stopped on 12 April 2016.", "still taken")
    assert not exact(YesNo(yes=True), "Naproxen was stopped on 12 April 2016.", "still taken")


def test_a_note_is_found_only_if_a_document_that_says_so_is_cited() -> None:
    question = asked(Passage("gardening", frozenset({"DocumentReference/7"})))
    said = "The note of 5 March 2024 says: gardening helps."
    assert grade(question, answer(said, cites="DocumentReference/7")).exact
    assert not grade(question, answer(said, cites="DocumentReference/8")).exact


def test_silence_is_right_only_where_the_chart_is_silent() -> None:
    assert grade(asked(Silent()), None).exact
    assert grade(asked(YesNo(yes=False, silence=True)), None).exact
    assert not grade(asked(POTASSIUM), None).exact
    assert not grade(asked(YesNo(yes=False)), answer()).exact


def test_a_sentence_that_is_not_supported_is_told_even_of_a_right_answer() -> None:
    text = "Potassium was 4.1 mmol/L on 5 March 2024."
    found = grade(asked(POTASSIUM), answer(text, verdict=Verdict.NOT_CHECKABLE))
    assert found.exact
    assert found.unsupported


def test_every_way_in_which_a_day_is_written_is_read_back() -> None:
    rng = random.Random(5)  # noqa: S311 - a sample, no secret
    for kept in (True, False):
        for day in ("2024-03-05", "1999-12-31", "2020-09-01"):
            for _ in range(8):
                assert told(f"x {written(day, rng, kept=kept)} y").days == (day,)


def test_lengths_that_belong_together_are_one() -> None:
    (one,) = lengths("3 years and 2 months")
    assert 1155 < one.days < 1158


def graded(expected: Expected, text: str | None, half: str = HALVES[0]) -> Graded:
    question = Question("?", Asked("latest value", expected), "Patient/1", half)
    return grade(question, answer(text) if text else None)


def test_abstention_is_counted_both_ways_and_either_answer_is_left_out() -> None:
    right = "4.1 mmol/L on 5 March 2024"
    run = Run(
        (
            *(graded(POTASSIUM, right), graded(POTASSIUM, None)),
            *(graded(Silent(), None), graded(Silent(), None), graded(Silent(), right)),
            graded(YesNo(yes=False, silence=True), None),
        )
    )
    tuned = summary(run, "0")["halves"]["tuned"]
    assert (tuned["exact"]["hits"], tuned["exact"]["out_of"]) == (4, 6)
    assert tuned["abstention precision"]["hits"] == 2
    assert tuned["abstention precision"]["out_of"] == 3
    assert (tuned["abstention recall"]["hits"], tuned["abstention recall"]["out_of"]) == (2, 3)


def test_no_example_shows_a_question_of_the_half_held_out() -> None:
    wrong = graded(POTASSIUM, None, HALVES[1])
    assert examples([wrong], 5) == []
    assert examples([graded(POTASSIUM, None)], 5) != []
