"""What is counted of an answer: what was expected of it, and what its author's own scorer finds.

The expectations are graded by what grades `chart-questions`, so that a suite of a user's own is
as lenient in form and as strict in fact.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Final

from chartside.draft import AT_FAULT, Author, Draft, RecordStamp, Section, Statement, Verdict
from chartside.evals.authoring.case import Answer, Case, Grade
from chartside.evals.authoring.cases import Do
from chartside.evals.authoring.expecting import Expect, facts
from chartside.evals.authoring.figures import RIGHT
from chartside.evals.authoring.limits import NoGrade, given_by, is_found
from chartside.evals.authoring.scorer import Scorer
from chartside.evals.chart_questions.expected import (
    Count,
    Direction,
    Expected,
    Measured,
    Names,
    OnDay,
    Silent,
    Words,
    YesNo,
)
from chartside.evals.chart_questions.question import Asked, Named, Question
from chartside.evals.chart_questions.score import grade
from chartside.evals.chart_questions.told import names, told
from chartside.evals.suite import Counts, Measure, Suite

_MOST: Final = 10**9
"""That a scorer may count in one case."""

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d])|\n+")


_KEYS: Final[dict[type[Expected], str]] = {
    Measured: "number",
    OnDay: "date",
    Count: "count",
    Names: "names",
    YesNo: "yes",
    Direction: "up",
    Words: "words",
    Silent: "silent",
}


_MARKS: Final = re.compile(r"\*\*|__|`|^\s*(?:#+|[-*•])\s+", re.MULTILINE)
"""What a model sets its words in: they are no part of what it says."""


def in_sentences(text: str) -> tuple[Statement, ...]:
    """Plain text as sentences, which answers are graded by."""
    parts = _SENTENCE.split(_MARKS.sub("", text))
    return tuple(Statement(part.strip()) for part in parts if part.strip())


def unmet(case: Case, answer: Answer) -> list[str]:
    """What was expected and is not there, by the name that it has in the case.

    Sources are counted apart; where nothing else is expected, they decide.
    """
    expect = case.expect
    if expect is None:
        return []
    if expect.verdict:
        return [] if answer.verdict in expect.verdict else ["verdict"]
    missing = [_KEYS[type(fact)] for fact in facts(expect) if not _says(case, answer, fact)]
    missing += ["says"] * any(not _has(answer.text, text) for text in expect.says)
    missing += ["says_not"] * any(_has(answer.text, text) for text in expect.says_not)
    alone = expect.model_fields_set == {"cites"}
    return [*missing, *(["cites"] * (alone and not cites(expect, answer)))]


def _says(case: Case, answer: Answer, fact: Expected) -> bool:
    return grade(_question(case, fact), _draft(answer.statements)).exact


def _question(case: Case, fact: Expected) -> Question:
    """The case as a question that was asked: its own days and names are none of the answer's."""
    days = told(case.text).days
    named = {f"day {n}" if n else "day": day for n, day in enumerate(days)}
    asked = Asked(case.kind, fact, Named(tuple(_numbered(case.text))), named)
    return Question(case.text, asked, case.patient, "")


def _numbered(text: str) -> list[str]:
    """Names with a number in them, which an answer may repeat before it counts ("COVID-19")."""
    words = [word.strip(".,;:?!()\"'") for word in text.split()]
    return [w for w in words if re.search(r"\d", w) and re.search(r"[A-Za-z]", w)]


def _draft(said: Sequence[Statement]) -> Draft:
    stamp = RecordStamp("", 0, "")
    return Draft("", "answer", "", Author("of a case"), "", stamp, (Section("", tuple(said)),))


def _has(text: str, wanted: str) -> bool:
    """Whether a text has these words side by side, or what is in strokes, as an expression."""
    if len(wanted) > 2 and wanted[0] == wanted[-1] == "/":  # noqa: PLR2004 - two strokes
        return is_found(wanted[1:-1], text)
    bare = " ".join(re.escape(word) for word in wanted.split())
    return re.search(rf"(?<!\w){bare}(?!\w)", " ".join(text.split()), re.IGNORECASE) is not None


def cites(expect: Expect, answer: Answer) -> bool:
    """Whether one of the sources is cited that are expected, if any is."""
    return not expect.cites or not set(expect.cites).isdisjoint(answer.cited)


def counts_of(do: Do, case: Case, answer: Answer) -> Counts:
    """The figures that every suite has which does this."""
    missing = unmet(case, answer)
    expect = case.expect
    counts: Counts = {} if expect is None else {RIGHT: (int(not missing), 1)}
    if expect is not None and expect.cites and not missing:
        counts["sourced"] = (int(cites(expect, answer)), 1)
    if do == "verify":
        counts |= _checked(expect, answer.verdict)
    elif do == "summarize":
        counts |= {**_judged(answer.statements), **_covered(expect, answer)}
    elif do == "ask" and not answer.silent:
        at_fault = any(s.verdict is not Verdict.SUPPORTED for s in answer.statements)
        counts["unsupported"] = (int(at_fault), 1)
    return counts


def _checked(expect: Expect | None, verdict: Verdict | None) -> Counts:
    counts: Counts = {"unchecked": (int(verdict is Verdict.NOT_CHECKABLE), 1)}
    if expect is not None and AT_FAULT.issuperset(expect.verdict):
        counts["missed"] = (int(verdict not in AT_FAULT), 1)
    return counts


def _judged(said: Sequence[Statement]) -> Counts:
    verdicts = [s.verdict for s in said]
    return {
        "contradicted": (verdicts.count(Verdict.CONTRADICTED), len(said)),
        "unsupported": (verdicts.count(Verdict.NOT_FOUND), len(said)),
        "unchecked": (verdicts.count(Verdict.NOT_CHECKABLE), len(said)),
        "cited": (sum(bool(s.citations) for s in said), len(said)),
    }


def _covered(expect: Expect | None, answer: Answer) -> Counts:
    if expect is None or not (expect.names or expect.says):
        return {}
    held = [any(names(s.text, name) for s in answer.statements) for name in expect.names]
    held += [_has(answer.text, text) for text in expect.says]
    return {"covered": (sum(held), len(held))}


def failed_counts(suite: Suite, case: Case) -> Counts:
    """A run that failed is a wrong answer: in the first figure, and in what was expected."""
    named = {suite.measures[0].name, *([RIGHT] if case.expect is not None else [])}
    return {m.name: (int(not m.higher), 1) for m in suite.measures if m.name in named}


async def own_counts(
    scorer: Scorer, case: Case, answer: Answer, suite: Suite
) -> tuple[Counts, str]:
    """What the author's scorer counted, and its note. It is given a reference of its own to alter.

    Raises:
        NoGrade: It gives no grade, counts what its suite does not declare, or takes too long.
        Exception: Whatever the scorer raises.
    """
    own = replace(case, reference=deepcopy(case.reference))
    graded = await given_by(scorer, own, answer)
    if not isinstance(graded, Grade) or not isinstance(graded.note, str):
        raise NoGrade("a scorer gives a Grade, its note is text")
    counts: Counts = {}
    for name, count in graded.counts.items():
        if name not in suite.by_name:
            raise NoGrade("it counts what has a name that is not declared in [[measures]]")
        counts[name] = _count(suite.by_name[name], count)
    return counts, graded.note


def _count(measure: Measure, count: object) -> tuple[int, int]:
    """So many of so many; what is no trial, such as a rate of errors, may be more than all."""
    match count:
        case bool():
            return int(count), 1
        case (int(hits), int(out_of)) if 0 <= hits <= out_of <= _MOST:
            return int(hits), int(out_of)
        case (int(hits), int(out_of)) if (
            0 <= hits <= _MOST and 0 < out_of <= _MOST and not measure.trials
        ):
            return int(hits), int(out_of)
        case _:
            raise NoGrade(f"{measure.name} must be yes or no, or so many of so many")
