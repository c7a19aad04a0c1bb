"""What a signed token claims: of whom, for whom, until when, and whether it was seen before."""

import heapq
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from chartside.errors import LaunchRefused
from chartside.fhir.smart.compact import Refused, read
from chartside.fhir.smart.keys import ALGORITHMS, KeySet

LEEWAY: Final = 60
"""Seconds that the clocks of two machines may differ; a real sandbox is half a second ahead."""
_LONGEST_JTI: Final = 512
_LATEST: Final = 253_402_300_800
"""The end of the year 9999, in seconds; a later time is a mistake of units."""
_MOST: Final = 100_000


class Seen:
    """Tokens that were used already, until they expire; of this process.

    When it is full of tokens that are still good, further ones are refused: to forget one would let
    it in again.

    Args:
        most: Tokens that it remembers.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._held: set[tuple[str, str]] = set()
        self._ends: list[tuple[float, tuple[str, str]]] = []

    def first(self, issuer: str, jti: str, until: float, now: float) -> bool:
        """Whether this is the first time; it is remembered `until` a time in seconds."""
        while self._ends and self._ends[0][0] < now:
            self._held.discard(heapq.heappop(self._ends)[1])
        one = (issuer, jti)
        if one in self._held or len(self._held) >= self._most:
            return False
        self._held.add(one)
        heapq.heappush(self._ends, (until, one))
        return True


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must claim.

    Attributes:
        issuer: Its `iss`, character by character.
        audience: Those of whom one must be its `aud`, or in it where it is an array.
        nonce: What was sent along; None where nothing was.
        longest: Seconds from its `iat` to its `exp`; None for any.
        seen: Where it is remembered, so that it counts once; None where it may be used again.
        needs: Claims that must be there.
        algorithms: What may have signed it.
        leeway: Seconds that clocks may differ.
        refused: Makes the error.
    """

    issuer: str
    audience: frozenset[str]
    nonce: str | None = None
    longest: int | None = None
    seen: Seen | None = None
    needs: frozenset[str] = frozenset({"iss", "aud", "exp", "iat"})
    algorithms: frozenset[str] = ALGORITHMS
    leeway: int = LEEWAY
    refused: Refused = LaunchRefused


def issuer_of(token: str, refused: Refused = LaunchRefused) -> str:
    """Whose keys a token asks for. Nothing is verified: good for picking a key set, no more.

    Raises:
        PolicyError: As `refused` makes it: `malformed`, or `issuer` where it names none.
    """
    issuer = read(token, refused).text("iss")
    if not issuer:
        raise refused("issuer")
    return issuer


async def verified(
    token: str, keys: KeySet, expected: Expected, *, now: float | None = None
) -> dict[str, Any]:
    """The claims of a token that is signed with one of the keys and claims what it must.

    Args:
        token: A compact JWS.
        keys: Of the issuer that is expected.
        expected: What it must claim.
        now: Seconds since 1970; None for this machine's clock.

    Raises:
        PolicyError: As `expected.refused` makes it: the codes of `KeySet.verify` and `check`.
        WebError: The keys could not be fetched.
    """
    claims = await keys.verify(token, algorithms=expected.algorithms, refused=expected.refused)
    check(claims, expected, time.time() if now is None else now)
    return claims


def check(claims: Mapping[str, Any], expected: Expected, now: float) -> None:
    """Whether claims are those that are expected at a time, in seconds since 1970.

    Only after the signature: this remembers the token where it is to count once.

    Raises:
        PolicyError: As `expected.refused` makes it: `claims` (one is missing or no value of its
            kind), `issuer`, `audience`, `expired`, `not-yet`, `lifetime`, `nonce`, `replayed`.
    """
    if any(claims.get(name) in (None, "") for name in expected.needs):
        raise expected.refused("claims")
    if claims.get("iss") != expected.issuer:
        raise expected.refused("issuer")
    if not _audience(claims.get("aud")) & expected.audience:
        raise expected.refused("audience")
    until = _times(claims, expected, now)
    if expected.nonce is not None and claims.get("nonce") != expected.nonce:
        raise expected.refused("nonce")
    if expected.seen is not None:
        _only_once(claims, expected, until, now)


def _audience(value: Any) -> frozenset[str]:
    listed = value if isinstance(value, list) else [value]
    return frozenset(one for one in listed if isinstance(one, str) and one)


def _times(claims: Mapping[str, Any], expected: Expected, now: float) -> float:
    """The time until which a token may come back; see `check`."""
    expires = seconds(claims, "exp", expected.refused)
    issued = seconds(claims, "iat", expected.refused)
    begins = seconds(claims, "nbf", expected.refused)
    late = now - expected.leeway
    early = now + expected.leeway
    if expires is not None and expires <= late:
        raise expected.refused("expired")
    if max(issued or 0, begins or 0) > early:
        raise expected.refused("not-yet")
    if expected.longest is not None:
        start = now + expected.leeway if issued is None else issued
        if expires is None or expires - start > expected.longest:
            raise expected.refused("lifetime")
    return (_LATEST if expires is None else expires) + expected.leeway


def seconds(claims: Mapping[str, Any], name: str, refused: Refused) -> float | None:
    """A claim that is a time in seconds since 1970; None where it is missing.

    Raises:
        PolicyError: As `refused` makes it: `claims`, where it is no such time.
    """
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise refused("claims")
    if not 0 <= value < _LATEST:
        raise refused("claims")
    return float(value)


def _only_once(claims: Mapping[str, Any], expected: Expected, until: float, now: float) -> None:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_JTI:
        raise expected.refused("claims")
    if expected.seen is None or not expected.seen.first(expected.issuer, jti, until, now):
        raise expected.refused("replayed")
