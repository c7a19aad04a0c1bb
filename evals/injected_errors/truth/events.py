"""Whether something was done on the day, or as often, as a sentence says."""

from collections.abc import Sequence

from chartside.evals.injected_errors.facts import Event, Finding, Quote, Tally
from chartside.evals.injected_errors.names.analytes import analyte_key
from chartside.evals.injected_errors.names.events import COMMON, visit_names
from chartside.evals.injected_errors.names.illnesses import telling
from chartside.evals.injected_errors.names.vaccines import vaccine_key
from chartside.evals.injected_errors.truth.conditions import alike
from chartside.evals.injected_errors.truth.results import UNFINISHED, measured, on_day
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind

KINDS = {
    "procedure": (Kind.PROCEDURE, Kind.IMAGING),
    "encounter": (Kind.ENCOUNTER,),
    "immunization": (Kind.IMMUNIZATION,),
    "imaging": (Kind.IMAGING, Kind.PROCEDURE),
    "device": (Kind.DEVICE,),
}
DONE = frozenset(
    {"completed", "finished", "available", "final", "amended", "in-progress", "active", ""}
)


def event_agrees(fact: Event, entry: Entry, chart: Chart) -> bool:  # noqa: ARG001 - one signature for all facts
    """One entry against something said to have been done; a thing said not done has no entry."""
    if entry.kind not in KINDS[fact.what] or not same_event(fact, entry):
        return False
    done = entry.live and entry.status in DONE
    if not fact.done:
        return not done and on_day(entry, fact.day)
    why = not fact.reason or any(alike(r, fact.reason) for r in entry.reasons)
    return done and (on_day(entry, fact.day) or during(entry, fact.day)) and why


def during(entry: Entry, day: str) -> bool:
    """Whether the day lies within a stay; a stay of a week may be said of each of its days."""
    if entry.kind not in {Kind.ENCOUNTER, Kind.PROCEDURE} or not (entry.when and entry.end):
        return False
    size = len(day)
    return entry.when.day[:size] <= day <= entry.end.day[:size]


def same_event(fact: Event, entry: Entry) -> bool:
    """Whether the entry's name may be the one said; any visit may be called a visit."""
    if fact.what == "encounter":
        shared = set(visit_names(entry.label)) & set(fact.names)
        general = {"visit", "clinic visit"} & set(fact.names)
        return bool(shared or general or fact.reason)
    if fact.what == "immunization":
        return vaccine_key(entry.label) == fact.key
    sides = {"left", "right"}
    one, other = telling(f"{entry.label} {entry.site}"), telling(fact.key)
    apart = (one & sides) and (other & sides) and (one & sides) != (other & sides)
    return not apart and bool((one & other) - sides)


def finding_agrees(fact: Finding, entry: Entry, chart: Chart) -> bool:  # noqa: ARG001 - one signature for all facts
    """Whether a report concludes these words."""
    if entry.kind is not Kind.IMAGING or not entry.live or not on_day(entry, fact.day):
        return False
    said = entry.value.text if entry.value else ""
    same_stage = (fact.stage == "preliminary") == (entry.status in UNFINISHED)
    return fact.words.lower() in said.lower() and same_stage


def quote_holds(fact: Quote, entries: Sequence[Entry], chart: Chart) -> bool:
    """Whether a document cited, of the day said, has the passage, white space aside."""
    cited = {e.reference for e in entries}
    return any(
        " ".join(fact.words.split()) in " ".join(d.text.split())
        for d in chart.documents()
        if cited & set(d.references) and d.when is not None and d.when.day.startswith(fact.day)
    )


def never_done(fact: Event, chart: Chart) -> bool:
    """Whether no entry is about what is said never to have been done."""
    wanted = telling(fact.key) - COMMON
    return not any(wanted & telling(f"{e.label} {e.text}") for e in chart.entries)


def tally_holds(fact: Tally, entries: Sequence[Entry], chart: Chart) -> bool:
    """Whether it happened exactly so often, and all of it is cited."""
    found = {e.reference for e in chart.entries if _counts(fact, e)}
    return len(found) == fact.count and found <= {e.reference for e in entries}


def _counts(fact: Tally, entry: Entry) -> bool:
    if not entry.live or not on_day(entry, fact.year):
        return False
    if fact.what == "encounter":
        return entry.kind is Kind.ENCOUNTER and entry.status in DONE
    if fact.what == "reading":
        return measured(entry) and analyte_key(entry.label) == fact.key
    if fact.what == "immunization":
        given = entry.kind is Kind.IMMUNIZATION and entry.status in DONE
        return given and vaccine_key(entry.label) == fact.key
    same = entry.label.lower() == fact.key
    return entry.kind is Kind.PROCEDURE and entry.status in DONE and same
