"""The parts of a signed token, read strictly and believed in nothing (RFC 7515 3.1, RFC 7519)."""

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from chartside.errors import PolicyError

Refused = Callable[[str], PolicyError]
"""Which error a refusal is: `LaunchRefused` where a person comes in, `CallerRefused` a service."""

_LONGEST: Final = 16_384
"""Characters of a token; those of record systems have one to three thousand."""
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Compact:
    """Header and claims of a token whose signature nobody has looked at yet."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A claim that is a text; empty where it is missing or anything else."""
        value = self.claims.get(name)
        return value if isinstance(value, str) else ""


def read(token: str, refused: Refused) -> Compact:
    """The parts of a compact token.

    A name that stands twice is refused: two readers could each see another claim.

    Raises:
        PolicyError: As `refused` makes it: `malformed`.
    """
    parts = token.split(".") if len(token) <= _LONGEST else []
    if len(parts) != _PARTS:
        raise refused("malformed")
    try:
        return Compact(_object(parts[0]), _object(parts[1]))
    except (ValueError, RecursionError):
        raise refused("malformed") from None


def from_base64url(text: str) -> bytes:
    """Bytes of unpadded base64url; ValueError where it is none."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as wrong:
        raise ValueError from wrong


def to_base64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _object(part: str) -> dict[str, Any]:
    read = json.loads(
        from_base64url(part),
        object_pairs_hook=_once,
        parse_constant=_no_number,
        parse_float=_finite,
    )
    if not isinstance(read, dict):
        raise ValueError  # noqa: TRY004 - one kind for all that is malformed
    return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError
    return read


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number
