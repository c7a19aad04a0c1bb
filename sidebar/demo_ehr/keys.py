"""The keys of the demonstration: RS256 for id_tokens, ES384 for the tokens of CDS Hooks calls."""

from dataclasses import dataclass, field
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

_RSA_BITS: Final = 2048
KEPT: Final = 2
"""Keys that are published at once: the one that signs, and the one before."""


def _rsa() -> RSAKey:
    return RSAKey.generate_key(_RSA_BITS, auto_kid=True)


def _ec() -> ECKey:
    return ECKey.generate_key("P-384", auto_kid=True)


@dataclass(slots=True)
class Keys:
    """Private keys, made anew with each start, and what is published of them."""

    _identity: list[RSAKey] = field(default_factory=lambda: [_rsa()])
    _calls: list[ECKey] = field(default_factory=lambda: [_ec()])

    def rotate(self) -> None:
        """Sign with new keys from now on; the ones before stay published for a while."""
        self._identity = [_rsa(), *self._identity][:KEPT]
        self._calls = [_ec(), *self._calls][:KEPT]

    def id_token(self, claims: dict[str, Any], *, named: bool = True, own: bool = True) -> str:
        """An id_token; `named` by its key, and signed by a key of ours, or of somebody else."""
        key = self._identity[0] if own else _rsa()
        header = {"alg": "RS256"} | ({"kid": str(self._identity[0].kid)} if named else {})
        return jwt.encode(header, claims, key, algorithms=["RS256"])

    def call_token(self, claims: dict[str, Any], jku: str) -> str:
        """What shows a CDS service who calls it."""
        key = self._calls[0]
        header = {"alg": "ES384", "kid": str(key.kid), "jku": jku}
        return jwt.encode(header, claims, key, algorithms=["ES384"])

    def identity_jwks(self) -> dict[str, Any]:
        """The public keys of id_tokens."""
        return _published(self._identity, "RS256")

    def call_jwks(self) -> dict[str, Any]:
        """The public keys of CDS Hooks calls."""
        return _published(self._calls, "ES384")


def _published(keys: list[RSAKey] | list[ECKey], algorithm: str) -> dict[str, Any]:
    more = {"use": "sig", "alg": algorithm}
    return {"keys": [{**key.as_dict(private=False), **more} for key in keys]}
