"""Where a sentence names something, and how far what it says of that thing reaches."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import Dated
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.reading.sentence import NO_ABBREVIATION, Sentence, Term
from chartside.grounding.sources.generic import KIND_WORDS
from chartside.grounding.sources.profile import Profile


@dataclass(frozen=True, slots=True)
class Head:
    """A name in a sentence, and the entries that it may mean; none where nobody knows.

    `by_kind` where only the kind is named ("the visit").
    """

    start: int
    end: int
    profiles: tuple[Profile, ...]
    words: str
    by_kind: bool = False


def heads_in(
    sentence: Sentence, profiles: Sequence[Profile], unknown: Sequence[Term] = ()
) -> list[Head]:
    """The names in a sentence, in order: of these entries, and of what none of them explains.

    An entry that no name means may still be meant by its kind ("three visits", "the letter").
    """
    heads = _named(sentence, profiles)
    met = {p.entry.reference for h in heads for p in h.profiles}
    heads += _by_kind(sentence, [p for p in profiles if p.entry.reference not in met], heads)
    heads += [Head(t.start, t.end, (), t.text) for t in unknown]
    return _once(sentence, sorted(heads, key=_start))


def _start(head: Head) -> int:
    return head.start


def _named(sentence: Sentence, profiles: Sequence[Profile]) -> list[Head]:
    runs: list[list[tuple[Term, list[Profile]]]] = []
    for term in sentence.terms:
        meant = [p for p in profiles if _means(term, p)]
        if not meant:
            continue
        if runs and _adjoin(sentence, runs[-1][-1][0], term):
            runs[-1].append((term, meant))
        else:
            runs.append([(term, meant)])
    return [_head(sentence, run) for run in runs]


def _means(term: Term, profile: Profile) -> bool:
    if not profile.names_it(term.words, term.classes, term.medicines):
        return False
    if KIND_WORDS[profile.entry.kind].issuperset(term.words) and not term.medicines:
        return False
    return not term.framed or all(w in profile.core for w in term.words)


def _by_kind(sentence: Sentence, left: Sequence[Profile], heads: Sequence[Head]) -> list[Head]:
    taken = {h.start for h in heads}
    found = []
    for kind in dict.fromkeys(p.entry.kind for p in left):
        meant = tuple(p for p in left if p.entry.kind is kind)
        term = _kind_term(sentence, kind, meant, taken)
        if term is not None:
            found.append(Head(term.start, term.end, meant, term.text, by_kind=True))
            taken.add(term.start)
    return found


def _kind_term(
    sentence: Sentence, kind: Kind, meant: Sequence[Profile], taken: Set[int]
) -> Term | None:
    """The word that names a kind of entry; "gained 5 kg" names the weight."""
    if kind is Kind.VITAL and any("=weight" in p.core for p in meant):
        moved = _MOVED.search(sentence.bare)
        return Term(("weight",), moved.start(), moved.end(), moved[0]) if moved else None
    if kind.value in _WITHOUT:
        return None
    words = KIND_WORDS[kind]
    named = next(
        (t for t in sentence.terms if t.start not in taken and words.intersection(t.words)), None
    )
    said = _TOLD_OF.get(kind) if named is None else None
    quoting = kind is Kind.ENCOUNTER or sentence.quotes
    match = said.search(sentence.bare) if said and quoting else None
    return Term((kind.value,), match.start(), match.end(), match[0]) if match else named


_TOLD_OF: Final = {
    Kind.ENCOUNTER: Caseless(
        r"\b(?:saw|seen|came in|come in|came to us|brought (?:(?!in\b)\w+ ){0,3}in|attended"
        r"|attends|visited"
        r"|presented|admitted|reviewed by|evaluated|consulted|was with us|in hospital)\b",
    ),
    Kind.DOCUMENT: Caseless(r"\b(?:as noted|noted|quoted?|wrote|written|reads|states)\b"),
}
"""Verbs that tell of a visit or of a note without a noun for it."""


_MOVED = Caseless(r"\b(?:gained|lost|shed|put on)(?=\s[\d.]+\s?(?:kg|lbs?|pounds))")


_WITHOUT: Final = frozenset({"lab", "vital", "problem", "social", "survey", "patient", "family"})
"""Kinds whose words ("level", "result", "history") are said of anything."""


def _once(sentence: Sentence, heads: list[Head]) -> list[Head]:
    """A thing named twice in a row is one thing: "Dander (animal) allergy"."""
    kept: list[Head] = []
    for head in heads:
        last = kept[-1] if kept else None
        same = last is not None and head.profiles and last.profiles == head.profiles
        if last is None or not same or _parted(sentence, last, head):
            kept.append(head)
    return kept


def _parted(sentence: Sentence, one: Head, other: Head) -> bool:
    """Whether two names stand in two clauses."""
    if sentence.segment(one.start) != sentence.segment(other.start):
        return True
    return bool(_strong(sentence, one.end, other.start))


_APART = re.compile(r"[\d,;:()]|\b(?:for|and|with|due|on|in|to|from|by|is|was|conflicts?|showed)\b")
_NEAR: Final = 30


def _adjoin(sentence: Sentence, one: Term, other: Term) -> bool:
    between = sentence.bare[one.end : other.start]
    return len(between) <= _NEAR and not _APART.search(between)


def _head(sentence: Sentence, run: list[tuple[Term, list[Profile]]]) -> Head:
    """The entries that most of the run's words name."""
    hits: dict[str, int] = {}
    held: dict[str, Profile] = {}
    for _, meant in run:
        for profile in meant:
            hits[profile.entry.reference] = hits.get(profile.entry.reference, 0) + 1
            held[profile.entry.reference] = profile
    most = max(hits.values())
    best = tuple(held[r] for r, n in hits.items() if n == most)
    start, end = _extended(sentence, run[0][0].start, best[0]), run[-1][0].end
    return Head(start, end, best, sentence.text[start:end])


def _extended(sentence: Sentence, start: int, profile: Profile) -> int:
    """Where a name begins with the words that do not tell it apart: "localized, primary …"."""
    for term in reversed(sentence.terms):
        if term.end < start - _NEXT:
            break
        gap = sentence.bare[term.end : start] if term.end <= start else "-"
        if term.end <= start and gap.strip(" ,") == "" and len(gap) <= _NEXT and not term.framed:
            if not profile.words.issuperset(term.words):
                break
            start = term.start
    return start


_NEXT: Final = 2


def reaches(sentence: Sentence, heads: Sequence[Head]) -> list[tuple[int, int]]:
    """The stretch of the sentence that is about each name.

    What stands before the first name is about that name. Between two names the stretch ends where
    a new clause begins ("…, and on 3 May the sodium was …"), else where the next name does. A part
    without a name goes on about the last one.
    """
    cuts = [0]
    cuts += [_cut(sentence, one, other) for one, other in pairwise(heads)]
    return list(zip(cuts, [*cuts[1:], len(sentence.text)], strict=True))


def _cut(sentence: Sentence, one: Head, other: Head) -> int:
    """Where the stretch of one name ends and that of the next begins."""
    part = sentence.segment(other.start)
    begins = one.end
    if sentence.segment(one.start) != part:
        begins = sentence.breaks[part - 1]
    strong = _strong(sentence, begins, other.start)
    places = [begins, *strong] if begins != one.end else strong
    if places:
        return _fitting(sentence, places, one, other)
    gap = sentence.bare[begins : other.start]
    commas = [
        m
        for m in _COMMA.finditer(gap)
        if not _inside(sentence, begins + m.start(), begins + m.end())
    ]
    last = commas[-1] if commas else None
    if last and (len(gap) - last.end() <= _MODIFIERS or _opens(gap[last.end() :])):
        return begins + last.start()
    return other.start


def _fitting(sentence: Sentence, places: Sequence[int], one: Head, other: Head) -> int:
    """Of several places where clauses part, the one that leaves dates and numbers to their owners.

    What is said decides before how: a date between two names belongs to the entry that has it.
    """
    if len(places) == 1:
        return places[0]
    held: list[Dated | Quantity] = [*sentence.dates, *sentence.quantities]
    spans = [
        (s.start, _owns(one, s), _owns(other, s)) for s in held if one.end <= s.start < other.start
    ]
    fits = [sum(left if start < at else right for start, left, right in spans) for at in places]
    return places[fits.index(max(fits))]


def _owns(head: Head, said: Dated | Quantity) -> bool:
    """Whether an entry of a name has this very date or number."""
    if isinstance(said, Quantity):
        return any(v.number == said.number for p in head.profiles for v in p.values)
    if said.when is None:
        return False
    return any(w.day.startswith(said.when.day) for p in head.profiles for w in p.own_dates)


def _strong(sentence: Sentence, start: int, end: int) -> list[int]:
    """Where clauses part between two places: "and", "while", a semicolon, a full stop."""
    return [
        start + m.start()
        for m in _CLAUSE.finditer(sentence.bare[start:end])
        if not _inside(sentence, start + m.start(), start + m.end())
    ]


_CLAUSE = re.compile(
    r",?\s(?:and|while|whilst|whereas|but)\s|;\s|\s[\u2013\u2014](?=\s\D)"
    rf"|\.(?<!\b[A-Za-z]\.){NO_ABBREVIATION}"
    r"(?!(?:(?<=mg\.)|(?<=mcg\.)|(?<=ml\.)|(?<=units\.))\s[a-z\d])\s"
)
_COMMA = re.compile(r",\s")
_MODIFIERS: Final = 25
"""Characters that may stand between a comma and the name they belong to: "left-sided"."""
_OPENING = Caseless(r"(?:on|in|between|from|since|at|by|during|over)\s")


def _opens(text: str) -> bool:
    return _OPENING.match(text) is not None


def _inside(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a joint stands in a date, or in "between A and B", where it joins no clauses."""
    if any(s.start < start and end <= s.end for s in sentence.dates):
        return True
    groups: tuple[Sequence[Dated] | Sequence[Quantity], ...] = (sentence.dates, sentence.quantities)
    listed = any(
        any(s.end in {start, start + 1} for s in spans) and any(s.start == end for s in spans)
        for spans in groups
    )
    return listed and _BETWEEN.search(sentence.bare[max(0, start - _PHRASE) : start]) is not None


_BETWEEN = Caseless(r"\bbetween\s[^;]*$")
_PHRASE: Final = 40
