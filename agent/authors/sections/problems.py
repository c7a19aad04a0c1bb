"""Active problems, and what is suspected."""

import re

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.clinical import active_problems, provisional_problems
from chartside.fhir.entry import Entry
from chartside.tools.names import name_of

_EVENT = re.compile(
    r"^(?:history of|past history|status post|personal history)\b"
    r"|\b(?:miscarriage|cardiac arrest|abortion)\b",
    re.IGNORECASE,
)


def problems(evidence: Evidence) -> list[Statement]:
    """Each active problem with its onset, the longest known first; then the provisional ones."""
    active = evidence.only(active_problems(evidence.chart))
    suspected = evidence.only(provisional_problems(evidence.chart))
    return [said(f"{name_of(e)}, {_since(e)}", e) for e in active] + [
        said(f"{name_of(e)}, provisional diagnosis{on(e.when or e.recorded)}", e) for e in suspected
    ]


def _since(entry: Entry) -> str:
    """An old event on the list is not going on, though the list calls it active."""
    if _EVENT.search(entry.label):
        return f"recorded{on(entry.when or entry.recorded)}"
    word = "active, recurrent," if entry.status in {"recurrence", "relapse"} else "active"
    if entry.when:
        return f"{word} since {entry.when.words}"
    return f"{word}, recorded{on(entry.recorded)}" if entry.recorded else word
