"""The draft orders of a call, read as if they were signed.

A draft is in force for no rule, so that each is read as an active order in a copy; the client's own
is not touched. What cannot be read as an order of this patient is counted, never passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from chartside.fhir.r4 import ID
from chartside.fhir.when import parse_when
from chartside.sidebar.cds.received import invalid

JSON = dict[str, Any]
CHECKED: Final = frozenset({"MedicationRequest", "ServiceRequest"})
"""The orders that rules know."""
MOST: Final = 200
"""Draft orders of one session."""
_BESIDE: Final = "Medication"
"""What a draft order may refer to, in the same Bundle."""
_PREFIX: Final = "draft-order-"
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError)
_decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode
_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class DraftOrders:
    """Draft orders as a Bundle that a chart can be made with.

    `names` gives the reference at the client for each reference in the Bundle, empty where an order
    has no id. `unreadable` counts those that are no orders of this patient as far as can be read.
    """

    bundle: bytes = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    unreadable: int = 0


def read_orders(raw: bytes, patient: str, base: str | None, now: datetime) -> DraftOrders:
    """The draft orders in a Bundle.

    Args:
        raw: The Bundle as it came.
        patient: `Patient/id` of the call.
        base: The FHIR server whose patient that is.
        now: When an order was written that does not say it.

    Raises:
        Unanswerable: 400 where it is no Bundle, or has more than two hundred entries.
    """
    entries = _entries(raw)
    kept: list[JSON] = []
    names: dict[str, str] = {}
    unreadable = 0
    for number, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict):
            unreadable += 1
            continue
        kind = resource.get("resourceType")
        if not isinstance(kind, str):
            unreadable += 1
        elif kind == _BESIDE:
            kept.append({key: entry[key] for key in ("fullUrl", "resource") if key in entry})
        elif kind in CHECKED:
            if not _is_of(resource, patient, base):
                unreadable += 1
                continue
            order = _as_signed(resource, f"{_PREFIX}{number}", patient, now)
            names[f"{order['resourceType']}/{order['id']}"] = _name(resource)
            kept.append({"resource": order})
    return DraftOrders(_encode({"resourceType": "Bundle", "entry": kept}), names, unreadable)


def _entries(raw: bytes) -> list[Any]:
    try:
        bundle = _decode(raw)
    except _UNREADABLE:
        bundle = None
    entries = bundle.get("entry", []) if isinstance(bundle, dict) else None
    if entries is None or bundle.get("resourceType") != "Bundle" or not isinstance(entries, list):
        raise invalid("the draft orders are no Bundle", ("context.draftOrders",))
    if len(entries) > MOST:
        raise invalid("there are too many draft orders", ("context.draftOrders",))
    return entries


def _is_of(resource: Mapping[str, Any], patient: str, base: str | None) -> bool:
    subject = resource.get("subject")
    written = subject.get("reference") if isinstance(subject, dict) else None
    known = {patient} if base is None else {patient, f"{base.rstrip('/')}/{patient}"}
    return isinstance(written, str) and written.partition("/_history/")[0] in known


def _as_signed(resource: Mapping[str, Any], identity: str, patient: str, now: datetime) -> JSON:
    """An active copy under an id of ours: the client's may be that of an order in the chart."""
    written = resource.get("authoredOn")
    dated = isinstance(written, str) and parse_when(written) is not None
    return {
        **resource,
        "id": identity,
        "status": "active",
        "intent": "order",
        "subject": {"reference": patient},
        "authoredOn": written if dated else now.isoformat(),
    }


def _name(resource: Mapping[str, Any]) -> str:
    identity = resource.get("id")
    named = isinstance(identity, str) and ID.fullmatch(identity)
    return f"{resource['resourceType']}/{identity}" if named else ""


def selected(orders: DraftOrders, selections: Iterator[str] | list[str]) -> Mapping[str, str]:
    """Those of the orders that have just been selected."""
    wanted = set(selections)
    return {ours: name for ours, name in orders.names.items() if name in wanted}
