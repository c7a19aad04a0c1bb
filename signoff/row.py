"""One row of the audit chain: the fields of a decision or event, and their hash."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from chartside.signoff.canonical import canonical, sha256

GENESIS = "chartside-audit/1"
_EXACT: Final = 2**53
"""Integers from here on are no exact JSON numbers."""
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
    `prompts` JSON `{id: version:digest}`. `document_sha256` is of the file where one was `exported`
    or `archived`. `signed_sha256` is the hash of the exact signed bytes; `prev_row_hash` and
    `row_hash` chain the rows.
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
        said = self._said()
        del said["row_hash"]
        return sha256(_canonical(said))

    def _said(self) -> dict[str, Any]:
        values = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in values if value is not None or name not in LATER}

    def sealed(self) -> "AuditRow":
        """The same row with its hash."""
        return replace(self, row_hash=self.hashed())


def _canonical(said: dict[str, Any]) -> bytes:
    """The canonical JSON of a row, a chain of 100,000 of which is to be verified in seconds.

    On one flat object of strings, small integers and null with names in ASCII, Python's own writer
    and RFC 8785 agree to the byte (a test holds them to it); anything else goes the long way.
    """
    if all(_is_plain(value) for value in said.values()):
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        with suppress(UnicodeEncodeError):
            return text.encode()
    return canonical(said)


def _is_plain(value: object) -> bool:
    kind = type(value)
    return value is None or kind is str or (kind is int and abs(cast("int", value)) < _EXACT)


def genesis(store: str) -> str:
    """What stands before the first row.

    It depends on the store's id, so that no row can move to another store's beginning.
    """
    return sha256(f"{GENESIS}:{store}".encode())
