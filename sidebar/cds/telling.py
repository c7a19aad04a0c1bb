"""Findings as cards: the grave ones alone as far as there is room, the others in one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from chartside.draft import Citation, Finding, Severity
from chartside.fhir.chart import Chart
from chartside.sidebar.cds.cards import OVERRIDES, Card, Link, Removal, Topic
from chartside.sidebar.cds.wording import (
    bullets,
    detail,
    first_sentence,
    indicator,
    not_looked_at,
    plain,
    sources,
)
from chartside.signoff.escaping import escape

_LISTED: Final = 10
_GRAVEST: Final = (Severity.HIGH, Severity.MODERATE, Severity.LOW, Severity.NONE)


@dataclass(frozen=True, slots=True)
class Telling:
    """How findings on a chart are told.

    `alone` is how many of the gravest severity have a card each: a wall of cards is read by nobody.
    `before` is said first. `incomplete` is what was not looked at in full. `drafts` gives, for each
    draft order in the chart, its reference at the client, empty where it has none there.
    """

    chart: Chart
    topic: Topic
    alone: int
    links: tuple[Link, ...] = ()
    before: str = ""
    incomplete: tuple[str, ...] = ()
    drafts: Mapping[str, str] = field(default_factory=dict)

    def cards(self, findings: Sequence[Finding]) -> tuple[Card, ...]:
        """The cards of these findings, in their order; the gravest heads those that share one."""
        alone = [f for f in findings if f.severity is Severity.HIGH][: self.alone]
        rest = [f for f in findings if f not in alone]
        if len(rest) == 1:
            alone, rest = [*alone, *rest], []
        return (*(self._one(f) for f in alone), *([self._together(rest)] if rest else []))

    def _one(self, finding: Finding) -> Card:
        return self._card(finding.text, escape(first_sentence(finding)), [finding])

    def _together(self, findings: Sequence[Finding]) -> Card:
        shown = findings[:_LISTED]
        said = bullets(first_sentence(f) for f in shown)
        if more := len(findings) - len(shown):
            said += f"\n\n{more} more are not listed here."
        gravest = min(findings, key=_gravity)
        return self._card(gravest.text, said, findings, len(findings) - 1)

    def _card(self, summary: str, said: str, findings: Sequence[Finding], others: int = 0) -> Card:
        cited = [c for f in findings[:_LISTED] for c in f.citations]
        worst = min(findings, key=_gravity).severity
        parts = (
            said,
            self.before,
            sources(self.chart, cited, frozenset(self.drafts)),
            not_looked_at(self.incomplete),
        )
        return Card(
            plain(summary, others),
            indicator(worst),
            self.topic,
            detail(parts),
            self.links,
            self._removals(cited),
            OVERRIDES,
            tuple(dict.fromkeys(f.rule for f in findings)),
        )

    def _removals(self, cited: Iterable[Citation]) -> tuple[Removal, ...]:
        found = []
        for reference in dict.fromkeys(c.reference for c in cited if c.reference in self.drafts):
            order = self.drafts[reference]
            entry = self.chart.get(reference)
            if order and entry:
                label = plain(f"Remove the draft order: {entry.label}")
                found.append(Removal(label, label, order))
        return tuple(found)


def _gravity(finding: Finding) -> int:
    return _GRAVEST.index(finding.severity)
