"""A criterion as SQL: the numbers of the resources that meet it, every value a bound parameter.

Source: FHIR R4 search, https://hl7.org/fhir/R4/search.html, the section of each kind of parameter.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from chartside.errors import UsageError
from chartside.fhir.r4 import ID, RESOURCE_TYPES
from chartside.fhir.references import local
from chartside.fhir.search.criteria import Plain, split, unescape
from chartside.fhir.search.definitions import Parameter, Root
from chartside.fhir.search.extract import ITEMS, numbers_of
from chartside.fhir.search.ranges import date_condition, number_condition, quantity_condition
from chartside.fhir.search.values import fold

Value = str | int | float
_LISTED = "(SELECT value FROM json_each(?))"
"""A list as one bound value, however long it is."""
_LAST = "\U0010ffff"
TABLES = {
    "token": "token",
    "date": "date",
    "string": "string",
    "reference": "reference",
    "uri": "uri",
    "quantity": "quantity",
    "number": "quantity",
}


class Sql(NamedTuple):
    """A piece of SQL and its bound values."""

    text: str
    values: tuple[Value, ...] = ()


def plain(criterion: Plain) -> Sql:
    """A condition on the alias `r` of the resource table, for a parameter of the resource itself.

    Raises:
        UsageError: A value is malformed for its parameter.
    """
    parameter, modifier = criterion.parameter, criterion.modifier
    if parameter.kind == "id":
        return _ids(criterion)
    if modifier == "missing":
        return _missing(criterion)
    if modifier in _READ_AGAIN:
        return either([_READ_AGAIN[modifier](parameter, v) for v in criterion.values])
    if parameter.kind == "composite":
        return either([_composite(parameter, v) for v in criterion.values])
    found = rows(parameter, _condition(criterion), "token" if modifier == "identifier" else "")
    return Sql(f"r.number {'NOT ' * (modifier == 'not')}IN ({found.text})", found.values)


def rows(parameter: Parameter, condition: Sql, table: str = "") -> Sql:
    """The resources with a row of the parameter's index that meets a condition."""
    numbers = numbers_of(parameter)
    target = Sql("") if table else _target(parameter)
    which = f"{param_in(numbers)} AND ({condition.text}){target.text}"
    text = f"SELECT resource FROM {table or TABLES[parameter.kind]} WHERE {which}"  # noqa: S608 - our own names, marks
    return Sql(text, (*numbers, *condition.values, *target.values))


def param_in(numbers: Sequence[int]) -> str:
    """A condition on the index column, with a mark for each number."""
    return f"param IN ({', '.join('?' * len(numbers))})"


def _target(parameter: Parameter) -> Sql:
    """Only references to the type that the parameter follows, conditional ones included."""
    if not parameter.target:
        return Sql("")
    kind = parameter.target
    return Sql(
        " AND (target >= ? AND target < ? OR target >= ? AND target < ?)",
        (f"{kind}/", f"{kind}0", f"{kind}?", f"{kind}@"),
    )


def either(conditions: Sequence[Sql]) -> Sql:
    """One of the conditions, halved again and again: SQLite limits how deep an expression goes."""
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    left, right = either(conditions[:half]), either(conditions[half:])
    return Sql(f"(({left.text}) OR ({right.text}))", (*left.values, *right.values))


def _ids(criterion: Plain) -> Sql:
    if not all(ID.fullmatch(v) for v in criterion.values):
        raise UsageError("_id: a value is not a FHIR id")
    word = "NOT IN" if criterion.modifier == "not" else "IN"
    return Sql(f"r.id {word} {_LISTED}", (as_list(criterion.values),))


def as_list(values: Sequence[str]) -> str:
    """A list as one bound value, however long it is."""
    return json.dumps(values)


def _missing(criterion: Plain) -> Sql:
    if criterion.values not in {("true",), ("false",)}:
        raise UsageError(f"{criterion.parameter.name}:missing is true or false")
    found = rows(criterion.parameter, Sql("1"))
    word = "NOT IN" if criterion.values == ("true",) else "IN"
    return Sql(f"r.number {word} ({found.text})", found.values)


def _text(parameter: Parameter, value: str) -> Sql:
    return Sql("code_text(r.raw, ?, ?, ?)", (parameter.type, parameter.name, fold(unescape(value))))


def _of_type(parameter: Parameter, value: str) -> Sql:
    """`system|code|value` of an Identifier; the type is not in the index, so it is read again."""
    parts = [unescape(p) for p in split(value, "|")]
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - its form
        raise UsageError(f"{parameter.name}:of-type is system|code|value")
    found = rows(parameter, Sql("code = ?", (parts[2],)))
    read = "identifier_type(r.raw, ?, ?, ?, ?, ?)"
    return Sql(
        f"(r.number IN ({found.text}) AND {read})",
        (*found.values, parameter.type, parameter.name, *parts),
    )


_READ_AGAIN: dict[str, Callable[[Parameter, str], Sql]] = {"text": _text, "of-type": _of_type}


def _composite(parameter: Parameter, value: str) -> Sql:
    """Each part, of one resource or, where the composite has a root within it, of one item."""
    parts = split(value, "$")
    if any(len(parts) != len(root.parts) for root in parameter.roots):
        number = len(parameter.roots[0].parts)
        raise UsageError(f"{parameter.name} is {number} values with $ between them")
    return either([_together(root, parts) for root in parameter.roots])


def _together(root: Root, parts: Sequence[str]) -> Sql:
    found = [
        rows(part, _condition(Plain(part, "", (value,))))
        for part, value in zip(root.parts, parts, strict=True)
    ]
    both = " INTERSECT ".join(f.text for f in found)
    column = f"resource / {ITEMS}" if root.path else "resource"
    text = f"r.number IN (SELECT {column} FROM ({both}))"  # noqa: S608 - values are bound
    return Sql(text, tuple(v for f in found for v in f.values))


def _condition(criterion: Plain) -> Sql:
    """What a row of the parameter's index must be."""
    parameter = criterion.parameter
    if criterion.modifier == "identifier":
        return either([_token(parameter, "", value) for value in criterion.values])
    if parameter.kind == "reference":
        return _references(criterion)
    one = _CONDITIONS[parameter.kind]
    return either([one(parameter, criterion.modifier, value) for value in criterion.values])


def _token(parameter: Parameter, _modifier: str, value: str) -> Sql:
    parts = [unescape(p) for p in split(value, "|")]
    if len(parts) == 1:
        return Sql("code = ?", (parts[0],))
    if len(parts) > 2 or not any(parts):  # noqa: PLR2004 - system and code
        raise UsageError(f"{parameter.name}: write code, system|code, |code or system|")
    if not parts[1]:
        return Sql("system = ?", (parts[0],))
    return Sql("code = ? AND system = ?", (parts[1], parts[0]))


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
    # A canonical without a version means any version.
    return Sql("(uri = ? OR uri >= ? AND uri < ?)", (text, f"{text}|", f"{text}}}"))


def _references(criterion: Plain) -> Sql:
    targets: list[str] = []
    for value in criterion.values:
        targets += _targets(criterion.parameter, criterion.modifier, unescape(value))
    canonical = [t for t in targets if "://" in t]
    versions = "".join(" OR target >= ? AND target < ?" for _ in canonical)
    bounds = tuple(b for t in canonical for b in (f"{t}|", f"{t}}}"))
    # A conditional reference stands for the resource that it is known to mean now.
    listed = as_list(targets)
    means = (
        "target IN (SELECT value FROM json_each(?) UNION ALL "
        "SELECT c.text FROM json_each(?) AS j JOIN conditional AS c ON c.target = j.value)"
    )
    return Sql(f"{means}{versions}", (listed, listed, *bounds))


def _targets(parameter: Parameter, modifier: str, value: str) -> list[str]:
    """The forms under which the index may hold what a reference search names."""
    if "_history" in value:
        raise UsageError(f"{parameter.name}: a version of a resource cannot be searched for")
    if ID.fullmatch(value):
        kinds = [modifier] if modifier else sorted(parameter.targets or RESOURCE_TYPES)
        return [f"{kind}/{value}" for kind in kinds]
    found = local(value) or (value if re.match(r"(urn:|https?://)", value) else None)
    if found is None:
        raise UsageError(f"{parameter.name}: write id, Type/id or an absolute address")
    if modifier and not found.startswith(f"{modifier}/"):
        raise UsageError(f"{parameter.name}:{modifier}: the value names another type")
    return [found]


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
