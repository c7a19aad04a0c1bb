"""Absolute references in a search: the address as it stands, and what it means in the record."""

from collections.abc import Callable, Iterable

from chartside.fhir.search.criteria import Chain, Criterion, Has, Plain, unescape

_ABSOLUTE = ("http://", "https://", "urn:")
_NO_ADDRESS = frozenset({"missing", "identifier"})


def is_absolute(value: str) -> bool:
    """Whether a reference names a resource by an address, not by its type and id."""
    return value.startswith(_ABSOLUTE)


def located(criteria: Iterable[Criterion], resolve: Callable[[str], str | None]) -> list[Criterion]:
    """The criteria with, beside each absolute address, the `Type/id` that it means in the record.

    Another server's address means none: its `Patient/1` is not the record's.
    """
    return [_located(one, resolve) for one in criteria]


def _located(one: Criterion, resolve: Callable[[str], str | None]) -> Criterion:
    if isinstance(one, Chain):
        return one._replace(ways=tuple((kind, _located(c, resolve)) for kind, c in one.ways))
    if isinstance(one, Has):
        return one._replace(criterion=_located(one.criterion, resolve))
    if one.parameter.kind != "reference" or one.modifier in _NO_ADDRESS:
        return one
    return one._replace(values=(*one.values, *_meant(one, resolve)))


def _meant(one: Plain, resolve: Callable[[str], str | None]) -> list[str]:
    addresses = filter(is_absolute, map(unescape, one.values))
    known = (resolve(address) for address in addresses)
    kind = f"{one.modifier}/" if one.modifier else ""
    return [reference for reference in known if reference and reference.startswith(kind)]
