"""Where words go: results to standard output, everything else to standard error."""

import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec
from rich.console import Console

out: Final = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
"""Results. Markup is off: text of a record could contain it."""

err: Final = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
"""Progress, notices, errors."""


_exact: Final = msgspec.json.Encoder(decimal_format="number")


def emit(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output; decimals as numbers, exactly as they are."""
    sys.stdout.buffer.write(msgspec.json.format(_exact.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()


def failed(sentence: str, *, code: str) -> None:
    """One sentence on standard error, and the code by which docs/errors.md explains it."""
    err.print(f"chartside: {sentence} [{code}]")


def notice(sentence: str) -> None:
    """A sentence on standard error that is no error."""
    err.print(sentence, style="dim")


def counted(number: int | Decimal, one: str, many: str = "") -> str:
    """`1 resource`, `2 resources`.

    >>> counted(1, "resource"), counted(2500, "resource")
    ('1 resource', '2,500 resources')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
