"""Words of a sentence that no cited entry explains.

A sentence may be phrased freely: grammar, reporting and adjectives of manner need no source. The
name of a drug, a disease, an operation, a test, and anything with a capital in the middle of a
sentence does, and so does a word that stands beside a name and may change it.

What kind a word is: WHO INN stems and ATC (`reading/lexicon`); what is plain: WordNet 3.1
(`reading/plain`).
"""

import re
from collections.abc import Sequence
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.faults import DANGEROUS, Fault, contradicted, not_found, unclear
from chartside.grounding.judges.bidden import is_bidden
from chartside.grounding.judges.combined import is_combined
from chartside.grounding.judges.containers import KIND_NOUNS, is_container
from chartside.grounding.judges.findings import is_side_word
from chartside.grounding.judges.moments import is_moment
from chartside.grounding.judges.of_results import is_said_of_results
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.states import is_group, is_state
from chartside.grounding.judges.valences import as_many_valent
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.lexicon import classes_of, nature
from chartside.grounding.reading.plain import is_manner, is_plain
from chartside.grounding.reading.sentence import Sentence, Term
from chartside.grounding.sources.profile import MEDICINES, Profile, vocabulary


def explained(term: Term, profile: Profile) -> bool:
    """Whether an entry holds a term: by a synonym, by its class of medicines, or word for word."""
    words = profile.words
    if _CULTURES.intersection(term.classes):
        words = frozenset().union(*map(vocabulary, profile.said))
        return words.issuperset(term.words) or not words.isdisjoint(term.classes)
    if profile.entry.kind is Kind.IMMUNIZATION and not as_many_valent(term, profile):
        return False
    if any(c in words for c in term.classes) or (
        term.medicines and term.medicines in profile.classes
    ):
        return True
    if profile.kinds_told and profile.kinds_told.intersection((*term.classes, term.medicines)):
        return True
    if _is_initials(term, profile):
        return True
    return all(
        w in words
        or (w in _LOOSE and len(term.words) > 1)
        or _kind_holds(w, words)
        or bool(kin(w, words))
        for w in term.words
    )


_CULTURES: Final = frozenset({"=blood_culture", "=urine_culture", "=stool_culture"})
_INITIALS: Final = re.compile(r"[A-Z]{3,6}")


def _is_initials(term: Term, profile: Profile) -> bool:
    """Whether an abbreviation that nobody has listed is made of the entry's own words."""
    if term.classes or term.medicines or not _INITIALS.fullmatch(term.text):
        return False
    return term.text.lower() in profile.initials


def kin(word: str, words: frozenset[str]) -> list[str]:
    """The words of a source that a word is a form of: `induced` for induction, `implanted`.

    Names of drugs and diseases have no kin: prednisone is not prednisolone.
    """
    if len(word) < _SHORT or not word.endswith(_FORMS) or nature(word) in {"drug", "disease"}:
        return []
    stem = word[: max(_SHORT - 2, len(word) - 3)]
    return [w for w in words if w.startswith(stem) and nature(w) != "drug"]


_SHORT: Final = 7
_FORMS: Final = ("ed", "ing", "al", "ally", "ive", "ion", "ment", "er", "sis")


_LOOSE: Final = frozenset(
    {"total", "serum", "plasma", "blood", "level", "count", "ratio", "and", "of", "the", "score"}
)
"""Words of a longer name that one laboratory prints and another does not."""


def _kind_holds(word: str, words: frozenset[str]) -> bool:
    """`stage 3` is borne out by stage 3b, which is a stage 3, and so is `CKD 3b`."""
    kind, apart, number = word.rpartition("_")
    if apart:
        return number.isdigit() and any(f"{kind}_{number}{letter}" in words for letter in "abcd")
    return word[0].isdigit() and any(
        f"{k}_{word}" in words for k in ("stage", "type", "grade", "class")
    )


def unexplained(sentence: Sentence, cited: Sequence[Profile]) -> list[Term]:
    """The terms that are neither framed, nor a cue, nor held by any cited entry."""
    return [
        t
        for t in sentence.terms
        if not t.framed
        and not any(explained(t, p) for p in cited)
        and not is_state(t, cited)
        and not is_group(t, cited)
        and not is_combined(t, cited)
        and not is_side_word(t, cited)
        and not (t.classes and "no" in t.words and len(t.words) > 1)
        and not (cited and cited[0].patient_words.issuperset(t.words))
        and not sentence.is_cue(t.start, t.end)
        and not is_container(t, sentence)
        and not is_moment(t, sentence)
    ]


def is_known(term: Term, scope: Scope) -> bool:
    """Whether a term names something clinical: by a synonym, its form, or another entry."""
    if term.classes and _ACTIONS.issuperset(term.classes):
        return any(_ACTIONS.intersection(p.words) for p in scope.cited)
    if (
        term.words[0][0].isdigit()
        or term.classes
        or term.medicines
        or "_" in term.words[0]
        or KIND_NOUNS.intersection(term.words)
    ):
        return True
    return any(nature(w) or (scope.index.is_name(w) and not is_plain(w)) for w in term.words)


_ACTIONS: Final = frozenset({"=removal", "=insertion"})
"""What is done with a thing: told from its opposite, and otherwise no name."""


def judge_words(terms: Sequence[Term], unnamed: Sequence[Profile], scope: Scope) -> list[Fault]:
    """A fault for each unexplained term that needs a source.

    Where a cited entry is not named at all (`unnamed`), any unknown word may be what the sentence
    calls it instead.
    """
    return [f for t in terms if (f := _judge(t, unnamed, scope)) is not None]


def _judge(term: Term, unnamed: Sequence[Profile], scope: Scope) -> Fault | None:
    sentence = scope.sentence
    known = is_known(term, scope) or not _SPECIMENS.isdisjoint(term.words)
    if not known and _says_nothing(term, scope):
        return None
    capital = term.text[:1].isupper() and term.start > 0 and not _opens(sentence, term.start)
    kinds = {p.entry.kind for p in scope.cited}
    suspect = bool(unnamed) or (kinds == {Kind.ENCOUNTER} and not _is_plain_here(term))
    if not (known or capital or suspect or _is_object(term, sentence) or _beside_name(term, scope)):
        return None
    told = suspect or _beside_name(term, scope)
    if not known and (
        (
            not (capital or told)
            and _LOOSELY.search(sentence.bare, max(0, term.start - 24), term.start)
        )
        or is_said_of_results(term, unnamed, scope)
    ):
        return unclear("word", term.start, f'"{term.text}" is not a word that can be checked')
    if not known and kinds == {Kind.PATIENT}:
        return unclear("word", term.start, f'"{term.text}" is not checked against the person')
    what = nature_of(term)
    where = ", ".join(p.where for p in scope.cited)
    severity = _severity(term, what, kinds)
    if _is_rival(term, what, kinds) or (
        unnamed and {p.entry.kind for p in unnamed} <= _NAMED_KINDS
    ):
        held = _held(scope)
        return contradicted(
            "word",
            term.start,
            severity,
            f'{where} is {held}; the sentence says "{term.text}"{_elsewhere(term, scope)}',
        )
    what_of = "tells only a writer to say" if is_bidden(term, scope.cited) else "does not mention"
    reason = f'{where} {what_of} "{term.text}"{_elsewhere(term, scope)}'
    return not_found("word", term.start, severity, reason)


def _is_plain_here(term: Term) -> bool:
    """Whether a word cannot be what somebody was seen for: a visit holds little else."""
    return all(is_manner(w) for w in term.words) or term.text.endswith(_MANNER)


def _says_nothing(term: Term, scope: Scope) -> bool:
    """Whether a word is plain English; a thing may still be what somebody is allergic to."""
    allergy = any(p.entry.kind is Kind.ALLERGY for p in scope.cited)
    plain = is_manner if allergy and _is_object(term, scope.sentence) else is_plain
    return all(plain(w) for w in term.words)


_SPECIMENS: Final = frozenset({"urine", "urinary", "csf", "cerebrospinal", "stool", "fecal"})
"""A result of another specimen is another result."""
_NAMED_KINDS: Final = frozenset({Kind.PROBLEM, Kind.ALLERGY, Kind.IMMUNIZATION, *MEDICINES})


def _is_rival(term: Term, what: str, kinds: set[Kind]) -> bool:
    """Whether the word names another thing of the very kind that is cited."""
    return bool(
        (what == "drug" and kinds & MEDICINES)
        or (what == "disease" and kinds and kinds <= {Kind.PROBLEM})
        or ("_" in term.words[0] and kinds & {Kind.PROBLEM})
        or (term.classes and kinds and kinds <= {Kind.SOCIAL})
    )


_OBJECT = Caseless(
    r"(?:\b(?:for|with|to|due to|because of|of|causes|caused|causing|gave|developed|develops"
    r"|reaction|showed|shows|showing|demonstrated|revealed|found)\s|[:(]\s*)"
    r"(?:(?:an?|the|his|her|him)\s)?$",
)
_LOOSELY = Caseless(r"\b(?:with|of|to|as|and)\s(?:(?:an?|the|his|her)\s)?$")
"""`With diuresis, the weight fell`: what stands there may be an assertion or none."""
_COPULA = Caseless(r"\b(?:is|are|was|were|remains?|as|and)\s$")


def _is_object(term: Term, sentence: Sentence) -> bool:
    """Whether a word is what something was done for, what somebody has, or what a thing is called.

    "Seen for a fall", "the retinopathy is proliferative".
    """
    ahead = sentence.bare[max(0, term.start - 24) : term.start]
    said = _OBJECT.search(ahead) or _COPULA.search(ahead)
    return said is not None and not term.text.endswith(_MANNER)


def _held(scope: Scope) -> str:
    return ", ".join(dict.fromkeys(p.entry.label for p in scope.cited if p.entry.label))


def nature_of(term: Term) -> str:
    """What a term is by itself: drug, disease, operation, site or nothing."""
    if term.medicines:
        return "drug"
    return next((n for w in term.words if (n := nature(w))), "")


def _severity(term: Term, what: str, kinds: set[Kind]) -> Severity:
    dangerous = any(classes_of(w) & DANGEROUS for w in term.words) or term.medicines in DANGEROUS
    if dangerous or what == "drug" or Kind.ALLERGY in kinds:
        return Severity.HIGH
    return Severity.LOW if kinds == {Kind.ENCOUNTER} and not what else Severity.MODERATE


def _elsewhere(term: Term, scope: Scope) -> str:
    """Which entry of the chart carries the name instead."""
    found = [p for p in scope.index.named(term.words, term.classes) if p.entry.live]
    exact = [p for p in found if explained(term, p)]
    return (
        f"; {exact[-1].where} does"
        if exact
        else "; nothing in this chart does"
        if not found
        else ""
    )


def _opens(sentence: Sentence, place: int) -> bool:
    """Whether a word stands at the start of a sentence, where a capital means nothing."""
    before = sentence.text[:place].rstrip()
    return not before or before[-1] in '.:;!?"(-'


_FAR: Final = 2


def _beside_name(term: Term, scope: Scope) -> bool:
    """Whether an unknown word touches a name of a cited entry, and may make another thing of it."""
    text = scope.sentence.text
    for other in scope.sentence.beside(term):
        if other.framed or not any(p.names_it(other.words, other.classes) for p in scope.cited):
            continue
        if _VERB_PLACE.search(text[: term.start]):
            return False
        gap = (
            text[term.end : other.start]
            if term.start < other.start
            else text[other.end : term.start]
        )
        if len(gap) <= _FAR and gap.strip() in {"", "-", "/"} and not term.text.endswith(_MANNER):
            return True
    return False


_MANNER: Final = ("ly", "ed", "ing")
_VERB_PLACE: Final = Caseless(r"\b(?:she|he|they|patient|pt|who|and|also|now|still|to)\s$")
"""A word in the place of a verb does not make another thing of the name behind it."""
