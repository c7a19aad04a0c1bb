"""Local signers: one JSON file each, the private key sealed by a passphrase.

The public half and the role can be read by anyone; they are bound to the sealed key (see
`chartside.signoff.sealing`), so that a file whose role was edited does not open.
"""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError
from typing_extensions import override

from chartside.errors import PolicyError, StoreError, UsageError
from chartside.signoff import jose, lockout
from chartside.signoff.clock import Clock, utc_now, utc_text
from chartside.signoff.names import shown_id
from chartside.signoff.policy import Policy, default_policy
from chartside.signoff.sealing import Sealed, opened, sealed

METHOD = "local passphrase"
_WHO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_FEWEST_DIFFERENT = 5  # "aaaaaaaa" and "12121212" are no passphrases
_LONGEST_NAME = 200
_SUFFIX = ".identity.json"
_TRIES = ".tries"
_UNLOCKED = object()


@dataclass(frozen=True, slots=True)
class Identity:
    """The public half of a signer."""

    who: str
    name: str
    role: str
    public_key: str
    created: str = ""

    @property
    def key_id(self) -> str:
        """The key's name: its JWK thumbprint (RFC 9278)."""
        return jose.thumbprint(self.public_key)


class UnlockedIdentity:
    """A signer whose passphrase was just typed. Only `unlock` makes one; it never shows its key."""

    __slots__ = ("_key", "authenticated_at", "identity")

    def __init__(
        self, identity: Identity, key: Ed25519PrivateKey, authenticated_at: datetime, proof: object
    ) -> None:
        if proof is not _UNLOCKED or jose.public_text(key.public_key()) != identity.public_key:
            raise PolicyError("an identity is unlocked with its passphrase, in no other way")
        self.identity = identity
        self.authenticated_at = authenticated_at
        self._key = key

    @property
    def method(self) -> str:
        """How the person proved who they are."""
        return METHOD

    @property
    def claims(self) -> Mapping[str, str]:
        """Nothing beside: there is no token behind a passphrase."""
        return {}

    def sign(self, payload: bytes) -> str:
        """A detached JWS over the payload."""
        return jose.sign_detached(payload, self._key)

    @override
    def __repr__(self) -> str:
        """The name, and nothing of the key."""
        return f"UnlockedIdentity({self.identity.who})"

    @override
    def __reduce__(self) -> Any:
        """Refused: a pickled key would be an open key."""
        raise PolicyError("an unlocked identity does not leave its process")


def create_identity(folder: Path, who: str, name: str, role: str, passphrase: str) -> Identity:
    """Make a local signer; the file is readable by its owner only.

    Args:
        folder: Where identities live; made where there is none.
        who: Short name, also the file name: letters, digits and `._@-`; upper and lower case are
            one.
        name: Printed name, as it shall stand under a signature.
        role: A role of the policy file.
        passphrase: At least as long as the policy says, and not a repetition.

    Raises:
        UsageError: a name, role or passphrase that cannot be used.
        PolicyError: the identity exists; it is never overwritten, because documents were signed
            with it.
    """
    policy = default_policy()
    policy.require_known(role)
    key = Ed25519PrivateKey.generate()
    identity = Identity(
        _who(who), printed_name(name), role, jose.public_text(key.public_key()), utc_text(utc_now())
    )
    text = sealed(asdict(identity), key, _strong(passphrase, who, policy))
    path = _path(folder, who)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(
            os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise PolicyError(f"identity {identity.who} exists already: choose another name") from None
    except OSError as wrong:
        raise StoreError(
            f"identity {identity.who} cannot be written: {os.strerror(wrong.errno or 0)}"
        ) from None
    return identity


def read_identity(folder: Path, who: str) -> Identity:
    """The public half of an identity, which needs no passphrase.

    `UsageError` where there is none.
    """
    held = _read(folder, who)
    return Identity(held.who, held.name, held.role, held.public_key, held.created)


def identities(folder: Path) -> tuple[Identity, ...]:
    """Every identity in a folder that can be read, by name; `damaged` names the others."""
    return tuple(one for who in _names(folder) if (one := _readable(folder, who)))


def damaged(folder: Path) -> tuple[str, ...]:
    """Names of the files that should be identities and cannot be read as one."""
    return tuple(
        f"{shown_id(who)}{_SUFFIX}" for who in _names(folder) if not _readable(folder, who)
    )


def _names(folder: Path) -> list[str]:
    return sorted(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}"))


def _readable(folder: Path, who: str) -> Identity | None:
    try:
        return read_identity(folder, who)
    except (StoreError, UsageError):  # damaged, another's, or a name that no identity has
        return None


def unlock(
    folder: Path, who: str, passphrase: str, *, policy: Policy | None = None, clock: Clock = utc_now
) -> UnlockedIdentity:
    """Open an identity with its passphrase.

    The authentication that a signature needs (it holds for minutes).

    Raises:
        PolicyError: wrong passphrase, an altered file, or locked out after repeated failures.
        UsageError: no such identity.
    """
    held = _read(folder, who)
    now = clock()
    limits = (policy or default_policy()).limits
    attempts = lockout.Attempts(folder / f"{held.who}{_TRIES}", limits)
    attempts.begin(held.who, now)  # before it is tried: killing the process gives no free guess
    key = opened(held, _normal(passphrase))
    attempts.succeeded()
    return UnlockedIdentity(
        Identity(held.who, held.name, held.role, held.public_key, held.created), key, now, _UNLOCKED
    )


def _who(who: str) -> str:
    if not _WHO.fullmatch(who) or ".." in who:
        raise UsageError(
            "WHO must be 1 to 64 letters, digits, '.', '_', '@' or '-', and not start with a mark"
        )
    return who.lower()


def _path(folder: Path, who: str) -> Path:
    return folder / f"{_who(who)}{_SUFFIX}"


def printed_name(name: str) -> str:
    """A name fit to stand under a signature; `UsageError` where it is not."""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a signer's name must be 1 to {_LONGEST_NAME} printable characters")
    return name


def _normal(passphrase: str) -> bytes:
    return unicodedata.normalize("NFKC", passphrase).encode(
        "utf-8", "surrogatepass"
    )  # as RFC 8265 asks, roughly


def _strong(passphrase: str, who: str, policy: Policy) -> bytes:
    length = policy.limits.passphrase_length
    if len(passphrase) < length:
        raise UsageError(f"the passphrase must have at least {length} characters")
    if len(set(passphrase)) < _FEWEST_DIFFERENT or passphrase.casefold() == who.casefold():
        raise UsageError("the passphrase is too easy to guess")
    return _normal(passphrase)


def _read(folder: Path, who: str) -> Sealed:
    path = _path(folder, who)
    try:
        held = Sealed.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise UsageError(
            f"there is no identity {_who(who)}: chartside identity create makes one"
        ) from None
    except OSError as wrong:
        raise StoreError(
            f"identity {_who(who)} cannot be read: {os.strerror(wrong.errno or 0)}"
        ) from None
    except ValidationError:
        raise StoreError(f"the file of identity {_who(who)} is damaged") from None
    if held.who != _who(who):
        raise StoreError(f"the file of identity {_who(who)} belongs to another identity")
    return held
