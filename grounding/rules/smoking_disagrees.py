"""Statements on smoking that cannot both be true.

Two rules. "Never" after "current" or "former" is impossible, however long after. "Current" and
"former" within a month of each other are two sources that disagree; further apart people stop and
start again. Source: definitions of never, former and current smoker, US National Health Interview
Survey (LOINC 72166-2, answer list LL2201-3).
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.background import SMOKING
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.wording import inner, on, outer, value_of

RULE: Final = "smoking-disagrees"
NEAR: Final = timedelta(days=31)

_NEVER = re.compile(r"\b(?:never|lifetime non)", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:former|ex.?smoker|quit|past smoker|stopped)", re.IGNORECASE)
_CURRENT = re.compile(
    r"\b(?:current|every ?day|some ?days?|daily|heavy|light|occasional|smokes|smoker)",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:unknown|never assessed|not asked|not known|declined|(?<!lifetime )non.?smoker)\b",
    re.IGNORECASE,
)
"""A "non-smoker" may have smoked once."""


def smoking_disagrees(chart: Chart) -> Iterator[Finding]:
    """The last statement against the one before that it cannot stand beside."""
    said = [e for e in chart.of(Kind.SOCIAL) if e.live and e.code.has(LOINC, *SMOKING) and e.when]
    judged = [(e, status) for e in said if (status := smoked(e))]
    for (old, before), (new, after) in reversed(list(_neighbours(judged))):
        if _impossible(before, after) or (before != after and _near(old, new)):
            text = (
                f"{outer(old.label)} is recorded as {inner(value_of(old))}{on(old.when)} and as "
                f"{inner(value_of(new))}{on(new.when)}"
            )
            yield Finding(RULE, text, Severity.MODERATE, cite_all([old, new]))
            return


def smoked(entry: Entry) -> str:
    """`never`, `former`, `current`, or empty where the statement does not say."""
    words = value_of(entry)
    if _UNSURE.search(words):
        return ""
    for status, pattern in (("never", _NEVER), ("former", _FORMER), ("current", _CURRENT)):
        if pattern.search(words):
            return status
    return ""


def _neighbours(
    judged: list[tuple[Entry, str]],
) -> Iterator[tuple[tuple[Entry, str], tuple[Entry, str]]]:
    """Statements next to each other in time.

    "Never" is held against the last statement that was not.
    """
    for at in range(1, len(judged)):
        yield judged[at - 1], judged[at]


def _impossible(before: str, after: str) -> bool:
    return after == "never" and before in {"former", "current"}


def _near(old: Entry, new: Entry) -> bool:
    return old.when is not None and new.when is not None and new.when.low - old.when.high < NEAR
