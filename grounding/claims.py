"""The claims of a sentence: what is said of each thing that it names.

A claim is a named thing with everything the sentence says of it: readings with their dates, dates
with their roles, doses, and cues (status, negation, side, …). Which words are names is decided by
the entries that a sentence is compared with, so a claim carries the references that it may mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.binding import DateSaid, Reading, readings, role_of
from chartside.grounding.heads import Head, reaches
from chartside.grounding.negation import is_negated
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.clock import Clock
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.dates import Dated
from chartside.grounding.reading.frequency import Frequency
from chartside.grounding.reading.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of one named thing.

    `words` is the name as written, empty where the sentence names nothing ("It was 5.9"); `kinds`
    and `references` are of the entries that it may mean, `by_kind` whether only their kind is
    named. `spans` are dates that only bound what it is compared with ("the highest since 2019").
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
    clocks: tuple[Clock, ...] = ()
    negated: bool = False
    by_kind: bool = False
    spans: tuple[Dated, ...] = ()

    def says(self, kind: str) -> frozenset[str]:
        """The values of its cues of one kind."""
        return frozenset(c.value for c in self.cues if c.kind == kind)


def claims_of(sentence: Sentence, heads: Sequence[Head]) -> list[Claim]:
    """A claim for each name; one about everything where the sentence names nothing."""
    if not heads:
        return [_claim(sentence, None, 0, len(sentence.text))]
    claims = [
        _claim(sentence, head, start, end)
        for head, (start, end) in zip(heads, reaches(sentence, heads), strict=True)
    ]
    listed = _listed(sentence, _predicated(sentence, claims))
    return [_with_ends(c, sentence) for c in _resolved(sentence, listed)]


_FROM = Caseless(r"\bfrom\s$")


def _with_ends(claim: Claim, sentence: Sentence) -> Claim:
    """`cut from 10 to 5 mg`: two amounts of a medicine, the earlier and the later."""
    if not claim.kinds & _MEDICINES:
        return claim
    found: list[Reading] = []
    for reading in claim.readings:
        quantity = reading.quantity
        ahead = sentence.bare[: quantity.start]
        if quantity.other is None or quantity.joined != "-" or not _FROM.search(ahead):
            found.append(reading)
            continue
        first = replace(quantity, other=None, joined="")
        last = replace(first, number=quantity.other, start=quantity.end - 1)
        found += [Reading(first, None, "earlier"), Reading(last, reading.dated)]
    return replace(claim, readings=tuple(found))


_OF_PROBLEMS: Final = frozenset({"resolved", "recurrent"})
_MEDICINES: Final = frozenset({Kind.MEDICATION, Kind.ADMINISTRATION, Kind.DISPENSE})


def _resolved(sentence: Sentence, claims: list[Claim]) -> list[Claim]:
    """What only a problem can be is said of the problem before: "…, treated with X, resolved"."""
    found = list(claims)
    for n, claim in enumerate(claims):
        moved = [
            c
            for c in claim.cues
            if c.kind == "standing" and c.value in _OF_PROBLEMS and c.start > claim.end
            if "," in sentence.bare[claim.end : c.start]
        ]
        place = next((k for k in range(n - 1, -1, -1) if Kind.PROBLEM in claims[k].kinds), None)
        if not moved or place is None or not claim.kinds & _MEDICINES:
            continue
        behind = tuple(d for d in claim.dates if d.dated.start > moved[-1].start)
        other = found[place]
        found[place] = replace(other, cues=(*other.cues, *moved), dates=(*other.dates, *behind))
        found[n] = replace(
            claim,
            cues=tuple(c for c in claim.cues if c not in moved),
            dates=tuple(d for d in claim.dates if d not in behind),
        )
    return found


_TWO_NAMES: Final = Caseless(r",?\s(?:and|&)\s(?:the\s|her\s|his\s)?")
_ARE: Final = Caseless(r"[^,;.()]{0,30}?\b(?:are|were|have|both|remain|remained)\b")


def _predicated(sentence: Sentence, claims: list[Claim]) -> list[Claim]:
    """`the allergies to pollen and dander are inactive`: a plural verb tells of both names."""
    found = list(claims)
    for n in range(len(claims) - 1, 0, -1):
        one, other = found[n - 1], found[n]
        verb = _ARE.match(sentence.bare, other.end)
        joined = _TWO_NAMES.fullmatch(sentence.bare[one.end : other.start])
        if not (verb and joined) or any(c.kind in _SHARED for c in one.cues):
            continue
        said = [c for c in other.cues if c.kind in _SHARED and c.start >= verb.end() - 1]
        found[n - 1] = replace(one, cues=(*one.cues, *said))
    return found


_SHARED: Final = frozenset({"standing", "certainty"})
_VERB = Caseless(r"\b(?:is|was|were|has|had|are|will|did|does)\b|[;.]")


def _listed(sentence: Sentence, claims: list[Claim]) -> list[Claim]:
    """What stands before a list is said of each thing in it: "Past problems: gout, shingles"."""
    found: list[Claim] = []
    ahead: tuple[Cue, ...] = ()
    for n, claim in enumerate(claims):
        own = any(c.kind in _SHARED for c in claim.cues)
        follows = n > 0 and not _VERB.search(sentence.bare[claims[n - 1].end : claim.start])
        if own or not follows:
            ahead = tuple(c for c in claim.cues if c.kind in _SHARED and c.end <= claim.start)
        found.append(claim if own or not follows else replace(claim, cues=(*claim.cues, *ahead)))
    return found


_ADJOINS: Final = 2
_TAKEN: Final = frozenset({"past", "ordered", "current"})


def _leads(cue: Cue, head: Head | None) -> bool:
    """Whether words of standing end where a name begins: "… was treated with penicillin"."""
    return head is not None and cue.value in _TAKEN and 0 <= head.start - cue.end < _ADJOINS


def _without_name(text: str, head: Head | None) -> str:
    """The text without what a procedure is called: "Patient discharge on 7 June" ends nothing."""
    if head is None or any(p.entry.kind is not Kind.PROCEDURE for p in head.profiles):
        return text
    return f"{text[: head.start]}{'-' * (head.end - head.start)}{text[head.end :]}"


def _claim(sentence: Sentence, head: Head | None, start: int, end: int) -> Claim:
    """Everything in a stretch of the sentence, as said of one thing."""
    dates = [d for d in sentence.dates if start <= d.start < end]
    place = head.start if head else start
    text = _without_name(sentence.bare, head)
    quantities = [q for q in sentence.quantities if start <= q.start < end]
    return Claim(
        words=head.words if head else "",
        start=place,
        end=head.end if head else end,
        kinds=frozenset(p.entry.kind for p in head.profiles) if head else frozenset(),
        references=tuple(p.entry.reference for p in head.profiles) if head else (),
        readings=tuple(readings(sentence, quantities, dates)),
        dates=tuple(DateSaid(role_of(text, d), d) for d in dates),
        frequencies=tuple(f for f in sentence.frequencies if start <= f.start < end),
        cues=tuple(c for c in sentence.cues if start <= c.start < end or _leads(c, head)),
        clocks=tuple(c for c in sentence.clocks if start <= c.start < end),
        negated=is_negated(sentence, place, head.end if head else 0),
        by_kind=head is not None and head.by_kind,
    )
