"""A draft or document as it is read: what was shown, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from chartside.cli import paper
from chartside.cli.entries import entry_json
from chartside.cli.layout import hung, titled
from chartside.cli.naming import command, shown
from chartside.cli.signers import ways_to_sign
from chartside.cli.sources import whole
from chartside.draft import Citation, Draft, Statement, Status
from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.settings import Settings
from chartside.signoff.canonical import Document
from chartside.signoff.drafts import Held
from chartside.signoff.findings import named
from chartside.signoff.former import read_former
from chartside.signoff.gate import open_signed
from chartside.signoff.markdown import numbered
from chartside.signoff.meaning import Meaning
from chartside.signoff.names import shown_id
from chartside.signoff.rendering import rendered
from chartside.signoff.review import looked_at
from chartside.signoff.review import show as opened_page
from chartside.signoff.row import AuditRow
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

_FORMER = frozenset({Status.AMENDED, Status.RETRACTED})


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown: an undecided draft with its `seen`, or a document that was decided.

    `review` says who signed it; `followed` what became of a document that stands no more, and
    `superseded_by` which draft took its place.
    """

    document: Document
    status: Status
    markdown: str
    seen: str | None = None
    review: str = ""
    followed: str = ""
    superseded_by: str | None = None

    @property
    def id(self) -> str:
        """The draft's id."""
        return self.document.draft.id

    def to_json(self) -> dict[str, Any]:
        """All of it, the draft with its present status."""
        return {
            "draft": {**self.document.draft.to_json(), "status": self.status.value},
            "version": self.document.version,
            "seen": self.seen,
            "warnings": [
                {"id": name, "rule": held.rule, "severity": held.severity.value, "text": held.text}
                for name, held in named(self.document.draft).items()
            ],
            "followed": self.followed or None,
            "superseded_by": self.superseded_by,
            "markdown": self.markdown,
        }

    def lines(self, chart: Chart | None) -> Iterator[Text]:
        """The page on a terminal."""
        yield from paper.head(self.document, self.status)
        if self.followed:
            yield from hung(Text(), Text(self.followed, "bold red"))
        yield from paper.body(self.document, chart)
        yield from paper.about(self.document.draft, self.status, self.review)


def page_of(store: SignoffStore, held: Held, chart: Chart | None) -> Page:
    """The page of a draft; of a signed document what was signed, whatever became of it.

    Raises:
        PolicyError: A signature does not verify, or the chart is another patient's.
    """
    name = held.draft.id
    if held.status is Status.SIGNED:
        signed = open_signed(store, name)
        said = _signature(signed.row, signed.attested)
        text = rendered(signed.document, signed.row, signed.basis)  # to read: nothing leaves
        looked_at(store, name, text)
        return Page(signed.document, held.status, text, review=said)
    if held.status in _FORMER:
        old = read_former(store, name)
        looked_at(store, name, old.markdown)
        said = _signature(old.row, old.attested)
        return Page(
            old.document,
            old.status,
            old.markdown,
            review=said,
            followed=old.followed,
            superseded_by=old.superseded_by,
        )
    page = opened_page(store, name, chart)
    seen = page.seen if chart is not None and held.status in OPEN else None
    now = store.held(name)
    return Page(
        page.document, now.status, page.markdown, seen=seen, superseded_by=now.superseded_by
    )


def statement_of(draft: Draft, sentence: str) -> Statement:
    """A sentence by its id.

    Raises:
        UsageError: The draft has no such sentence.
    """
    for statement in draft.statements:
        if statement.id == sentence:
            return statement
    raise UsageError(f"draft {shown(draft.id)} has no sentence {shown_id(sentence)}")


def sentence_lines(draft: Draft, sentence: str, chart: Chart | None) -> Iterator[Text]:
    """One sentence with its verdict, and each of its sources in full."""
    statement, numbers = statement_of(draft, sentence), numbered(draft)
    yield from paper.sentence(statement, numbers)
    for citation in statement.citations:
        yield Text()
        yield Text(f"[{numbers[citation.reference, citation.version]}]", "dim")
        yield from whole(chart, citation) if chart else [Text(f"  {citation.reference}")]


def sentence_json(page: Page, sentence: str, chart: Chart | None) -> dict[str, Any]:
    """One sentence with its verdict, and each of its sources as the chart holds it now.

    It names no `seen`: who read one sentence has not read the document.
    """
    draft = page.document.draft
    statement = statement_of(draft, sentence)
    (held,) = [
        s
        for section in draft.to_json()["sections"]
        for s in section["statements"]
        if s["id"] == sentence
    ]
    return {
        "draft": draft.id,
        "status": page.status.value,
        "version": page.document.version,
        "statement": held,
        "sources": [_source(c, numbered(draft), chart) for c in statement.citations],
    }


def _source(
    citation: Citation, numbers: dict[tuple[str, str | None], int], chart: Chart | None
) -> dict[str, Any]:
    """A source: null where the chart cannot be opened or holds it no more."""
    entry = chart.get(citation.reference) if chart else None
    document = chart.document(citation.reference) if chart and entry else None
    return {
        "number": numbers[citation.reference, citation.version],
        "reference": citation.reference,
        "version": citation.version,
        "quote": citation.quote,
        "entry": entry_json(entry) if entry else None,
        "document": document.text if document else None,
    }


def _signature(row: AuditRow, attested: tuple[str, ...]) -> str:
    meaning = Meaning(row.meaning or "").words
    vouched = f" Attested by the signer: {', '.join(attested)}." if attested else ""
    return f"Reviewed and signed {meaning} by {row.name} ({row.role}) on {row.local_time}.{vouched}"


def next_steps(page: Page, here: Settings) -> Iterator[Text]:
    """What a person can do with it now, as commands to paste."""
    named = shown(page.id)
    steps: list[tuple[str, str]] = []
    if page.status in OPEN:
        one = command("review", "show", named, "--sentence", "s1")
        steps += [("one sentence with its sources", one)]
        steps += [("edit a sentence", command("review", "edit", named, "s1"))]
        steps += [("to sign", way) for way in ways_to_sign(here.identities, page.id)]
    elif page.superseded_by:
        steps += [("what took its place", command("review", "show", page.superseded_by))]
    if steps:
        yield from titled("Next")
    for what, how in steps:
        yield Text(f"  {what:<29}  {how}")
