"""What a search brings along beside its matches: `_include`, `_revinclude`, also `:iterate`."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from chartside.errors import UsageError
from chartside.fhir.search.canonicals import named, texts_of
from chartside.fhir.search.extract import numbers_of, references
from chartside.fhir.search.query import Include, Query
from chartside.fhir.search.sql import param_in
from chartside.fhir.versions.read import as_r4

MOST = 50_000
"""Resources that one page brings along; a search that wants more is refused, not cut off."""
_decode = msgspec.json.Decoder().decode
_AT = "SELECT number, type, id, raw FROM resource WHERE type = ? AND id = ?"
_NUMBERED = "SELECT number, type, id, raw FROM resource WHERE number = ?"
_POINTING = (
    "SELECT r.number, r.type, r.id, r.raw FROM reference AS f "
    "JOIN resource AS r ON r.number = f.resource WHERE f.{params} AND f.target IN ("
    "SELECT value FROM json_each(?) UNION SELECT text FROM conditional "
    "WHERE target IN (SELECT value FROM json_each(?)))"
)


class Hit(NamedTuple):
    """A resource that a search found, its JSON as received."""

    number: int
    type: str
    id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Includer:
    """Follows references in one store; `resolve` gives the `Type/id` that a reference means."""

    conn: sqlite3.Connection
    resolve: Callable[[str], str | None]

    def along(self, query: Query, matches: Sequence[Hit]) -> tuple[Hit, ...]:
        """What the matches bring along, sorted, none of the matches among it.

        Raises:
            UsageError: It is more than `MOST`.
        """
        first = [i for i in query.include if not i.iterate]
        back = [i for i in query.revinclude if not i.iterate]
        found = self._step(first, back, matches)
        known = {hit.number for hit in matches}
        forth_on = [i for i in query.include if i.iterate]
        back_on = [i for i in query.revinclude if i.iterate]
        new = [*matches, *(hit for hit in found.values() if hit.number not in known)]
        while (forth_on or back_on) and new:
            reached = self._step(forth_on, back_on, new)
            new = [h for n, h in reached.items() if n not in found and n not in known]
            found.update(reached)
            if len(found) > MOST:
                raise UsageError(f"the search would bring along more than {MOST} resources")
        others = [hit for number, hit in found.items() if number not in known]
        return tuple(sorted(others, key=lambda hit: (hit.type, hit.id)))

    def _step(
        self, forth: Iterable[Include], back: Iterable[Include], hits: Sequence[Hit]
    ) -> dict[int, Hit]:
        found: dict[int, Hit] = {}
        for include in forth:
            found.update(self._outward(include, hits))
        for include in back:
            found.update(self._inward(include, hits))
        return found

    def _outward(self, include: Include, hits: Iterable[Hit]) -> dict[int, Hit]:
        """What the resources of the include's type point at."""
        texts = [
            text
            for hit in hits
            if hit.type == include.parameter.type
            for text in references(as_r4(_decode(hit.raw)), include.parameter.paths)
        ]
        wanted = dict.fromkeys(self.resolve(text) or "" for text in texts)
        rows = [
            row
            for reference in wanted
            for row in self.conn.execute(_AT, reference.partition("/")[::2])
        ]
        if include.parameter.canonical:
            numbers = named(self.conn, include.parameter, texts)
            rows += [row for n in numbers for row in self.conn.execute(_NUMBERED, (n,))]
        kinds = {k for k in (include.target, include.parameter.target) if k}
        return {row[0]: Hit(*row) for row in rows if kinds <= {row[1]}}

    def _inward(self, include: Include, hits: Iterable[Hit]) -> dict[int, Hit]:
        """What points at these resources."""
        numbers = numbers_of(include.parameter)
        kinds = {k for k in (include.target, include.parameter.target) if k}
        there = [hit for hit in hits if kinds <= {hit.type}]
        targets = [f"{hit.type}/{hit.id}" for hit in there]
        if include.parameter.canonical:
            for kind in sorted({hit.type for hit in there}):
                held = [hit.number for hit in there if hit.type == kind]
                targets += texts_of(self.conn, kind, held)
        listed = msgspec.json.encode(targets).decode()
        rows = self.conn.execute(
            _POINTING.format(params=param_in(numbers)), (*numbers, listed, listed)
        )
        return {row[0]: Hit(*row) for row in rows}
