"""A criterion as SQL: the numbers of the resources that meet it, every value a bound parameter.

Source: FHIR R4 search, https://hl7.org/fhir/R4/search.html, the section of each kind of parameter.
"""

from collections.abc import Callable, Sequence

from chartside.errors import UsageError
from chartside.fhir.r4 import ID
from chartside.fhir.search.conditions import Sql, as_list, either, row_condition
from chartside.fhir.search.criteria import Plain, split, unescape
from chartside.fhir.search.definitions import Parameter, Root
from chartside.fhir.search.extract import ITEM_BITS, numbers_of
from chartside.fhir.search.values import fold

_LISTED = "(SELECT value FROM json_each(?))"
"""A list as one bound value, however long it is."""
TABLES = {
    "token": "token",
    "date": "date",
    "string": "string",
    "reference": "reference",
    "uri": "uri",
    "quantity": "quantity",
    "number": "quantity",
}
_BOTH_WAYS = frozenset({"token", "date", "string", "reference", "quantity"})
"""The index tables that are also indexed by resource (schema.py)."""
_NOT_BY_ROWS = frozenset({"missing", "in", "not-in", "text", "of-type"})
"""Modifiers that are not one condition on a row of the index."""


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
    found = rows(parameter, row_condition(criterion), _table(modifier))
    return Sql(f"r.number {'NOT ' * (modifier == 'not')}IN ({found.text})", found.values)


def rows(parameter: Parameter, condition: Sql, table: str = "") -> Sql:
    """The resources with a row of the parameter's index that meets a condition."""
    which = _which(parameter, condition, table)
    text = f"SELECT resource FROM {table or TABLES[parameter.kind]} WHERE {which.text}"  # noqa: S608 - our own names, marks
    return Sql(text, which.values)


def _which(parameter: Parameter, condition: Sql, table: str) -> Sql:
    numbers = numbers_of(parameter)
    target = Sql("") if table else _target(parameter)
    text = f"{param_in(numbers)} AND ({condition.text}){target.text}"
    return Sql(text, (*numbers, *condition.values, *target.values))


def selected(criterion: Plain) -> Sql | None:
    """The rows that a criterion alone selects; None where it cannot be asked resource by resource.

    Raises:
        UsageError: A value is malformed for its parameter.
    """
    parameter, modifier = criterion.parameter, criterion.modifier
    if modifier in _NOT_BY_ROWS or TABLES.get(parameter.kind) not in _BOTH_WAYS:
        return None
    return rows(parameter, row_condition(criterion), _table(modifier))


def probed(criterion: Plain) -> Sql:
    """The condition of `plain` on a criterion that `selected` takes, asked of each resource anew.

    It costs what other criteria leave, where `plain` costs what this one alone selects.
    """
    parameter, modifier = criterion.parameter, criterion.modifier
    table = _table(modifier) or TABLES[parameter.kind]
    which = _which(parameter, row_condition(criterion), _table(modifier))
    text = (
        f"SELECT 1 FROM {table} INDEXED BY {table}_of "  # noqa: S608 - our own names, marks
        f"WHERE resource = r.number AND {which.text}"
    )
    return Sql(f"{'NOT ' * (modifier == 'not')}EXISTS ({text})", which.values)


def _table(modifier: str) -> str:
    """The table that a modifier reads instead of the parameter's own."""
    return "token" if modifier == "identifier" else ""


def param_in(numbers: Sequence[int]) -> str:
    """A condition on the index column, with a mark for each number."""
    return f"param IN ({', '.join('?' * len(numbers))})"


def _target(parameter: Parameter) -> Sql:
    """Only references to the type that the parameter follows.

    Also conditional and contained ones, and those on another server, by their address.
    """
    if not parameter.target:
        return Sql("")
    kind = parameter.target
    bounds = ((f"{kind}/", f"{kind}0"), (f"{kind}?", f"{kind}@"), (f"#{kind}/", f"#{kind}0"))
    # The plus: SQLite would weigh an index for each of these, which takes it longer than a search.
    here = ["+target >= ? AND +target < ?"] * len(bounds)
    away = "+target GLOB ?"
    text = f" AND ({' OR '.join([*here, away])})"
    return Sql(text, (*(end for pair in bounds for end in pair), f"http*/{kind}/*"))


def _ids(criterion: Plain) -> Sql:
    if not all(ID.fullmatch(v) for v in criterion.values):
        raise UsageError("_id: a value is not a FHIR id")
    word = "NOT IN" if criterion.modifier == "not" else "IN"
    return Sql(f"r.id {word} {_LISTED}", (as_list(criterion.values),))


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
        rows(part, row_condition(Plain(part, "", (value,))))
        for part, value in zip(root.parts, parts, strict=True)
    ]
    both = " INTERSECT ".join(f.text for f in found)
    # A shift, not a division: the numbers of contained resources are negative.
    column = f"resource >> {ITEM_BITS}" if root.path else "resource"
    text = f"r.number IN (SELECT {column} FROM ({both}))"  # noqa: S608 - values are bound
    return Sql(text, tuple(v for f in found for v in f.values))
