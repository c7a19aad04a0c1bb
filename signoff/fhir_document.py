"""A signed document as FHIR R4: DocumentReference, Provenance and AuditEvent in one transaction.

Codes: notes on write-back, and FHIR R4 value sets. The type code of a document kind is from LOINC.
    People and software are named by identifiers (a JWK thumbprint is a URI by RFC 9278), because a
    local signer has no Practitioner resource on any server; a site that knows its signers as
    resources replaces the references when it writes back.
"""

import base64
import hashlib
import uuid
from typing import Any

from chartside.draft import Author, Draft
from chartside.errors import PolicyError
from chartside.fhir.codes import LOINC
from chartside.fhir.validation import problems
from chartside.fhir.when import parse_when
from chartside.signoff.audit_event import AIAST, URI, audit_event, coding, practitioner
from chartside.signoff.canonical import Document
from chartside.signoff.proposed_fhir import entries as proposed
from chartside.signoff.proposed_fhir import targets as also_written
from chartside.signoff.references import is_reference
from chartside.signoff.row import AuditRow

_TYPE = {
    "summary": ("34133-9", "Summary of episode note"),
    "previsit": ("34133-9", "Summary of episode note"),
    "handoff": ("18761-7", "Transfer summary note"),
    "discharge": ("18842-5", "Discharge summary"),
    "consult": ("11488-4", "Consult note"),
    "progress": ("11506-3", "Progress note"),
}
_ANY_TYPE = ("11503-0", "Medical records")
_CATEGORY = (
    "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
    "clinical-note",
    "Clinical Note",
)
_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_OPERATION = ("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create")
_PURPOSE = "urn:iso-astm:E1762-95:2013"
_SIGNATURE = {
    "author": ("1.2.840.10065.1.12.1.1", "Author's Signature"),
    "review": ("1.2.840.10065.1.12.1.13", "Review Signature"),
    "approve": ("1.2.840.10065.1.12.1.5", "Verification Signature"),
}


def transaction(document: Document, row: AuditRow, text: str, jws: str) -> dict[str, Any]:
    """The three resources as a transaction Bundle, with the proposals that the signer accepted.

    Sent twice, the document is created once (`ifNoneExist` on its identifier).

    Raises:
        PolicyError: A resource would not be valid R4; the message names its elements.
    """
    identifier = f"urn:uuid:{row.decision_id}"
    urls = {
        name: f"urn:uuid:{uuid.uuid5(uuid.UUID(row.decision_id), name)}"
        for name in ("document", "provenance", "audit")
    }
    draft, target = document.draft, {"reference": urls["document"]}
    decision = row.decision_id or ""
    entries = [
        _entry(
            urls["document"],
            _document_reference(document, row, text),
            f"identifier={URI}|{identifier}",
        ),
        _entry(
            urls["provenance"],
            _provenance(draft, row, [target, *also_written(draft, decision)], jws),
        ),
        _entry(urls["audit"], audit_event(row, target)),
        *proposed(draft, decision),
    ]
    for entry in entries:
        require_valid(entry["resource"])
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def require_valid(resource: dict[str, Any]) -> None:
    """What leaves is held to the structure and the required codes of R4."""
    if wrong := problems(resource, "R4"):
        where = ", ".join(sorted({problem.element for problem in wrong})[:5])
        raise PolicyError(
            f"the {resource['resourceType']} would not be valid FHIR R4 ({where}): it cannot leave"
        )


def _entry(url: str, resource: dict[str, Any], if_none_exist: str | None = None) -> dict[str, Any]:
    request = {"method": "POST", "url": resource["resourceType"]}
    return {
        "fullUrl": url,
        "resource": resource,
        "request": request | ({"ifNoneExist": if_none_exist} if if_none_exist else {}),
    }


def _document_reference(document: Document, row: AuditRow, text: str) -> dict[str, Any]:
    data = text.encode()
    kind = _TYPE.get(document.draft.kind, _ANY_TYPE)
    resource: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "meta": {"security": [AIAST]},
        "contained": [practitioner(row, "signer")],
        "identifier": [{"system": URI, "value": f"urn:uuid:{row.decision_id}"}],
        "status": "current",
        "docStatus": "amended" if document.amends else "final",
        "type": {"coding": [coding(LOINC, *kind)], "text": document.draft.kind},
        "category": [{"coding": [coding(*_CATEGORY)]}],
        "subject": {"reference": document.draft.patient},
        "date": row.at,
        "author": [{"reference": "#signer", "display": row.name}],
        "authenticator": {"reference": "#signer", "display": row.name},
        "description": "Drafted by software, reviewed and signed by a clinician",
        "content": [
            {
                "attachment": {
                    "contentType": "text/markdown;charset=utf-8",
                    "data": base64.b64encode(data).decode(),
                    "size": len(data),
                    "hash": base64.b64encode(
                        hashlib.sha1(data, usedforsecurity=False).digest()
                    ).decode(),  # R4: hash is SHA-1
                    "title": document.draft.kind,
                    "creation": row.at,
                }
            }
        ],
    }
    if document.amends:
        older = {"system": URI, "value": f"urn:uuid:{document.amends.decision_id}"}
        resource["relatesTo"] = [
            {"code": "replaces", "target": {"type": "DocumentReference", "identifier": older}}
        ]
    return resource


def _provenance(
    draft: Draft, row: AuditRow, targets: list[dict[str, Any]], jws: str
) -> dict[str, Any]:
    edited = bool(row.edit_distance)
    signature = coding(_PURPOSE, *_SIGNATURE[row.meaning or ""])
    agents = [_agent("assembler" if edited else "author", "device"), _agent("verifier", "signer")]
    return {
        "resourceType": "Provenance",
        "contained": [_device(draft.author), practitioner(row, "signer")],
        "target": targets,
        **({"occurredDateTime": draft.created} if parse_when(draft.created) else {}),
        "recorded": row.at,
        "reason": [{"coding": [AIAST]}],
        "activity": {"coding": [coding(*_OPERATION)]},
        "agent": [*agents, _agent("author", "signer")] if edited else agents,
        "entity": _entities(draft),
        "signature": [
            {
                "type": [signature],
                "when": row.at,
                "who": {"reference": "#signer", "display": row.name},
                "targetFormat": "application/json",
                "sigFormat": "application/jose",
                "data": base64.b64encode(jws.encode()).decode(),
            }
        ],
    }


def _agent(part: str, who: str) -> dict[str, Any]:
    return {
        "type": {"coding": [{"system": _PARTICIPANT, "code": part}]},
        "who": {"reference": f"#{who}"},
    }


def _device(author: Author) -> dict[str, Any]:
    device: dict[str, Any] = {
        "resourceType": "Device",
        "id": "device",
        "deviceName": [{"name": f"Chartside {author.name}", "type": "user-friendly-name"}],
        "type": {
            "text": "Artificial-Intelligence"
            if author.model
            else "Software that extracts text, without a language model"
        },
    }
    if author.model:
        device["modelNumber"] = author.model
    if author.revision:
        device["version"] = [{"value": author.revision}]
    return device


def _entities(draft: Draft) -> list[dict[str, Any]]:
    cited = dict.fromkeys(
        (c.reference, c.version)
        for s in draft.statements
        for c in s.citations
        if is_reference(c.reference)
    )
    return [{"role": "source", "what": _source(reference, version)} for reference, version in cited]


def _source(reference: str, version: str | None) -> dict[str, Any]:
    """A source with its version.

    In the reference where the server numbers versions, else the content hash as an identifier.
    """
    if version is None:
        return {"reference": reference}
    if version.startswith("sha256:"):
        return {"reference": reference, "identifier": {"value": version}}
    return {"reference": f"{reference}/_history/{version}"}
