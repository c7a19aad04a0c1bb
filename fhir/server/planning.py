"""What of a search goes to the server, and what is left for us to apply to its answer.

A parameter that the server does not search by is applied here where that gives the same answer, and
only while the rest still names a patient or a resource: never is a whole server read for one
question. What cannot be applied here is refused before anything is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chartside.errors import FHIRServerError, UsageError
from chartside.fhir.search.criteria import Plain
from chartside.fhir.search.query import RESULT, Query, named_values, parse
from chartside.fhir.server.offered import Offered
from chartside.fhir.server.quirks import Quirks

Pair = tuple[str, str]
_OURS: Final = frozenset({"_count", "_format", "_elements", "_summary"})
"""Said by us: how many at once, and a subset is cut here, exactly as the store cuts it."""
_NARROW: Final = frozenset({"patient", "subject", "beneficiary", "individual", "_id", "encounter"})
_ELSEWHERE: Final = frozenset({"in", "not-in"})
"""Modifiers that need what the server has and the answer has not."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One search: how it is sent, and what is applied to what comes."""

    query: Query
    sent: tuple[Pair, ...]
    kept: tuple[Pair, ...] = ()
    count: int = 0
    """Matches that are asked for at once."""


def plan(text: str, offers: Offered, quirks: Quirks, page: int) -> Plan:
    """How to ask.

    Args:
        text: `Type?name=value&…`.
        offers: What the server says that it does.
        quirks: What is known of it.
        page: Matches to ask for at once, where the search names no number.

    Raises:
        UsageError: The search is not understood in full.
        FHIRServerError: `not-supported` by this server, and not to be made up for here.
    """
    query = parse(text)
    pairs = named_values(text.strip().partition("?")[2])
    if any(name == "_offset" for name, _ in pairs):
        raise UsageError("_offset is the store's own; a server says with `next` how to go on")
    if not offers.has(query.type):
        raise FHIRServerError("not-supported")
    _hold_includes(query.type, pairs, offers)
    pairs = [pair for pair in pairs if pair[0] not in _OURS]
    sent, kept = _divided(query, pairs, offers, quirks)
    if kept and not any(_base(name) in _NARROW for name, _ in sent):
        raise FHIRServerError("not-supported")
    if any(not decidable(query, name) for name, _ in kept):
        raise FHIRServerError("not-supported")
    most = quirks.most.get(query.type, page)
    named = query.count if text_has_count(text) and query.count else page
    return Plan(
        query=query,
        sent=tuple(_as_asked(sent, quirks)),
        kept=tuple(kept),
        count=min(most, page if kept else named),
    )


def text_has_count(text: str) -> bool:
    """Whether a search names how many matches it wants."""
    return any(name == "_count" for name, _ in named_values(text.strip().partition("?")[2]))


def _divided(
    query: Query, pairs: Sequence[Pair], offers: Offered, quirks: Quirks
) -> tuple[list[Pair], list[Pair]]:
    """What is sent, and what is applied here."""
    alone = [p for p in pairs if p[0] in quirks.alone.get(query.type, ())]
    one_of = [p[0] for p in pairs if _base(p[0]) in quirks.one_of.get(query.type, ())]
    sent: list[Pair] = []
    kept: list[Pair] = []
    for pair in pairs:
        name = pair[0]
        ours = (
            not (name in RESULT or _base(name) in RESULT)
            and (
                not offers.searches(query.type, _base(name))
                or (bool(alone) and pair not in alone)
                or (name in one_of and _base(name) != _base(one_of[0]))
            )
            and not name.startswith("_has:")
        )
        (kept if ours else sent).append(pair)
    return sent, kept


def decidable(query: Query, name: str) -> bool:
    """Whether a criterion can be applied to a resource by itself."""
    if name.startswith("_has:") or "." in name or name.partition(":")[2] in _ELSEWHERE:
        return False
    return any(
        isinstance(c, Plain) and c.parameter.name == name.partition(":")[0] for c in query.criteria
    )


def _hold_includes(kind: str, pairs: Sequence[Pair], offers: Offered) -> None:
    listed = offers.includes.get(kind)
    if not listed or "*" in listed:
        return
    for name, value in pairs:
        if name == "_include" and value != "*" and not _listed(value, listed):
            raise FHIRServerError("not-supported")


def _listed(value: str, listed: frozenset[str]) -> bool:
    short = ":".join(value.split(":")[:2])
    return any(one in {value, short, short.partition(":")[2]} for one in listed)


def _as_asked(sent: Sequence[Pair], quirks: Quirks) -> Iterator[Pair]:
    for name, value in sent:
        bare = name == "patient" and "/" not in value and "|" not in value
        yield name, f"Patient/{value}" if bare and quirks.patient == "reference" else value


def _base(name: str) -> str:
    return name.partition(":")[0].partition(".")[0]
