"""The codes that a ValueSet of the store lists, for `:in` and `:not-in`.

Covered: an expansion, and a definition by codes, whole systems and other such sets. Not covered,
and refused: a definition by a filter, which needs a terminology service.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from chartside.errors import UsageError
from chartside.fhir.r4 import ID

_BY_ID = "SELECT raw FROM resource WHERE type = 'ValueSet' AND id = ?"
_ALL = "SELECT raw FROM resource WHERE type = 'ValueSet'"
_DEEPEST = 8
_decode = msgspec.json.Decoder().decode
Codes = set[tuple[str, str | None]]


def codes_in(conn: sqlite3.Connection, address: str, depth: int = 0) -> Codes:
    """Systems and codes of the set at `ValueSet/id` or a canonical address.

    A code of None stands for every code of its system.

    Raises:
        UsageError: The store holds no such set, or the set does not list its codes.
    """
    found = _found(conn, address)
    if found is None or depth > _DEEPEST:
        raise UsageError(":in names no ValueSet that this record holds")
    expansion = found.get("expansion")
    if isinstance(expansion, dict) and "contains" in expansion:
        return set(_expanded(expansion["contains"]))
    compose = found.get("compose")
    if not isinstance(compose, dict) or not compose.get("include"):
        raise UsageError(":in names a ValueSet that lists no codes")
    listed = _composed(conn, compose["include"], depth)
    left = _composed(conn, compose.get("exclude") or (), depth)
    if any(code is None for _, code in left) or (left and any(c is None for _, c in listed)):
        raise UsageError(":in names a ValueSet that leaves out of a whole code system")
    return listed - left


def _found(conn: sqlite3.Connection, address: str) -> Mapping[str, Any] | None:
    identity = address.removeprefix("ValueSet/")
    if ID.fullmatch(identity):
        row = conn.execute(_BY_ID, (identity,)).fetchone()
        return _decode(row[0]) if row else None
    plain, _, version = address.partition("|")
    for (raw,) in conn.execute(_ALL):
        one: Mapping[str, Any] = _decode(raw)
        if one.get("url") == plain and version in {"", one.get("version")}:
            return one
    return None


def _composed(conn: sqlite3.Connection, parts: Iterable[Any], depth: int) -> Codes:
    found: Codes = set()
    for part in parts:
        if not isinstance(part, dict) or part.get("filter"):
            raise UsageError(":in names a ValueSet that is defined by a filter")
        sets = [codes_in(conn, str(url), depth + 1) for url in part.get("valueSet") or ()]
        if system := part.get("system"):
            concepts = part.get("concept")
            codes = [c.get("code") for c in concepts] if concepts else [None]
            sets.append({(str(system), code) for code in codes})
        if len(sets) > 1 and any(code is None for one in sets for _, code in one):
            raise UsageError(":in names a ValueSet that intersects a whole code system")
        found |= set.intersection(*sets) if sets else set()
    return found


def _expanded(contains: Iterable[Any], depth: int = 0) -> Iterator[tuple[str, str | None]]:
    if depth > _DEEPEST:
        raise UsageError(":in names a ValueSet that is nested too deeply")
    for item in contains:
        if item.get("code") and not item.get("abstract"):
            yield str(item.get("system") or ""), str(item["code"])
        yield from _expanded(item.get("contains") or (), depth + 1)
