"""What went wrong with a case, beside the text of its sources, for whoever reads the report."""

from typing import Any, Final

from chartside.draft import AT_FAULT
from chartside.evals.authoring.case import Answer, Case
from chartside.evals.authoring.grading import cites, unmet
from chartside.evals.chart_questions.told import names
from chartside.evals.running.grading import beside
from chartside.fhir.chart import Chart

_LONGEST: Final = 1_200
"""Characters of an answer: a whole document says less than what it lacks."""


def failed_row(case: Case, code: str) -> dict[str, Any]:
    """A run that failed."""
    said = f"failed: {code}"
    return {"asked": case.text, "said": said, "expected": str(case.expect or ""), "sources": []}


def rows(case: Case, answer: Answer, note: str) -> list[dict[str, Any]]:
    """The answer beside what it lacks, and each of its sentences that the checker found at fault.

    Of a sentence that was checked, its verdict.
    """
    missing = "; ".join(part for part in (_lacking(case, answer), note) if part)
    found = []
    if missing:
        asked = f"{case.text} ({case.kind})" if answer.verdict is None else str(answer.verdict)
        wanted = case.expect.cites if case.expect else ()
        said = answer.text[:_LONGEST] or "no answer"
        found.append(_row(answer.chart, asked, said, missing, [*answer.cited, *wanted]))
    for statement in answer.statements:
        if statement.verdict in AT_FAULT:
            cited = [c.reference for c in statement.citations]
            expected = "a sentence that its sources say"
            found.append(_row(answer.chart, case.text, statement.text, expected, cited))
    return found


def _lacking(case: Case, answer: Answer) -> str:
    """What was expected and is not there, in the words of the case."""
    if case.expect is None:
        return ""
    missing = unmet(case, answer) or ["cites"] * (not cites(case.expect, answer))
    if not missing:
        return ""
    held = case.expect.model_dump(mode="json", by_alias=True, exclude_unset=True)
    beside_it = {"number": ("unit", "on"), "yes": ("on", "or_silent"), "names": ("not",)}
    keys = [key for name in missing for key in (name, *beside_it.get(name, ()))]
    told = {key: held[key] for key in dict.fromkeys(keys) if key in held}
    if "names" in told:
        told["names"] = [name for name in held["names"] if not _named(answer, name)]
    return type(case.expect).worded({key: value for key, value in told.items() if value != []})


def _named(answer: Answer, name: str) -> bool:
    return names(answer.text, name)


def _row(
    chart: Chart | None, asked: str, said: str, expected: str, cited: list[str]
) -> dict[str, Any]:
    sources = beside(chart, cited) if chart is not None else []
    return {"asked": asked, "said": said, "expected": expected, "sources": sources}
