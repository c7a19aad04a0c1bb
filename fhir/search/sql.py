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
from chartside.fhir.search.definitions import Parameter
from chartside.fhir.search.extract import numbers_of
from chartside.fhir.search.query import Criterion, named, split, unescape
from chartside.fhir.search.ranges import date_condition, number_condition, quantity_condition
from chartside.fhir.search.values import fold

Value = str | int | float
_LISTED = "(SELECT value FROM json_each(?))"
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


def criterion_sql(criterion: Criterion) -> Sql:
    """A condition on the alias `r` of the resource table.

    Raises:
        UsageError: A value is malformed for its parameter.
    """
    parameter, modifier = criterion.parameter, criterion.modifier
    if parameter.kind == "id":
        return _ids(criterion)
    if modifier == "missing":
        return _missing(criterion)
    if modifier == "text":
        return _any([_text(parameter, v) for v in criterion.values])
    if parameter.kind == "composite":
        return _any([_composite(parameter, v) for v in criterion.values])
    found = _rows(parameter, _condition(criterion))
    return Sql(f"r.number {'NOT ' * (modifier == 'not')}IN ({found.text})", found.values)


def _rows(parameter: Parameter, condition: Sql) -> Sql:
    table, numbers = TABLES[parameter.kind], numbers_of(parameter)
    target = _target(parameter)
    which = f"{param_in(numbers)} AND ({condition.text}){target.text}"
    text = f"SELECT resource FROM {table} WHERE {which}"  # noqa: S608 - our own names, marks
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


def _any(conditions: Sequence[Sql]) -> Sql:
    """One of the conditions, halved again and again: SQLite limits how deep an expression goes."""
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    left, right = _any(conditions[:half]), _any(conditions[half:])
    return Sql(f"(({left.text}) OR ({right.text}))", (*left.values, *right.values))


def _ids(criterion: Criterion) -> Sql:
    if not all(ID.fullmatch(v) for v in criterion.values):
        raise UsageError("_id: a value is not a FHIR id")
    return Sql(f"r.id IN {_LISTED}", (_list(criterion.values),))


def _list(values: Sequence[str]) -> str:
    """A list as one bound value, however long it is."""
    return json.dumps(values)


def _missing(criterion: Criterion) -> Sql:
    if criterion.values not in {("true",), ("false",)}:
        raise UsageError(f"{criterion.parameter.name}:missing is true or false")
    found = _rows(criterion.parameter, Sql("1"))
    word = "NOT IN" if criterion.values == ("true",) else "IN"
    return Sql(f"r.number {word} ({found.text})", found.values)


def _text(parameter: Parameter, value: str) -> Sql:
    return Sql("code_text(r.raw, ?, ?, ?)", (parameter.type, parameter.name, fold(unescape(value))))


def _composite(parameter: Parameter, value: str) -> Sql:
    parts = split(value, "$")
    if len(parts) != len(parameter.parts):
        raise UsageError(f"{parameter.name} is {len(parameter.parts)} values with $ between them")
    conditions = [
        criterion_sql(Criterion(named(parameter.type, name), "", (part,)))
        for name, part in zip(parameter.parts, parts, strict=True)
    ]
    text = " AND ".join(c.text for c in conditions)
    return Sql(f"({text})", tuple(v for c in conditions for v in c.values))


def _condition(criterion: Criterion) -> Sql:
    """What a row of the parameter's index must be."""
    parameter = criterion.parameter
    if parameter.kind == "reference":
        return _references(criterion)
    one = _CONDITIONS[parameter.kind]
    return _any([one(parameter, criterion.modifier, value) for value in criterion.values])


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
    # A canonical without a version means any version.
    return Sql("(uri = ? OR uri >= ? AND uri < ?)", (text, f"{text}|", f"{text}}}"))


def _references(criterion: Criterion) -> Sql:
    targets: list[str] = []
    for value in criterion.values:
        targets += _targets(criterion.parameter, criterion.modifier, unescape(value))
    canonical = [t for t in targets if "://" in t]
    either = "".join(" OR target >= ? AND target < ?" for _ in canonical)
    bounds = tuple(b for t in canonical for b in (f"{t}|", f"{t}}}"))
    # A conditional reference stands for the resource that it is known to mean now.
    means = f"SELECT text FROM conditional WHERE target IN {_LISTED}"  # noqa: S608 - a constant
    listed = _list(targets)
    return Sql(f"target IN {_LISTED} OR target IN ({means}){either}", (listed, listed, *bounds))


def _targets(parameter: Parameter, modifier: str, value: str) -> list[str]:
    """The forms under which the index may hold what a reference search names."""
    if "_history" in value:
        raise UsageError(f"{parameter.name}: a version of a resource cannot be searched for")
    if ID.fullmatch(value):
        kinds = [k for k in (modifier, parameter.target) if k][:1] or sorted(RESOURCE_TYPES)
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
