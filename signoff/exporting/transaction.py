"""What a signed document, or a retraction, is sent as: a FHIR R4 transaction.

DocumentReference, Provenance with the signature, AuditEvent, and the proposals that the signer
accepted. Sent twice, the document is created once (`ifNoneExist` on its identifier), where the
server keeps to that; `chartside.signoff.outbox` does not rely on it.
"""

import uuid
from typing import Final

from chartside.signoff.audit_event import URI, audit_event
from chartside.signoff.canonical import Document
from chartside.signoff.exporting import resources
from chartside.signoff.exporting.resources import JSON
from chartside.signoff.proposed_fhir import entries as proposed
from chartside.signoff.proposed_fhir import targets as also_written
from chartside.signoff.row import AuditRow

DOCUMENT, PROVENANCE, AUDIT = 0, 1, 2
"""Where each stands among the entries."""
_NAMES: Final = ("document", "provenance", "audit")


def transaction(document: Document, row: AuditRow, text: str, payload: bytes, jws: str) -> JSON:
    """The resources of a signed document, with the proposals that the signer accepted.

    Raises:
        PolicyError: A resource would not be valid R4; the message names its elements.
    """
    decision = row.decision_id or ""
    target = {"reference": url_of(decision, "document")}
    targets = [target, *also_written(document.draft, decision)]
    made = (
        resources.document_reference(document, row, text),
        resources.provenance(document.draft, row, targets, payload, jws),
        audit_event(row, target),
    )
    return _bundle(decision, made, list(proposed(document.draft, decision, row.at)))


def withdrawal(notice: JSON, row: AuditRow, payload: bytes, jws: str) -> JSON:
    """The resources of a retraction: a notice that stands where the document stood.

    Raises:
        PolicyError: A resource would not be valid R4; the message names its elements.
    """
    decision = row.decision_id or ""
    target = {"reference": url_of(decision, "document")}
    made = (
        notice,
        resources.nullification(row, [target], payload, jws),
        audit_event(row, target),
    )
    return _bundle(decision, made, [])


def url_of(decision_id: str, name: str) -> str:
    """The URL within a Bundle of one of a decision's resources; always the same."""
    return f"urn:uuid:{uuid.uuid5(uuid.UUID(decision_id), name)}"


def _bundle(decision: str, made: tuple[JSON, ...], more: list[JSON]) -> JSON:
    entries = [
        _entry(url_of(decision, name), resource)
        for name, resource in zip(_NAMES, made, strict=True)
    ]
    value = resources.identifier_of(decision)["value"]
    entries[DOCUMENT]["request"]["ifNoneExist"] = f"identifier={URI}|{value}"
    entries += more
    for entry in entries:
        resources.require_valid(entry["resource"])
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _entry(url: str, resource: JSON) -> JSON:
    request = {"method": "POST", "url": resource["resourceType"]}
    return {"fullUrl": url, "resource": resource, "request": request}
