"""What is on a server already, and what it says that it can do.

A search is believed where it found what was asked for, or nothing at all. A server that gave other
resources has ignored the question, and then nothing is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from chartside.signoff.audit_event import URI
from chartside.signoff.outbox.server import JSON, Later, Server, named, place_of

DOCUMENT: Final = "DocumentReference"
_AUTHORISE: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Able:
    """What a server says it can do: by its CapabilityStatement, or because a person says so.

    `update_create` and `conditional_create` name the types for which a resource may be put under an
    id of the client's, and created unless one of its identifier is there.
    """

    transaction: bool = False
    update_create: frozenset[str] = frozenset()
    conditional_create: frozenset[str] = frozenset()

    def creates_once(self, kind: str) -> bool:
        """Whether the server itself keeps a resource from being created twice."""
        return kind in self.update_create or kind in self.conditional_create


async def able(server: Server) -> Able:
    """Read what a server can do; nothing where it does not say.

    Raises:
        Later: No answer.
        Never: A redirect.
    """
    answer = await server.get("metadata")
    rest = answer.body.get("rest") if answer.well and isinstance(answer.body, dict) else None
    first = rest[0] if isinstance(rest, list) and rest and isinstance(rest[0], dict) else {}
    held = [r for r in _list(first, "resource") if isinstance(r.get("type"), str)]
    codes = {interaction.get("code") for interaction in _list(first, "interaction")}
    return Able(
        transaction="transaction" in codes,
        update_create=frozenset(r["type"] for r in held if r.get("updateCreate") is True),
        conditional_create=frozenset(r["type"] for r in held if r.get("conditionalCreate") is True),
    )


async def documents(server: Server, identifier: str) -> tuple[JSON, ...] | None:
    """The documents with this identifier (a URN); None where the search cannot be relied on.

    Raises:
        Later: No answer, or a server that is busy or does not know who asks.
        Never: A redirect.
    """

    def ours(resource: JSON) -> bool:
        return {"system": URI, "value": identifier} in [
            {k: v for k, v in one.items() if k in {"system", "value"}}
            for one in _list(resource, "identifier")
        ]

    return await _searched(server, DOCUMENT, {"identifier": f"{URI}|{identifier}"}, ours)


async def about(server: Server, resource: JSON, target: str) -> str | None:
    """Where this Provenance or AuditEvent about `target` lies; empty: nowhere; None: cannot tell.

    Raises:
        Later: No answer, or a server that is busy or does not know who asks.
        Never: A redirect.
    """
    kind = resource["resourceType"]
    parameter = {"Provenance": "target", "AuditEvent": "entity"}[kind]

    def same(other: JSON) -> bool:
        return _moment(other) == _moment(resource) and target in _named(other)

    found = await _searched(server, kind, {parameter: target}, same, others_belong=True)
    if found is None:
        return None
    return named(kind, found[0]) if found else ""


def _named(resource: JSON) -> set[str]:
    """`Type/id` of what a Provenance or an AuditEvent is about."""
    named = [*_list(resource, "target"), *(e.get("what") for e in _list(resource, "entity"))]
    texts = [one.get("reference") for one in named if isinstance(one, dict)]
    places = [place_of(text) for text in texts if isinstance(text, str)]
    return {"/".join(place.split("/")[:2]) for place in places}


def _moment(resource: JSON) -> Any:
    """When it was recorded, to the second: some servers drop what is finer."""
    return str(resource.get("recorded"))[: len("2026-03-02T09:30:00")]


async def _searched(
    server: Server,
    kind: str,
    params: Mapping[str, str],
    wanted: Callable[[JSON], bool],
    *,
    others_belong: bool = False,
) -> tuple[JSON, ...] | None:
    answer = await server.get(kind, **params)
    if not answer.well:
        _require_no_passing_failure(answer)
        return None
    body = answer.body
    if not isinstance(body, dict) or body.get("resourceType") != "Bundle":
        return None
    resources = [e.get("resource") for e in _list(body, "entry")]
    held = [r for r in resources if isinstance(r, dict) and r.get("resourceType") == kind]
    found = tuple(r for r in held if wanted(r))
    ignored = bool(held) and not found and not others_belong
    return None if ignored else found


def _require_no_passing_failure(answer: Any) -> None:
    busy = answer.status == HTTPStatus.TOO_MANY_REQUESTS
    failed = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if answer.status in _AUTHORISE:
        raise Later(answer.said, soon=False)
    if busy or (failed and answer.status != HTTPStatus.NOT_IMPLEMENTED):
        raise Later(answer.said, answer.after)


def _list(resource: Mapping[str, Any], name: str) -> list[JSON]:
    """The objects in a list of a resource; none where it is no list."""
    value = resource.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
