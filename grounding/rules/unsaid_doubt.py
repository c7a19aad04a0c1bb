"""A diagnosis that is only suspected, and that a draft states as if it were known, or not at all.

Source: FHIR R4 condition-ver-status: provisional, differential and unconfirmed are no diagnoses
yet. A sentence that cites such an entry must say so, in any of the usual words.
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import episodes, provisional_problems
from chartside.fhir.clinical.problems import UNSURE
from chartside.fhir.entry import Entry
from chartside.grounding.rules.finding import cite
from chartside.grounding.rules.said import Said
from chartside.grounding.rules.wording import outer

STATED: Final = "unsaid-doubt"
UNSAID: Final = "unsaid-provisional-problem"

_DOUBT = re.compile(
    r"provisional|suspect|possibl|probabl|presum|unconfirmed|not confirmed|differential|query"
    r"|rule[ds]? out|\br/o\b|\?|likely|under investigation|may have|might|working diagnosis"
    r"|question of|awaiting|to be confirmed",
    re.IGNORECASE,
)


def unsaid_doubt(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for each suspected problem that every sentence on it states as known."""
    for problem in provisional_problems(chart):
        sentences = said.citing(episodes(chart, problem))
        if sentences and not any(_DOUBT.search(s) for s in sentences):
            text = f"{outer(problem.label)} is {_doubt(problem)}, and the draft does not say so"
            yield Finding(STATED, text, Severity.MODERATE, (cite(problem),))


def unsaid_provisional_problems(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for each suspected problem that no sentence names."""
    for problem in provisional_problems(chart):
        named = any(said.has_words(name) for name in problem.code.labels)
        if not named and not said.cites(episodes(chart, problem)):
            begun = problem.when or problem.recorded
            since = f" since {begun.words}" if begun else ""
            text = f"{outer(problem.label)} ({_doubt(problem)}{since}) is not mentioned"
            yield Finding(UNSAID, text, Severity.LOW, (cite(problem),))


def _doubt(problem: Entry) -> str:
    """In which words the record is unsure."""
    return problem.verification if problem.verification in UNSURE else "suspected"
