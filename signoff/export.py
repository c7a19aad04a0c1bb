"""Every way out.

Each takes a `Signed`, checks it again, also against the policy in force here, and gives the same
bytes each time.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from chartside.draft import Draft
from chartside.errors import StoreError
from chartside.signoff.canonical import Cover, Document
from chartside.signoff.copies import MARKDOWN, SIGNED, TRANSACTION, digests, stem
from chartside.signoff.exact import exact_json
from chartside.signoff.exporting.bundle import document_bundle
from chartside.signoff.exporting.paper import Paper, paper
from chartside.signoff.exporting.transaction import transaction
from chartside.signoff.filing import write_atomically
from chartside.signoff.gate import Signed, require_signed
from chartside.signoff.markdown import preview
from chartside.signoff.other_policy import require_allowed
from chartside.signoff.rendering import rendered


def preview_markdown(draft: Draft, cover: Cover | None = None) -> str:
    """A draft to read on screen, marked UNSIGNED DRAFT.

    `chartside.signoff.review.show` gives the one that can be signed.
    """
    return preview(Document(draft, cover=cover or Cover()))


def to_markdown(signed: Signed) -> str:
    """A signed document as Markdown.

    Raises:
        PolicyError: it is not signed (any more), or the text is not the one that was signed.
    """
    _require_may_leave(signed)
    return rendered(signed.document, signed.row, signed.basis)


def to_pdf(signed: Signed, *, size: str = "a4") -> bytes:
    """A signed document as PDF/A, with the signed bytes and their signature attached.

    Args:
        signed: The document.
        size: Of the paper: `a4` or `us-letter`.

    Raises:
        PolicyError: it is not signed (any more).
        MissingExtra: the part that sets PDF is not installed.
    """
    made = _module("pdf").to_pdf(_paper(signed), signed.payload, signed.jws, size=size)
    return bytes(made)


def to_docx(signed: Signed, *, size: str = "a4") -> bytes:
    """A signed document as a Word file, which anybody can edit: the signature is not over it.

    Args:
        signed: The document.
        size: Of the paper: `a4` or `us-letter`.

    Raises:
        PolicyError: it is not signed (any more).
        MissingExtra: the part that makes Word files is not installed.
    """
    return bytes(_module("word").to_docx(_paper(signed), size=size))


def to_fhir(signed: Signed) -> dict[str, Any]:
    """A signed document as a FHIR R4 transaction.

    DocumentReference, Provenance with the signature and the signed bytes, AuditEvent.

    Raises:
        PolicyError: it is not signed (any more).
    """
    text = to_markdown(signed)
    return transaction(signed.document, signed.row, text, signed.payload, signed.jws)


def to_fhir_document(signed: Signed) -> dict[str, Any]:
    """A signed document as a FHIR R4 document: a Bundle whose first entry is a Composition.

    Raises:
        PolicyError: it is not signed (any more).
    """
    page = _paper(signed)
    return document_bundle(signed.document, signed.row, page, signed.payload, signed.jws)


def _module(name: str) -> Any:
    """What sets paper, loaded by whoever asks for it: nobody else waits for its libraries."""
    return import_module(f"chartside.signoff.exporting.{name}")


def _require_may_leave(signed: Signed) -> None:
    """It stands in its store, and the policy in force here lets its signer sign it."""
    require_signed(signed)
    require_allowed(signed.payload, signed.store.policy)


def _paper(signed: Signed) -> Paper:
    _require_may_leave(signed)
    return paper(signed.document, signed.row, signed.attested)


def file_document(signed: Signed, folder: Path) -> Path:
    """Write a signed document into a folder and give the Markdown file's path.

    Three files, named after the decision: `.md` to read, `.fhir.json` to send, and `.signed.json`
    with the exact bytes that were signed, so that anyone can verify the signature without
    Chartside. Each is written in full or not at all, and writing again changes nothing. The
    audit keeps their hashes (`chartside.signoff.copies`).

    Raises:
        PolicyError: it is not signed (any more).
        StoreError: the folder cannot be written.
    """
    fhir = exact_json(to_fhir(signed)) + "\n"
    files = {
        SIGNED: signed.payload,
        TRANSACTION: fhir.encode(),
        MARKDOWN: to_markdown(signed).encode(),
    }
    name = stem(signed.draft.kind, signed.decision_id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = {folder / f"{name}{suffix}": data for suffix, data in files.items()}
        missing = {p: d for p, d in paths.items() if not p.exists() or p.read_bytes() != d}
        if missing:  # recorded before it happens: a document that left is never without its event
            signed.store.note("filed", signed.draft.id, detail=digests(files))
        for path, data in missing.items():
            write_atomically(path, data)
    except OSError as wrong:
        raise StoreError(
            f"document {signed.decision_id} cannot be filed: {wrong.strerror or 'the disk refused'}"
        ) from None
    return folder / f"{name}{MARKDOWN}"
