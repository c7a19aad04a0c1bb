"""References by canonical address (`http://x/Questionnaire/q|1`): followed by url and version.

A canonical names a resource by its `url`, not by where it is. With a version (`url|version`) it
names the resources of that version alone; without one it names every version that the record
holds, of which a search tells each and prefers none. Source: FHIR R4 search,
https://hl7.org/fhir/R4/search.html#versions, and https://hl7.org/fhir/R4/references.html#canonical.

It leads to the types whose `url` and `version` R4 makes search parameters. A search that would
follow the canonicals of a record to other types alone is refused: it would find nothing, whatever
the record holds.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import msgspec

from chartside.errors import UsageError
from chartside.fhir.r4 import RESOURCE_TYPES
from chartside.fhir.search.conditions import Sql
from chartside.fhir.search.criteria import Chain, Criterion, Has
from chartside.fhir.search.definitions import Parameter, parameters
from chartside.fhir.search.extract import numbers_of
from chartside.fhir.search.query import Include, Query

_HELD = (
    "SELECT 1 FROM reference WHERE param IN (SELECT value FROM json_each(?)) "
    "AND (target >= 'http' AND target < 'httq' OR target >= 'urn:' AND target < 'urn;') LIMIT 1"
)
_NAMES = (
    "(SELECT resource, uri AS text FROM uri WHERE param = ? UNION ALL "
    "SELECT u.resource, u.uri || '|' || v.code FROM uri AS u "
    "JOIN token AS v ON v.resource = u.resource AND v.param = ? WHERE u.param = ?)"
)
_TEXTS = "SELECT text FROM {names} WHERE resource IN (SELECT value FROM json_each(?))"
_NUMBERS = "SELECT resource FROM {names} WHERE text IN (SELECT value FROM json_each(?))"


@cache
def names(kind: str) -> Sql | None:
    """A table (resource, text) of the canonicals that name the resources of a type.

    None where none does.
    """
    known = parameters(kind)
    url, version = known.get("url"), known.get("version")
    if url is None or version is None or [len(p) for p in (*url.paths, *version.paths)] != [1, 1]:
        return None
    (address,), (edition,) = numbers_of(url), numbers_of(version)
    return Sql(_NAMES, (address, edition, address))


def texts_of(conn: sqlite3.Connection, kind: str, numbers: Sequence[int]) -> list[str]:
    """The canonicals that name these resources of a type."""
    return [str(text) for (text,) in _asked(conn, _TEXTS, kind, numbers)]


def named(conn: sqlite3.Connection, parameter: Parameter, texts: Sequence[str]) -> list[int]:
    """The numbers of the resources that canonicals name, of the types a parameter leads to."""
    bare = [text.partition("#")[0] for text in texts if ":" in text]
    if not bare:
        return []
    return [
        number
        for kind in sorted(parameter.targets or RESOURCE_TYPES)
        for (number,) in _asked(conn, _NUMBERS, kind, bare)
    ]


def _asked(
    conn: sqlite3.Connection, find: str, kind: str, listed: Sequence[int] | Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    table = names(kind)
    if table is not None:
        text = find.format(names=table.text)
        yield from conn.execute(text, (*table.values, msgspec.json.encode(listed).decode()))


def refuse_canonicals(conn: sqlite3.Connection, query: Query) -> None:
    """Refuse a search that would follow canonicals of the record to where none can lead.

    Raises:
        UsageError: It would; the message names the parameter.
    """
    for parameter, kinds in _followed(query):
        if not parameter.canonical or any(names(kind) for kind in kinds):
            continue
        if conn.execute(_HELD, (str(list(numbers_of(parameter))),)).fetchone():
            raise UsageError(
                f"{parameter.name} holds canonical addresses: they can be searched for and "
                "followed to a type that has a url, but not to this one"
            )


def _followed(query: Query) -> Iterator[tuple[Parameter, Iterable[str]]]:
    """Each reference that a search follows, and the types it is followed to."""
    yield from _by_criteria(query.type, query.criteria)
    for include in query.include:
        yield include.parameter, _targets(include)
    for include in query.revinclude:
        yield include.parameter, _targets(include) if include.iterate else (query.type,)


def _targets(include: Include) -> Iterable[str]:
    return (include.target,) if include.target else include.parameter.targets or RESOURCE_TYPES


def _by_criteria(
    kind: str, criteria: Iterable[Criterion]
) -> Iterator[tuple[Parameter, Iterable[str]]]:
    for one in criteria:
        if isinstance(one, Chain):
            yield one.parameter, [behind for behind, _ in one.ways]
            for behind, inner in one.ways:
                yield from _by_criteria(behind, [inner])
        elif isinstance(one, Has):
            yield one.parameter, (kind,)
            yield from _by_criteria(one.parameter.type, [one.criterion])
