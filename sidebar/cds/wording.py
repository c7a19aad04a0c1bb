"""The words of cards: the summary as plain text, the detail as Markdown, the record's words inert.

A summary is plain text, and some clients put it into a page: a `<` that would open a tag is
written as another character there, `<0.01 ng/mL` stays.
"""

import re
from collections.abc import Iterable
from typing import Final

from chartside.draft import Citation, Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.fhir.r4 import ID
from chartside.sidebar.cds.cards import LONGEST_SUMMARY, Indicator, shortened
from chartside.signoff.escaping import escape, visible

_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_LOOKALIKE: Final = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"


def plain(text: str, others: int = 0) -> str:
    """A summary that shows this text, short enough for a card, and how many others there are."""
    end = f" (and {others} more)" if others else ""
    return shortened(_TAG.sub(_LOOKALIKE, visible(text)), LONGEST_SUMMARY - len(end)) + end


def indicator(severity: Severity) -> Indicator:
    """A warning where it would be grave if it were overlooked; else information."""
    return Indicator.WARNING if severity is Severity.HIGH else Indicator.INFO


def detail(paragraphs: Iterable[str]) -> str:
    """Markdown paragraphs; each is escaped already, or ours."""
    return "\n\n".join(one for one in paragraphs if one)


def bullets(lines: Iterable[str]) -> str:
    """A Markdown list of texts of the record."""
    return "\n".join(f"- {escape(one)}" for one in lines)


def sources(chart: Chart, cited: Iterable[Citation], drafts: frozenset[str] = frozenset()) -> str:
    """The entries that a notice rests on: what each is, from when, and where it stands."""
    said = [_source(chart, one, drafts) for one in dict.fromkeys(cited)]
    return "Sources:\n\n" + "\n".join(f"- {one}" for one in said if one) if any(said) else ""


def _source(chart: Chart, cited: Citation, drafts: frozenset[str]) -> str:
    entry = chart.get(cited.reference)
    if entry is None:
        return ""
    if entry.reference in drafts:
        return f"{escape(entry.label)} (draft order)"
    when = entry.when or entry.recorded
    dated = f", {escape(when.words)}" if when else ""
    return f"{escape(entry.label)}{dated} ({_code(entry)})"


def _code(entry: Entry) -> str:
    """`Type/id` as code; what is no FHIR id is not shown."""
    kind, _, identity = entry.reference.partition("/")
    return f"`{kind}/{identity}`" if kind.isalpha() and ID.fullmatch(identity) else escape(kind)


def not_looked_at(incomplete: Iterable[str]) -> str:
    """What was not at hand, so that nobody takes silence on it for an answer."""
    said = ", ".join(incomplete)
    return f"Not looked at in full: {said}." if said else ""


def first_sentence(finding: Finding) -> str:
    """The finding, with a full stop where it has none."""
    text = finding.text.strip()
    return text if text.endswith((".", "!", "?", "\N{RIGHT DOUBLE QUOTATION MARK}")) else f"{text}."
