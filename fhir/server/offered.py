"""What a server says that it does, read out of its CapabilityStatement.

What it leaves out of a list that it gives it does not do; where it gives no list, nothing is known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offered:
    """Types and parameters by name, None where the server does not say; operations by name."""

    types: Mapping[str, frozenset[str] | None] | None
    includes: Mapping[str, frozenset[str]]
    everything: bool
    batch: bool

    def has(self, kind: str) -> bool:
        """Whether a type may be asked for."""
        return self.types is None or kind in self.types

    def searches(self, kind: str, parameter: str) -> bool:
        """Whether a type may be searched by a parameter.

        Parameters of every resource (`_id`, `_lastUpdated`) are often left out of the list; strict
        handling tells.
        """
        if self.types is None:
            return True
        listed = self.types.get(kind, frozenset())
        return listed is None or parameter.startswith("_") or parameter in listed

    def lists(self, kind: str, parameter: str) -> bool:
        """Whether the server itself says that it searches so."""
        listed = None if self.types is None else self.types.get(kind)
        return listed is not None and parameter in listed


def offered(statement: Json) -> Offered:
    """What a CapabilityStatement says; an empty one says nothing."""
    rest = next(iter(_objects(statement.get("rest"))), {})
    resources = [one for one in _objects(rest.get("resource")) if isinstance(one.get("type"), str)]
    types = {str(one["type"]): _named(one.get("searchParam")) for one in resources}
    includes = {str(one["type"]): _texts(one.get("searchInclude")) for one in resources}
    patient = [one for one in resources if one["type"] == "Patient"]
    operations = [
        str(op.get("name", "")).strip("$")
        for holder in (rest, *patient)
        for op in _objects(holder.get("operation"))
    ]
    interactions = [str(one.get("code")) for one in _objects(rest.get("interaction"))]
    return Offered(
        types=types or None,
        includes={kind: listed for kind, listed in includes.items() if listed},
        everything="everything" in operations or "patient-everything" in operations,
        batch="batch" in interactions or not interactions,
    )


def _named(parameters: Any) -> frozenset[str] | None:
    names = {one["name"] for one in _objects(parameters) if isinstance(one.get("name"), str)}
    return frozenset(names) if names else None


def _texts(listed: Any) -> frozenset[str]:
    return (
        frozenset(t for t in listed if isinstance(t, str))
        if isinstance(listed, list)
        else (frozenset())
    )


def _objects(listed: Any) -> Iterator[Json]:
    if isinstance(listed, list):
        yield from (one for one in listed if isinstance(one, dict))
