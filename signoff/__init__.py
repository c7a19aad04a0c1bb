"""Drafts' life, who may decide, signatures, the audit chain, the gate; knows no agent or model.

The agent gets `Desk` and nothing else of this room.
"""

from chartside.signoff.audit import AuditReport, events, export_ndjson, verify
from chartside.signoff.decide import decline, retract, sign
from chartside.signoff.decision import Decision, DraftDesk
from chartside.signoff.desk import Desk
from chartside.signoff.editing import amend, edit, recheck
from chartside.signoff.export import (
    file_document,
    preview_markdown,
    to_docx,
    to_fhir,
    to_fhir_document,
    to_markdown,
    to_pdf,
)
from chartside.signoff.gate import Signed, open_signed
from chartside.signoff.identity import (
    Identity,
    UnlockedIdentity,
    create_identity,
    read_identity,
    unlock,
)
from chartside.signoff.meaning import Meaning
from chartside.signoff.proposed import Decided
from chartside.signoff.review import Shown, show
from chartside.signoff.signer import Signer
from chartside.signoff.store import SignoffStore

__all__ = [
    "AuditReport",
    "Decided",
    "Decision",
    "Desk",
    "DraftDesk",
    "Identity",
    "Meaning",
    "Shown",
    "Signed",
    "Signer",
    "SignoffStore",
    "UnlockedIdentity",
    "amend",
    "create_identity",
    "decline",
    "edit",
    "events",
    "export_ndjson",
    "file_document",
    "open_signed",
    "preview_markdown",
    "read_identity",
    "recheck",
    "retract",
    "show",
    "sign",
    "to_docx",
    "to_fhir",
    "to_fhir_document",
    "to_markdown",
    "to_pdf",
    "unlock",
    "verify",
]
