"""The FHIR R4 resources that a signed document leaves in.

Codes: FHIR R4 value sets, and HL7's AI Transparency on FHIR (the label AIAST, the role of the
software). The type code of a document kind is from LOINC. People and software are named by
identifiers (a JWK thumbprint is a URI by RFC 9278), because a local signer has no Practitioner
resource on any server; a site that knows its signers as resources replaces the references when it
writes back.
"""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any, Final

from chartside.draft import Author, Draft
from chartside.errors import PolicyError
from chartside.fhir.codes import LOINC
from chartside.fhir.validation import problems
from chartside.fhir.when import parse_when
from chartside.fhir.written_here import DEVICE_NAME
from chartside.signoff.audit_event import AIAST, URI, coding, practitioner
from chartside.signoff.canonical import Document
from chartside.signoff.references import is_reference
from chartside.signoff.row import AuditRow

JSON = dict[str, Any]

_TYPE: Final = {
    "summary": ("34133-9", "Summary of episode note"),
    "previsit": ("34133-9", "Summary of episode note"),
    "handoff": ("18761-7", "Transfer summary note"),
    "discharge": ("18842-5", "Discharge summary"),
    "consult": ("11488-4", "Consult note"),
    "progress": ("11506-3", "Progress note"),
    "results": ("11502-2", "Laboratory report"),
}
_ANY_TYPE: Final = ("11503-0", "Medical records")
_CATEGORY: Final = (
    "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
    "clinical-note",
    "Clinical Note",
)
_PARTICIPANT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_OPERATION: Final = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
_SOFTWARE: Final = "http://hl7.org/fhir/uv/aitransparency/CodeSystem/AIdeviceTypeCS"
_ARTIFICIAL: Final = "Artificial-Intelligence"
_PURPOSE: Final = "urn:iso-astm:E1762-95:2013"
_SIGNATURE: Final = {
    "author": ("1.2.840.10065.1.12.1.1", "Author's Signature"),
    "review": ("1.2.840.10065.1.12.1.13", "Review Signature"),
    "approve": ("1.2.840.10065.1.12.1.5", "Verification Signature"),
}
_ADMINISTRATIVE: Final = (
    "1.2.840.10065.1.12.1.17",
    "Administrative (Error/Edit) Signature",
)
DESCRIPTION: Final = "Drafted by software, reviewed and signed by a clinician"


def identifier_of(decision_id: str) -> JSON:
    """The business identifier of what a decision lets leave."""
    return {"system": URI, "value": f"urn:uuid:{decision_id}"}


def kind_of(document: Document) -> JSON:
    """The type of a document as a CodeableConcept."""
    known = _TYPE.get(document.draft.kind, _ANY_TYPE)
    return {"coding": [coding(LOINC, *known)], "text": document.draft.kind}


def category() -> JSON:
    """Every document is a clinical note (US Core)."""
    return {"coding": [coding(*_CATEGORY)]}


def document_reference(document: Document, row: AuditRow, text: str) -> JSON:
    """The document with its text, final (or amended), by its signer."""
    resource: JSON = {
        "resourceType": "DocumentReference",
        "meta": {"security": [AIAST]},
        "contained": [practitioner(row, "signer")],
        "identifier": [identifier_of(row.decision_id or "")],
        "status": "current",
        "docStatus": "amended" if document.amends else "final",
        "type": kind_of(document),
        "category": [category()],
        "subject": {"reference": document.draft.patient},
        "date": row.at,
        "author": [{"reference": "#signer", "display": row.name}],
        "authenticator": {"reference": "#signer", "display": row.name},
        "description": DESCRIPTION,
        "content": [{"attachment": attachment(text, document.draft.kind, row.at)}],
    }
    if document.amends:
        resource["relatesTo"] = [replaces(document.amends.decision_id)]
    return resource


def attachment(text: str, title: str, at: str) -> JSON:
    """The text of a document, with its size and its hash."""
    data = text.encode()
    sha1 = hashlib.sha1(data, usedforsecurity=False).digest()  # R4: hash is SHA-1
    return {
        "contentType": "text/markdown;charset=utf-8",
        "data": base64.b64encode(data).decode(),
        "size": len(data),
        "hash": base64.b64encode(sha1).decode(),
        "title": title,
        "creation": at,
    }


def replaces(decision_id: str) -> JSON:
    """The relation to the document that an earlier decision let leave."""
    older = {"type": "DocumentReference", "identifier": identifier_of(decision_id)}
    return {"code": "replaces", "target": older}


def provenance(draft: Draft, row: AuditRow, targets: list[JSON], payload: bytes, jws: str) -> JSON:
    """Who wrote, who verified, from which sources; the signature, and the bytes under it."""
    edited = bool(row.edit_distance)
    software = _agent("assembler" if edited else "author", "device")
    if draft.author.model:
        software["role"] = [{"coding": [_artificial()]}]
    agents = [software, _agent("verifier", "signer")]
    return {
        "resourceType": "Provenance",
        "contained": [device(draft.author), practitioner(row, "signer"), _bytes(payload)],
        "target": targets,
        **({"occurredDateTime": draft.created} if parse_when(draft.created) else {}),
        "recorded": row.at,
        "reason": [{"coding": [AIAST]}],
        "activity": {"coding": [coding(_OPERATION, "CREATE", "create")]},
        "agent": [*agents, _agent("author", "signer")] if edited else agents,
        "entity": [*_entities(draft), _signed_bytes()],
        "signature": [_signature(row, jws, _SIGNATURE[row.meaning or ""])],
    }


def nullification(row: AuditRow, targets: list[JSON], payload: bytes, jws: str) -> JSON:
    """Who withdrew a document; the signature of that, and the bytes under it."""
    return {
        "resourceType": "Provenance",
        "contained": [practitioner(row, "signer"), _bytes(payload)],
        "target": targets,
        "recorded": row.at,
        "activity": {"coding": [coding(_OPERATION, "NULLIFY", "nullify")]},
        "agent": [_agent("author", "signer")],
        "entity": [_signed_bytes()],
        "signature": [_signature(row, jws, _ADMINISTRATIVE)],
    }


def device(author: Author) -> JSON:
    """The software that wrote a draft, with the model and its revision."""
    made: JSON = {
        "resourceType": "Device",
        "id": "device",
        "deviceName": [{"name": f"{DEVICE_NAME} {author.name}", "type": "user-friendly-name"}],
        "type": {"coding": [_artificial()], "text": _ARTIFICIAL}
        if author.model
        else {"text": "Software that extracts text, without a language model"},
    }
    if author.model:
        made["modelNumber"] = author.model
    if author.revision:
        made["version"] = [{"value": author.revision}]
    return made


def require_valid(resource: JSON) -> None:
    """What leaves is held to the structure and the required codes of R4.

    Raises:
        PolicyError: It would not be valid; the message names elements only.
    """
    if wrong := problems(resource, "R4"):
        where = ", ".join(sorted({problem.element for problem in wrong})[:5])
        raise PolicyError(
            f"the {resource['resourceType']} would not be valid FHIR R4 ({where}): it cannot leave"
        )


def _artificial() -> JSON:
    return coding(_SOFTWARE, _ARTIFICIAL, "Artificial Intelligence")


def _signature(row: AuditRow, jws: str, purpose: tuple[str, str]) -> JSON:
    return {
        "type": [coding(_PURPOSE, *purpose)],
        "when": row.at,
        "who": {"reference": "#signer", "display": row.name},
        "targetFormat": "application/json",
        "sigFormat": "application/jose",
        "data": base64.b64encode(jws.encode()).decode(),
    }


def _bytes(payload: bytes) -> JSON:
    """The exact bytes that were signed, so that whoever has the Provenance can verify."""
    return {
        "resourceType": "Binary",
        "id": "signed",
        "contentType": "application/json",
        "data": base64.b64encode(payload).decode(),
    }


def _signed_bytes() -> JSON:
    what = {"reference": "#signed", "display": "The exact bytes that were signed"}
    return {"role": "source", "what": what}


def _agent(part: str, who: str) -> JSON:
    return {
        "type": {"coding": [{"system": _PARTICIPANT, "code": part}]},
        "who": {"reference": f"#{who}"},
    }


_HEARD: Final = "What was dictated, in the signed bytes"
_ENCLOSED: Final = "What was read of the enclosed document, in the signed bytes"
"""Neither is a resource of any server: both are kept with the draft."""


def _entities(draft: Draft) -> Iterator[JSON]:
    cited = dict.fromkeys(
        (c.reference, c.version)
        for s in draft.statements
        for c in s.citations
        if is_reference(c.reference)
    )
    brought = ((draft.dictation, _HEARD), (draft.enclosure, _ENCLOSED))
    kept = {held.reference: words for held, words in brought if held is not None}
    for reference, version in cited:
        words = kept.get(reference)
        inside = {"reference": "#signed", "display": words}
        yield {"role": "source", "what": inside if words else _source(reference, version)}


def _source(reference: str, version: str | None) -> JSON:
    """A source with its version.

    In the reference where the server numbers versions, else the content hash as an identifier.
    """
    if version is None:
        return {"reference": reference}
    if version.startswith("sha256:"):
        return {"reference": reference, "identifier": {"value": version}}
    return {"reference": f"{reference}/_history/{version}"}
