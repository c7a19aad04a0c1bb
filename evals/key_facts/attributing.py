"""Recall and precision of citations after ALCE (Gao et al., EMNLP 2023), by Chartside's checker.

ALCE asks a model of entailment whether a passage bears a sentence out. Here it is the checker, held
to the cited resources; `injected-errors` measures how far to trust it.

- recall: of the sentences that need a source, those that all they cite bear out together;
- precision: of the citations, those of a borne-out sentence that bear it out alone, or without
  which the rest does not.

A sentence that the checker supports without any citation (that something is *not* in the record)
needs no source. One that it cannot judge counts as not borne out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chartside.draft import Citation, Section, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.grounding import check


@dataclass(frozen=True, slots=True)
class Attributed:
    """How the citations of a sentence do: whether they bear it out, and which are of use."""

    statement: Statement
    supported: bool
    useful: tuple[Citation, ...]


def attributed(sections: Sequence[Section], chart: Chart) -> Iterator[Attributed]:
    """Every sentence that needs a source, checked anew against what it cites."""
    for section in sections:
        for statement in section.statements:
            held = _Held(statement, section.title, chart)
            whole = held.by(statement.citations)
            if not statement.citations and whole:
                continue
            useful = tuple(c for c in statement.citations if whole and held.needs(c))
            yield Attributed(statement, whole and bool(statement.citations), useful)


@dataclass(frozen=True, slots=True)
class _Held:
    """A sentence held against some of what it cites."""

    statement: Statement
    section: str
    chart: Chart

    def by(self, citations: tuple[Citation, ...]) -> bool:
        """Whether these bear it out."""
        judged = check(
            replace(self.statement, citations=citations), self.chart, section=self.section
        )
        return judged.verdict is Verdict.SUPPORTED

    def needs(self, citation: Citation) -> bool:
        """Whether it bears the sentence out alone, or the others do not without it."""
        if len(self.statement.citations) == 1 or self.by((citation,)):
            return True
        return not self.by(tuple(c for c in self.statement.citations if c is not citation))
