"""Keys of the people who sign in the sidebar.

A person of an EHR proves who they are by a verified id_token, and has no key of their own. Their
signatures are made with one that this server derives for them from a master key (HKDF-SHA256,
RFC 5869). The master lies in one file, sealed by a passphrase that only the web process is given:
the worker processes in which the agent runs have neither.
"""

import os
import secrets
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import ValidationError
from typing_extensions import override

from chartside.errors import PolicyError, StoreError, UsageError
from chartside.signoff import jose
from chartside.signoff.clock import utc_now, utc_text
from chartside.signoff.sealing import Sealed, opened, sealed

VARIABLE: Final = "CHARTSIDE_KEYS_PASSPHRASE"
_SHORTEST: Final = 20
"""Characters; a machine keeps it, so that it need not be remembered."""
_WHO: Final = "sidebar"


class Keys:
    """The opened master key; it is in no `repr` and cannot be pickled."""

    __slots__ = ("_master",)

    def __init__(self, master: bytes) -> None:
        self._master = master

    @classmethod
    def fresh(cls) -> Self:
        """Keys that are gone with this process: for a demonstration."""
        return cls(secrets.token_bytes(32))

    def key_of(self, *person: str) -> Ed25519PrivateKey:
        """The key of a person, by all that tells them apart; the same again for the same person."""
        told = b"\0".join(part.encode() for part in ("chartside person", *person))
        seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=told).derive(self._master)
        return Ed25519PrivateKey.from_private_bytes(seed)

    @override
    def __repr__(self) -> str:
        """Nothing of the key."""
        return "Keys()"

    @override
    def __reduce__(self) -> str:
        """Refused: a pickled key would be an open key."""
        raise PolicyError("keys do not leave their process")


def open_keys(path: Path, passphrase: str | None) -> Keys:
    """The keys in a file, which is made where there is none.

    Raises:
        UsageError: There is no passphrase, or it is too short.
        PolicyError: It does not open the file.
        StoreError: The file cannot be read or written, or is damaged.
    """
    if passphrase is None or len(passphrase) < _SHORTEST:
        raise UsageError(
            f"the keys of those who sign are sealed by a passphrase: put {_SHORTEST} characters or "
            f"more into {VARIABLE}"
        )
    try:
        if not path.exists():
            _make(path, passphrase)
        held = Sealed.model_validate_json(path.read_bytes())
    except OSError as wrong:
        raise StoreError(
            f"the keys' file cannot be used: {os.strerror(wrong.errno or 0)}"
        ) from None
    except ValidationError:
        raise StoreError("the keys' file is damaged") from None
    return Keys(opened(held, passphrase.encode()).private_bytes_raw())


def _make(path: Path, passphrase: str) -> None:
    key = Ed25519PrivateKey.generate()
    public = {
        "who": _WHO,
        "name": "Chartside sidebar",
        "role": "server",
        "created": utc_text(utc_now()),
        "public_key": jose.public_text(key.public_key()),
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = sealed(public, key, passphrase.encode())
    with os.fdopen(
        os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
