"""The public keys of one issuer, pinned by a site or fetched from the one URL it registered.

What a token says about its key is a hint and no more: its algorithm must be on the list before any
key is looked for, `kid` picks among keys that are held already, and `jku`, `jwk` and `x5u` are not
followed.
"""

import asyncio
import json
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from typing_extensions import override

from chartside.errors import LaunchRefused, UsageError, WebError
from chartside.fhir.network import Web
from chartside.fhir.smart.compact import Compact, Refused, from_base64url, read

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
)
"""Signatures of a private key: neither `none` nor HMAC, whose secret could be a public key."""
CURVES: Final = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
TYPES: Final = frozenset({"jwt", "application/jwt"})
"""`typ` of a token that is neither an access nor a logout token (RFC 8725 3.11)."""

_FRESH: Final = 3600.0
"""Seconds after which fetched keys are fetched again."""
_KEPT: Final = 86_400.0
"""Seconds that fetched keys hold on while their server gives no answer."""
_BETWEEN: Final = 30.0
"""Seconds between two fetches: a token with a made-up `kid` must not make traffic."""
_MOST: Final = 100
_WEAKEST: Final = 2048
_STRONGEST: Final = 8192
"""Bits of an RSA key: shorter ones can be broken, longer ones are a load (RFC 7518 3.3)."""
_BIGGEST: Final = 1_000_000


class _Registry(jws.JWSRegistry):
    max_header_length = 16_384  # a certificate chain may stand in it; `compact` limits the whole


@dataclass(frozen=True, slots=True)
class _Key:
    kid: str | None
    algorithms: frozenset[str]
    key: RSAKey | ECKey


class KeySet:
    """The keys of one issuer; made by `pinned`, `from_file` or `fetched`.

    A set that is fetched is held for an hour. A `kid` that it does not hold, or a signature that
    does not verify, has it fetched once more, as the issuer may have changed its keys; not more
    often than every half minute.
    """

    def __init__(self, keys: tuple[_Key, ...]) -> None:
        self._keys = keys

    @classmethod
    def pinned(cls, jwks: Mapping[str, Any]) -> Self:
        """The keys of a JSON Web Key Set that a site was given.

        Raises:
            UsageError: No key in it can verify a signature.
        """
        keys = _usable(jwks)
        if not keys:
            raise UsageError("the key set holds no public RSA or EC key that signs")
        return cls(keys)

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """The keys of a file with a JSON Web Key Set.

        Raises:
            UsageError: It cannot be read, or holds none.
        """
        try:
            read = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            raise UsageError("the file of the key set cannot be read as JSON") from None
        return cls.pinned(read if isinstance(read, dict) else {})

    @staticmethod
    def fetched(
        web: Web, url: str, *, clock: Callable[[], float] = time.monotonic
    ) -> "FetchedKeys":
        """The keys at an URL that a site registered, asked for when first needed."""
        return FetchedKeys(web, url, clock=clock)

    async def verify(
        self,
        token: str,
        *,
        algorithms: frozenset[str] = ALGORITHMS,
        refused: Refused = LaunchRefused,
    ) -> dict[str, Any]:
        """The claims of a token that one of the keys has signed; nothing else of it is checked.

        Args:
            token: A compact JWS.
            algorithms: What may have signed it.
            refused: Makes the error.

        Raises:
            PolicyError: As `refused` makes it: `malformed`, `algorithm`, `type`, `key` (none of
                this issuer's could have signed it), `signature`.
            WebError: The keys could not be fetched.
        """
        parts = read(token, refused)
        algorithm = _algorithm(parts, algorithms, refused)
        kid = parts.header.get("kid")
        if kid is not None and not isinstance(kid, str):
            raise refused("malformed")
        held = _fitting(await self._held(), kid, algorithm)
        if any(_signed(token, one, algorithm) for one in held):
            return dict(parts.claims)
        newer = _fitting(await self._again(), kid, algorithm)
        if any(_signed(token, one, algorithm) for one in newer):
            return dict(parts.claims)
        raise refused("signature" if held or newer else "key")

    async def _held(self) -> tuple[_Key, ...]:
        return self._keys

    async def _again(self) -> tuple[_Key, ...]:
        return ()


class FetchedKeys(KeySet):
    """Keys at an URL; see `KeySet.fetched`."""

    def __init__(self, web: Web, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(())
        self._web = web
        self._url = url
        self._clock = clock
        self._got: float | None = None
        self._tried: float | None = None
        self._one = asyncio.Lock()

    @override
    async def _held(self) -> tuple[_Key, ...]:
        if self._got is None or self._clock() - self._got > _FRESH:
            try:
                await self._fetch()
            except WebError:
                if self._got is None or self._clock() - self._got > _KEPT:
                    raise
        return self._keys

    @override
    async def _again(self) -> tuple[_Key, ...]:
        try:
            await self._fetch()
        except WebError:
            return ()  # the keys that are held have been tried
        return self._keys

    async def _fetch(self) -> None:
        asked = self._clock()
        async with self._one:
            if self._tried is not None and asked - self._tried < _BETWEEN:
                if self._got is None:
                    raise WebError("unreachable")
                return
            self._tried = self._clock()
            answer = await self._web.ask(
                "GET", self._url, headers={"Accept": "application/json"}, most=_BIGGEST
            )
            if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
                raise WebError("refused", answer.status)
            said = answer.json()
            self._keys = _usable(said if isinstance(said, dict) else {})
            self._got = self._clock()


def _algorithm(parts: Compact, allowed: frozenset[str], refused: Refused) -> str:
    algorithm = parts.header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in allowed & ALGORITHMS:
        raise refused("algorithm")
    if parts.header.keys() & {"crit", "b64"}:
        raise refused("malformed")  # extensions that must be understood, and none is
    typ = parts.header.get("typ", "JWT")
    if not isinstance(typ, str) or typ.lower() not in TYPES:
        raise refused("type")
    return algorithm


def _fitting(keys: tuple[_Key, ...], kid: str | None, algorithm: str) -> list[_Key]:
    """Those that may have signed; a token without `kid` may be of any that fits its algorithm."""
    return [
        one
        for one in keys
        if algorithm in one.algorithms and (kid is None or one.kid is None or one.kid == kid)
    ]


def _signed(token: str, one: _Key, algorithm: str) -> bool:
    registry = _Registry(algorithms=[algorithm], strict_check_header=False)
    try:
        jws.deserialize_compact(token, one.key, registry=registry)
    except (JoseError, ValueError):
        return False
    return True


def _usable(jwks: Mapping[str, Any]) -> tuple[_Key, ...]:
    """The public signing keys of a set; whatever else stands in it is passed over (RFC 7517 5)."""
    listed = jwks.get("keys")
    made = (_key(one) for one in (listed if isinstance(listed, list) else [])[:_MOST])
    return tuple(one for one in made if one)


def _key(jwk: Any) -> _Key | None:
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig" or "d" in jwk:
        return None  # a private key that was published is no longer anybody's
    operations = jwk.get("key_ops")
    if isinstance(operations, list) and "verify" not in operations:
        return None
    kid, own = jwk.get("kid"), jwk.get("alg")
    algorithms = _able(jwk)
    if isinstance(own, str):
        algorithms &= {own}
    if not algorithms or not (kid is None or isinstance(kid, str)):
        return None
    made = _made(jwk)
    return _Key(kid, algorithms, made) if made else None


def _able(jwk: Mapping[str, Any]) -> frozenset[str]:
    """What a key can sign with, by its kind and its curve."""
    if jwk.get("kty") == "RSA":
        return frozenset(one for one in ALGORITHMS if one not in CURVES) if _strong(jwk) else _NONE
    if jwk.get("kty") == "EC":
        return frozenset(one for one, curve in CURVES.items() if curve == jwk.get("crv"))
    return _NONE


def _strong(jwk: Mapping[str, Any]) -> bool:
    try:
        bits = int.from_bytes(from_base64url(jwk["n"]), "big").bit_length()
    except (KeyError, ValueError, AttributeError):
        return False
    return _WEAKEST <= bits <= _STRONGEST


def _made(jwk: Mapping[str, Any]) -> RSAKey | ECKey | None:
    names = ("kty", "n", "e") if jwk["kty"] == "RSA" else ("kty", "crv", "x", "y")
    kind = RSAKey if jwk["kty"] == "RSA" else ECKey
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are checked already
            made: RSAKey | ECKey = kind.import_key({name: jwk[name] for name in names})
            made.get_op_key("verify")  # a point that is not on its curve shows here
    except (JoseError, KeyError, ValueError, TypeError, AttributeError):
        return None
    return made


_NONE: Final[frozenset[str]] = frozenset()
