"""Denials, hedges and bounds are no answers; odd forms of a true answer are."""

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
    Words,
    YesNo,
)
from chartside.evals.chart_questions.question import Asked, Question
from chartside.evals.chart_questions.score import grade

YES, NO = YesNo(yes=True), YesNo(yes=False)
POTASSIUM = Measured((Decimal("4.2"),), ("mmol/L",), frozenset({"2026-03-01"}))
MARCH = OnDay(frozenset({"2019-03"}))
TAKES = Names(("warfarin",), (), ("apixaban",))

RIGHT: list[tuple[Expected, str]] = [
    *((NO, t) for t in ("Nope.", "False.", "Absent.", "Negative.", "Asthma was ruled out.")),
    (NO, "She is free of asthma."),
    (YES, "Yes, since 2019."),
    (POTASSIUM, "It was 4.2 mmol/L. It was measured on 1 March 2026."),
    (POTASSIUM, "4.2 mmol/L on 2026/03/01."),
    (POTASSIUM, "4.2 mmol per litre on 1 March 2026."),
    (POTASSIUM, "Previously 5.9 mmol/L, now 4.2 mmol/L on 1 March 2026."),
    (Count(0), "None."),
    (Count(0), "No admissions."),
    (Count(13), "Thirteen."),
    (Count(300), "Three hundred."),
    (Count(3), "In the past 5 years, 3."),
    (TAKES, "She takes warfarin, never apixaban."),
    (TAKES, "Apixaban was replaced by warfarin."),
    (Names(("migraine without aura",)), "Migraine without aura, active."),
    (MARCH, "In March 2019."),
    (Direction(up=False), "No increase; it fell."),
    (Words(("dyspnea",)), "No fever, but dyspnea."),
]
WRONG: list[tuple[Expected, str]] = [
    *((YES, t) for t in ("I don't know.", "Unknown.", "False.", "Possibly.", "She denies it.")),
    *((YES, t) for t in ("Yes and no.", "What is asthma?", "It is unclear whether she has it.")),
    (NO, "The record does not say."),
    (POTASSIUM, "It was not 4.2 mmol/L on 1 March 2026."),
    *((POTASSIUM, f"{t} 4.2 mmol/L on 1 March 2026.") for t in ("<", ">", "Less than", "Rose by")),
    (POTASSIUM, "Previously 4.2 mmol/L on 1 March 2026, later 5.9 mmol/L on 2 April 2026."),
    (POTASSIUM, "4.2 mmol/L not on 1 March 2026 but on 1 April 2026."),
    *((Count(3), t) for t in ("Not 3.", "At least 3.", "3 or 4.", "Three hundred.")),
    *((TAKES, t) for t in ("She is not on warfarin.", "No warfarin.")),
    *((TAKES, t) for t in ("Her mother takes warfarin.", "She is allergic to warfarin.")),
    *((MARCH, f"{t} March 2019.") for t in ("Not in", "Before", "After")),
    *((Direction(up=True), t) for t in ("It did not rise.", "No increase; it fell.")),
    *((Words(("dyspnea",)), t) for t in ("No dyspnea.", "She denies dyspnea.")),
]


def exact(expected: Expected, text: str) -> bool:
    asked = "Which medicines does she take?" if isinstance(expected, Names) else "?"
    said = tuple(
        Statement(f"{part.rstrip('.')}.", (Citation("Observation/1"),), verdict=Verdict.SUPPORTED)
        for part in text.split(". ")
    )
    stamp = RecordStamp("0", 1, "2026-11-26T00:00:00Z")
    body = (Section("", said),)
    draft = Draft("1", "answer", "Patient/1", Author("extractive"), "2026-11-26", stamp, body)
    return grade(Question(asked, Asked("of a kind", expected), "Patient/1", ""), draft).exact


@pytest.mark.parametrize(("expected", "text"), RIGHT)
def test_a_true_answer_of_an_odd_form_counts(expected: Expected, text: str) -> None:
    assert exact(expected, text)


@pytest.mark.parametrize(("expected", "text"), WRONG)
def test_what_is_denied_hedged_or_bounded_is_not_said(expected: Expected, text: str) -> None:
    assert not exact(expected, text)
