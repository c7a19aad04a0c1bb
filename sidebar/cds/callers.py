"""Who may call: each CDS client as a site registered it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from chartside.errors import UsageError
from chartside.fhir.network import origin_of
from chartside.fhir.smart.keys import KeySet

_LONGEST: Final = 2048


@dataclass(frozen=True, slots=True)
class Caller:
    """A CDS client, and what it may name.

    `iss` is the issuer of its tokens, character by character; `keys` verify them. `jku` is the one
    URL that their header may name for the keys (it is never followed). `tenant` is the organisation
    that a token must name; empty: any. `bases` are the FHIR servers that a call may name, and
    `origins` the pages whose browsers may call (CORS).
    """

    iss: str
    keys: KeySet = field(repr=False)
    jku: str = ""
    tenant: str = ""
    bases: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    def base(self, named: str | None) -> str | None:
        """The registered FHIR base that a call names, or the only one where it names none.

        None where there is no telling; a base that is not registered is another matter, `knows`.
        """
        if named is None:
            return self.bases[0] if len(self.bases) == 1 else None
        return next((one for one in self.bases if _same(one, named)), None)

    def knows(self, named: str | None) -> bool:
        """Whether a call may name this FHIR base; naming none is allowed."""
        return named is None or self.base(named) is not None


def _same(one: str, other: str) -> bool:
    return one.rstrip("/") == other.rstrip("/") and len(other) <= _LONGEST


class Callers:
    """Every registered client.

    Raises:
        UsageError: Two have one issuer and one tenant, or an origin is none.
    """

    def __init__(self, callers: Iterable[Caller]) -> None:
        self._held: dict[tuple[str, str], Caller] = {}
        for one in callers:
            if (one.iss, one.tenant) in self._held:
                raise UsageError("two CDS clients have one issuer and one tenant")
            if not all(_is_origin(origin) for origin in one.origins):
                raise UsageError("the origin of a CDS client is scheme, host and port")
            self._held[one.iss, one.tenant] = one
        self.origins = frozenset(o for one in self._held.values() for o in one.origins)

    def of(self, iss: str, tenant: str) -> Caller | None:
        """The client of an issuer, for this tenant or, where that is not registered, for any."""
        return self._held.get((iss, tenant)) or self._held.get((iss, ""))


def _is_origin(text: str) -> bool:
    found = origin_of(text)
    return found is not None and str(found) == text
