"""An average is worked out from every result of its time; a change is told in its own unit."""

from collections.abc import Callable

import pytest

from chartside.draft import Statement, Verdict

Judge = Callable[..., Statement]

OF_2026 = [
    f"Observation/potassium-2026-{day}"
    for day in ("03-03", "06-02", "07-28", "09-01", "09-29", "11-03")
]
WEIGHTS = ["Observation/weight-2025-12-09", "Observation/weight-2026-10-31"]


@pytest.mark.parametrize(
    "text",
    [
        "Average potassium in 2026: 5.2 mmol/L.",
        "The average potassium was 5.23 mmol/L over 6 results, 3 March 2026 to 3 November 2026.",
        "Mean potassium 5.2 mmol/L in 2026.",
        "In 2026 her potassium averaged 5.2 mmol/L.",
    ],
)
def test_the_mean_of_all_results_of_a_year_is_borne_out(judge: Judge, text: str) -> None:
    assert judge(text, *OF_2026).verdict is Verdict.SUPPORTED


def test_a_result_that_is_not_the_mean_is_no_average(judge: Judge) -> None:
    judged = judge("Average potassium in 2026: 5.3 mmol/L.", *OF_2026)
    assert judged.verdict is Verdict.CONTRADICTED
    assert "5.233" in judged.reasons[0]


def test_a_mean_that_leaves_a_result_out_is_contradicted(judge: Judge) -> None:
    judged = judge("Average potassium in 2026: 5.3 mmol/L.", *OF_2026[1:])
    assert judged.verdict is Verdict.CONTRADICTED
    assert "leaves out 1" in judged.reasons[0]


def test_one_result_has_no_average(judge: Judge) -> None:
    judged = judge("Average potassium on 3 March 2026: 4.8 mmol/L.", OF_2026[0])
    assert judged.verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(("said", "right"), [("2.2", True), ("4.9", False)])
def test_a_loss_between_pounds_and_kilograms_is_told_in_the_unit_of_the_sentence(
    judge: Judge, said: str, right: bool
) -> None:
    text = f"Body weight 81.2 kg on 31 October 2026, down {said} kg from 83.4 kg on 9 December 2025"
    assert (judge(text, *WEIGHTS).verdict is Verdict.SUPPORTED) is right
