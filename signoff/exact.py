"""Decimals that keep their digits: 4.10 mmol/L is not 4.1, and neither JSON nor RFC 8785 knows it.

In what is hashed, signed and stored a Decimal stands as `{"$decimal": "4.10"}`, since RFC 8785
writes every number as a double. In FHIR that leaves it is a number with all of its digits.
"""

import json
import re
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

_MARK: Final = "$decimal"
_NUMBER: Final = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?")


def marked(value: Any) -> Any:
    """Plain JSON values, each Decimal under its mark."""
    if isinstance(value, Decimal):
        return {_MARK: str(value)}
    if isinstance(value, Mapping):
        return {name: marked(held) for name, held in value.items()}
    return [marked(held) for held in value] if isinstance(value, list | tuple) else value


def unmarked(value: Any) -> Any:
    """What `marked` was given; a mark that holds no number is left as it is."""
    if isinstance(value, Mapping):
        held = value.get(_MARK)
        if len(value) == 1 and isinstance(held, str) and _NUMBER.fullmatch(held):
            return Decimal(held)
        return {name: unmarked(part) for name, part in value.items()}
    return [unmarked(part) for part in value] if isinstance(value, list | tuple) else value


def exact_json(value: Any) -> str:
    """Indented JSON with every Decimal as a number of all its digits."""
    token = secrets.token_hex(16)  # no text of a record can have it
    text = json.dumps(value, indent=2, ensure_ascii=False, default=lambda held: _held(held, token))
    return re.sub(rf'"{token}([^"]*)"', r"\1", text)


def _held(value: Any, token: str) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is no JSON value")
    return f"{token}{value}"
