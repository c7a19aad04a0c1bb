"""Whether a call comes from whom it says (CDS Hooks 2.0, "Trusting CDS Clients").

The signature's algorithm must be on the list before a key is looked for; the issuer must be
registered; the URL that the header names for its keys is compared and never followed.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from chartside.errors import CallerRefused
from chartside.fhir.smart.claims import Expected, Seen, verified
from chartside.fhir.smart.compact import Compact, read
from chartside.sidebar.cds.callers import Caller, Callers

LONGEST: Final = 600
"""Seconds that a token may be good for: it is made for one call."""
NEEDS: Final = frozenset({"iss", "aud", "exp", "iat", "jti"})


class Trust:
    """Verifies callers; remembers every token until it expires, for all services at once.

    Args:
        callers: Who is registered.
        clock: Seconds since 1970.
    """

    def __init__(self, callers: Callers, *, clock: Callable[[], float] = time.time) -> None:
        self._callers = callers
        self._clock = clock
        self._seen = Seen()

    async def caller(self, authorization: Sequence[str], audience: str) -> Caller:
        """The client that signed the token of a call.

        Args:
            authorization: Every `Authorization` header of the call.
            audience: The public URL that was called, as the site is configured.

        Raises:
            CallerRefused: `no-token`, `malformed`, `key`, `jku`, `unknown` (issuer or tenant), and
                the codes of `chartside.fhir.smart.claims.verified`.
            WebError: The client's keys could not be fetched.
        """
        token = _bearer(authorization)
        parts = read(token, CallerRefused)
        registered = self._registered(parts)
        expected = Expected(
            registered.iss,
            frozenset({audience}),
            longest=LONGEST,
            seen=self._seen,
            needs=NEEDS,
            refused=CallerRefused,
        )
        await verified(token, registered.keys, expected, now=self._clock())
        return registered

    def _registered(self, parts: Compact) -> Caller:
        kid, jku = parts.header.get("kid"), parts.header.get("jku")
        if not isinstance(kid, str) or not kid:
            raise CallerRefused("key")
        tenant = parts.claims.get("tenant", "")
        if not isinstance(tenant, str):
            raise CallerRefused("claims")
        registered = self._callers.of(parts.text("iss"), tenant)
        if registered is None:
            raise CallerRefused("unknown")
        if jku is not None and (not registered.jku or jku != registered.jku):
            raise CallerRefused("jku")
        return registered


def _bearer(headers: Sequence[str]) -> str:
    if len(headers) != 1:
        raise CallerRefused("malformed" if headers else "no-token")
    scheme, _, token = headers[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise CallerRefused("no-token")
    return token.strip()
