"""What a cited source holds: one line of it in a list, and all of it when somebody looks."""

from collections.abc import Iterator

from rich.text import Text

from chartside.agent.authors.wording import shortened
from chartside.cli.layout import hung, plain
from chartside.draft import Citation
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.results import is_abnormal, is_critical
from chartside.fhir.documents import Document
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of

_LONGEST = 160
_TYPE = {
    Kind.VITAL: "vital sign",
    Kind.FAMILY: "family history",
    Kind.SOCIAL: "social history",
    Kind.ADMINISTRATION: "medicine given",
}
_RESULTS = frozenset({Kind.LAB, Kind.VITAL, Kind.SURVEY, Kind.OBSERVATION})


def caption(entry: Entry) -> str:
    """Type, date and what it holds: `lab, 3 November 2026: Potassium 5.9 mmol/L, high`."""
    when = entry.when.words if entry.when else "undated"
    return (
        f"{_TYPE.get(entry.kind, entry.kind.value)}, {when}: {shortened(_holds(entry), _LONGEST)}"
    )


def _holds(entry: Entry) -> str:
    parts = [_named(entry), _judged(entry)]
    parts += [entry.dose.text if entry.dose else "", *entry.reactions, _standing(entry)]
    return ", ".join(part for part in parts if part)


def _named(entry: Entry) -> str:
    """Name and value: a number beside it, words after a colon, and no word of it twice."""
    name, value = name_of(entry), _measured(entry)
    if value.casefold().startswith(name.casefold()):
        name, value = value, ""
    number = entry.value is not None and entry.value.number is not None
    named = f"{name}{' ' if number else ': '}{value}" if value else name
    return f"{entry.relationship}: {named}" if entry.relationship else named


def _judged(entry: Entry) -> str:
    """How a result stands to its range: `high`, `critically low`; nothing for what is no result."""
    if entry.kind not in _RESULTS:
        return ""
    return f"{'critically ' if is_critical(entry) else ''}{is_abnormal(entry)}"


def _measured(entry: Entry) -> str:
    parts = [f"{c.code.label} {c.value.words}" for c in entry.components if c.value]
    return entry.value.words if entry.value else ", ".join(parts)


def _standing(entry: Entry) -> str:
    """The status where a reader has to know it: everything but an ordinary finished resource."""
    if not entry.live:
        return entry.verification or entry.status
    ordinary = {"final", "completed", "finished", "current", "confirmed"}
    return ", ".join(s for s in (entry.status, entry.verification) if s and s not in ordinary)


def whole(chart: Chart, citation: Citation) -> Iterator[Text]:
    """One source in full; of a note its text, with the quoted passage marked."""
    entry = chart.get(citation.reference)
    if entry is None:
        yield from plain(f"{citation.reference} is not in the chart any more.", "bold red")
        return
    yield from plain(name_of(entry), "bold")
    for word, value in _facts(entry, citation):
        if value:
            yield from hung(Text(f"  {word:<12}", "dim"), Text(value))
    document = chart.document(citation.reference)
    if document is not None:
        yield Text()
        yield from _text(document, citation)
    elif entry.text:
        yield from hung(Text(f"  {'text':<12}", "dim"), _marked(entry.text, citation))


def _facts(entry: Entry, citation: Citation) -> Iterator[tuple[str, str]]:
    yield "source", f"{entry.reference}, version {entry.version}"
    if citation.version and citation.version != entry.version:
        yield "changed", f"the draft was written from version {citation.version}"
    yield "type", _TYPE.get(entry.kind, entry.kind.value)
    yield "relative", entry.relationship
    yield "date", entry.when.words if entry.when else "undated"
    yield "until", entry.end.words if entry.end else ""
    yield "recorded", entry.recorded.words if entry.recorded else ""
    yield "status", ", ".join(s for s in (entry.status, entry.verification) if s)
    yield "warning", "" if entry.live else "entered in error, refuted or not done: supports nothing"
    yield "value", _measured(entry)
    yield "range", _range(entry)
    yield "judged", _judged(entry)
    yield from _more(entry)


def _range(entry: Entry) -> str:
    held = entry.value.range if entry.value else None
    if held is None:
        return ""
    low, high = (f"{end:f}" if end is not None else "" for end in (held.low, held.high))
    return held.text or f"{low} to {high}".strip()


def _more(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.dose:
        yield "dose", entry.dose.text
        yield "route", entry.dose.route
    yield "reason", ", ".join(entry.reasons)
    yield "reaction", ", ".join(entry.reactions)
    yield "criticality", entry.criticality
    yield "site", entry.site
    yield "author", entry.author


def _text(document: Document, citation: Citation) -> Iterator[Text]:
    if document.reason:
        yield from plain(f"Its text was not read: {document.reason}.")
        return
    marked = _marked(document.text, citation)
    for line in marked.split("\n", allow_blank=True):
        yield from hung(Text("  "), line) if line.plain.strip() else [Text()]


def _marked(text: str, citation: Citation) -> Text:
    """The text, the quoted passage between guillemets and reversed; offsets win over a search."""
    quote = citation.quote or ""
    start = citation.start if citation.start is not None else text.find(quote)
    if not quote or text[start : start + len(quote)] != quote:
        start = text.find(quote) if quote else -1
    if start < 0:
        return Text(text)
    end = start + len(quote)
    passage = Text("»" + text[start:end] + "«", "bold reverse")
    return Text.assemble(text[:start], passage, text[end:])
