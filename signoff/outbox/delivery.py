"""One document to one server, in steps that can each be the last and can each come again.

The server is asked first whether the document is there, by its identifier: after a time-out or a
death nobody knows. Then it is written, with its Provenance and AuditEvent in one transaction where
the server takes one; read back; and the documents that it replaces are marked on the server.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from chartside.fhir.chart import demographics
from chartside.signoff.cover import named as known_as
from chartside.signoff.exporting.transaction import url_of
from chartside.signoff.outbox import finding, marks, rows
from chartside.signoff.outbox.finding import DOCUMENT, Able
from chartside.signoff.outbox.following import follow
from chartside.signoff.outbox.hold import Hold
from chartside.signoff.outbox.parcel import Parcel, parcel_of
from chartside.signoff.outbox.rows import Posting, State
from chartside.signoff.outbox.server import JSON, Answer, Never, Server, named, place_of
from chartside.signoff.references import is_reference

_BINARY: Final = re.compile(r"Binary/[A-Za-z0-9.-]{1,64}")
_TRYING: Final = "trying"
_UNKNOWN: Final = "unknown"
_ABSENT: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True)
class Courier:
    """A server, what it is able to do, and the row that is sent to it."""

    server: Server
    able: Able
    hold: Hold


async def deliver(courier: Courier) -> Posting:
    """Bring the document there, once, and see what became of it.

    Raises:
        Later: It may work another time.
        Never: A person has to look.
        Lost: Another process took the row over.
        PolicyError: What is on record may not leave.
    """
    hold, server = courier.hold, courier.server
    parcel = parcel_of(hold.store, hold.posting)
    if parcel is None:
        return await _gone(courier)
    await _require_patient(server, parcel)
    older = await _older(courier, parcel)
    if parcel.withdrawn and not older and not await _there(courier, parcel.identifier):
        return hold.leave(State.WITHDRAWN, "nothing to retract")
    if older:  # the newest stands first
        parcel.document["relatesTo"][0]["target"]["reference"] = older[0][1]
    place = await _document(courier, parcel)
    await _beside(courier, parcel, place)
    found = await _read_back(server, parcel, place)
    for decision, where in older:
        status = "entered-in-error" if decision == parcel.withdrawn else "superseded"
        hold.note(**{where: await follow(server, where, status)})
    whole = all(found[name] for name in marks.ESSENTIAL)
    return hold.leave(State.SENT if whole else State.ALTERED, marks=found)


async def _gone(courier: Courier) -> Posting:
    """What does not stand any more is not sent; whether it was is found out, and no more done."""
    hold = courier.hold
    there = await _there(courier, f"urn:uuid:{hold.posting.decision_id}")
    if there:
        hold.note(**{DOCUMENT: there})
        return hold.leave(State.SENT, "before it was followed")
    return hold.leave(State.WITHDRAWN, "followed by another")


async def _require_patient(server: Server, parcel: Parcel) -> None:
    """The patient of that id on this server is the one who is named on the document."""
    if not is_reference(parcel.patient, "Patient"):
        raise Never("no-such-patient")
    answer = await server.get(parcel.patient)
    if answer.status in _ABSENT:
        raise Never("no-such-patient")
    body = answer.require().body
    if not isinstance(body, dict) or body.get("resourceType") != "Patient":
        raise Never("no-such-patient")
    if any(isinstance(one, dict) and one.get("type") == "replaced-by" for one in _links(body)):
        raise Never("patient-merged")
    if not parcel.banner.startswith(known_as(demographics(parcel.patient, body))):
        raise Never("another-patient")


def _links(patient: JSON) -> list[Any]:
    links = patient.get("link")
    return links if isinstance(links, list) else []


async def _older(courier: Courier, parcel: Parcel) -> list[tuple[str, str]]:
    """The documents on the server that this one takes the place of, each by its decision.

    Where the server cannot be asked, by what was noted when they were written.
    """
    found: list[tuple[str, str]] = []
    for decision in filter(None, (parcel.withdrawn, *parcel.older)):
        held = await finding.documents(courier.server, f"urn:uuid:{decision}")
        if held is None:
            with courier.hold.store.read() as tx:
                places = [rows.place(tx, decision, DOCUMENT)]
        else:
            places = [named(DOCUMENT, one) for one in held]
        found += [(decision, _without_version(place)) for place in places if place]
    return found


def _without_version(place: str) -> str:
    return "/".join(place.split("/")[:2])


async def _there(courier: Courier, identifier: str) -> str:
    """Where the document lies already; empty where it does not.

    Raises:
        Never: There are several, or it was sent before and the server cannot tell.
    """
    noted = courier.hold.written.get(DOCUMENT, "")
    if noted.startswith(f"{DOCUMENT}/"):
        return noted
    found = await finding.documents(courier.server, identifier)
    if found is None:
        if noted and not courier.able.creates_once(DOCUMENT):
            raise Never("cannot-tell")
        return ""
    if len(found) > 1:
        raise Never("several")
    return named(DOCUMENT, found[0]) if found else ""


async def _document(courier: Courier, parcel: Parcel) -> str:
    """The document's place, `DocumentReference/id`: where it was, or where it is now."""
    place = await _there(courier, parcel.identifier)
    if not place and courier.able.transaction:
        place = await _at_once(courier, parcel)
    if not place:
        if parcel.changes_the_chart:
            raise Never("transaction-needed")
        courier.hold.note(**{DOCUMENT: _TRYING})
        answer = await _put(courier, parcel.document, parcel.url, parcel.identifier)
        place = _place(answer.require(), DOCUMENT) or await _there(courier, parcel.identifier)
    if not place:
        raise Never("no-location")
    courier.hold.note(**{DOCUMENT: place})
    return _without_version(place)


async def _at_once(courier: Courier, parcel: Parcel) -> str:
    """All of it in a transaction; empty where the server would not have it, and did nothing."""
    courier.hold.note(**{DOCUMENT: _TRYING})
    answer = await courier.server.send("POST", "", parcel.bundle, {})
    try:
        answer.require()
    except Never:
        if parcel.changes_the_chart:
            raise
        return await _there(courier, parcel.identifier)
    entries = answer.body.get("entry") if isinstance(answer.body, dict) else None
    said = [e.get("response") for e in entries if isinstance(e, dict)] if entries else []
    locations = [str((one or {}).get("location", "")) for one in said]
    kinds = (DOCUMENT, *(one["resourceType"] for one in parcel.beside))
    places = {k: place_of(where) for k, where in zip(kinds, locations, strict=False)}
    courier.hold.note(**{k: where for k, where in places.items() if where.startswith(f"{k}/")})
    return places.get(DOCUMENT) or await _there(courier, parcel.identifier)


async def _put(courier: Courier, resource: JSON, url: str, identifier: str) -> Answer:
    """Create a resource: under an id of ours where the server lets us, else unless it is there."""
    kind = resource["resourceType"]
    if kind in courier.able.update_create:
        own = url.removeprefix("urn:uuid:")
        return await courier.server.send("PUT", f"{kind}/{own}", {**resource, "id": own}, {})
    once = {"If-None-Exist": f"identifier=urn:ietf:rfc:3986|{identifier}"} if identifier else {}
    return await courier.server.send("POST", kind, resource, once)


def _place(answer: Answer, kind: str) -> str:
    """Where a resource was created, by the Location or by the body; empty where neither says."""
    if answer.place.startswith(f"{kind}/"):
        return answer.place
    return named(kind, answer.body)


async def _beside(courier: Courier, parcel: Parcel, place: str) -> None:
    """Provenance and AuditEvent, where they are not there yet; a refusal of them is noted."""
    hold = courier.hold
    for resource in parcel.beside:
        kind = resource["resourceType"]
        before = hold.written.get(kind, "")
        if before and before != _TRYING:
            continue
        pointing = _pointing(resource, parcel.url, place)
        found = await finding.about(courier.server, pointing, place)
        if found is None and before == _TRYING and kind not in courier.able.update_create:
            hold.note(**{kind: _UNKNOWN})
        elif found:
            hold.note(**{kind: found})
        else:
            hold.note(**{kind: _TRYING})
            url = url_of(hold.posting.decision_id, kind)
            answer = await _put(courier, pointing, url, "")
            hold.note(**{kind: _taken(answer, kind)})


def _taken(answer: Answer, kind: str) -> str:
    try:
        return _place(answer.require(), kind) or "no-location"
    except Never as refused:
        return refused.code


def _pointing(value: Any, url: str, place: str) -> Any:
    """The same resource with a reference to where the document lies in the place of its URL."""
    if isinstance(value, dict):
        return {name: _pointing(held, url, place) for name, held in value.items()}
    if isinstance(value, list):
        return [_pointing(held, url, place) for held in value]
    return place if value == url else value


async def _read_back(server: Server, parcel: Parcel, place: str) -> dict[str, bool]:
    """Which parts of the document are there."""
    answer = (await server.get(place)).require()
    found = answer.body if isinstance(answer.body, dict) else {}
    data = marks.content(found)
    if data is None:
        data = await _linked(server, str(marks.attachment(found).get("url", "")))
    return marks.kept(parcel.document, found, data)


async def _linked(server: Server, url: str) -> bytes | None:
    """The content that a server keeps apart, as a Binary of its own; of no other server."""
    own = _BINARY.fullmatch(url.removeprefix(f"{server.base}/"))
    if own is None:
        return None
    answer = await server.get(own[0], accept="text/markdown")
    if not answer.well:
        return None
    if isinstance(answer.body, dict):
        return marks.content({"content": [{"attachment": answer.body}]})
    return answer.body if isinstance(answer.body, bytes) else None
