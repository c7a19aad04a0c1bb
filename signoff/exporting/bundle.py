"""A signed document as a FHIR R4 document: a Bundle with a Composition.

What holds of it: identifier with system and value, timestamp, the Composition first, one full URL
for each entry (bdl-7, bdl-9, bdl-10, bdl-11); everything that the Composition refers to is in it.
Few record systems take one over their API: it is for archives and for handing on.

The patient is in it with an id and the words of the document's cover, because a document holds no
more of them. Sections hold words and no entries: the sources are entities of the Provenance.
"""

import html
import uuid
from collections.abc import Iterator
from typing import Any, Final

from chartside.signoff.audit_event import AIAST, URI, practitioner
from chartside.signoff.canonical import Document
from chartside.signoff.exporting import resources
from chartside.signoff.exporting.paper import Block, Line, Paper
from chartside.signoff.exporting.resources import JSON
from chartside.signoff.exporting.transaction import url_of
from chartside.signoff.row import AuditRow

_XHTML: Final = "http://www.w3.org/1999/xhtml"
_MODE: Final = {"author": "legal", "review": "professional", "approve": "professional"}
"""A signature as author takes responsibility for the content; the others attest a reading."""


def document_bundle(
    document: Document, row: AuditRow, page: Paper, payload: bytes, jws: str
) -> JSON:
    """The document Bundle.

    Raises:
        PolicyError: A resource would not be valid R4; the message names its elements.
    """
    decision = row.decision_id or ""
    urls = {
        name: url_of(decision, f"document {name}")
        for name in ("composition", "patient", "signer", "device", "provenance")
    }
    target = {"reference": urls["composition"]}
    made = {
        "composition": _composition(document, row, page, urls),
        "patient": _patient(document),
        "signer": _identified(practitioner(row, "signer"), urls["signer"]),
        "device": _identified(resources.device(document.draft.author), urls["device"]),
        "provenance": resources.provenance(document.draft, row, [target], payload, jws),
    }
    for resource in made.values():
        resources.require_valid(resource)
    bundle = {
        "resourceType": "Bundle",
        "meta": {"security": [AIAST]},
        "identifier": {"system": URI, "value": url_of(decision, "document bundle")},
        "type": "document",
        "timestamp": row.at,
        "entry": [{"fullUrl": urls[name], "resource": made[name]} for name in urls],
    }
    resources.require_valid(bundle)
    return bundle


def _composition(document: Document, row: AuditRow, page: Paper, urls: dict[str, str]) -> JSON:
    signer = {"reference": urls["signer"], "type": "Practitioner", "display": row.name}
    software = {"reference": urls["device"], "type": "Device", "display": page.disclosure}
    made: JSON = {
        "resourceType": "Composition",
        "meta": {"security": [AIAST]},
        "identifier": resources.identifier_of(row.decision_id or ""),
        "status": "amended" if document.amends else "final",
        "type": resources.kind_of(document),
        "category": [resources.category()],
        "subject": {"reference": urls["patient"], "type": "Patient"},
        "date": row.at,
        "author": [signer, software],
        "title": page.title,
        "attester": [{"mode": _MODE[row.meaning or ""], "time": row.at, "party": signer}],
        "section": list(_sections(page)),
    }
    if document.amends:
        older = resources.identifier_of(document.amends.decision_id)
        made["relatesTo"] = [{"code": "replaces", "targetIdentifier": older}]
    return made


def _identified(resource: JSON, url: str) -> JSON:
    """A resource that stands by itself, under the id of its full URL."""
    return {**resource, "id": str(uuid.UUID(url))}


def _patient(document: Document) -> JSON:
    reference = document.draft.patient
    words = document.cover.banner or reference
    return {
        "resourceType": "Patient",
        "id": reference.partition("/")[2],
        "text": _narrative(f"<p>{_text(words)}</p>", "generated"),
        "identifier": [{"type": {"text": "Reference in the record"}, "value": reference}],
    }


def _sections(page: Paper) -> Iterator[JSON]:
    signature = (page.signed, page.disclosure, page.checked)
    yield _section("Signature", "".join(f"<p>{_text(words)}</p>" for words in signature))
    for block in page.blocks:
        yield _section(block.title or "Text", _block(block))
    listed = "".join(
        f"<li>{_text(f'[{s.number}] {s.name}')}{_text(f': {s.words}') if s.words else ''}</li>"
        for s in page.sources
    )
    yield _section("Sources", f"<ul>{listed}</ul><p>{_text(page.chart)}</p>")
    about = "".join(f"<li>{_text(words)}</li>" for words in page.about)
    yield _section("About this document", f"<ul>{about}</ul>")


def _section(title: str, body: str) -> JSON:
    return {"title": title, "text": _narrative(body, "additional")}


def _block(block: Block) -> str:
    lead = f"<p>{_text(block.lead)}</p>" if block.lead else ""
    lines = f"<ul>{''.join(map(_line, block.lines))}</ul>" if block.lines else ""
    return f"{lead}{lines}" or "<p>No sentence.</p>"  # a narrative is never empty (txt-2)


def _line(line: Line) -> str:
    marks = "".join(f" [{number}]" for number in line.sources)
    flag = f"<br/><em>{_text(line.flag)}</em>" if line.flag else ""
    below = "".join(f"<li>{_text(words)}</li>" for words in line.below)
    inner = f"<ul>{below}</ul>" if below else ""
    return f"<li>{_text(line.text)}{marks}{flag}{inner}</li>"


def _narrative(body: str, status: str) -> dict[str, Any]:
    return {"status": status, "div": f'<div xmlns="{_XHTML}">{body}</div>'}


def _text(words: str) -> str:
    """Words as XHTML, without a character that XML does not have."""
    return html.escape("".join(c if c.isprintable() else "\ufffd" for c in words), quote=False)
