"""Statements that something is not there, checked against the whole chart.

"No known allergies" is false where the chart holds one in force. "There is no record of X" is false
where a live entry is called X. Absence is a claim about the chart, so no citation can prove it.

The reach of a denial: NegEx (Chapman et al., J Biomed Inform 2001;34:301-310). Why an absence needs
the whole chart: HL7 FHIR R4, List.emptyReason, "no known" is not "nothing recorded".
"""

import re
from collections.abc import Sequence
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import (
    active_problems,
    allergies,
    current_medications,
)
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.near import near
from chartside.grounding.judges.scope import Scope
from chartside.grounding.negation import is_negated, is_new_clause
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.denying import ADVERBS, denials_behind, may_deny
from chartside.grounding.reading.lexicon import classes_of
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.generic import GENERIC
from chartside.grounding.sources.polarity import polarity
from chartside.grounding.sources.profile import MEDICINES, Profile

_NO_ALLERGY = Caseless(
    r"\b(?:no|denies|without|not have|does not have|free of|nil)\s(?:any\s)?(?:known\s"
    r"|reported\s|recorded\s|documented\s|history of\s)?(?:\w+\s){0,2}(?:allerg\w+"
    r"|intoleranc\w+|hypersensitivit\w+)"
    r"|\bNKD?A\b|\bALL\s?[:\-]\s?(?:none|nil|no\b)|\bnot allergic to any"
    r"|\ballerg\w+\s?[:\-]\s?(?:none|nil)\b"
    r"|\ballergies\b[^.;]{0,20}\b(?:none|denied|not known)\b",
)
_NOTHING_TAKEN = Caseless(
    r"\b(?:no|takes no|not on any|not taking any|without)\s(?:current\s|regular\s"
    r"|known\s)?(?:medications?|medicines?|drugs)\b",
)
_NO_PROBLEM = Caseless(
    r"\bno\s(?:active|known|current|chronic)\s(?:medical\s)?(?:problems?|conditions?"
    r"|diagnos[ei]s)\b",
)
_HOLDS = (
    r"include|contain|document|record|list|mention|show|reveal|report|note|name|hold|feature"
    r"|reflect|indicate|carry|take|use|receive|undergo|have|appear|suggest|identify|demonstrate"
    r"|evaluated for|diagnosed with|known (?:for|with)|treated for|aware of"
)
"""Verbs by which a record holds a thing, or somebody has it."""
_NO_RECORD = Caseless(
    r"\b(?:no|denies|denied|without|never|nobody|no one|at no time|nil|in vain for|yet to (?:have"
    r"|receive"
    r"|undergo|get"
    r"|take|be given)"
    r"|not (?:had|received|undergone|been (?:given|vaccinated|immuni[sz]ed|admitted|prescribed|on))"
    r"|has no|have no|does not have|free of|does not take"
    r"|has not been diagnosed with|not been diagnosed with|nothing to suggest|silent on"
    r"|did not have"
    r"|is not taking|not on|not known to have|lacks|negative for|has never had|does not mention"
    r"|makes no mention of|nothing (?:in|on) (?:the|this) (?:chart|record|file)|nothing on file"
    rf"|(?:not|n't)\s{ADVERBS}(?:{_HOLDS})|neg(?:ative)?\s(?:hx|history)\s(?:for|of)|neg for"
    rf"|negatives"
    r")\b"
    r"(?:\s(?:any|known|current|recorded|documented|reported|history|record|records|mention"
    r"|evidence|diagnosis|documentation|entry|entries|past|prior|previous|of|or|signs?|personal"
    r"|on (?:the |our )?(?:file|record|chart|books)|first|dose|found|noted|listed"
    r"|is|are|there|points?|to|suggests?|mentions?|includes?|hx|for|with|an?)\b)*",
)
_ENDS = Caseless(
    r"\s[\u2013\u2014]\s|\b(?:when|while|because|although|before|after|until|due to"
    r"|despite|in spite of|notwithstanding)\b",
)
"""Words that a denial does not reach beyond."""
_LONGEST_CUE = 40


def says_no_allergy(scope: Scope) -> bool:
    """Whether the sentence says that there is no allergy at all."""
    return _NO_ALLERGY.search(scope.sentence.bare) is not None


def judge_absence(scope: Scope) -> list[Fault]:
    """What the chart holds of what the sentence says is not there."""
    text = scope.sentence.bare
    if not may_deny(text) and "NK" not in text.upper():
        return []
    found = []
    if (said := _NO_ALLERGY.search(text)) and not _of_one(said, scope):
        held = [e for e in allergies(scope.index.chart) if _is_of(e, said[0])]
        found += _against(held, said.start(), "records an allergy to")
    if said := _NOTHING_TAKEN.search(text):
        found += _against(
            current_medications(scope.index.chart), said.start(), "is a current medicine:"
        )
    if said := _NO_PROBLEM.search(text):
        found += _against(active_problems(scope.index.chart), said.start(), "is an active problem:")
    return found


_SORTS = (
    ("medication", Caseless(r"\b(?:drug|medication|medicine|antibiotic)s?\b")),
    ("food", Caseless(r"\bfoods?\b")),
    ("environment", Caseless(r"\b(?:environmental|seasonal|inhalant)\b")),
)


def _is_of(entry: Entry, said: str) -> bool:
    """Whether a denial of one sort of allergy reaches an entry: of another sort is another matter.

    HL7 FHIR R4 allergy-intolerance-category; an entry without a category is of every sort.
    """
    sort = next((name for name, word in _SORTS if word.search(said)), "")
    return not sort or not entry.category or sort in entry.category


def is_denied_sort(entry: Entry, scope: Scope) -> bool:
    """Whether a sentence that denies allergies of some sort denies this one."""
    said = _NO_ALLERGY.search(scope.sentence.bare)
    return said is None or _is_of(entry, said[0])


def _of_one(said: re.Match[str], scope: Scope) -> bool:
    """`no allergy to latex` speaks of latex alone; "recorded beside" tells of a conflict."""
    behind = scope.sentence.bare[said.end() : said.end() + 4].lower()
    text = scope.sentence.lower
    if "recorded beside" in text:
        return True
    if behind.startswith(" to ") and not _ANY_THING.match(scope.sentence.bare, said.end()):
        return True
    inside = said[0].lower()
    return any(w in inside for w in ("latex", "penicillin", "insect"))


_ANY_THING = Caseless(
    r"\sto\s(?:any\s|known\s)?(?:medic\w+|drugs?|foods?|anything|substances?|antibiotics)\b",
)


def _against(entries: Sequence[Entry], place: int, verb: str) -> list[Fault]:
    if not entries:
        return []
    first = entries[0]
    more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    reason = f"{first.reference} {verb} {first.label}{more}; the sentence says there is none"
    return [contradicted("absence", place, Severity.HIGH, reason)]


def denied_terms(scope: Scope, terms: list[Term]) -> list[Term]:
    """Terms that the sentence says are not in the record, or not the patient's."""
    sentence, text = scope.sentence, scope.sentence.bare
    if not any(c.kind == "negation" for c in sentence.cues) and not denials_behind(text):
        return []
    found: dict[int, Term] = {}
    first: dict[int, int] = {}
    for match in _NO_RECORD.finditer(text):
        cues = sentence.denials(match.start() - _LONGEST_CUE, match.end())
        if any(c.end > match.start() for c in cues):  # else it is part of a name
            first.setdefault(sentence.segment(match.start()), match.end())
    for term in (t for t in terms if not all(is_plain(w) for w in t.words)):
        begun = first.get(sentence.segment(term.start), len(text) + 1)
        if term.start < begun or is_new_clause(sentence, begun, term.start):
            continue
        if not _ENDS.search(text[begun : term.start]):
            found[term.start] = term
    for place in denials_behind(text):
        part = sentence.segment(place)
        found |= {
            t.start: t
            for t in terms
            if t.start < place
            and sentence.segment(t.start) == part
            and ":" not in text[t.end : place]
        }
    found |= {
        t.start: t
        for t in terms
        if t.start not in found
        and not all(is_plain(w) for w in t.words)
        and is_negated(sentence, t.start, t.end)
    }
    return [found[place] for place in sorted(found)]


def judge_denial(term: Term, scope: Scope) -> list[Fault]:
    """A thing denied that a live entry is called by, in force or once, or that a note tells."""
    if _is_part(term, scope):
        return []
    held = [p for p in _named(term, scope) if p.entry.live and p.entry.kind in _KINDS]
    if held:
        profile = held[-1]
        reason = f"{profile.where} records {profile.entry.label}; the sentence says there is none"
        return [contradicted("absence", term.start, Severity.HIGH, reason)]
    document = next((d for d in scope.index.chart.documents() if _told(term, d.text)), None)
    if document is None:
        return _nearly(term, scope)
    reason = f'{document.reference} mentions "{term.text}"; the sentence says there is none'
    return [contradicted("absence", term.start, Severity.MODERATE, reason)]


_NOUNS: Final = GENERIC | {"operation", "surgery", "problem", "medication", "medicine", "drug"}


def _is_part(term: Term, scope: Scope) -> bool:
    """Whether a noun of kind stands beside a name: "no rabies vaccine" denies one vaccine."""
    return _NOUNS.issuperset(term.words) and any(
        not t.framed and not _NOUNS.issuperset(t.words) for t in scope.sentence.terms
    )


_VACCINES: Final = frozenset({"vaccine", "vaccination", "immunization"})


def _nearly(term: Term, scope: Scope) -> list[Fault]:
    """A note that tells the same complaint in another word; a vaccine is no complaint."""
    if any(_VACCINES.intersection(t.words) for t in scope.sentence.terms):
        return []
    for document in scope.index.chart.documents():
        if words := near(term.text, document.text):
            reason = f'{document.reference} mentions "{words}", which may be "{term.text}"'
            return [not_found("absence", term.start, Severity.MODERATE, reason)]
    return []


def _told(term: Term, text: str) -> bool:
    said = polarity(text)
    return any(c in said.affirmed for c in term.classes) or all(
        w in said.affirmed for w in term.words
    )


_KINDS = frozenset({Kind.PROBLEM, Kind.ALLERGY, Kind.PROCEDURE, Kind.IMMUNIZATION}) | MEDICINES


def _named(term: Term, scope: Scope) -> list[Profile]:
    found = list(scope.index.named(term.words, term.classes))
    if term.medicines:
        found += [
            p
            for e in current_medications(scope.index.chart)
            if (p := scope.index.profile(e.reference)) and term.medicines in p.classes
        ]
    return [p for p in found if _whole(term, p)]


def _whole(term: Term, profile: Profile) -> bool:
    return (
        any(c in profile.core for c in term.classes)
        or all(w in profile.words for w in term.words)
        or bool(term.medicines and term.medicines in profile.classes)
        or any(
            classes_of(w) & profile.classes
            for w in term.words
            if len(term.words) == 1 and term.medicines
        )
    )
