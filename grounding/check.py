"""Checking: each sentence re-derived from the entries it cites, the worst finding deciding."""

from collections.abc import Sequence
from dataclasses import replace

from chartside.draft import Citation, Section, Severity, Statement
from chartside.fhir.chart import Chart
from chartside.grounding.claims import Claim, claims_of, heads_in, is_negated
from chartside.grounding.faults import Fault, not_found, unclear, worst
from chartside.grounding.judges.absence import denied_terms, judge_absence, judge_denial
from chartside.grounding.judges.judgement import judge_claim
from chartside.grounding.judges.notes import judge_notes
from chartside.grounding.judges.patient import judge_patient
from chartside.grounding.judges.quotes import judge_quotes
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import is_known, judge_polarity, judge_words, unexplained
from chartside.grounding.reading.sentence import Sentence, Term, read
from chartside.grounding.reading.standing import heading
from chartside.grounding.sources.index import ChartIndex, index_of
from chartside.grounding.sources.profile import TEXTS, Profile


def check(statement: Statement, chart: Chart, *, section: str = "") -> Statement:
    """The same sentence with its verdict, how grave it is, and reasons that name the source.

    Args:
        statement: A sentence with its citations; a verdict that it already has is not looked at.
        chart: The record to check against.
        section: The title it stands under, which says what a bare name means ("Allergies").
    """
    verdict, severity, reasons = worst(_faults(statement, index_of(chart), section))
    return statement.judged(verdict, severity, reasons)


def check_sections(sections: Sequence[Section], chart: Chart) -> tuple[Section, ...]:
    """Every sentence of these sections judged; nothing else changed."""
    return tuple(
        replace(s, statements=tuple(check(t, chart, section=s.title) for t in s.statements))
        for s in sections
    )


def claims_in(text: str, chart: Chart, references: Sequence[str] = ()) -> tuple[Claim, ...]:
    """What is understood of a sentence: the things it names and what it says of each.

    Names are those of the entries at `references`; without any, of every entry of the chart.
    """
    index = index_of(chart)
    sentence = read(text)
    if references:
        profiles = [p for r in references if (p := index.profile(r)) is not None]
    else:
        named = {
            p.entry.reference: p
            for t in sentence.terms
            if not t.framed
            for p in index.named(t.words, t.classes)
        }
        profiles = list(named.values())
    return tuple(claims_of(sentence, heads_in(sentence, profiles, ())))


def _faults(statement: Statement, index: ChartIndex, section: str) -> list[Fault]:
    sentence = read(statement.text)
    cited, missing = _cited(statement.citations, index)
    scope = Scope(sentence, index, heading(section), cited)
    found = [*missing, *judge_absence(scope), *judge_patient(scope)]
    if sentence.cut:
        found.append(unclear("length", 0, "the sentence is too long to be read to its end"))
    if not statement.citations:
        return [*found, not_found("source", 0, Severity.MODERATE, "the sentence cites no source")]
    if not cited:
        return found
    return [*found, *_against_sources(scope, statement.citations)]


def _cited(
    citations: Sequence[Citation], index: ChartIndex
) -> tuple[tuple[Profile, ...], list[Fault]]:
    """The entries cited, each once, and a fault for each that this chart does not hold."""
    held: dict[str, Profile] = {}
    missing = []
    for n, citation in enumerate(citations):
        profile = index.profile(citation.reference)
        if profile is None:
            reason = f"{citation.reference[:120]} is not in this chart"
            missing.append(not_found("source", n, Severity.HIGH, reason))
        else:
            held[profile.entry.reference] = profile
    return tuple(held.values()), missing


def _against_sources(scope: Scope, citations: Sequence[Citation]) -> list[Fault]:
    sentence = scope.sentence
    terms = unexplained(sentence, scope.cited)
    denied = {id(t) for t in denied_terms(scope, terms)}
    strange = [t for t in terms if id(t) not in denied]
    unknown = [t for t in strange if is_known(t, scope)]
    heads = heads_in(sentence, scope.cited, unknown)
    found = judge_words(strange, scope)
    for term in terms:
        if id(term) in denied:
            found += judge_denial(term, scope)
    for claim in claims_of(sentence, heads):
        profiles = _profiles(claim, scope) if claim.words else scope.cited
        if profiles:
            found += judge_claim(claim, profiles, scope)
    negated = [is_negated(sentence, t.start) for t in sentence.terms]
    found += judge_polarity(sentence.terms, negated, scope)
    found += judge_notes(scope)
    found += judge_quotes(scope, tuple(citations))
    if not found and not _says_something(sentence, scope):
        return [unclear("nothing", 0, "the sentence says nothing that a source could bear out")]
    return found


def _profiles(claim: Claim, scope: Scope) -> tuple[Profile, ...]:
    return tuple(p for p in scope.cited if p.entry.reference in claim.references)


def _says_something(sentence: Sentence, scope: Scope) -> bool:
    """Whether there is anything typed: a name, a number, a date, a quote."""
    if sentence.quantities or sentence.dates or sentence.quotes:
        return True
    return any(_typed(t, scope) for t in sentence.terms)


def _typed(term: Term, scope: Scope) -> bool:
    if any(
        p.names_it(term.words, term.classes, term.medicines)
        for p in scope.cited
        if p.entry.kind not in TEXTS
    ):
        return True
    return not term.framed and is_known(term, scope)
