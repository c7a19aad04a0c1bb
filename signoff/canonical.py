"""The exact bytes that are hashed and signed.

JSON Canonicalization Scheme (RFC 8785), SHA-256 in hex.

A document is a draft without its status, in one version, with its cover (whose chart, what each
source is called). Two people who hold the same document hold the same bytes, whatever wrote the
JSON.
"""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

import rfc8785

from chartside.draft import Draft, draft_from_json
from chartside.errors import UsageError
from chartside.signoff.exact import marked, unmarked

FORMAT = "chartside-document/1"


@dataclass(frozen=True, slots=True)
class Cover:
    """What the chart adds to a draft when it is shown and signed.

    `banner` says whose document it is, in words; `sources` gives for each cited reference what a
    reader calls it and its date.
    """

    banner: str = ""
    sources: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amends:
    """The signed document that a draft corrects."""

    draft_id: str
    decision_id: str
    document_sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """A draft in one version, with all that belongs to it on paper."""

    draft: Draft
    version: int = 1
    cover: Cover = field(default_factory=Cover)
    amends: Amends | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values.

        The draft's status is left out, because signing changes it and not the document.
        """
        return {
            "format": FORMAT,
            "version": self.version,
            "cover": asdict(self.cover),
            "amends": asdict(self.amends) if self.amends else None,
            "draft": draft_json(self.draft),
        }

    @property
    def sha256(self) -> str:
        """Hash of the canonical bytes."""
        return sha256(canonical(self.to_json()))


def document_from_json(data: dict[str, Any]) -> Document:
    """The document that `Document.to_json` wrote."""
    amends = data["amends"]
    return Document(
        draft=read_draft(data["draft"]),
        version=data["version"],
        cover=Cover(**data["cover"]),
        amends=Amends(**amends) if amends else None,
    )


def draft_json(draft: Draft) -> dict[str, Any]:
    """A draft as plain JSON without its status, with the digits of its decimals kept."""
    return {key: marked(value) for key, value in draft.to_json().items() if key != "status"}


def read_draft(data: Any) -> Draft:
    """The draft that `draft_json` wrote."""
    return draft_from_json(unmarked(data))


def canonical(value: Any) -> bytes:
    """Canonical bytes of plain JSON values.

    `UsageError` where they have none (broken Unicode).
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as wrong:
        raise UsageError(f"not canonical JSON: {type(wrong).__name__}") from None


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def seen_hash(document: Document, shown: str) -> str:
    """What a signer hands back to prove which version they read.

    Over the document's bytes and the rendering they were shown.
    """
    return sha256(canonical({"document": document.sha256, "shown": sha256(shown.encode())}))
