"""Elements of a DICOM data set as what they should be, or nothing: any may hold nonsense."""

import logging
import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from pydicom.dataset import Dataset

_LIBRARY: Final = logging.getLogger("pydicom")


@contextmanager
def hushed() -> Iterator[None]:
    """Without pydicom's warnings and log lines: they quote what the file holds."""
    before = _LIBRARY.disabled
    _LIBRARY.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        _LIBRARY.disabled = before


def value(dataset: Dataset, keyword: str) -> Any:
    """The element's value; None where it is missing, empty, or of no form that can be read."""
    try:
        held = dataset.get(keyword)
    except Exception:  # noqa: BLE001 - pydicom raises many kinds over values it cannot convert
        return None
    return held if held not in ("", None) else None


def whole(dataset: Dataset, keyword: str) -> int | None:
    """A whole number; the first of several."""
    number = numbers(dataset, keyword)
    return int(number[0]) if number and number[0] == int(number[0]) else None


def number(dataset: Dataset, keyword: str) -> float | None:
    """A finite number; the first of several."""
    found = numbers(dataset, keyword)
    return found[0] if found else None


def numbers(dataset: Dataset, keyword: str, count: int | None = None) -> tuple[float, ...] | None:
    """Finite numbers, as many as are asked for; None where one of them is not there."""
    held = value(dataset, keyword)
    if held is None:
        return None
    given = held if isinstance(held, Sequence) and not isinstance(held, str) else [held]
    try:
        found = tuple(float(one) for one in given)
    except (TypeError, ValueError, OverflowError):
        return None
    fits = bool(found) and (count is None or len(found) == count)
    return found if fits and all(map(math.isfinite, found)) else None


def text(dataset: Dataset, keyword: str) -> str:
    """Text without spaces around it; several values with a backslash between; "" for nothing."""
    held = value(dataset, keyword)
    if held is None:
        return ""
    several = isinstance(held, Sequence) and not isinstance(held, str)
    try:
        return ("\\".join(map(str, held)) if several else str(held)).strip().strip("\0")
    except Exception:  # noqa: BLE001 - a name in a character set that cannot be decoded
        return ""


def items(dataset: Dataset, keyword: str) -> tuple[Dataset, ...]:
    """The items of a sequence; none where it is missing or no sequence."""
    held = value(dataset, keyword)
    if not isinstance(held, Sequence) or isinstance(held, str | bytes):
        return ()
    return tuple(one for one in held if isinstance(one, Dataset))
