"""Sentences of a dictation that the chart contradicts.

What was dictated is quoted as what somebody said, and so is right as a quotation. Whether it is so
is checked here: each sentence against the medicines, problems and allergies of the chart that it
names, and against the results of the very day that it names. A value without a day is of today, and
no older one speaks against it. What is planned is no claim about the chart.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from chartside.draft import Citation, Finding, Severity, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import drug_name, plain
from chartside.fhir.dictation import is_dictation
from chartside.fhir.documents import Document
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.check import check
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import dates_in
from chartside.grounding.rules import find_conflicts
from chartside.grounding.rules.finding import cite, ordered, quoted
from chartside.grounding.rules.passages import PLANNED, sentences
from chartside.grounding.rules.wording import inner, listed, of, on, value_of

RULE: Final = "dictation-against-chart"
_STANDING: Final = (Kind.MEDICATION, Kind.PROBLEM, Kind.ALLERGY)
_MEASURED: Final = (Kind.LAB, Kind.VITAL, Kind.OBSERVATION)
_HEDGED: Final = Caseless(
    r"\b(?:probabl[ey]|likely|possibl[ey]|perhaps|maybe|suspect\w*|may|might|could|worse\w*|better"
    r"|improv\w+|impression)\b",
)
"""A judgement of how it goes is the speaker's own."""
_EMPTY: Final = frozenset(
    {"disease", "disorder", "chronic", "acute", "allergy", "type", "of", "to"}
)


def conflicts_of(chart: Chart) -> tuple[Finding, ...]:
    """What the chart disagrees with itself about, and what was dictated beside it with the chart.

    Of a sentence that a rule on notes has found already, nothing is said twice.
    """
    found = find_conflicts(chart)
    told = {(c.reference, c.start) for f in found for c in f.citations if c.start is not None}
    heard = [f for f in heard_against(chart) if _place(f) not in told]
    return ordered((*found, *heard), chart)


def _place(found: Finding) -> tuple[str, int | None]:
    return found.citations[0].reference, found.citations[0].start


def heard_against(chart: Chart) -> Iterator[Finding]:
    """One finding for each dictated sentence that contradicts what the chart has."""
    standing = [(e, name) for e in chart.of(*_STANDING) if (name := _name(e))]
    measured = [(e, frozenset(plain(e.label).split())) for e in chart.of(*_MEASURED) if e.live]
    for reference in filter(is_dictation, sorted(chart.beside)):
        document = chart.document(reference)
        if document is None:
            continue
        for start, end in sentences(document.text):
            named = _named(standing, measured, document.text[start:end])
            if named and (found := _against(chart, document, named, (start, end))):
                yield found


def _against(
    chart: Chart, document: Document, named: list[Entry], place: tuple[int, int]
) -> Finding | None:
    start, end = place
    text = " ".join(document.text[start:end].split())
    judged = check(Statement(text, tuple(cite(e) for e in named)), chart)
    if judged.verdict is not Verdict.CONTRADICTED:
        return None
    alone = [e for e in named if _contradicts(chart, text, e)] or named
    cited = Citation(
        document.reference, _version(chart, document), document.text[start:end], start, end
    )
    told = listed([_held(chart, e) for e in alone])
    says = f"The dictation{of(document.when)} says {quoted(text)}, but the chart has {told}"
    return Finding(RULE, says, Severity.MODERATE, (cited, *(cite(e) for e in alone)))


def _contradicts(chart: Chart, text: str, entry: Entry) -> bool:
    return check(Statement(text, (cite(entry),)), chart).verdict is Verdict.CONTRADICTED


def _held(chart: Chart, entry: Entry) -> str:
    """What the chart has instead: a value with its day, or how the entry stands."""
    name = inner(entry.label)
    if entry.value is not None and entry.value.number is not None:
        return f"{name} {value_of(entry)}{on(entry.when)}"
    if entry.end is not None and entry.end.high <= chart.as_of:
        return f"{name}, ended{on(entry.end)}"
    stands = entry.verification if not entry.live else entry.status
    return f"{name}, {stands}" if stands else name


def _version(chart: Chart, document: Document) -> str | None:
    entry = chart.get(document.reference)
    return entry.version if entry else None


_Called = Sequence[tuple[Entry, frozenset[str]]]
"""Entries, each with the words that name it."""


def _named(standing: _Called, measured: _Called, text: str) -> list[Entry]:
    """The newest record of each thing that the sentence names; none where it plans or judges."""
    if PLANNED.search(text) or _HEDGED.search(text):
        return []
    words = set(plain(text).split())
    found: dict[str, Entry] = {}
    for entry, name in standing:
        if name <= words:
            found[f"{entry.kind.value} {' '.join(sorted(name))}"] = entry
    days = {d.when.day for d in dates_in(text) if d.when and d.when.precision == "day"}
    for entry, name in measured if days else ():
        if entry.when and entry.when.day[:10] in days and name <= words:
            found[entry.reference] = entry
    return list(found.values())


def _name(entry: Entry) -> frozenset[str]:
    """The words by which a sentence names an entry: a drug's own, a disease's telling ones."""
    if entry.kind is Kind.MEDICATION:
        return frozenset(plain(drug_name(entry.label)).split())
    return frozenset(plain(entry.label).split()) - _EMPTY
