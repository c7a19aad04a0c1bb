"""Whether the chain tells moves that there are, each made by who may make it.

A row of software or of a reader is signed by nobody: whoever can write the store can append one. It
must not take a document back that a person signed, nor open again what a person decided.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from chartside.draft import Status
from chartside.signoff.row import AuditRow
from chartside.signoff.states import NEXT, OPEN

_BEGINS: Final = frozenset({"proposed", "amendment_opened"})
_WORKS: Final = frozenset({"edited", "rechecked"})
_ENDS: Final[Mapping[str, Status]] = {s.value: s for s in Status if s not in OPEN}


def out_of_order(rows: Sequence[AuditRow]) -> Iterator[str]:
    """Rows that move a draft from where no such move exists, or an amendment that nobody signed.

    Which of the two open states a draft was in is left aside: the reading that tells them apart may
    have left for an archive.
    """
    at: dict[str, Status] = {}
    signed: dict[str, AuditRow] = {}
    before = AuditRow("")
    for row in rows:
        name, now = row.draft_id or "", at.get(row.draft_id or "")
        if row.event in _BEGINS | _WORKS or row.event in _ENDS:
            if not _may_follow(row.event, now):
                yield f"row {row.seq} does not follow from what draft {name} was"
            at[name] = _ENDS.get(row.event, Status.DRAFT)
        if row.event == Status.SIGNED.value:
            signed[name] = row
        elif row.event == Status.AMENDED.value and not _amends(before, row, signed.get(name)):
            yield f"row {row.seq} tells of an amendment that nobody signed"
        before = row


def _may_follow(event: str, now: Status | None) -> bool:
    if now is None:
        return event in _BEGINS
    if event in _ENDS:
        return any(_ENDS[event] in NEXT[held] for held in (OPEN if now in OPEN else {now}))
    return now in OPEN


def _amends(last: AuditRow, row: AuditRow, older: AuditRow | None) -> bool:
    """Whether the row before is the signature under the amendment, of this very document."""
    return (
        older is not None
        and (last.event, last.seq + 1) == (Status.SIGNED.value, row.seq)
        and last.previous_sha256 == older.document_sha256
        and row.detail == f"by draft {last.draft_id}"
        and (row.who, row.key_id) == (last.who, last.key_id)
    )
