"""Reading the audit chain: whether it is whole, what it says, and handing it on.

What is found: a changed field, a removed, inserted or reordered row (the hash chain); a rewritten
chain (each decision's signature covers its row and the hash of the row before it, and the signer's
key is not in the store); a chain cut off at its end (the anchor file, see
`chartside.signoff.anchor`, and any `witnesses`); an archive of older rows that is gone or changed;
a move that there is none, such as a document taken back by nobody; and drafts, versions or
decisions that do not agree with the chain.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass

from chartside.errors import AuditBroken, UsageError
from chartside.signoff import anchor, jose
from chartside.signoff.anchor import read_anchor
from chartside.signoff.audit_event import audit_event
from chartside.signoff.canonical import canonical, sha256
from chartside.signoff.connection import Transaction, as_bytes
from chartside.signoff.counting import counted
from chartside.signoff.gate import FORMAT, FORMATS
from chartside.signoff.history import Link, read_history
from chartside.signoff.moves import out_of_order
from chartside.signoff.roster import roster_in_force
from chartside.signoff.row import AuditRow
from chartside.signoff.store import SignoffStore


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a verification found. `head` is the last row's hash.

    Kept elsewhere, it is the witness against a cut.
    """

    rows: int
    decisions: int
    head: str
    anchored: int | None
    archived: int = 0
    """Rows that left for an archive; they are among `rows`."""
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the chain is whole."""
        return not self.problems

    def require(self) -> "AuditReport":
        """The report itself; `AuditBroken` when the chain is not whole."""
        if self.problems:
            raise AuditBroken(
                f"the audit chain is broken ({counted(len(self.problems), 'finding')}): "
                f"{'; '.join(self.problems[:3])}"
            )
        return self


def verify(store: SignoffStore, *, witnesses: Collection[str] = ()) -> AuditReport:
    """Check the chain from its beginning to its end.

    Args:
        store: The store.
        witnesses: Row hashes that were kept elsewhere (`AuditReport.head` of earlier runs); each
            must still be in the chain.
    """
    anchored = read_anchor(store.anchor)  # before the look at the chain: see `Remembered`
    with store.read() as tx:
        history = read_history(tx, store.archive)
        rows = history.rows
        problems = (
            *_links(history.links, anchor.beginning(tx)),
            *history.problems,
            *_decisions(tx, rows),
            *_strangers(tx, rows),
            *_texts(tx, rows),
            *_states(tx, rows),
            *out_of_order(rows),
            *anchor.shortfall(tx, anchored),
            *(
                f"a witnessed row is missing ({hash_[:12]})"
                for hash_ in witnesses
                if hash_ not in {link.row_hash for link in history.links}
            ),
        )
        return AuditReport(
            rows=len(history.links),
            archived=history.archived,
            decisions=sum(row.event in _SIGNED_EVENTS for row in rows),
            head=anchor.head(tx).row_hash,
            anchored=anchored.seq if anchored else None,
            problems=problems,
        )


def events(store: SignoffStore, draft_id: str | None = None) -> tuple[AuditRow, ...]:
    """What happened, oldest first; to one draft where one is named.

    Rows that left for an archive are among them where the archive is in its place; where it is not,
    `verify` says so.

    `AuditBroken` where a row holds bytes, which no row was ever written with.
    """
    with store.read() as tx:
        rows = read_history(tx, store.archive).rows
    for row in rows:
        if any(isinstance(value, bytes) for value in asdict(row).values()):
            raise AuditBroken("the audit chain holds what was never written to it: audit verify")
    return tuple(row for row in rows if draft_id in {None, row.draft_id})


def export_ndjson(store: SignoffStore) -> Iterator[str]:
    """Every event as a FHIR AuditEvent, one JSON object a line (no line ends)."""
    for row in events(store):
        yield json.dumps(audit_event(row), ensure_ascii=False)


_SIGNED_EVENTS = frozenset({"signed", "declined", "retracted"})
_WORK_EVENTS = frozenset({"edited", "amendment_opened"})
_TEXT_EVENTS = frozenset({"proposed", "edited", "rechecked", "amendment_opened"})
_STATE_AFTER = {
    "proposed": "draft",
    "amendment_opened": "draft",
    "edited": "in_review",
    "viewed": "in_review",
}
_FINAL = frozenset({"signed", "declined", "superseded", "expired", "amended", "retracted"})


def _links(links: Sequence[Link], beginning: str) -> Iterator[str]:
    """Numbers without a gap, each row hashing to what it says, each naming the hash before it."""
    before = beginning
    for number, link in enumerate(links, 1):
        if link.seq != number:
            yield f"row {number} is missing or out of place"
            return  # every later number would repeat the same finding
        if link.prev_row_hash != before:
            yield f"row {number} does not follow the row before it"
        if link.row is not None and _rehashed(link.row) != link.row_hash:
            yield f"row {number} was changed"
        before = link.row_hash


def _rehashed(row: AuditRow) -> str | None:
    try:
        return row.hashed()
    except UsageError:  # a type that no row was ever written with
        return None


def _decisions(tx: Transaction, rows: Sequence[AuditRow]) -> Iterator[str]:
    """Each decision's signed bytes are there, agree with its row, and verify with its key."""
    held = {row["id"]: row for row in tx.all("SELECT id, payload, jws FROM decisions")}
    keys = {row["who"]: row["public_key"] for row in tx.all("SELECT who, public_key FROM signers")}
    signs_work = False
    for row in rows:
        if row.event in _SIGNED_EVENTS or row.signed_sha256 is not None:
            found = held.pop(row.decision_id, None)
            signs_work |= found is not None and FORMAT.encode() in as_bytes(found["payload"])
            if found is None:
                yield f"row {row.seq} names a decision that is gone"
            elif not _stands(
                row, as_bytes(found["payload"]), str(found["jws"]), str(keys.get(row.who, ""))
            ):
                yield f"row {row.seq} does not agree with the signature of its decision"
        elif row.event in _WORK_EVENTS and signs_work:  # before that format nobody signed them
            yield f"row {row.seq} is work of a person, and nobody signed it"
    yield from (f"decision {name} has no row" for name in held)


def _strangers(tx: Transaction, rows: Sequence[AuditRow]) -> Iterator[str]:
    """Decisions under another name or role than their key has, here or on the list of signers."""
    roster = roster_in_force()
    known = {row["who"]: row for row in tx.all("SELECT who, public_key, name, role FROM signers")}
    for row in rows:
        held = known.get(row.who)
        if row.signed_sha256 is None or held is None:  # `_decisions` says so
            continue
        if (held["name"], held["role"]) != (row.name, row.role):
            yield f"row {row.seq} was signed under another name or role than its key is known by"
        if amiss := roster.amiss(row, str(held["public_key"])):
            yield f"whoever signed row {row.seq} {amiss}"


def _stands(row: AuditRow, payload: bytes, jws: str, public_key: str) -> bool:
    if sha256(payload) != row.signed_sha256:
        return False
    try:
        if not jose.verifies(payload, jws, public_key):
            return False
        content = json.loads(payload)
        same_row: bool = content["row"] == json.loads(canonical(row.covered()))
        right_form = same_row and content["format"] in FORMATS
        return right_form and jose.thumbprint(public_key) == row.key_id
    except (ValueError, TypeError, KeyError, UsageError):  # a key or text that was never ours
        return False


def _texts(tx: Transaction, rows: Sequence[AuditRow]) -> Iterator[str]:
    """Each version of each draft holds the text that its row hashed."""
    written = {
        (row.draft_id, row.draft_version): row.draft_sha256
        for row in rows
        if row.event in _TEXT_EVENTS
    }
    for row in tx.all(
        "SELECT draft_id, version, content, sha256 FROM versions ORDER BY draft_id, version"
    ):
        expected = written.pop((row["draft_id"], row["version"]), None)
        if not row["sha256"] == sha256(str(row["content"]).encode()) == expected:
            where = f"version {row['version']} of draft {row['draft_id']}"
            yield f"{where} is not the text that was recorded"
    yield from (f"version {version} of draft {draft_id} is gone" for draft_id, version in written)


def _states(tx: Transaction, rows: Sequence[AuditRow]) -> Iterator[str]:
    """Each draft stands where its events left it."""
    left: dict[str | None, tuple[str, int | None]] = {}
    for row in rows:
        state = row.event if row.event in _FINAL else _STATE_AFTER.get(row.event)
        before, version = left.get(row.draft_id, ("", None))
        if row.event == "viewed" and before != "draft":
            state = before  # reading a decided document again does not reopen it
        version = row.draft_version if row.event in _TEXT_EVENTS else version
        left[row.draft_id] = (state or before, version)
    for held in tx.all("SELECT id, status, version FROM drafts"):
        if left.pop(held["id"], None) != (held["status"], held["version"]):
            yield f"draft {held['id']} is {held['status']}, and its events do not say so"
    yield from (f"draft {draft_id} is gone" for draft_id in left if draft_id is not None)
