"""Smoking, family history and circumstances."""

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import newest_first
from chartside.agent.authors.wording import inner, on, said, value_words
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import family_history, has_ended, smoking_status, social_history
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of, spoken

CIRCUMSTANCES = 4


def background(evidence: Evidence) -> list[Statement]:
    """Smoking first, with what speaks against it; then the family, then circumstances."""
    chart = evidence.chart
    smoking = evidence.only(_smoking(chart))
    family = evidence.only(family_history(chart))
    others = [e for e in social_history(chart) if e not in smoking and not has_ended(e, chart)]
    social = newest_first(evidence.recent(others))[:CIRCUMSTANCES]
    return [
        *(said(_circumstance(e), e) for e in smoking),
        *(said(_relative(e), e) for e in family),
        *(said(_circumstance(e), e) for e in social),
    ]


def _smoking(chart: Chart) -> list[Entry]:
    """The last word on smoking; where it is `never`, also the last that says otherwise."""
    last = smoking_status(chart)
    if last is None or not _is_never(last):
        return [last] if last else []
    others = [e for e in chart.of(last.kind) if e.live and e.code.shares(last.code) and e.value]
    return [last, *(e for e in newest_first(tuple(others)) if not _is_never(e))][:2]


def _is_never(entry: Entry) -> bool:
    return bool(entry.value and "never" in entry.value.words.lower())


def _relative(entry: Entry) -> str:
    if entry.kind is Kind.PROBLEM:  # a Condition "family history of …" names no relative
        return name_of(entry)
    who = entry.relationship or "Relative"
    return f"Family history: {inner(who)}, {inner(spoken(entry.label))}"


def _circumstance(entry: Entry) -> str:
    if entry.kind is Kind.PROBLEM:
        return f"{name_of(entry)}, recorded{on(entry.when or entry.recorded)}"
    value = f": {inner(value_words(entry.value))}" if entry.value else ""
    return f"{name_of(entry)}{value}{on(entry.when)}"
