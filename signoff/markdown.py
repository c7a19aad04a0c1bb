"""A document as Markdown, before and after it is signed. The same input gives the same bytes.

Key points come first, sources are numbered, what was flagged says why, and both renderings say that
software wrote them: an EHR may drop every label, so the disclosure stands in the text itself (notes
on write-back: Cerner ignores fields it does not know).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from chartside.draft import (
    Author,
    Citation,
    Draft,
    Finding,
    Section,
    Severity,
    Statement,
    Status,
    Verdict,
)
from chartside.signoff.absences import left_out, out_of_bounds, unread, unread_count
from chartside.signoff.canonical import Document
from chartside.signoff.counting import counted
from chartside.signoff.escaping import escape
from chartside.signoff.meaning import Meaning
from chartside.signoff.proposed_words import markdown_lines
from chartside.signoff.row import AuditRow

UNSIGNED = "UNSIGNED DRAFT"
_KEY_POINTS = "key points"
_TERMS = "https://developers.google.com/health-ai-developer-foundations/terms"
VERIFY = (
    "Its output needs independent verification against the record before anyone acts on it; "
    "it is no diagnosis and no order."
)
_HAI_DEF = (
    "HAI-DEF is provided under and subject to the Health AI Developer Foundations Terms of Use "
    f"found at {_TERMS}"
)
_WEIGHTS = (
    "Where a MedGemma model is used, its weights come under Google's Health AI Developer "
    f"Foundations terms: {_TERMS}"
)
FLAG = {
    Verdict.CONTRADICTED: "contradicted by the chart",
    Verdict.NOT_FOUND: "not found in the sources it cites",
    Verdict.NOT_CHECKABLE: "cannot be checked against the chart",
}

Numbers = dict[tuple[str, str | None], int]
"""Each cited reference and version with its number in the list of sources, in reading order."""


def preview(document: Document) -> str:
    """An unsigned draft, marked so above, below and in the title."""
    title = [
        f"# {UNSIGNED}: {_title(document.draft)}",
        "",
        f"> **{UNSIGNED}.** Nobody has signed this; it must not leave Chartside.",
    ]
    body = _body(document, attested=None)
    end = [
        "## About this document",
        "",
        *notices(document.draft, "Not reviewed yet."),
        "",
        f"**{UNSIGNED}**",
    ]
    return _text([*title, "", *_banner(document), *body, *end])


def signed_text(document: Document, row: AuditRow, attested: Sequence[str]) -> str:
    """A signed document with its signature line; every word of it follows from what was signed."""
    title = [f"# {_title(document.draft)}", "", *_banner(document), *_signature(row), ""]
    if document.amends:
        title += [
            f"**Amendment:** replaces document {escape(document.amends.decision_id)}.",
            "",
        ]
    words = f"Edited by people ({counted(row.edit_distance or 0, 'word')} changed). "
    edited = words if row.edit_distance else ""
    reviewed = f"{edited}Reviewed and signed by {escape(row.name or '')}, who answers for it."
    end = [
        "## About this document",
        "",
        *notices(document.draft, reviewed),
        "",
        *_fingerprints(row),
    ]
    return _text([*title, *_body(document, frozenset(attested)), *end])


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _title(draft: Draft) -> str:
    return escape(draft.kind.replace("-", " ").capitalize())


def _banner(document: Document) -> list[str]:
    return [f"**Patient:** {escape(document.cover.banner or document.draft.patient)}", ""]


def _signature(row: AuditRow) -> list[str]:
    meaning = Meaning(row.meaning or "").words
    who = f"{escape(row.name or '')}, {escape(row.role or '')} ({escape(row.who or '')})"
    same = row.local_time == row.at.replace("Z", "+00:00")  # the clock of the signer is UTC
    when = row.at if same else f"{row.local_time} ({row.at})"
    return [f"**Signed** {meaning} by {who} on {when}."]


def _body(document: Document, attested: frozenset[str] | None) -> Iterator[str]:
    draft, numbers = document.draft, numbered(document.draft)
    for section in key_points_first(draft.sections):
        if section.title:
            yield from (f"## {escape(section.title)}", "")
        for statement in section.statements:
            yield from _sentence(statement, numbers, attested)
        yield ""
    yield from markdown_lines(draft)
    yield from _findings("Conflicts in the chart", draft.conflicts, numbers)
    yield from _findings("In the chart and not in the text", draft.omissions, numbers)
    yield from _absent(draft)
    yield from _sources(document, numbers)


def key_points_first(sections: Sequence[Section]) -> list[Section]:
    """Sections in the order in which they are read."""
    return sorted(sections, key=lambda section: section.title.strip().casefold() != _KEY_POINTS)


def numbered(draft: Draft) -> Numbers:
    """Each source's number, the same in every rendering of a draft."""
    held: list[Statement | Finding] = [
        s for section in key_points_first(draft.sections) for s in section.statements
    ]
    held += [*draft.conflicts, *draft.omissions]
    keys = dict.fromkeys((c.reference, c.version) for one in held for c in one.citations)
    return {key: number for number, key in enumerate(keys, 1)}


def _marks(citations: Iterable[Citation], numbers: Numbers) -> str:
    cited = dict.fromkeys(numbers[c.reference, c.version] for c in citations)
    return "".join(f" [{number}]" for number in cited)


def _sentence(
    statement: Statement, numbers: Numbers, attested: frozenset[str] | None
) -> Iterator[str]:
    yield f"- {escape(statement.text)}{_marks(statement.citations, numbers)}"
    if statement.verdict is None:
        yield f"  - **Flag** ({statement.id}): not checked yet"
    elif statement.verdict is not Verdict.SUPPORTED:
        why = "; ".join(escape(reason) for reason in statement.reasons)
        severity = (
            "" if statement.severity is Severity.NONE else f", {statement.severity.value} severity"
        )
        signed_for = "; attested by the signer" if attested and statement.id in attested else ""
        flag = f"  - **Flag** ({statement.id}): {FLAG[statement.verdict]}{severity}"
        yield f"{flag}{': ' if why else ''}{why}{signed_for}"


def _findings(title: str, findings: Sequence[Finding], numbers: Numbers) -> Iterator[str]:
    if findings:
        yield from (f"## {title}", "")
        for finding in findings:
            marks = _marks(finding.citations, numbers)
            yield f"- {escape(finding.text)} ({finding.severity.value}){marks}"
        yield ""


def _absent(draft: Draft) -> Iterator[str]:
    if lines := unread(draft):
        what = counted(unread_count(draft), "resource")
        yield from ("## Could not be read", "", f"{what} of the record could not be read:", "")
        yield from (f"- {escape(line)}" for line in lines)
        yield ""
    if lines := out_of_bounds(draft):
        yield from ("## Not asked for", "")
        yield from (f"- {escape(line)}" for line in lines)
        yield ""
    if lines := left_out(draft):
        yield from ("## Left out for length", "")
        yield from (f"- {escape(line)}" for line in lines)
        yield ""


def _sources(document: Document, numbers: Numbers) -> Iterator[str]:
    yield from ("## Sources", "")
    for (reference, version), number in numbers.items():
        words = document.cover.sources.get(reference, "")
        name = f"{escape(reference)}, version {escape(version or 'unknown')}"
        yield f"{number}. {name}{': ' if words else ''}{escape(words)}"
    as_of = escape(document.draft.record.as_of)
    yield from (
        "",
        f"From a chart of {counted(document.draft.record.resources, 'resource')} as of {as_of}.",
        "",
    )


def notices(draft: Draft, review: str) -> Iterator[str]:
    """What every document says of itself: who wrote it, who checked it, on which terms."""
    author = draft.author
    yield f"- Drafted by software: {wrote(author)}. {review}"
    yield "- " + VERIFY
    yield "- " + terms(author)


def wrote(author: Author, put: Callable[[str], str] = escape) -> str:
    """Which software wrote a draft; `put` sets its words."""
    if not author.model:
        return f"the {put(author.name)} author, without a language model"
    revision = put(author.revision or "unknown")
    return f"{put(author.name)}, language model {put(author.model)}, revision {revision}"


def terms(author: Author) -> str:
    """On which terms a model's words are given."""
    return _HAI_DEF if "medgemma" in f"{author.name} {author.model or ''}".casefold() else _WEIGHTS


def stands_no_more(text: str, status: Status, followed: str) -> str:
    """A document that was signed once, marked so above everything: it is not to be used."""
    mark = (
        f"> **{status.value.upper()}.** This document does not stand any more. {escape(followed)}"
    )
    return _text([mark, "", text])


def _fingerprints(row: AuditRow) -> Iterator[str]:
    yield f"Document {row.decision_id}, draft {row.draft_id} version {row.draft_version}."
    yield f"SHA-256 of the document's canonical bytes: `{row.document_sha256}`"
