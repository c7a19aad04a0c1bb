"""Laboratory reports of a user with what is printed on them, as `chartside labs --json` tells it.

A truth is the object that `chartside labs FILE --json` prints, mended by a person. Of each result
`name` and `value` have to be there. A key that is null says that nothing is printed; one that is
left out is not asked for. Whatever else stands in it is not looked at.
"""

import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chartside.evals.lab_extraction.truth import TrueReport, TrueRow
from chartside.evals.labelled.beside import Unusable, text_of
from chartside.evals.suite import places

NO_JSON: Final = "truths that are not JSON"
NO_TRUTH: Final = "truths that are not as `chartside labs --json` writes results"
_NEVER_ASKED: Final = frozenset({"box", "collected"})
"""Places and times are counted of reports that we print ourselves."""
_ASKED: Final = {
    "unit": ("unit",),
    "ucum": ("ucum",),
    "range": ("low", "high"),
    "flag": ("flag",),
    "comparator": ("comparator",),
    "state": ("status",),
}
_QUOTED: Final = re.compile(r"\s*([<>]=?|[\u2264\u2265])?\s*(\d{1,20}(?:\.\d{1,20})?)\s*")
_SIGNS: Final = {None: "", "\u2264": "<=", "\u2265": ">="}
_STATES: Final = {"registered", "cancelled"}

_Words = Annotated[str, Field(max_length=1000)]


class _Held(BaseModel):
    """A part of a truth; what else stands there is the product's and no mistake."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class _Result(_Held):
    name: Annotated[str, Field(min_length=1, max_length=500)]
    value: Decimal | _Words | None
    comparator: _Words | None = None
    unit: _Words | None = None
    ucum: _Words | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    flag: _Words | None = None
    status: _Words | None = None
    also: tuple[_Words, ...] = ()
    report: int = 0


class _Earlier(_Held):
    name: _Words
    value: Decimal


class _Truth(_Held):
    results: tuple[_Result, ...]
    earlier: tuple[_Earlier, ...] = ()


def truth_of(path: Path) -> tuple[TrueReport, ...]:
    """What is printed on a report, one for each patient in it.

    Raises:
        Unusable: It is no truth.
    """
    try:
        held = json.loads(text_of(path), parse_float=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise Unusable(NO_JSON) from None
    try:
        truth = _Truth.model_validate(held)
        rows = [(one.report, _row(one)) for one in truth.results]
    except ValidationError as wrong:
        raise Unusable(NO_TRUTH, places(wrong)) from None
    by_report: dict[int, list[TrueRow]] = defaultdict(list)
    for number, row in rows:
        by_report[number].append(row)
    earlier = [(one.name, one.value) for one in truth.earlier]
    made = [TrueReport("", "", "", "", held, list(earlier)) for held in by_report.values()]
    return tuple(made) or (TrueReport("", "", "", "", [], earlier),)


def _row(one: _Result) -> TrueRow:
    sign, number = _number(one.value)
    if one.value is None and one.status not in _STATES:
        raise Unusable("truths with a result that has neither a value nor a reason for none")
    unknown = {name for name, keys in _ASKED.items() if not set(keys) & one.model_fields_set}
    return TrueRow(
        one.name,
        number,
        one.comparator or sign,
        "" if number is not None else str(one.value or ""),
        one.unit or "",
        one.ucum or "",
        one.low,
        one.high,
        one.flag or "",
        one.status or "final",
        also_named=one.also,
        unknown=_NEVER_ASKED | unknown,
    )


def _number(value: Decimal | str | None) -> tuple[str, Decimal | None]:
    """The number of a value, and a comparator before it: people put quotes around numbers."""
    if isinstance(value, Decimal):
        return "", value
    quoted = _QUOTED.fullmatch(value or "")
    return (_SIGNS.get(quoted[1], quoted[1]), Decimal(quoted[2])) if quoted else ("", None)


def _refused(_: str) -> Any:
    """`NaN` and `Infinity`: no laboratory prints them.

    Raises:
        ValueError: Always.
    """
    raise ValueError
