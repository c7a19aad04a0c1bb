"""Questions about problems, allergies and the family."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from chartside.evals.chart_questions.expected import (
    Names,
    OnDay,
    Silent,
    Span,
    Words,
    YesNo,
)
from chartside.evals.chart_questions.question import Asked, Named
from chartside.evals.chart_questions.raw import (
    AS_OF,
    Body,
    Person,
    at,
    day,
    earliest,
    label,
    latest,
    listed,
    name_of,
    past,
    state,
)

_CLASS = re.compile(r"\s*\((?:disorder|finding|situation|procedure|morphologic abnormality)\)")
_OVER = frozenset({"resolved", "inactive", "remission"})
_RUNNING = frozenset({"active", "recurrence", "relapse"})
_NONE = re.compile(r"\bno (?:known|drug)|\bnkda\b|\bnegative\b", re.IGNORECASE)
_YEAR = Decimal("365.2425")


def spoken(words: str) -> str:
    """A name without SNOMED's class of it, in lower case where it is no proper name.

    >>> spoken("Viral sinusitis (disorder)")
    'viral sinusitis'
    """
    bare = _CLASS.sub("", words).strip()
    first = bare.split(" ")[0] if bare else ""
    return bare[:1].lower() + bare[1:] if first[1:].islower() and "'" not in first else bare


def problems(person: Person, rng: random.Random) -> Iterator[Asked]:
    """Every question about problems."""
    del rng
    held: dict[str, list[Body]] = defaultdict(list)
    doubted = set()
    for body in person.of("Condition"):
        name = spoken(label(body.get("code")))
        if state(body, "verificationStatus") in {"", "confirmed"}:
            held[name].append(body)
        else:
            doubted.add(name)
    sure = {k: v for k, v in sorted(held.items()) if k and k not in doubted}
    if not at(person.body, "deceasedDateTime"):
        yield from _list(sure, doubted)
    for name, bodies in sure.items():
        sources = frozenset(name_of(b) for b in bodies)
        yield Asked("ever had", YesNo(yes=True), Named((name,)), sources=sources)
        alike = any(name in o or o in name for o in {*sure, *doubted} if o != name)
        if len(bodies) == 1 and not alike:
            yield from _about(person, name, bodies[0])


def _list(sure: dict[str, list[Body]], doubted: set[str]) -> Iterator[Asked]:
    active = {k for k, v in sure.items() if any(_clinical(b) in _RUNNING for b in v)}
    over = {k for k, v in sure.items() if all(_clinical(b) in _OVER for b in v)}
    if active:
        foreign = {k for k in over if not any(k in a or a in k for a in active | doubted)}
        names = Names(tuple(sorted(active)), tuple(sorted(doubted)), tuple(sorted(foreign)))
        yield Asked(
            "active problems",
            names,
            sources=frozenset(name_of(b) for k in active for b in sure[k]),
        )


def _clinical(body: Body) -> str:
    return state(body, "clinicalStatus")


def _about(person: Person, name: str, body: Body) -> Iterator[Asked]:
    named, held = Named((name,)), frozenset({name_of(body)})
    standing = _clinical(body)
    if standing in _RUNNING or standing == "resolved":
        yield Asked("still active", YesNo(standing in _RUNNING), named, sources=held)
    over = day(body.get("abatementDateTime"))
    if past(over):
        yield Asked("resolved on", OnDay(frozenset({over})), named, sources=held)
    begun = day(body.get("onsetDateTime"))
    if not past(begun):
        return
    yield Asked("diagnosed on", OnDay(frozenset({begun})), named, sources=held)
    if standing in _RUNNING and not at(person.body, "deceasedDateTime"):
        span = Span(Decimal((AS_OF - latest(begun)).days), Decimal((AS_OF - earliest(begun)).days))
        yield Asked("how long", span, named, sources=held)
    born = day(person.body.get("birthDate"))
    if len(born) == 10:  # noqa: PLR2004 - the length of a whole date
        young = Decimal((earliest(begun) - latest(born)).days)
        old = Decimal((latest(begun) - latest(born)).days)
        if young > _YEAR:
            yield Asked("age at diagnosis", Span(young, old), named, sources=held)


def allergies(person: Person, rng: random.Random) -> Iterator[Asked]:
    """Every question about allergies."""
    del rng
    held: dict[str, list[Body]] = defaultdict(list)
    doubted = set()
    for body in person.of("AllergyIntolerance"):
        words = label(body.get("code"))
        sure = state(body, "verificationStatus") in {"", "confirmed"}
        if _NONE.search(words) or not sure:
            doubted.add(words)
        elif words:
            held[words].append(body)
    if doubted and any(_NONE.search(w) for w in doubted):
        return
    active = {k for k, v in held.items() if all(_clinical(b) in {"", "active"} for b in v)}
    if active:
        rest = tuple(sorted(set(held) - active))
        names = Names(tuple(sorted(active)), (*rest, *sorted(doubted)))
        yield Asked(
            "allergies", names, sources=frozenset(name_of(b) for k in active for b in held[k])
        )
    for words in sorted(active):
        yield from _allergy(substance(words), held[words])


def substance(words: str) -> str:
    """What somebody is allergic to.

    >>> substance("Allergy to grass pollen"), substance("Latex allergy")
    ('grass pollen', 'latex')
    """
    bare = re.sub(r"(?i)^allergy to |\s+allergy$|\s*\(.*?\)", "", words)
    return spoken(bare)


def _allergy(name: str, bodies: list[Body]) -> Iterator[Asked]:
    sources = frozenset(name_of(b) for b in bodies)
    yield Asked("allergic to", YesNo(yes=True), Named((name,)), sources=sources)
    reactions = [
        words
        for b in bodies
        for r in listed(b, "reaction")
        for m in listed(r, "manifestation")
        if (words := label(m))
    ]
    if reactions and len(set(reactions)) == 1:
        yield Asked("reaction", Words(tuple(set(reactions))), Named((name,)), sources=sources)
    elif not reactions and not any(b.get("note") or b.get("reaction") for b in bodies):
        yield Asked("no reaction", Silent(admitted=True), Named((name,)))


def family(person: Person, rng: random.Random) -> Iterator[Asked]:
    """Whether a relative has something."""
    del rng
    for body in person.of("FamilyMemberHistory"):
        kin = label(body.get("relationship")).lower()
        for condition in listed(body, "condition"):
            words = spoken(label(at(condition, "code")))
            if kin and words:
                yield Asked(
                    "in the family",
                    YesNo(yes=True),
                    Named((words,)),
                    {},
                    {"kin": kin},
                    frozenset({name_of(body)}),
                )
