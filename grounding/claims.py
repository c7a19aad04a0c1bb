"""The claims of a sentence: what is said of each thing that it names.

A claim is a named thing with everything the sentence says of it: readings with their dates, dates
with their roles, doses, and cues (status, negation, side, …). Which words are names is decided by
the entries that a sentence is compared with, so a claim carries the references that it may mean.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.dates import Dated
from chartside.grounding.reading.frequency import Frequency
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.reading.sentence import Sentence, Term
from chartside.grounding.sources.profile import Profile


@dataclass(frozen=True, slots=True)
class Reading:
    """A number said of a thing, and the date said of the number.

    `role` is `range` for the bounds of a reference range, `earlier` for what a value is compared
    with, else empty.
    """

    quantity: Quantity
    dated: Dated | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class DateSaid:
    """A date with what it is the date of: `start`, `end`, `recorded`, `due`, `earlier` or empty."""

    role: str
    dated: Dated


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of one named thing.

    `words` is the name as written, empty where the sentence names nothing ("It was 5.9"); `kinds`
    and `references` are of the entries that it may mean.
    """

    words: str
    start: int
    end: int
    kinds: frozenset[Kind] = frozenset()
    references: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    dates: tuple[DateSaid, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    cues: tuple[Cue, ...] = ()
    negated: bool = False

    def says(self, kind: str) -> frozenset[str]:
        """The values of its cues of one kind."""
        return frozenset(c.value for c in self.cues if c.kind == kind)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a sentence names something, and the entries that it may mean; none where nobody knows."""

    start: int
    end: int
    profiles: tuple[Profile, ...]
    words: str


def heads_in(
    sentence: Sentence, profiles: Sequence[Profile], unknown: Sequence[Term]
) -> list[Head]:
    """The names in a sentence, in order: of these entries, and of what none of them explains."""
    matched = [(t, _meant(t, profiles)) for t in sentence.terms]
    runs: list[list[tuple[Term, list[Profile]]]] = []
    for term, meant in matched:
        if not meant:
            continue
        if runs and _adjoin(sentence, runs[-1][-1][0], term):
            runs[-1].append((term, meant))
        else:
            runs.append([(term, meant)])
    heads = [_head(sentence, run) for run in runs]
    heads += [Head(t.start, t.end, (), t.text) for t in unknown]
    return _once(sentence, sorted(heads, key=_start))


def _once(sentence: Sentence, heads: list[Head]) -> list[Head]:
    """A thing named twice in a row is one thing: "Dander (animal) allergy"."""
    kept: list[Head] = []
    for head in heads:
        last = kept[-1] if kept else None
        same = last is not None and head.profiles and last.profiles == head.profiles
        if last is None or not same or sentence.segment(last.start) != sentence.segment(head.start):
            kept.append(head)
    return kept


def _start(head: Head) -> int:
    return head.start


def _meant(term: Term, profiles: Sequence[Profile]) -> list[Profile]:
    return [
        p
        for p in profiles
        if p.names_it(term.words, term.classes, term.medicines)
        and not (term.framed and not all(w in p.core for w in term.words))
    ]


_APART = re.compile(r"[\d,;:()]|\b(?:for|and|with|due|on|in|to|from|by|is|was|conflicts?|showed)\b")


def _adjoin(sentence: Sentence, one: Term, other: Term) -> bool:
    between = sentence.bare[one.end : other.start]
    return len(between) <= _NEAR and not _APART.search(between)


_NEAR: Final = 30


def _head(sentence: Sentence, run: list[tuple[Term, list[Profile]]]) -> Head:
    """The entries that most of the run's words name; of those the ones named most completely."""
    hits: dict[str, int] = {}
    held: dict[str, Profile] = {}
    for _, meant in run:
        for profile in meant:
            hits[profile.entry.reference] = hits.get(profile.entry.reference, 0) + 1
            held[profile.entry.reference] = profile
    most = max(hits.values())
    best = tuple(held[r] for r, n in hits.items() if n == most)
    start, end = run[0][0].start, run[-1][0].end
    return Head(start, end, best, sentence.text[start:end])


def claims_of(sentence: Sentence, heads: Sequence[Head]) -> list[Claim]:
    """A claim for each name, with what the sentence says of it: what stands nearest behind it.

    What stands before the first name of a part belongs to that name; a part without a name goes
    on about the last one.
    """
    if not heads:
        return [_claim(sentence, None, 0, len(sentence.text))]
    return [
        _claim(sentence, head, start, end)
        for head, (start, end) in zip(heads, _reaches(sentence, heads), strict=True)
    ]


def _reaches(sentence: Sentence, heads: Sequence[Head]) -> list[tuple[int, int]]:
    found = []
    for n, head in enumerate(heads):
        first_of_part = n == 0 or sentence.segment(heads[n - 1].start) != sentence.segment(
            head.start
        )
        start = head.start
        if n == 0:
            start = 0
        elif first_of_part:
            start = _part_start(sentence, head.start)
        end = len(sentence.text)
        if n + 1 < len(heads):
            following = heads[n + 1]
            same = sentence.segment(following.start) == sentence.segment(head.start)
            end = following.start if same else _part_start(sentence, following.start)
        found.append((start, end))
    return found


def _part_start(sentence: Sentence, place: int) -> int:
    part = sentence.segment(place)
    return sentence.breaks[part - 1] if part else 0


def _claim(sentence: Sentence, head: Head | None, start: int, end: int) -> Claim:
    """Everything in a stretch of the sentence, as said of one thing."""
    quantities = [q for q in sentence.quantities if start <= q.start < end]
    dates = [d for d in sentence.dates if start <= d.start < end]
    cues = tuple(c for c in sentence.cues if start <= c.start < end)
    place = head.start if head else start
    return Claim(
        words=head.words if head else "",
        start=head.start if head else start,
        end=head.end if head else end,
        kinds=frozenset(p.entry.kind for p in head.profiles) if head else frozenset(),
        references=tuple(p.entry.reference for p in head.profiles) if head else (),
        readings=tuple(_readings(sentence, quantities, dates)),
        dates=tuple(DateSaid(_role(sentence.text, d), d) for d in dates),
        frequencies=tuple(f for f in sentence.frequencies if start <= f.start < end),
        cues=cues,
        negated=is_negated(sentence, place),
    )


def _readings(sentence: Sentence, quantities: list[Quantity], dates: list[Dated]) -> list[Reading]:
    """Each number with its date: the one that follows it, before the next number; else by order."""
    plain = [q for q in quantities if not _is_range(sentence.text, q)]
    bound = _bound(plain, dates)
    return [
        Reading(
            quantity=q,
            dated=bound.get(q.start),
            role="range" if q not in plain else "earlier" if _is_earlier(sentence, q) else "",
        )
        for q in quantities
    ]


def _bound(quantities: list[Quantity], dates: list[Dated]) -> dict[int, Dated]:
    if not quantities or not dates:
        return {}
    first_date, last_number = dates[0].start, quantities[-1].start
    block = len(quantities) == len(dates) and (
        first_date > last_number or dates[-1].start < quantities[0].start
    )
    if block:
        return {q.start: d for q, d in zip(quantities, dates, strict=True)}
    found: dict[int, Dated] = {}
    free = list(dates)
    for n, quantity in enumerate(quantities):
        until = quantities[n + 1].start if n + 1 < len(quantities) else None
        behind = next(
            (d for d in free if d.start > quantity.start and (until is None or d.start < until)),
            None,
        )
        if behind:
            found[quantity.start] = behind
            free.remove(behind)
    for quantity in quantities:
        ahead = [d for d in free if d.start < quantity.start]
        if quantity.start not in found and ahead:
            found[quantity.start] = ahead[-1]
            free.remove(ahead[-1])
    return found


_RANGE = re.compile(
    r"(?:\brange|\blimits?|\bref\.?|\bnormal|\bcut-?off)(?:\s(?:of|is|was|from|up|between|for|value))*[\s:,(]*$",
    re.IGNORECASE,
)


def _is_range(text: str, quantity: Quantity) -> bool:
    return _RANGE.search(text[max(0, quantity.start - 40) : quantity.start]) is not None


_EARLIER = re.compile(
    r"(?:\bfrom|\bpreviously|\bprior|\bprevious(?: value| result)?(?: of| was)?|\bcompared (?:with|to)|\bversus|\bvs\.?|\bearlier|\bwas|\bthan)\s(?:at\s|of\s)?$",
    re.IGNORECASE,
)


def _is_earlier(sentence: Sentence, quantity: Quantity) -> bool:
    before = sentence.text[max(0, quantity.start - 32) : quantity.start]
    return _EARLIER.search(before) is not None and quantity.start > 0


_ROLES: Final = (
    ("end", re.compile(r"\b(?:until|till|through|resolved|resolution|stopped|ended|inactive|discontinued|abated|remission|discharged?"
                       r"|completed|expired|ceased|withdrawn|finished|removed|healed|cleared|taken off|off)(?:\s\w+){0,1}(?:\s(?:on|in|by|at|since))?(?:\s(?:early|late|mid))?\s*$", re.IGNORECASE)),
    ("recorded", re.compile(r"\b(?:recorded|documented|entered|noted|added)(?:\s(?:on|in|since))?\s*$", re.IGNORECASE)),
    ("due", re.compile(r"\b(?:due|scheduled for|planned for|by)(?:\s(?:on|in|by))?\s*$", re.IGNORECASE)),
    ("earlier", re.compile(r"(?:\bearlier|\bpreviously|\bprior|\bbefore that)[\s:]*(?:(?:on|in)\s)?$", re.IGNORECASE)),
    ("start", re.compile(r"\b(?:since|onset|from|began|begun|started|starting|beginning|diagnosed|dating from|dates from|ordered|prescribed"
                         r"|initiated|first|taken since|identified|admitted)(?:\s(?:on|in|at|of|back to))?(?:\s(?:early|late|mid))?\s*$", re.IGNORECASE)),
    ("end", re.compile(r"\bto\s*$", re.IGNORECASE)),
)  # fmt: skip


def _role(text: str, dated: Dated) -> str:
    before = text[max(0, dated.start - 36) : dated.start]
    return next((role for role, said in _ROLES if said.search(before)), "")


_SCOPE: Final = 60
"""Characters that a negation reaches: about six words, as in NegEx (Chapman et al., 2001)."""
_BEHIND = re.compile(
    r"^[^,;:.]{0,12}\b(?:was|were|is|has been|been|are)?\s?(?:ruled out|excluded|refuted|absent|negative|denied|not (?:found|present|seen|confirmed|detected|identified)|unlikely)\b",
    re.IGNORECASE,
)


def is_negated(sentence: Sentence, place: int) -> bool:
    """Whether a negation before a place reaches it, or one behind it speaks of it."""
    part = sentence.segment(place)
    for cue in sentence.cues:
        if cue.kind != "negation" or cue.start > place or sentence.segment(cue.start) != part:
            continue
        between = sentence.bare[cue.end : place]
        if len(between) <= _SCOPE and not _STOPS.search(between):
            return True
    return _BEHIND.search(sentence.bare[_word_end(sentence.bare, place) :][:60]) is not None


_STOPS = re.compile(
    r"[;:.]|\b(?:but|except|apart from|other than|with|on|since|as|change|longer|only|than|because|due|until|for)\b|,(?!\s*(?:\w+,|or\b|and\b|nor\b|\w+\s(?:or|and)\b))",
    re.IGNORECASE,
)


def _word_end(text: str, place: int) -> int:
    found = re.compile(r"[\w'-]*").match(text, place)
    return found.end() if found else place
