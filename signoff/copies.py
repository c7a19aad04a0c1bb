"""The filed copies of signed documents, compared with what was filed.

The `filed` event of the audit chain keeps the hashes of the two files that are made from the signed
bytes (`md:HASH:fhir:HASH`, SHA-256 in base64url); the signed bytes themselves are on record. A copy
that was moved away or deleted is nobody's fault and is not reported.

What this can show: that a file in the documents' folder is not what was filed. What it cannot:
anything about copies that have left that folder.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from chartside.errors import StoreError
from chartside.signoff.connection import as_bytes
from chartside.signoff.jose import b64url
from chartside.signoff.store import SignoffStore

MARKDOWN, TRANSACTION, SIGNED = ".md", ".fhir.json", ".signed.json"
_NAMES = {"md": MARKDOWN, "fhir": TRANSACTION}
_FILED = (
    "SELECT a.kind, a.decision_id, d.payload, "
    "(SELECT f.detail FROM audit f WHERE f.event = 'filed' AND f.draft_id = a.draft_id "
    "ORDER BY f.seq DESC LIMIT 1) AS detail "
    "FROM audit a JOIN decisions d ON d.id = a.decision_id WHERE a.event = 'signed' ORDER BY a.seq"
)


def stem(kind: str, decision_id: str) -> str:
    """The name of a filed document without its ending."""
    return f"{kind}-{decision_id}"


def digests(files: Mapping[str, bytes]) -> str:
    """What the `filed` event keeps of the files by their endings."""
    return ":".join(f"{word}:{_digest(files[ending])}" for word, ending in _NAMES.items())


def changed_copies(store: SignoffStore, folder: Path) -> tuple[str, ...]:
    """Names of the files in a documents' folder that are not what was filed.

    Raises:
        StoreError: a file cannot be read.
    """
    with store.read() as tx:
        rows = [(str(r["kind"]), str(r["decision_id"]), r) for r in tx.all(_FILED)]
    return tuple(
        path.name
        for kind, decision_id, row in rows
        for ending, digest in _expected(as_bytes(row["payload"]), str(row["detail"] or ""))
        if (path := folder / f"{stem(kind, decision_id)}{ending}").is_file()
        and _digest(_read(path)) != digest
    )


def _expected(payload: bytes, detail: str) -> Iterator[tuple[str, str]]:
    """Each ending with the hash that its file has to have, where one is on record."""
    yield SIGNED, _digest(payload)
    parts = detail.split(":")
    for word, digest in zip(parts[::2], parts[1::2], strict=False):
        if word in _NAMES:
            yield _NAMES[word], digest


def _digest(data: bytes) -> str:
    return b64url(hashlib.sha256(data).digest())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise StoreError(
            f"{path.name} cannot be read: {wrong.strerror or 'the disk refused'}"
        ) from None
