"""A draft or a signed document on a terminal: key points first, sources numbered, flags explained.

The numbers are those of the Markdown that is signed (`chartside.signoff.markdown`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.text import Text

from chartside.cli.layout import hung, plain, titled
from chartside.cli.output import counted, out
from chartside.cli.sources import caption
from chartside.draft import (
    Citation,
    Draft,
    Finding,
    Proposal,
    Section,
    Severity,
    Statement,
    Status,
    Verdict,
)
from chartside.fhir.chart import Chart
from chartside.signoff.absences import left_out, out_of_bounds, unread, unread_count
from chartside.signoff.canonical import Document
from chartside.signoff.markdown import FLAG, UNSIGNED, Numbers, key_points_first, notices, numbered
from chartside.signoff.proposed_words import headline, reason_of, written
from chartside.signoff.states import OPEN

_MARK: Final = {
    Verdict.SUPPORTED: "✓",
    Verdict.CONTRADICTED: "✗",
    Verdict.NOT_FOUND: "?",
    Verdict.NOT_CHECKABLE: "~",
    None: "·",
}
_ASCII: Final = {"✓": "+", "✗": "x", "·": "-"}
_FLAGGED: Final = "bold magenta"
"""Magenta, red and green are readable on a light and on a dark ground; yellow and blue are not."""

_STYLE: Final = {Verdict.SUPPORTED: "green", Verdict.CONTRADICTED: "bold red"}
_NOT_REVIEWED: Final = "Not reviewed yet."
_NOT_SIGNED: Final = "Nobody signed it."
_SEVERE: Final = {Severity.HIGH: "bold red", Severity.MODERATE: "magenta"}


def head(document: Document, status: Status) -> Iterator[Text]:
    """What it is, whose it is, and how its sentences were judged."""
    draft = document.draft
    kind = draft.kind.replace("-", " ").replace("_", " ").capitalize()
    mark = UNSIGNED if status in OPEN else status.value.upper()
    resources = counted(draft.record.resources, "resource")
    source = f" from {resources}, as of {draft.record.as_of[:10]}"
    yield Text.assemble((f" {mark} ", "bold reverse"), (f" {kind}", "bold"), (source, "dim"))
    yield from plain(document.cover.banner or draft.patient, "bold")
    yield from plain(tally(draft), "dim")


def tally(draft: Draft) -> str:
    """How many sentences, and how they were judged, with the marks they carry.

    `117 sentences: ✓ 112 supported, ~ 5 not checkable.`
    """
    found = Counter(s.verdict for s in draft.statements)
    words = {v: v.value.replace("_", " ") for v in Verdict}
    judged = {v: f"{mark_of(v)} {found[v]} {words[v] if v else 'not judged'}" for v in _MARK}
    held = [said for v, said in judged.items() if found[v]]
    return f"{counted(len(draft.statements), 'sentence')}: {', '.join(held)}."


def body(document: Document, chart: Chart | None = None) -> Iterator[Text]:
    """Every section, what stands beside the text, the list of sources, and the notices."""
    numbers = numbered(document.draft)
    for section in key_points_first(document.draft.sections):
        yield from _section(section, numbers)
    yield from _proposals(document.draft)
    yield from beside(document.draft)
    yield from listed(document, chart)


def _proposals(draft: Draft) -> Iterator[Text]:
    """Every proposal with all that it would write, made from its FHIR."""
    if draft.proposals:
        yield from titled("Proposed changes of the chart")
    for one in draft.proposals:
        yield from proposal(draft, one)


def proposal(draft: Draft, one: Proposal) -> Iterator[Text]:
    """One proposal: what it would do, its reason, each element that it would write."""
    yield from hung(Text("  "), Text(headline(one), "bold"))
    said = reason_of(draft, one) or "(its reason was taken out)"
    yield from hung(Text("      "), Text(f"{one.statement}: {said}"))
    for line in written(one):
        yield from hung(Text("      "), Text(line, "dim"))


def at_a_glance(draft: Draft) -> Iterator[Text]:
    """The key points. What was flagged stands in the menu below them: both fit one screen."""
    yield from _section(key_points_first(draft.sections)[0], numbered(draft))


def flags(draft: Draft) -> str:
    """What was flagged, counted: `2 sentences flagged, 6 conflicts in the chart`."""
    flagged = [s for s in draft.statements if needs_a_person(s)]
    counts = (
        (len(flagged), "sentence flagged", "sentences flagged"),
        (len(draft.conflicts), "conflict in the chart", "conflicts in the chart"),
        (len(draft.omissions), "omission", "omissions"),
        (unread_count(draft), "resource not read", "resources not read"),
        (len(left_out(draft)), "section cut for length", "sections cut for length"),
    )
    return ", ".join(counted(number, one, many) for number, one, many in counts if number)


def beside(draft: Draft) -> Iterator[Text]:
    """Conflicts, omissions, what was not read or asked for, what there was no room for."""
    numbers = numbered(draft)
    yield from _findings("Conflicts in the chart", draft.conflicts, numbers)
    yield from _findings("In the chart and not in the text", draft.omissions, numbers)
    yield from _bare("Could not be read", unread(draft))
    yield from _bare("Not asked for", out_of_bounds(draft))
    yield from _bare("Left out for length", left_out(draft))


def listed(document: Document, chart: Chart | None) -> Iterator[Text]:
    """The numbered sources: type, date, what each holds."""
    yield from titled("Sources")
    for (reference, _), number in numbered(document.draft).items():
        said = source_line(document, chart, reference)
        yield from hung(Text(f"{f'[{number}]':>5} ", "dim"), said)


def source_line(document: Document, chart: Chart | None, reference: str) -> Text:
    """One source in a line."""
    entry = chart.get(reference) if chart else None
    held = caption(entry) if entry else document.cover.sources.get(reference, "")
    if chart and not entry:
        held = "not in the chart any more"
    return Text.assemble(f"{held}  " if held else "", (reference, "dim"))


def about(draft: Draft, status: Status = Status.DRAFT, review: str = "") -> Iterator[Text]:
    """What the document says of itself; an open draft says again that nobody has signed it."""
    yield from titled("About this document")
    if status in OPEN:
        mark = Text.assemble(("  - "), (UNSIGNED, "bold"))
        yield mark + Text(". Nobody has signed this; it must not leave Chartside.")
    said = review or (_NOT_REVIEWED if status in OPEN else _NOT_SIGNED)
    for notice in notices(draft, said):
        yield from hung(Text("  - "), Text(notice.removeprefix("- ")))


def mark_of(verdict: Verdict | None) -> str:
    """The mark of a verdict; a letter where the terminal knows no more than ASCII."""
    seen = _MARK[verdict]
    return seen if out.encoding.startswith("utf") else _ASCII.get(seen, seen)


def needs_a_person(statement: Statement) -> bool:
    """Whether a sentence must be dealt with before anybody signs."""
    return statement.verdict is not Verdict.SUPPORTED


def sentence(statement: Statement, numbers: Numbers) -> Iterator[Text]:
    """A sentence with its mark, id and source numbers, and below it why it was flagged."""
    style = _STYLE.get(statement.verdict, _FLAGGED) if statement.verdict else _FLAGGED
    mark = (mark_of(statement.verdict), style)
    margin = Text.assemble(" ", mark, (f" {statement.id:<5}", "dim"))
    yield from hung(margin, Text(statement.text) + _cited(statement.citations, numbers))
    if needs_a_person(statement):
        reason = Text(why(statement), style.removeprefix("bold "))
        yield from hung(Text(" " * margin.cell_len), reason)


def why(statement: Statement) -> str:
    """Why a sentence was flagged: `contradicted by the chart (high): ...`."""
    what = FLAG[statement.verdict] if statement.verdict else "not checked yet"
    severe = "" if statement.severity is Severity.NONE else f" ({statement.severity.value})"
    reasons = "; ".join(statement.reasons)
    return f"{what}{severe}{': ' if reasons else ''}{reasons}"


def _section(section: Section, numbers: Numbers) -> Iterator[Text]:
    yield from titled(section.title or "Text")
    for statement in section.statements:
        yield from sentence(statement, numbers)


def _cited(citations: Iterable[Citation], numbers: Numbers) -> Text:
    held = dict.fromkeys(numbers[c.reference, c.version] for c in citations)
    return Text("".join(f" [{number}]" for number in held), "dim")


def _bare(title: str, lines: Sequence[str]) -> Iterator[Text]:
    if lines:
        yield from titled(title)
    for line in lines:
        yield from hung(Text("  - "), Text(line))


def _findings(title: str, findings: Sequence[Finding], numbers: Numbers) -> Iterator[Text]:
    if findings:
        yield from titled(title)
    for one in findings:
        yield from finding(one, numbers)


def finding(held: Finding, numbers: Numbers) -> Iterator[Text]:
    """A conflict or an omission with its severity and source numbers."""
    margin = Text(f" {held.severity.value:<9}", _SEVERE.get(held.severity, "dim"))
    yield from hung(margin, Text(held.text) + _cited(held.citations, numbers))
