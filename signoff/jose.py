"""Detached JSON Web Signatures with Ed25519 (RFC 7515 appendix F, RFC 9864).

The payload travels apart from the signature. Anyone can verify with any JOSE library: put the
payload's base64url between the two dots and check it against the public key.
"""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"
_COMPACT_PARTS = 3


class _Registry(jws.JWSRegistry):
    """One algorithm, and documents of the size that they have: with the file of a report in it."""

    max_payload_length = 100_000_000


_REGISTRY = _Registry(algorithms=[ALGORITHM])


def b64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_b64url(text: str) -> bytes:
    """Bytes of unpadded base64url; ValueError where it is none."""
    try:
        return base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, UnicodeEncodeError) as wrong:
        raise ValueError("not base64url") from wrong


def public_text(key: Ed25519PublicKey) -> str:
    """A public key as the 43 characters that a JWK's `x` holds."""
    return b64url(key.public_bytes_raw())


def thumbprint(public: str) -> str:
    """The key's name: a JWK thumbprint URI (RFC 9278)."""
    return str(_public(public).thumbprint_uri())


def sign_detached(payload: bytes, private: Ed25519PrivateKey) -> str:
    """A compact JWS of the payload with the payload left out: `header..signature`."""
    public = public_text(private.public_key())
    key = OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "x": public, "d": b64url(private.private_bytes_raw())}
    )
    header = {"alg": ALGORITHM, "kid": thumbprint(public)}
    return str(
        jws.detach_content(jws.serialize_compact(header, payload, key, algorithms=[ALGORITHM]))
    )


def verifies(payload: bytes, detached: str, public: str) -> bool:
    """Whether this detached signature over this payload was made with this key."""
    parts = detached.split(".")
    if len(parts) != _COMPACT_PARTS or parts[1]:
        return False
    whole = f"{parts[0]}.{b64url(payload)}.{parts[2]}"
    try:
        jws.deserialize_compact(whole, _public(public), registry=_REGISTRY)
    except (JoseError, ValueError):
        return False
    return True


def _public(public: str) -> OKPKey:
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public})
