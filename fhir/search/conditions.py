"""What a row of an index must be, for each kind of parameter; every value is bound.

Source: FHIR R4 search, https://hl7.org/fhir/R4/search.html, the section of each kind of parameter.
"""

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from chartside.errors import UsageError
from chartside.fhir.r4 import ID, RESOURCE_TYPES
from chartside.fhir.references import local
from chartside.fhir.search.addresses import is_absolute
from chartside.fhir.search.criteria import Plain, split, unescape
from chartside.fhir.search.definitions import Parameter
from chartside.fhir.search.ranges import date_condition, number_condition, quantity_condition
from chartside.fhir.search.values import fold

Value = str | int | float
_BOOLEANS = frozenset(
    {
        *("abstract", "active", "actual", "characteristic.exclude", "deceasedBoolean"),
        *("deceasedDateTime?", "experimental", "instance", "system"),
    }
)
"""The paths of r4.toml whose elements are of type boolean, or stand for one."""
_SPECIAL = frozenset(
    {
        "http://hl7.org/fhir/special-values",
        "http://terminology.hl7.org/CodeSystem/special-values",
    }
)
"""What FHIR calls the system of true and false."""
_LAST = "\U0010ffff"


class Sql(NamedTuple):
    """A piece of SQL and its bound values."""

    text: str
    values: tuple[Value, ...] = ()


def either(conditions: Sequence[Sql]) -> Sql:
    """One of the conditions, halved again and again: SQLite limits how deep an expression goes."""
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    left, right = either(conditions[:half]), either(conditions[half:])
    return Sql(f"(({left.text}) OR ({right.text}))", (*left.values, *right.values))


def as_list(values: Sequence[str]) -> str:
    """A list as one bound value, however long it is."""
    return json.dumps(values)


def row_condition(criterion: Plain) -> Sql:
    """What a row of the parameter's index must be.

    Raises:
        UsageError: A value is malformed for its parameter.
    """
    parameter = criterion.parameter
    if criterion.modifier == "identifier":
        return either([_token(parameter, "", value) for value in criterion.values])
    if parameter.kind == "reference":
        return _references(criterion)
    one = _CONDITIONS[parameter.kind]
    found = either([one(parameter, criterion.modifier, value) for value in criterion.values])
    if parameter.kind == "token" and len(criterion.values) > 1:
        return _by_code(criterion.values, found)
    return found


def _by_code(values: Sequence[str], found: Sql) -> Sql:
    """The same with the codes named first: SQLite walks a whole index for an OR, not for a list."""
    codes = [unescape(split(value, "|")[-1]) for value in values]
    if not all(codes):
        return found
    marks = ", ".join("?" * len(codes))
    return Sql(f"code IN ({marks}) AND ({found.text})", (*codes, *found.values))


def _token(parameter: Parameter, _modifier: str, value: str) -> Sql:
    parts = [unescape(p) for p in split(value, "|")]
    if _is_boolean(parameter):
        return _boolean(parameter, parts)
    if len(parts) == 1:
        return Sql("code = ?", (parts[0],))
    if len(parts) > 2 or not any(parts):  # noqa: PLR2004 - system and code
        raise UsageError(f"{parameter.name}: write code, system|code, |code or system|")
    if not parts[1]:
        return Sql("system = ?", (parts[0],))
    return Sql("code = ? AND system = ?", (parts[1], parts[0]))


def _is_boolean(parameter: Parameter) -> bool:
    """Whether the elements of a parameter of the resource itself hold true or false."""
    return bool(parameter.indexes) and all(
        index.partition(":")[2] in _BOOLEANS for index in parameter.indexes
    )


def _boolean(parameter: Parameter, parts: Sequence[str]) -> Sql:
    *system, code = parts
    if code not in {"true", "false"} or system not in ([], [""], *([s] for s in _SPECIAL)):
        raise UsageError(f"{parameter.name} is true or false")
    return Sql("code = ?", (code,))


def _string(parameter: Parameter, modifier: str, value: str) -> Sql:
    text = unescape(value)
    if modifier == "exact":
        return Sql("folded = ? AND exact = ?", (fold(text), text))
    folded = fold(text)
    if not folded:
        raise UsageError(f"{parameter.name} has no letter to search for")
    if modifier == "contains":
        return Sql("instr(folded, ?) > 0", (folded,))
    return Sql("folded >= ? AND folded < ?", (folded, folded + _LAST))


def _uri(_parameter: Parameter, modifier: str, value: str) -> Sql:
    text = unescape(value)
    if modifier == "below":
        return Sql("uri >= ? AND uri < ?", (text, text + _LAST))
    if modifier == "above":
        return Sql("substr(?, 1, length(uri)) = uri", (text,))
    # A canonical without a version means any version; the bounds around both are for the index.
    bounds = "uri >= ? AND uri < ? AND (uri = ? OR uri >= ?)"
    return Sql(f"({bounds})", (text, f"{text}}}", text, f"{text}|"))


def _references(criterion: Plain) -> Sql:
    targets: list[str] = []
    for value in criterion.values:
        targets += _targets(criterion.parameter, criterion.modifier, unescape(value))
    canonical = [t for t in targets if is_absolute(t)]
    versions = [Sql("target >= ? AND target < ?", (f"{t}|", f"{t}}}")) for t in canonical]
    # A conditional reference stands for the resource that it is known to mean now.
    listed = as_list(targets)
    means = Sql(
        "target IN (SELECT value FROM json_each(?) UNION ALL "
        "SELECT c.text FROM json_each(?) AS j JOIN conditional AS c ON c.target = j.value)",
        (listed, listed),
    )
    return either([means, *versions])


def _targets(parameter: Parameter, modifier: str, value: str) -> list[str]:
    """The forms under which the index may hold what a reference search names."""
    if "_history" in value:
        raise UsageError(f"{parameter.name}: a version of a resource cannot be searched for")
    if ID.fullmatch(value):
        kinds = [modifier] if modifier else sorted(parameter.targets or RESOURCE_TYPES)
        return [f"{kind}/{value}" for kind in kinds]
    named = local(value)
    if named is None and not is_absolute(value):
        raise UsageError(f"{parameter.name}: write id, Type/id or an absolute address")
    if modifier and not (named or "").startswith(f"{modifier}/"):
        raise UsageError(f"{parameter.name}:{modifier}: the value names another type")
    return [value if named is None or is_absolute(value) else named]


def _date(parameter: Parameter, _modifier: str, value: str) -> Sql:
    return Sql(*date_condition(parameter.name, unescape(value)))


def _number(parameter: Parameter, _modifier: str, value: str) -> Sql:
    return Sql(*number_condition(parameter.name, unescape(value)))


def _quantity(parameter: Parameter, _modifier: str, value: str) -> Sql:
    return Sql(*quantity_condition(parameter.name, [unescape(p) for p in split(value, "|")]))


_CONDITIONS: dict[str, Callable[[Parameter, str, str], Sql]] = {
    "token": _token,
    "string": _string,
    "uri": _uri,
    "date": _date,
    "number": _number,
    "quantity": _quantity,
}
