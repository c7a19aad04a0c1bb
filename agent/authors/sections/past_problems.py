"""Problems that are over and still matter."""

from datetime import timedelta
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import RESULTS as LATELY
from chartside.agent.authors.moment import YEAR, newest_first
from chartside.agent.authors.over import is_over, is_told
from chartside.agent.authors.passing import is_passing
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, denied_problems
from chartside.fhir.clinical import past_problems as over
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Entry
from chartside.fhir.when import When
from chartside.tools.names import name_of

DENIED: Final = 4
_SHORT: Final = timedelta(days=120)


def past_problems(evidence: Evidence) -> list[Statement]:
    """Past problems, the newest first; passing illnesses last, and only those of the last year.

    Before them what the list still calls active and is over by its nature; after them what the
    record says the patient does not have, in its own words.
    """
    chart = evidence.chart
    unclosed = [e for e in evidence.only(active_problems(chart)) if is_over(chart, e)]
    held = [e for e in evidence.only(over(evidence.chart)) if _matters(e, evidence.chart)]
    held = [e for e in held if evidence.since is None or _ends_after(e, evidence.since)]
    lasting = sorted(newest_first(tuple(held)), key=lambda e: is_passing(e.label))
    return [
        *(said(f"{name_of(e)}, {_unclosed(e)}", e) for e in newest_first(tuple(unclosed))),
        *(said(f"{name_of(e)}, {_span(e)}", e) for e in lasting),
        *(said(f"{name_of(e)}{_noted(e)}", e) for e in newest_first(_denied(evidence))[:DENIED]),
    ]


def _denied(evidence: Evidence) -> tuple[Entry, ...]:
    """What is not there, as of the last two years: what was denied long ago may have come since."""
    held = evidence.only(denied_problems(evidence.chart))
    return tuple(e for e in held if within(e.recorded or e.when, LATELY, evidence.chart))


def _noted(entry: Entry) -> str:
    when = entry.recorded or entry.when
    return f", recorded{on(when)}" if when else ""


def _unclosed(entry: Entry) -> str:
    if entry.when and not is_told(entry):
        return f"recorded as active since {entry.when.words}"
    return f"recorded{on(entry.when or entry.recorded)}"


def _matters(entry: Entry, chart: Chart) -> bool:
    if not is_passing(entry.label):
        return True
    if within(entry.end or entry.when, YEAR, chart):
        return True
    begun, ended = entry.when, entry.end
    return begun is not None and ended is not None and ended.low - begun.low > _SHORT


def _ends_after(entry: Entry, since: When) -> bool:
    end = entry.end or entry.when
    return end is not None and end.high > since.low


def _span(entry: Entry) -> str:
    word = entry.status if entry.status in {"resolved", "inactive", "remission"} else "resolved"
    word = "in remission" if word == "remission" else word
    begun = entry.when.words if entry.when else ""
    ended = entry.end.words if entry.end else ""
    if ended and begun and ended != begun:
        return f"{word} {ended} (onset {begun})"
    if ended:
        return f"{word} {ended}"
    return f"{word}, onset {begun}" if begun else word
