"""One row of the audit chain: the fields of a decision or event, and their hash."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from chartside.signoff.canonical import canonical, sha256

GENESIS = "chartside-audit/1"
LATER: frozenset[str] = frozenset()
"""Fields that rows did not have when the first stores were written.

Where one is empty it is no part of what is hashed or signed: rows from before hash as they did.
"""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What happened, by whom, to which version.

    Ids, hashes, counts and times only, never chart text.

    `event` is what happened (`proposed`, `viewed`, `edited`, `rechecked`, `signed`, `declined`,
    `amended`, `retracted`, `superseded`, `expired`, `exported`, `denied`, …); `decision` what a
    person decided or tried to (`sign`, `decline`, `retract`, `edit`, `amend`). `citations` is JSON
    `[[reference, version when drafted, version when signed], …]`, `attested` JSON statement ids,
    `prompts` JSON `{id: version}`. `signed_sha256` is the hash of the exact signed bytes;
    `prev_row_hash` and `row_hash` chain the rows.
    """

    event: str
    seq: int = 0
    decision_id: str | None = None
    at: str = ""
    local_time: str = ""
    draft_id: str | None = None
    draft_version: int | None = None
    kind: str | None = None
    patient: str | None = None
    who: str | None = None
    name: str | None = None
    role: str | None = None
    key_id: str | None = None
    auth_at: str | None = None
    auth_method: str | None = None
    decision: str | None = None
    meaning: str | None = None
    reason_sha256: str | None = None
    draft_sha256: str | None = None
    previous_sha256: str | None = None
    document_sha256: str | None = None
    shown_sha256: str | None = None
    signed_sha256: str | None = None
    edit_distance: int | None = None
    citations: str | None = None
    attested: str | None = None
    author: str | None = None
    model: str | None = None
    revision: str | None = None
    prompts: str | None = None
    record_digest: str | None = None
    idempotency_key: str | None = None
    detail: str | None = None
    prev_row_hash: str = ""
    row_hash: str = ""

    def covered(self) -> dict[str, Any]:
        """The fields that a signer's signature covers.

        All but the two hashes that exist only once it is signed.
        """
        return {
            key: value
            for key, value in self._said().items()
            if key not in {"signed_sha256", "row_hash"}
        }

    def hashed(self) -> str:
        """The hash of every field but itself."""
        return sha256(
            canonical({key: value for key, value in self._said().items() if key != "row_hash"})
        )

    def _said(self) -> dict[str, Any]:
        return {
            key: value
            for key, value in asdict(self).items()
            if value is not None or key not in LATER
        }

    def sealed(self) -> "AuditRow":
        """The same row with its hash."""
        return replace(self, row_hash=self.hashed())


def genesis(store: str) -> str:
    """What stands before the first row.

    It depends on the store's id, so that no row can move to another store's beginning.
    """
    return sha256(f"{GENESIS}:{store}".encode())
