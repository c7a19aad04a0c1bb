"""A local signer's file: the public half in the open, the private key sealed by a passphrase.

The public half and the role are bound to the sealed key, so that a file whose role was edited does
not open. The key is Ed25519; scrypt (N=2^17, r=8, p=1: the parameters OWASP recommends, 128 MiB)
turns the passphrase into the key that seals it with ChaCha20-Poly1305.
"""

import json
import os
from collections.abc import Mapping
from typing import Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import BaseModel, ConfigDict, Field

from chartside.errors import PolicyError
from chartside.signoff import jose
from chartside.signoff.canonical import canonical

_FORMAT: Final = "chartside-identity/1"
_SCRYPT_N: Final = 2**17


class Sealed(BaseModel):
    """An identity file.

    The bounds keep a file from choosing a weak or endless derivation.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    format: Literal["chartside-identity/1"]
    who: str
    name: str
    role: str
    created: str
    public_key: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")
    scrypt_n: int = Field(ge=2**14, le=2**20)
    salt: str = Field(pattern=r"^[A-Za-z0-9_-]{22,86}$")
    nonce: str = Field(pattern=r"^[A-Za-z0-9_-]{16}$")
    sealed: str

    def bound(self) -> bytes:
        """What the seal covers beside the key."""
        return canonical(
            {
                key: value
                for key, value in self.model_dump().items()
                if key not in {"nonce", "sealed"}
            }
        )


def sealed(public: Mapping[str, str], key: Ed25519PrivateKey, passphrase: bytes) -> str:
    """The text of an identity file: the fields of the public half, the key under a passphrase."""
    salt, nonce = os.urandom(16), os.urandom(12)
    open_part = Sealed(
        **public,
        format=_FORMAT,
        scrypt_n=_SCRYPT_N,
        salt=jose.b64url(salt),
        nonce=jose.b64url(nonce),
        sealed="",
    )
    box = _derived(passphrase, salt, _SCRYPT_N).encrypt(
        nonce, key.private_bytes_raw(), open_part.bound()
    )
    whole = open_part.model_copy(update={"sealed": jose.b64url(box)})
    return json.dumps(whole.model_dump(), indent=2, ensure_ascii=False) + "\n"


def opened(held: Sealed, passphrase: bytes) -> Ed25519PrivateKey:
    """The private key; `PolicyError` for a wrong passphrase or a file that was edited."""
    try:
        box = _derived(passphrase, jose.from_b64url(held.salt), held.scrypt_n)
        private = box.decrypt(
            jose.from_b64url(held.nonce), jose.from_b64url(held.sealed), held.bound()
        )
        return Ed25519PrivateKey.from_private_bytes(private)
    except (InvalidTag, ValueError):
        raise PolicyError(f"the passphrase does not open identity {held.who}") from None


def _derived(passphrase: bytes, salt: bytes, n: int) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=n, r=8, p=1).derive(passphrase))
