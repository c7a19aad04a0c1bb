"""The last resort: what a note or report says, word for word and with its place."""

import re
from typing import Final

from chartside.agent.asking.answers.sought import Sought
from chartside.agent.asking.naming import MEANT, name_closeness
from chartside.agent.authors.wording import finished
from chartside.draft import Citation, Statement
from chartside.grounding.reading.quotation import quoted
from chartside.grounding.rules.finding import cite_passage
from chartside.tools.search_notes import NoteRow

_MOST: Final = 2
"""Passages of one answer."""
_LONGEST: Final = 240
_KIN = re.compile(
    r"\b(?:mother|father|mum|mom|dad|brother|sister|sibling|son|daughter|aunt|uncle|cousin|parent"
    r"|grandmother|grandfather|grandparent|family history|relative|maternal|paternal)s?\b",
    re.IGNORECASE,
)


def noted(sought: Sought, subject: tuple[str, ...]) -> list[Statement]:
    """Passages that name all that the question asks of; none where no passage does."""
    rows = [r for r in sought.evidence.rows if isinstance(r, NoteRow)]
    told = [r for r in rows if _tells(subject, r)]
    made = (_quoted(sought, r) for r in told)
    return [s for s in made if s is not None][:_MOST]


def _tells(subject: tuple[str, ...], row: NoteRow) -> bool:
    if row.status == "entered-in-error" or _KIN.search(row.quote):
        return False  # what a note tells of a relative is not the patient's
    return bool(subject) and name_closeness(subject, row.quote) >= MEANT


def _quoted(sought: Sought, row: NoteRow) -> Statement | None:
    document = sought.chart.document(row.reference)
    if document is None or row.reference not in sought.evidence.read:
        return None
    start, end = _cut(row.quote, row.start)
    citation: Citation = cite_passage(sought.chart, document, start, end)
    when = f" of {document.when.words}" if document.when else ""
    return Statement(finished(f"{row.kind}{when}: {quoted(document.text[start:end])}"), (citation,))


def _cut(quote: str, start: int) -> tuple[int, int]:
    """The quote, or its beginning up to a word."""
    if len(quote) <= _LONGEST:
        return start, start + len(quote)
    end = quote.rfind(" ", 0, _LONGEST)
    return start, start + (end if end > 0 else _LONGEST)
