"""A signed document as it stands on paper: plain lines, in the order of the Markdown.

Both PDF and Word are set from this, so that they say the same. Marks of sources are the numbers of
the list of sources at the end, the same in every rendering.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chartside.draft import Citation, Draft, Finding, Severity, Statement, Verdict
from chartside.fhir.when import parse_when
from chartside.signoff.absences import left_out, out_of_bounds, unread, unread_count
from chartside.signoff.canonical import Document
from chartside.signoff.counting import counted
from chartside.signoff.escaping import visible
from chartside.signoff.markdown import (
    FLAG,
    VERIFY,
    Numbers,
    key_points_first,
    numbered,
    terms,
    wrote,
)
from chartside.signoff.meaning import Meaning
from chartside.signoff.proposed_words import headline, reason_of, written
from chartside.signoff.row import AuditRow

_CONFLICTS: Final = "Conflicts in the chart"
_UTC: Final = {"Z": "UTC", "+00:00": "UTC"}
_CLOCK: Final = re.compile(r".{10}T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with the numbers of its sources, its flag (empty: none), and lines below it."""

    text: str
    sources: tuple[int, ...] = ()
    flag: str = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a title, after words that lead to them."""

    title: str
    lines: tuple[Line, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the list of sources: its number, its reference, what a reader calls it."""

    number: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be set.

    `patient`, `signed` and `disclosure` stand on every page, because pages are taken apart.
    `at` is the moment of signing (RFC 3339, UTC), `identifier` the decision's id.
    """

    title: str
    patient: str
    signed: str
    signer: str
    disclosure: str
    amends: str
    checked: str
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...]
    chart: str
    about: tuple[str, ...]
    identifier: str
    at: str


def paper(document: Document, row: AuditRow, attested: Sequence[str]) -> Paper:
    """The page of a signed document; every word of it follows from what was signed."""
    draft, numbers = document.draft, numbered(document.draft)
    who = f"{visible(row.name or '')}, {visible(row.role or '')} ({visible(row.who or '')})"
    return Paper(
        title=visible(draft.kind.replace("-", " ").capitalize()),
        patient=visible(document.cover.banner or draft.patient),
        signed=f"Signed {Meaning(row.meaning or '').words} by {who} on {_moment(row.local_time)}",
        signer=visible(row.name or ""),
        disclosure=_disclosure(draft, row),
        amends=visible(document.amends.decision_id) if document.amends else "",
        checked=_checked(draft),
        blocks=tuple(_blocks(draft, numbers, frozenset(attested))),
        sources=tuple(_sources(document, numbers)),
        chart=f"From a chart of {counted(draft.record.resources, 'resource')} "
        f"as of {_moment(visible(draft.record.as_of))}.",
        about=tuple(_about(draft, row)),
        identifier=row.decision_id or "",
        at=row.at,
    )


def _moment(text: str) -> str:
    """`3 November 2026, 14:05:09 -05:00`; what is no time of day stays as it is."""
    when = parse_when(text)
    found = _CLOCK.fullmatch(text)
    if when is None or found is None:
        return text
    return f"{when.words}, {found[1]}\N{NO-BREAK SPACE}{_UTC.get(found[2], found[2])}"


def _disclosure(draft: Draft, row: AuditRow) -> str:
    """In one line, for the foot of each page: an EHR may drop every label but the text itself."""
    model = "artificial intelligence" if draft.author.model else "no language model"
    edited = ", edited by people," if row.edit_distance else ""
    return (
        f"Drafted by software ({model}: {visible(draft.author.model or draft.author.name)})"
        f"{edited} and reviewed by the signer. Verify against the record before acting on it."
    )


def _checked(draft: Draft) -> str:
    found = Counter(s.verdict for s in draft.statements)
    words = {verdict: verdict.value.replace("_", " ") for verdict in Verdict}
    held = [f"{found[v]} {said}" for v, said in words.items() if found[v]]
    return (
        f"{counted(len(draft.statements), 'sentence')} checked against the record by rule: "
        f"{', '.join(held)}. What carries no flag is supported by the sources it names."
    )


def _blocks(draft: Draft, numbers: Numbers, attested: frozenset[str]) -> Iterator[Block]:
    for section in key_points_first(draft.sections):
        lines = tuple(_sentence(s, numbers, attested) for s in section.statements)
        yield Block(visible(section.title), lines)
    if draft.proposals:
        yield Block("Proposed changes of the chart", tuple(_proposed(draft)))
    yield from _conflicts(draft, numbers)
    yield from _findings("In the chart and not in the text", draft.omissions, numbers)
    if said := unread(draft):
        lead = f"{counted(unread_count(draft), 'resource')} of the record could not be read:"
        yield Block("Could not be read", _plain(said), lead)
    if said := out_of_bounds(draft):
        yield Block("Not asked for", _plain(said))
    if said := left_out(draft):
        yield Block("Left out for length", _plain(said))


def _sentence(statement: Statement, numbers: Numbers, attested: frozenset[str]) -> Line:
    marks = _marks(statement.citations, numbers)
    return Line(visible(statement.text), marks, _flag(statement, attested))


def _flag(statement: Statement, attested: frozenset[str]) -> str:
    if statement.verdict is None:
        return f"Flag ({statement.id}): not checked"
    if statement.verdict is Verdict.SUPPORTED:
        return ""
    severe = statement.severity is not Severity.NONE
    severity = f", {statement.severity.value} severity" if severe else ""
    why = "; ".join(map(visible, statement.reasons))
    vouched = "; attested by the signer" if statement.id in attested else ""
    said = FLAG[statement.verdict]
    return f"Flag ({statement.id}): {said}{severity}{': ' if why else ''}{why}{vouched}"


def _marks(citations: Iterable[Citation], numbers: Numbers) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers[c.reference, c.version] for c in citations))


def _conflicts(draft: Draft, numbers: Numbers) -> Iterator[Block]:
    """The conflicts, without those that a sentence of the document has told in the same words."""
    told = {_bare(s.text) for s in draft.statements}
    left = [f for f in draft.conflicts if _bare(f.text) not in told]
    above = Counter(f.severity for f in draft.conflicts if _bare(f.text) in told)
    lead = ""
    if above:
        severities = [f"{above[one]} {one.value}" for one in reversed(Severity) if above[one]]
        said = counted(above.total(), "conflict is", "conflicts are")
        lead = f"{said} told in the text above ({', '.join(severities)})."
    if draft.conflicts:
        yield Block(_CONFLICTS, tuple(_finding(f, numbers) for f in left), lead)


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _findings(title: str, findings: Sequence[Finding], numbers: Numbers) -> Iterator[Block]:
    if findings:
        yield Block(title, tuple(_finding(f, numbers) for f in findings))


def _finding(finding: Finding, numbers: Numbers) -> Line:
    said = f"{visible(finding.text)} ({finding.severity.value})"
    return Line(said, _marks(finding.citations, numbers))


def _proposed(draft: Draft) -> Iterator[Line]:
    for one in draft.proposals:
        reason = visible(reason_of(draft, one)) or "(its reason was taken out)"
        below = tuple(map(visible, written(one)))
        yield Line(f"{visible(headline(one))} ({one.statement}: {reason})", below=below)


def _plain(lines: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(visible(line)) for line in lines)


def _sources(document: Document, numbers: Numbers) -> Iterator[Source]:
    for (reference, version), number in numbers.items():
        name = f"{visible(reference)}, version {visible(version or 'unknown')}"
        yield Source(number, name, visible(document.cover.sources.get(reference, "")))


def _about(draft: Draft, row: AuditRow) -> Iterator[str]:
    words = f"Edited by people ({counted(row.edit_distance or 0, 'word')} changed). "
    edited = words if row.edit_distance else ""
    reviewed = f"Reviewed and signed by {visible(row.name or '')}, who answers for it."
    yield f"Drafted by software: {wrote(draft.author, visible)}. {edited}{reviewed}"
    yield VERIFY
    yield terms(draft.author)
    yield f"Document {row.decision_id}, draft {row.draft_id} version {row.draft_version}."
    yield f"SHA-256 of the document's canonical bytes: {row.document_sha256}"
