"""What an audit says of a judge, in one line, for a report whose figures it judged."""

from pathlib import Path
from typing import Any

import msgspec

from chartside.errors import UsageError
from chartside.evals.judging.page import FILE
from chartside.evals.user_files.reading import octets_of
from chartside.evals.user_files.rows import MOST_BYTES


class _Count(msgspec.Struct):
    hits: int
    out_of: int


class _Kappa(msgspec.Struct):
    value: float | None = None
    interval: tuple[float, float] | None = None


class _Kind(msgspec.Struct):
    kind: str
    figures: dict[str, _Count]
    kappa: _Kappa


class _Audit(msgspec.Struct):
    judge: str
    kinds: list[_Kind]


def trust(path: Path, judge: str) -> str:
    """`agrees: met 86 of 120 labels of people, kappa 0.42 (0.22 to 0.61)`, a kind after the other.

    Args:
        path: What `chartside eval judge` wrote: `judge-audit.json`, or its folder.
        judge: How the judge of the report is named; an audit is of the one that it names.

    Raises:
        UsageError: There is no such file, it is no audit, or it is of another judge.
        SourceError: It cannot be read.
    """
    place = path / FILE if path.is_dir() else path
    held = _read(place)
    if held.judge != judge:
        raise UsageError(f"{place} is the audit of another judge: {held.judge}")
    return "; ".join(map(_told, held.kinds)) or "no label was compared"


def _read(place: Path) -> _Audit:
    held: Any = octets_of(place, MOST_BYTES)
    try:
        return msgspec.json.decode(held, type=_Audit)
    except (msgspec.DecodeError, RecursionError):
        raise UsageError(f"{place} is not an audit of `chartside eval judge`") from None


def _told(one: _Kind) -> str:
    said = ""
    if agreed := one.figures.get("agreed"):
        said = f": met {agreed.hits:,} of {agreed.out_of:,} labels of people"
    if one.kappa.value is not None:
        said += f", kappa {one.kappa.value:.2f}"
    if one.kappa.interval is not None:
        said += " ({:.2f} to {:.2f})".format(*one.kappa.interval)
    return f"{one.kind}{said}"
