"""What a case may expect, held against answers made by hand."""

from typing import Any

import pytest
from pydantic import ValidationError

from chartside.draft import Citation, Statement, Verdict
from chartside.evals.authoring.case import Answer, Case
from chartside.evals.authoring.expecting import Expect
from chartside.evals.authoring.grading import counts_of, in_sentences, unmet

ANSWERS = [
    # asked, expected, said, right
    ("Last potassium?", {"number": 5.9, "unit": "mmol/L"}, "Potassium 5.9 mmol/L, high.", True),
    ("Last potassium?", {"number": 5.9, "unit": "mmol/L"}, "Potassium 5.5 mmol/L.", False),
    ("INR?", {"number": "2.50", "on": "2026-03-01"}, "INR 2.5 on 1 March 2026.", True),
    ("INR?", {"number": 2.5, "on": "2026-03-01"}, "INR 2.5 on 2 March 2026.", False),
    ("Blood pressure?", {"number": [134, 76]}, "134/76 mmHg on 31 October 2026.", True),
    ("Which?", {"names": ["apixaban"], "not": ["warfarin"]}, "She takes apixaban.", True),
    ("Which?", {"names": ["apixaban"], "not": ["warfarin"]}, "Apixaban. Warfarin.", False),
    ("Is she on apixaban?", {"yes": True}, "Yes, since 2019.", True),
    ("Is she on apixaban?", {"yes": True}, "", False),
    ("Why?", {"words": ["dyspnea", "shortness of breath"]}, "For shortness of breath.", True),
    ("Why?", {"says": ["in range"], "says_not": ["/out +of/"]}, "It is In\nRange.", True),
    ("Why?", {"says_not": ["/out +of/"]}, "It is out  of range.", False),
    ("Ferrets?", {"silent": True}, "", True),
    ("Last potassium?", {"number": 5.9, "unit": ["mmol/L", "mEq/L"]}, "K+ was 5.9 mEq/L.", True),
    ("Last potassium?", {"number": 5.9, "unit": "mmol/L"}, "", False),
    ("When was it?", {"date": "2019-03"}, "In March 2019.", True),
    ("When was it?", {"date": ["2019-03-02", "2019-03-03"]}, "On 3 Mar 2019.", True),
    ("After 1 May 2018, when?", {"date": "2019"}, "After 1 May 2018, first in 2019.", True),
    ("How often COVID-19 shots?", {"count": 3}, "COVID-19 vaccine: three times.", True),
    ("How often?", {"count": 3}, "Twice.", False),
    ("Up or down?", {"up": True}, "It rose from 4.8 to 5.9.", True),
    ("Up or down?", {"up": False}, "It rose from 4.8 to 5.9.", False),
    ("Pneumonia?", {"yes": False, "or_silent": True}, "", True),
    ("Which?", {"not": ["warfarin"]}, "Apixaban.", True),
    ("Ferrets?", {"silent": True}, "Two of them.", False),
    ("Why?", {"says": ["AF"]}, "Because of aftercare.", False),
    ("Both?", {"number": 5.9, "says": ["high"]}, "It was 5.9.", False),
    ("A day?", {"number": 1000, "unit": "mg"}, "500 mg twice = **1,000 mg** a day.", True),
    ("A day?", {"number": 1000, "unit": "mg"}, "1 g", False),
    ("Pneumonia?", {"yes": True}, "**Yes**, in January 2022.", True),
    ("Pneumonia?", {"yes": False}, "There is no record of pneumonia.", True),
    ("Pneumonia?", {"yes": True, "on": "2022-01-10"}, "Yes, on 11 January 2022.", False),
    ("It began on 1 May 2018; its end?", {"date": "2018-05-03"}, "From 1 May 2018.", False),
    ("How many?", {"count": 1}, "One medicine: metformin 500 mg.", True),
    ("INR?", {"says": ["(see note)"]}, "Raised (see note).", True),
]


def case(expect: dict[str, Any], text: str = "?", kind: str = "of no kind") -> Case:
    return Case("c", text, "line 1", kind=kind, expect=Expect.model_validate(expect))


@pytest.mark.parametrize(("asked", "expected", "said", "right"), ANSWERS)
def test_an_answer_is_right_by_what_it_says_and_not_by_how(
    asked: str, expected: dict[str, Any], said: str, right: bool
) -> None:
    answer = Answer(said, in_sentences(said))
    assert (not unmet(case(expected, asked), answer)) is right
    assert counts_of("prompt", case(expected, asked), answer) == {"right": (int(right), 1)}


def test_sources_are_counted_of_right_answers_and_decide_where_they_stand_alone() -> None:
    said = Statement("It was 5.9.", (Citation("Observation/1"),), verdict=Verdict.SUPPORTED)
    answer = Answer(said.text, (said,))
    other = {"number": 5.9, "cites": ["Observation/2"]}
    assert counts_of("ask", case({**other, "cites": "Observation/1"}), answer)["sourced"] == (1, 1)
    assert counts_of("ask", case(other), answer) == {
        "right": (1, 1),
        "sourced": (0, 1),
        "unsupported": (0, 1),
    }
    assert "sourced" not in counts_of("ask", case({**other, "number": 6}), answer)
    assert counts_of("ask", case({"cites": "Observation/2"}), answer)["right"] == (0, 1)


@pytest.mark.parametrize(
    ("expected", "verdict", "right", "missed"),
    [
        ("supported", Verdict.SUPPORTED, 1, None),
        ("supported", Verdict.NOT_CHECKABLE, 0, None),
        ("contradicted", Verdict.NOT_FOUND, 0, 0),
        (["contradicted", "not_found"], Verdict.NOT_FOUND, 1, 0),
        (["contradicted", "not_found"], Verdict.SUPPORTED, 0, 1),
    ],
)
def test_a_verdict_is_the_expected_one_and_an_error_let_pass_is_missed(
    expected: str | list[str], verdict: Verdict, right: int, missed: int | None
) -> None:
    counts = counts_of("verify", case({"verdict": expected}), Answer("x", verdict=verdict))
    assert counts["right"] == (right, 1)
    assert counts.get("missed", (None,))[0] == missed
    assert counts["unchecked"] == (int(verdict is Verdict.NOT_CHECKABLE), 1)


def test_a_document_is_covered_as_far_as_it_names_what_was_expected() -> None:
    held = [("Takes apixaban.", Verdict.SUPPORTED), ("Takes warfarin.", Verdict.CONTRADICTED)]
    said = tuple(Statement(text, verdict=verdict) for text, verdict in held)
    answer = Answer("\n".join(s.text for s in said), said)
    expect = {"names": ["apixaban", "losartan"], "says": ["takes"]}
    assert counts_of("summarize", case(expect), answer) == {
        "right": (0, 1),
        "covered": (2, 3),
        "contradicted": (1, 2),
        "unsupported": (0, 2),
        "unchecked": (0, 2),
        "cited": (0, 2),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"numbr": 4},
        {"number": "four"},
        {"number": [1, 2, 3]},
        {"number": True},
        {"number": "1E+400"},
        {"number": "NaN"},
        {"unit": "mmol/L"},
        {"on": "2026-03-01"},
        {"date": "1 March 2026"},
        {"date": "2026-02-30"},
        {"count": -1},
        {"count": 2.5},
        {"yes": "yes"},
        {"or_silent": True},
        {"silent": False},
        {"silent": True, "number": 4},
        {"verdict": "false"},
        {"verdict": "supported", "number": 4},
        {"names": []},
        {"names": [""]},
        {"says": ["/(/"]},
        {"admitted": True},
    ],
)
def test_what_no_answer_can_be_held_against_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Expect.model_validate(wrong)
