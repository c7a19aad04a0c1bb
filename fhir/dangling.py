"""References that lead nowhere in the record: counted by the type they name.

Not counted: canonical addresses, which name a definition, and references into the resource itself.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping

_WRITTEN = re.compile(rb'"reference"\s*:\s*"([^"\\#][^"\\]*)"')
_NOT_THERE = """
SELECT t.target FROM (SELECT DISTINCT target FROM reference WHERE param = ?) AS t
WHERE t.target <> '' AND t.target NOT LIKE '%://%' AND t.target NOT LIKE '#%' AND NOT EXISTS (
    SELECT 1 FROM resource AS r WHERE r.type = substr(t.target, 1, instr(t.target, '/') - 1)
        AND r.id = substr(t.target, instr(t.target, '/') + 1)
)
"""
_NEXT = "SELECT min(param) FROM reference WHERE param > ?"
_THERE = "SELECT 1 FROM resource WHERE type = ? AND id = ?"


def written(raw: bytes) -> list[str]:
    """The references of a resource as they stand in its JSON."""
    if b'"reference"' not in raw:
        return []
    return [text.decode(errors="replace") for text in _WRITTEN.findall(raw)]


def lost_in_index(conn: sqlite3.Connection) -> Mapping[str, int]:
    """How many resources the index of a store points at and the store does not hold, by type.

    One index after the other, each in its own order: all targets at once would be sorted in memory,
    and a store may hold more of them than fit there.
    """
    gone: set[str] = set()
    number = -1
    while (number := conn.execute(_NEXT, (number,)).fetchone()[0]) is not None:
        gone.update(row[0] for row in conn.execute(_NOT_THERE, (number,)))
    return _counted(gone)


def lost(conn: sqlite3.Connection, targets: Iterable[str]) -> Mapping[str, int]:
    """How many resources these references point at and the store does not hold, by type."""
    return _counted(
        target
        for target in targets
        if "://" not in target and not conn.execute(_THERE, target.partition("/")[::2]).fetchone()
    )


def _counted(targets: Iterable[str]) -> Mapping[str, int]:
    """Targets by the type they name; conditional references are counted elsewhere."""
    kinds = Counter(
        target.partition("/")[0] if "/" in target else "by a urn"
        for target in targets
        if "?" not in target
    )
    return dict(sorted(kinds.items()))
