"""Active problems, and what is suspected."""

import re

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.over import is_over, is_told
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, plain, problem_list, provisional_problems
from chartside.fhir.entry import Entry
from chartside.tools.names import name_of

_HISTORY = re.compile(r"^(?:past |personal )?(?:medical )?history of ", re.IGNORECASE)


def problems(evidence: Evidence) -> list[Statement]:
    """Each active problem with its onset, the longest known first; then the provisional ones.

    What is over by its nature is left to the past problems, where the document has those. Of a
    patient who died: what was active at death.
    """
    chart = evidence.chart
    held = [e for e in evidence.only(active_problems(chart)) if not _elsewhere(evidence, e)]
    names = {plain(e.label) for e in held}
    active = [e for e in held if not is_told(e) or _bare(e) not in names]
    suspected = evidence.only(provisional_problems(chart))
    against = {p.entry.reference: p.disputed for p in problem_list(chart) if p.disputed}
    return [
        said(f"{name_of(e)}, {_since(chart, e)}{_but(against.get(e.reference))}", e) for e in active
    ] + [
        said(f"{name_of(e)}, provisional diagnosis{on(e.when or e.recorded)}", e) for e in suspected
    ]


def _bare(entry: Entry) -> str:
    """What a `History of …` is the history of."""
    return plain(_HISTORY.sub("", entry.label))


def _but(disputed: str | None) -> str:
    """That the same record gives an end, without a date, of a problem that it calls active."""
    if not disputed:
        return ""
    when = disputed.removeprefix("ended").strip()
    return f", though the entry also gives an end{f' ({when})' if when else ''}"


def _elsewhere(evidence: Evidence, entry: Entry) -> bool:
    return "past_problems" in evidence.beside and is_over(evidence.chart, entry)


def _since(chart: Chart, entry: Entry) -> str:
    """An old event on the list is not going on, though the list calls it active."""
    if is_over(chart, entry):
        return f"recorded{on(entry.when or entry.recorded)}"
    standing = "active at death" if chart.patient.dead else "active"
    word = f"{standing}, recurrent" if entry.status in {"recurrence", "relapse"} else standing
    comma = "," if "," in word or " " in word else ""
    if entry.when:
        return f"{word}{comma} since {entry.when.words}"
    return f"{word}, recorded{on(entry.recorded)}" if entry.recorded else word
