"""Resources contained in another: searched through the reference to them, never found alone.

Source: FHIR R4 search, https://hl7.org/fhir/R4/search.html#contained, and R4 references,
https://hl7.org/fhir/R4/references.html#contained: what is contained has no identity outside its
container. A chain follows `#id` into it; without `_contained` it is no match of its own type.

In the index it has a number of its own, below zero, that its container and its place there tell.
Not covered: a reference back to the container (`#`), which no chain follows.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from chartside.fhir.r4 import ALL_TYPES, ID
from chartside.fhir.search.emit import Target
from chartside.fhir.search.extract import ITEM_BITS, ITEMS, plan
from chartside.fhir.versions.read import as_r4

INSIDE = (
    "(SELECT c.number, c.type, c.id, inside(p.raw, c.number) AS raw FROM contained AS c "  # noqa: S608 - our own numbers
    f"JOIN resource AS p ON p.number = -c.number >> {ITEM_BITS})"
)
"""Contained resources with the columns of the resource table, for an alias `r`."""
POINTED = f"'#' || r.type || '/' || r.id, -r.number >> {ITEM_BITS}"
"""The reference to what is contained, and the number of its container."""


def holders(found: str) -> tuple[str, str]:
    """Which references lead to a step's `POINTED` (target, container).

    Those of the container, and those of what else is contained in it. They are two conditions,
    because one that is either of them would be asked of every reference.
    """
    wanted = f"(SELECT target, container FROM {found})"  # noqa: S608 - our own names
    return (
        f"(target, resource) IN {wanted}",
        f"target IN (SELECT target FROM {found}) AND resource < 0 "  # noqa: S608 - our own names
        f"AND (+target, -resource >> {ITEM_BITS}) IN {wanted}",
    )


_decode = msgspec.json.Decoder().decode


class _Within(NamedTuple):
    place: int
    type: str
    id: str
    body: Mapping[str, Any]


def collect(kind: str, resource: Mapping[str, Any], target: Target, *, only: str = "") -> None:
    """Add the index rows of a resource, and of what is contained in it.

    What no search parameter leads to has none: no search could ask for it. `only` limits them to
    one parameter of the resource itself.
    """
    within = [] if only or "contained" not in resource else list(_within(resource))
    if not within:
        plan(kind, only=only).collect(resource, target)
        return
    number, waiting = target.resource, {f"#{one.type}/{one.id}": one for one in within}
    target.inside = {one.id: one.type for one in within}
    references = target.rows.reference
    seen = len(references)
    plan(kind).collect(resource, target)
    while pointed := {name for _, name, _ in references[seen:]} & waiting.keys():
        seen = len(references)
        for name in sorted(pointed):
            one = waiting.pop(name)
            target.resource = -(number * ITEMS + one.place)
            target.rows.contained.append((target.resource, one.type, one.id))
            plan(one.type).collect(as_r4(one.body), target)
    target.resource, target.inside = number, {}


def _within(resource: Mapping[str, Any]) -> Iterator[_Within]:
    """What is contained and can be pointed at; of two with one id the first."""
    held = resource["contained"]
    seen: set[str] = set()
    for place, one in enumerate(held[:ITEMS] if type(held) is list else ()):
        if type(one) is not dict:
            continue
        kind, identity = one.get("resourceType"), one.get("id")
        if type(kind) is not str or type(identity) is not str or kind not in ALL_TYPES:
            continue
        if ID.fullmatch(identity) and identity not in seen:
            seen.add(identity)
            yield _Within(place, kind, identity, one)


def inside(raw: bytes, number: int) -> bytes:
    """The JSON of a contained resource, from its container's (SQL function `inside`)."""
    held = as_r4(_decode(raw))["contained"]
    return msgspec.json.encode(held[-number % ITEMS])
