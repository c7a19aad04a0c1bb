"""Every rule on what a draft leaves out, and which of them apply to which document."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from chartside.draft import Finding, Section
from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.grounding.rules.finding import ordered
from chartside.grounding.rules.said import Said, said_in
from chartside.grounding.rules.unsaid_allergies import (
    OTHER,
    SEVERE,
    unsaid_allergies,
    unsaid_severe_allergies,
)
from chartside.grounding.rules.unsaid_doubt import (
    STATED,
    UNSAID,
    unsaid_doubt,
    unsaid_provisional_problems,
)
from chartside.grounding.rules.unsaid_follow_up import RULE as FOLLOW_UP
from chartside.grounding.rules.unsaid_follow_up import unsaid_follow_up
from chartside.grounding.rules.unsaid_medicines import RULE as MEDICINES
from chartside.grounding.rules.unsaid_medicines import unsaid_medicines
from chartside.grounding.rules.unsaid_problems import RULE as PROBLEMS
from chartside.grounding.rules.unsaid_problems import unsaid_problems
from chartside.grounding.rules.unsaid_results import (
    ABNORMAL,
    CRITICAL,
    unsaid_abnormal_results,
    unsaid_critical_results,
)

OMISSION_RULES: Final[Mapping[str, Callable[[Said, Chart], Iterator[Finding]]]] = {
    SEVERE: unsaid_severe_allergies,
    OTHER: unsaid_allergies,
    MEDICINES: unsaid_medicines,
    CRITICAL: unsaid_critical_results,
    ABNORMAL: unsaid_abnormal_results,
    PROBLEMS: unsaid_problems,
    FOLLOW_UP: unsaid_follow_up,
    STATED: unsaid_doubt,
    UNSAID: unsaid_provisional_problems,
}
"""Each rule by its id."""

SAFETY: Final = (SEVERE, MEDICINES, CRITICAL, STATED)
"""What any clinical document must not leave out."""

WHOLE_RECORD: Final = tuple(OMISSION_RULES)
"""What a document that stands for the whole record must not leave out."""

_WHOLE: Final = frozenset({"summary", "previsit", "handoff", "discharge", "consult"})
_ONLY_DOUBT: Final = frozenset({"answer", "proposals", "results", "update"})


def rules_for(kind: str) -> tuple[str, ...]:
    """The rules that apply to a kind of document.

    Every rule to one that stands for the record (summary, previsit, handoff, discharge, consult);
    to an answer, an update, proposals or results, whose reader asked for something else, only what
    it says itself; to any other kind the safety-critical ones.
    """
    if kind in _WHOLE:
        return WHOLE_RECORD
    return (STATED,) if kind in _ONLY_DOUBT else SAFETY


def find_omissions(
    sections: Sequence[Section], chart: Chart, rules: Collection[str] = SAFETY
) -> tuple[Finding, ...]:
    """What a draft leaves out that its reader must know, the gravest and then the newest first.

    Args:
        sections: The draft as it stands; what a sentence cites or names is mentioned.
        chart: The chart that it is about.
        rules: Ids from `OMISSION_RULES`; `rules_for` has those of a document kind.

    Raises:
        UsageError: There is no such rule.
    """
    if unknown := set(rules) - OMISSION_RULES.keys():
        raise UsageError(f"no such omission rule: {', '.join(sorted(unknown))}")
    said = said_in(sections)
    found = (
        f for name in OMISSION_RULES if name in rules for f in OMISSION_RULES[name](said, chart)
    )
    return ordered(found, chart)
