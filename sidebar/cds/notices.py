"""What a chart asks not to be overlooked, as cards: critical results, contradictions, allergies.

The rules are those of `chartside.grounding`; nothing is judged here.
"""

from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import allergies
from chartside.fhir.entry import Entry
from chartside.grounding import find_conflicts, find_omissions
from chartside.grounding.rules.allergy_against_order import allergen
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.unsaid_allergies import is_severe
from chartside.grounding.rules.unsaid_results import CRITICAL
from chartside.grounding.rules.wording import listed, of, outer, reactions, value_of
from chartside.sidebar.cds.cards import OVERRIDES, Card, Indicator, Link, Topic
from chartside.sidebar.cds.gaps import gaps, gaps_of_results, said_alone
from chartside.sidebar.cds.telling import Telling
from chartside.sidebar.cds.wording import detail, not_looked_at, plain, sources
from chartside.signoff.escaping import escape

MOST: Final = 4
"""Grave contradictions with a card each."""
_TOLD: Final = frozenset({Severity.HIGH, Severity.MODERATE})
"""Minor ones are for whoever reads the chart, and no reason to interrupt anybody."""


def chart_notices(
    chart: Chart, links: tuple[Link, ...] = (), incomplete: tuple[str, ...] = ()
) -> tuple[Card, ...]:
    """The notices on a chart, the gravest first.

    Args:
        chart: What came with the call, and no more.
        links: Put on each card.
        incomplete: What was not looked at in full; where nothing else is to be told, or where
            allergies or medicines were set aside, that has a card of its own.
    """
    lacking = gaps(chart)
    incomplete = (*incomplete, *lacking, *gaps_of_results(chart))
    telling = Telling(
        chart,
        Topic.CONFLICT,
        MOST,
        links,
        incomplete=incomplete,
    )
    critical = [
        _critical(chart, f, links, incomplete) for f in find_omissions((), chart, (CRITICAL,))
    ]
    conflicts = telling.cards([f for f in find_conflicts(chart) if f.severity in _TOLD])
    told = (*(c for c in critical if c), *conflicts, *_allergies(chart, links, incomplete))
    alone = lacking or (incomplete and not told)
    return (*told, said_alone(incomplete, Topic.CHART, links)) if alone else told


def _critical(
    chart: Chart, finding: Finding, links: tuple[Link, ...], incomplete: tuple[str, ...]
) -> Card | None:
    """A result at which laboratories telephone; the rule's own words are about a draft."""
    result = chart.get(finding.citations[0].reference)
    if result is None:
        return None
    text = f"Critical result: {outer(result.label)} {value_of(result)}{of(result.when)}"
    return Card(
        plain(text),
        Indicator.WARNING,
        Topic.RESULT,
        detail((escape(f"{text}."), sources(chart, finding.citations), not_looked_at(incomplete))),
        links,
        overrides=OVERRIDES,
        rules=(finding.rule,),
    )


def _allergies(chart: Chart, links: tuple[Link, ...], incomplete: tuple[str, ...]) -> list[Card]:
    """One card on the allergies that may kill; the others are where the chart shows them."""
    held = [a for a in allergies(chart) if is_severe(a)]
    if not held:
        return []
    many = "allergy" if len(held) == 1 else "allergies"
    text = f"Grave {many} on record: {listed([_named(a) for a in held])}"
    parts = (escape(f"{text}."), sources(chart, cite_all(held)), not_looked_at(incomplete))
    return [
        Card(
            plain(text),
            Indicator.INFO,
            Topic.ALLERGY,
            detail(parts),
            links,
            rules=("severe-allergies",),
        )
    ]


def _named(allergy: Entry) -> str:
    return f"{allergen(allergy)}{reactions(allergy)}"
