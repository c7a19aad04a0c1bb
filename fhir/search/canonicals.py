"""References by canonical address (`http://x/Questionnaire/q|1`), which a search does not follow.

A canonical names a resource by its `url` and version, not by where it is. A search that would have
to follow one is refused: followed as an address it would lead nowhere, and nothing would be found.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from chartside.errors import UsageError
from chartside.fhir.search.criteria import Chain, Criterion, Has
from chartside.fhir.search.definitions import Parameter
from chartside.fhir.search.extract import numbers_of
from chartside.fhir.search.query import Query

_ELEMENTS = frozenset({"instantiatesCanonical", "questionnaire", "library"})
"""Elements of type canonical in what a patient's record holds."""
_HELD = (
    "SELECT 1 FROM reference WHERE param IN (SELECT value FROM json_each(?)) "
    "AND (target >= 'http' AND target < 'httq' OR target >= 'urn:' AND target < 'urn;') LIMIT 1"
)


def refuse_canonicals(conn: sqlite3.Connection, query: Query) -> None:
    """Refuse a search that would follow canonicals which the record holds.

    Raises:
        UsageError: It would; the message names the parameter.
    """
    included = (i.parameter for i in (*query.include, *query.revinclude))
    for parameter in (*_followed(query.criteria), *included):
        if any(path[-1].name in _ELEMENTS for path in parameter.paths):
            numbers = str(list(numbers_of(parameter)))
            if conn.execute(_HELD, (numbers,)).fetchone():
                raise UsageError(
                    f"{parameter.name} holds canonical addresses: they can be searched for, "
                    "but are not followed"
                )


def _followed(criteria: Iterable[Criterion]) -> Iterator[Parameter]:
    for one in criteria:
        if isinstance(one, Chain):
            yield one.parameter
            yield from _followed(inner for _, inner in one.ways)
        elif isinstance(one, Has):
            yield one.parameter
            yield from _followed([one.criterion])
