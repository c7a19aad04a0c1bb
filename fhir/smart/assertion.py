"""How a client with a key of its own proves who it is: `private_key_jwt` (RFC 7523).

Each proof is for one token endpoint, for one attempt, and for less than five minutes.
"""

import json
import secrets
import time
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from typing_extensions import override

from chartside.errors import UsageError

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME: Final = 240
"""Seconds; a server may allow no more than 300, and its clock may be behind ours."""
_WEAKEST: Final = 2048
_CURVE: Final = "P-384"


class SigningKey:
    """The private key of a registered client, RSA for RS384 or P-384 for ES384.

    Nothing that it prints shows the key.

    Args:
        jwk: A private JSON Web Key with its `kid`.

    Raises:
        UsageError: It is no such key.
    """

    def __init__(self, jwk: Mapping[str, Any]) -> None:
        self._key = _made(jwk)
        kid = jwk.get("kid")
        if not isinstance(kid, str) or not kid:
            raise UsageError("the key of a client needs a kid, under which the server knows it")
        self.kid = kid
        self.algorithm = "RS384" if isinstance(self._key, RSAKey) else "ES384"

    @classmethod
    def from_file(cls, path: Path) -> "SigningKey":
        """The key of a file that holds one JSON Web Key.

        Raises:
            UsageError: It cannot be read, or is no such key.
        """
        try:
            read = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            raise UsageError("the file of the client's key cannot be read as JSON") from None
        return cls(read if isinstance(read, dict) else {})

    def public(self) -> dict[str, Any]:
        """The public half, as it is published."""
        public: Mapping[str, Any] = self._key.as_dict(private=False)
        return {**public, "kid": self.kid, "alg": self.algorithm, "use": "sig"}

    def signed(self, header: Mapping[str, str], claims: Mapping[str, Any]) -> str:
        """A compact token with these claims."""
        head = {"alg": self.algorithm, "kid": self.kid, "typ": "JWT", **header}
        registry = jws.JWSRegistry(algorithms=[self.algorithm])
        payload = json.dumps(claims, separators=(",", ":")).encode("utf-8")
        return jws.serialize_compact(head, payload, self._key, registry=registry)

    @override
    def __repr__(self) -> str:
        return f"SigningKey({self.algorithm})"


def published(keys: Iterable[SigningKey]) -> dict[str, Any]:
    """The key set that a client publishes: the key in use, and its successor beside it.

    Raises:
        UsageError: Two keys have one `kid`.
    """
    public = [key.public() for key in keys]
    if len({key["kid"] for key in public}) != len(public):
        raise UsageError("two keys of a client have the same kid")
    return {"keys": public}


def assertion(
    client_id: str,
    endpoint: str,
    key: SigningKey,
    *,
    jku: str | None = None,
    now: float | None = None,
) -> str:
    """A proof of who the client is, for one attempt at one token endpoint.

    Args:
        client_id: As the server knows it.
        endpoint: The URL that it will be posted to.
        key: The client's.
        jku: The URL of the client's key set, where one was registered.
        now: Seconds since 1970; None for this machine's clock.
    """
    issued = int(time.time() if now is None else now)
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": endpoint,
        "exp": issued + LIFETIME,
        "iat": issued,
        "jti": secrets.token_urlsafe(32),
    }
    return key.signed({"jku": jku} if jku else {}, claims)


def _made(jwk: Mapping[str, Any]) -> RSAKey | ECKey:
    kind = RSAKey if jwk.get("kty") == "RSA" else ECKey
    problem = UsageError(
        "a client signs with a private RSA key of 2048 bits or more, or with P-384"
    )
    if jwk.get("kty") not in {"RSA", "EC"} or "d" not in jwk:
        raise problem
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are looked at below
            made: RSAKey | ECKey = kind.import_key(dict(jwk))
            made.get_op_key("sign")
    except (JoseError, KeyError, ValueError, TypeError, AttributeError):
        raise problem from None
    strong = (
        made.raw_value.key_size >= _WEAKEST
        if isinstance(made, RSAKey)
        else made.curve_name == _CURVE
    )
    if not strong:
        raise problem
    return made
