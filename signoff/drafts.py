"""Drafts and their versions as rows.

Reading them, adding a version, and the one way a draft moves.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from chartside.draft import Draft, Status
from chartside.errors import NotThere, Overtaken, PolicyError, StoreError, UsageError
from chartside.signoff.canonical import Amends, canonical, draft_json, read_draft, sha256
from chartside.signoff.clock import from_text, utc_text
from chartside.signoff.connection import Row, Transaction
from chartside.signoff.names import shown_id
from chartside.signoff.states import require_move


class Origin(StrEnum):
    """What made a version."""

    AUTHOR = "author"  # the software that drafted it
    EDIT = "edit"  # a person
    RECHECK = "recheck"  # the checker, over a chart that had changed
    AMENDMENT = "amendment"  # copied from the signed document that it will correct


@dataclass(frozen=True, slots=True)
class Held:
    """A draft as the store holds it now.

    `draft.status` is the status in the store, whatever the author wrote.
    """

    draft: Draft
    version: int
    created: str
    expires: datetime
    superseded_by: str | None = None
    amends: Amends | None = None
    source: str | None = None

    @property
    def status(self) -> Status:
        """Where it stands in its life."""
        return self.draft.status


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a draft.

    `distance` is how many words an edit changed, `change` what it replaced (both hold chart text).
    """

    version: int
    draft: Draft
    sha256: str
    origin: Origin
    by: str
    at: str
    distance: int = 0
    change: dict[str, str | None] | None = None


def draft_hash(draft: Draft) -> str:
    """Hash of a draft's canonical bytes, without status, version or cover."""
    return sha256(canonical(draft_json(draft)))


def find(tx: Transaction, draft_id: str) -> Held | None:
    """The draft with this id, None where there is none."""
    row = tx.one("SELECT * FROM drafts WHERE id = ?", draft_id)
    if row is None:
        return None
    version = tx.one(
        "SELECT content FROM versions WHERE draft_id = ? AND version = ?", draft_id, row["version"]
    )
    return _with_text(row, version["content"] if version is not None else None)


_LISTED = (
    "SELECT d.*, v.content FROM drafts d "
    "LEFT JOIN versions v ON v.draft_id = d.id AND v.version = d.version "
    "WHERE d.patient = coalesce(?, d.patient) AND d.status IN (?, ?, ?, ?, ?, ?, ?, ?) "
    "ORDER BY d.created DESC, d.number DESC"
)


def listed(tx: Transaction, patient: str | None, status: Collection[Status]) -> tuple[Held, ...]:
    """Drafts in these states, newest first; of one patient, or of all (None)."""
    wanted = sorted({state.value for state in status})
    if not wanted:
        return ()
    marks = wanted + wanted[:1] * (len(Status) - len(wanted))  # as many as the statement has
    return tuple(_with_text(row, row["content"]) for row in tx.all(_LISTED, patient, *marks))


def load(tx: Transaction, draft_id: str) -> Held:
    """The draft with this id; `NotThere` where there is none."""
    held = find(tx, draft_id)
    if held is None:
        raise NotThere(f"there is no draft {shown_id(draft_id)}")
    return held


@contextmanager
def _as_written(draft_id: str) -> Iterator[None]:
    """`StoreError` where a row holds what was never written: somebody changed it, or the disk."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, UsageError):
        raise StoreError(
            f"draft {shown_id(str(draft_id))} cannot be read: what the store holds of it is "
            "damaged; run the audit"
        ) from None


def _with_text(row: Row, content: str | None) -> Held:
    if content is None:
        raise PolicyError(f"draft {shown_id(str(row['id']))} has lost its text: run the audit")
    return _held(row, content)


def _held(row: Row, content: str) -> Held:
    with _as_written(row["id"]):
        draft = replace(read_draft(json.loads(content)), status=Status(row["status"]))
        return Held(
            draft=draft,
            version=row["version"],
            created=row["created"],
            expires=from_text(row["expires"]),
            superseded_by=row["superseded_by"],
            amends=Amends(**json.loads(row["amends"])) if row["amends"] else None,
            source=row["source"],
        )


def versions(tx: Transaction, draft_id: str) -> tuple[Version, ...]:
    """Every version, oldest first; the first is the author's own text."""
    rows = tx.all("SELECT * FROM versions WHERE draft_id = ? ORDER BY version", draft_id)
    with _as_written(draft_id):
        return tuple(map(_version, rows))


def _version(row: Row) -> Version:
    return Version(
        version=row["version"],
        draft=read_draft(json.loads(row["content"])),
        sha256=row["sha256"],
        origin=Origin(row["origin"]),
        by=row["by"],
        at=row["at"],
        distance=row["distance"],
        change=json.loads(row["change"]) if row["change"] else None,
    )


def lay_down(
    tx: Transaction,
    draft: Draft,
    *,
    expires: datetime,
    source: str | None = None,
    amends: Amends | None = None,
) -> None:
    """A new draft at version 1, which `add_version` then writes."""
    tx.insert(
        "drafts",
        {
            "id": draft.id,
            "kind": draft.kind,
            "patient": draft.patient,
            "status": Status.DRAFT.value,
            "version": 1,
            "created": utc_text(tx.now),
            "updated": utc_text(tx.now),
            "expires": utc_text(expires),
            "source": source,
            "amends": json.dumps(asdict(amends)) if amends else None,
            "amends_id": amends.draft_id if amends else None,
            "number": _next_number(tx),
        },
    )


def _next_number(tx: Transaction) -> int:
    """Drafts of one moment stay in the order in which they came."""
    row = tx.one("SELECT coalesce(max(number), 0) + 1 AS number FROM drafts")
    return int(row["number"]) if row else 1


def add_version(tx: Transaction, draft_id: str, version: Version) -> None:
    """Append a version; the draft itself moves to it with `move`."""
    tx.insert(
        "versions",
        {
            "draft_id": draft_id,
            "version": version.version,
            "content": canonical(draft_json(version.draft)).decode(),
            "sha256": version.sha256,
            "origin": version.origin.value,
            "by": version.by,
            "at": utc_text(tx.now),
            "distance": version.distance,
            "change": json.dumps(version.change, ensure_ascii=False) if version.change else None,
        },
    )


def move(
    tx: Transaction,
    held: Held,
    then: Status,
    *,
    version: int | None = None,
    superseded_by: str | None = None,
) -> None:
    """The compare-and-swap: from exactly the status and version that were read, or not at all.

    Raises:
        PolicyError: the move does not exist, or someone else moved the draft first.
    """
    require_move(held.draft.id, held.status, then)
    changed = tx.run(
        "UPDATE drafts SET status = ?, version = ?, updated = ?, "
        "superseded_by = coalesce(?, superseded_by) "
        "WHERE id = ? AND status = ? AND version = ?",
        then.value,
        version or held.version,
        utc_text(tx.now),
        superseded_by,
        held.draft.id,
        held.status.value,
        held.version,
    )
    if changed != 1:
        raise Overtaken(
            f"draft {held.draft.id} was changed by someone else at the same time: read it again"
        )
