"""Checking: each sentence re-derived from the entries it cites, the worst finding deciding."""

from collections.abc import Sequence, Set
from dataclasses import replace

from chartside.draft import Citation, Section, Severity, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind
from chartside.grounding.addressing import addressed
from chartside.grounding.beside import beside
from chartside.grounding.claims import Claim, claims_of
from chartside.grounding.faults import Fault, not_found, unclear, worst
from chartside.grounding.heads import heads_in
from chartside.grounding.image_findings import is_marked, judge_image_finding, without_words
from chartside.grounding.judges.absence import (
    denied_terms,
    judge_absence,
    judge_denial,
    says_no_allergy,
)
from chartside.grounding.judges.answers import is_declined, judge_answers
from chartside.grounding.judges.authority import judge_authority
from chartside.grounding.judges.beyond_fields import judge_beyond_fields
from chartside.grounding.judges.bidden import judge_bidden
from chartside.grounding.judges.circumstances import judge_circumstances
from chartside.grounding.judges.context import is_context
from chartside.grounding.judges.denials import is_tested, judge_denials
from chartside.grounding.judges.judgement import judge_claim
from chartside.grounding.judges.kin import judge_kin
from chartside.grounding.judges.multiples import judge_multiples
from chartside.grounding.judges.notes import judge_notes
from chartside.grounding.judges.opposites import judge_opposites
from chartside.grounding.judges.orders import judge_orders
from chartside.grounding.judges.outcomes import judge_outcome
from chartside.grounding.judges.own_rules import has_own_rule
from chartside.grounding.judges.pairs import judge_pairs
from chartside.grounding.judges.patient import judge_patient, says_of_person
from chartside.grounding.judges.persons import judge_persons
from chartside.grounding.judges.plans import judge_plans
from chartside.grounding.judges.polarity import judge_polarity
from chartside.grounding.judges.priorities import judge_priority
from chartside.grounding.judges.quotes import judge_quotes
from chartside.grounding.judges.reasons import judge_reasons
from chartside.grounding.judges.relations import judge_relations
from chartside.grounding.judges.relatives import judge_relatives
from chartside.grounding.judges.roles import judge_roles, named_members
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.states import judge_denied_states
from chartside.grounding.judges.strays import rehomed
from chartside.grounding.judges.susceptibility import judge_susceptibility
from chartside.grounding.judges.to_come import has_figures, judge_to_come
from chartside.grounding.judges.words import explained, is_known, judge_words, unexplained
from chartside.grounding.negation import is_negated
from chartside.grounding.reading.calendar import DateOrder
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Sentence, Term, read
from chartside.grounding.reading.standing import heading
from chartside.grounding.sources.index import ChartIndex, index_of
from chartside.grounding.sources.profile import MEDICINES, TEXTS, Profile


def check(
    statement: Statement, chart: Chart, *, section: str = "", date_order: DateOrder = ""
) -> Statement:
    """The same sentence with its verdict, how grave it is, and reasons that name the source.

    Args:
        statement: A sentence with its citations; a verdict that it already has is not looked at.
        chart: The record to check against.
        section: The title it stands under, which says what a bare name means ("Allergies").
        date_order: What `03/02/2019` means to its author: `dmy` 3 February, `mdy` 2 March. Empty,
            such a date is not read, and a sentence that hangs on it is `not_checkable`.
    """
    index = index_of(chart)
    if is_marked(statement.text):
        found = _cited(statement.citations, index)[1]
    else:
        sentence = read(statement.text, date_order).on(index.today)
        found = _faults(sentence, statement.citations, index, section)
        found += without_words(worst(found)[0], statement.citations)
    found += judge_image_finding(statement.text, statement.citations, chart)
    return statement.judged(*worst(found))


def check_sections(
    sections: Sequence[Section], chart: Chart, *, date_order: DateOrder = ""
) -> tuple[Section, ...]:
    """Every sentence of these sections judged; nothing else changed."""
    return tuple(
        replace(
            s,
            statements=tuple(
                check(t, chart, section=s.title, date_order=date_order) for t in s.statements
            ),
        )
        for s in sections
    )


def claims_in(text: str, chart: Chart, references: Sequence[str] = ()) -> tuple[Claim, ...]:
    """What is understood of a sentence: the things it names and what it says of each.

    Names are those of the entries at `references`; without any, of every entry of the chart.
    """
    index = index_of(chart)
    sentence = read(text).on(index.today)
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


def _faults(
    sentence: Sentence, citations: Sequence[Citation], index: ChartIndex, section: str
) -> list[Fault]:
    cited, missing = _cited(citations, index)
    sentence = addressed(beside(sentence, cited), index.chart, index.today)
    scope = Scope(sentence, index, heading(section), cited)
    found = [*missing, *judge_absence(scope), *judge_patient(scope)]
    if sentence.cut:
        found.append(unclear("length", 0, "the sentence is too long to be read to its end"))
    if not citations:
        return [*found, *_without_source(scope)]
    if not cited:
        return found
    return [*found, *_against_sources(scope, citations)]


def _without_source(scope: Scope) -> list[Fault]:
    """Nothing may be said without a source, but that the chart holds no record of a thing."""
    said = scope.sentence
    terms = [t for t in said.terms if not t.framed and not said.is_cue(t.start, t.end)]
    denied = denied_terms(scope, terms)
    if not denied or len(denied) < len(terms) or said.quantities or said.dates:
        return [not_found("source", 0, Severity.MODERATE, "the sentence cites no source")]
    return [f for t in denied for f in judge_denial(t, scope)]


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
    denied = {id(t) for t in denied_terms(scope, terms)} if _may_deny(scope) else set()
    denied -= {id(t) for t in terms if is_tested(t, scope)}
    terms = _about(terms, denied, scope)
    strange = [t for t in terms if id(t) not in denied and not has_own_rule(t, scope)]
    things = denied - {id(t) for t in terms if _names_nothing(t)}
    unknown = [t for t in terms if id(t) in things or is_known(t, scope)]
    heads = heads_in(sentence, scope.cited, unknown)
    named = {p.entry.reference for h in heads if not h.by_kind for p in h.profiles}
    unnamed = [
        p for p in scope.cited if p.entry.reference not in named and p.entry.kind not in _UNNAMED
    ]
    found = judge_words(strange, unnamed, scope)
    for term in terms:
        if id(term) in denied:
            found += judge_denial(term, scope)
    for claim in rehomed(claims_of(sentence, heads), scope):
        profiles = _profiles(claim, scope) if claim.words else scope.cited
        if profiles:
            found += judge_claim(claim, profiles, scope)
    negated = [
        not t.framed and (is_negated(sentence, t.start, t.end) or is_declined(sentence, t))
        for t in sentence.terms
    ]
    found += judge_polarity(sentence.terms, negated, scope)
    for whole in _OF_TEXTS:
        found += whole(scope)
    found += judge_quotes(scope, tuple(citations))
    if not found and not _says_something(sentence, scope):
        return [unclear("nothing", 0, "the sentence says nothing that a source could bear out")]
    return found


def _may_deny(scope: Scope) -> bool:
    """Whether an absence may be said beside these sources: not of what one of them did not get.

    "HPV vaccine not given", of another vaccine that was declined, names the wrong one.
    """
    return all(
        (p.entry.live and p.entry.kind not in MEDICINES)
        or p.entry.kind not in _EVENTS
        or any(
            p.names_it(t.words, t.classes, t.medicines) and not t.framed
            for t in scope.sentence.terms
        )
        for p in scope.cited
    )


def _names_nothing(term: Term) -> bool:
    """`Never straying outside 4.2 to 5.9`, `comfortably above 13`: no numbers are said of it."""
    return len(term.words) == 1 and term.text.lower().endswith(("ing", "ed", "ly"))


_EVENTS = frozenset({Kind.IMMUNIZATION, Kind.PROCEDURE, *MEDICINES})
_OF_TEXTS = (
    judge_notes,
    judge_orders,
    judge_authority,
    judge_bidden,
    judge_plans,
    judge_denials,
    judge_circumstances,
    judge_relations,
    judge_reasons,
    judge_kin,
    judge_relatives,
    judge_answers,
    judge_opposites,
    judge_roles,
    judge_persons,
    judge_pairs,
    judge_susceptibility,
    judge_priority,
    judge_outcome,
    judge_denied_states,
    judge_multiples,
    judge_beyond_fields,
    judge_to_come,
)
"""Rules over the whole sentence and what the cited texts say."""


def _about(terms: list[Term], denied: Set[int], scope: Scope) -> list[Term]:
    """Without the terms that are only mentioned, where every cited entry is named."""
    if not any(id(t) not in denied for t in terms):
        return terms
    heads = heads_in(scope.sentence, scope.cited)
    named = {p.entry.reference for h in heads if not h.by_kind for p in h.profiles}
    if not named or any(
        p.entry.reference not in named and p.entry.kind in _TO_NAME for p in scope.cited
    ):
        return terms
    return [t for t in terms if id(t) in denied or not is_context(t, scope)]


_TO_NAME = frozenset({Kind.PROBLEM, Kind.ALLERGY, Kind.IMMUNIZATION, Kind.PROCEDURE, *MEDICINES})
"""Kinds that nobody means without naming them."""
_UNNAMED = TEXTS | {
    Kind.PATIENT,
    Kind.ENCOUNTER,
    Kind.SURVEY,
    Kind.SOCIAL,
    Kind.GOAL,
    Kind.PLAN,
    Kind.TEAM,
}
"""Kinds that a sentence need not call by their name."""


def _profiles(claim: Claim, scope: Scope) -> tuple[Profile, ...]:
    return tuple(p for p in scope.cited if p.entry.reference in claim.references)


def _says_something(sentence: Sentence, scope: Scope) -> bool:
    """Whether there is anything typed: a name, a number, a date, a quote."""
    if has_figures(scope) or says_no_allergy(scope):
        return True
    if says_of_person(scope) or named_members(scope):
        return True
    return any(_typed(t, scope) for t in sentence.terms)


def _typed(term: Term, scope: Scope) -> bool:
    if any(
        p.names_it(term.words, term.classes, term.medicines)
        for p in scope.cited
        if p.entry.kind not in TEXTS
    ):
        return True
    return not term.framed and (is_known(term, scope) or _stands_in_note(term, scope))


def _stands_in_note(term: Term, scope: Scope) -> bool:
    """A word of substance that a cited note holds, and whose polarity is judged there."""
    texts = [p for p in scope.cited if p.entry.kind in TEXTS and p.document]
    return not all(is_plain(w) for w in term.words) and any(explained(term, p) for p in texts)
