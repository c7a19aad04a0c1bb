"""Bounds that a change of model, prompt or version must hold."""

from chartside.evals.authoring.pytest_plugin import Evaluate


async def test_answers_about_anticoagulants_hold(evaluate: Evaluate) -> None:
    """Every answer is right, and every value comes with its day."""
    report = await evaluate("anticoagulants.toml")
    report.require("right", at_least=1.0, cases=7)
    report.require("dated", at_least=1.0)
    report.require("unsupported", at_most=0.0)
