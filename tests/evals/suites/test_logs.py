"""What a log of Inspect's holds of a suite."""

from inspect_ai._util.error import EvalError
from inspect_ai.log import EvalSample
from inspect_ai.scorer import Score

from chartside.evals.running.logs import _why


def sample(error: str = "", score: Score | None = None) -> EvalSample:
    held = EvalError(message="secret text", traceback=error, traceback_ansi="") if error else None
    scores = {"graded": score} if score else None
    return EvalSample(id="1", epoch=1, input="?", target="", error=held, scores=scores)


def test_an_error_of_ours_says_what_to_do_and_any_other_only_its_class() -> None:
    ours = "Traceback:\n  File\nchartside.errors.calls.UsageError: name one with --data\n"
    assert list(_why(sample(ours))) == ["name one with --data"]
    assert list(_why(sample("Traceback:\nbuiltins.KeyError: 'Nora, 91 years'"))) == ["KeyError"]
    assert list(_why(sample("KeyError: 'Nora, 91 years'"))) == ["KeyError"]


def test_a_case_without_a_grade_says_why_and_one_with_a_grade_nothing() -> None:
    failed = Score.unscored(reason="the grader failed: KeyError")
    assert list(_why(sample(score=failed))) == ["the grader failed: KeyError"]
    graded = Score(value=1.0, metadata={"counts": {"right": (1, 1)}, "worst": []})
    assert list(_why(sample(score=graded))) == []
