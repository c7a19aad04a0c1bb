"""Sending what waits in the outbox."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from chartside.draft import Status
from chartside.errors import ChartsideError, UsageError
from chartside.signoff.clock import utc_text
from chartside.signoff.exporting.retraction import open_retraction
from chartside.signoff.gate import open_signed
from chartside.signoff.outbox import rows
from chartside.signoff.outbox.delivery import Courier, deliver
from chartside.signoff.outbox.finding import Able, able
from chartside.signoff.outbox.hold import Hold, Lost
from chartside.signoff.outbox.rows import Kind, Posting, State
from chartside.signoff.outbox.server import Later, Never, Server
from chartside.signoff.store import SignoffStore

HOLD: Final = timedelta(seconds=90)
"""How long a row is held without a sign of life; longer than any answer may take."""
_FIRST_PAUSE: Final = 0.5  # seconds; it doubles
_OPEN: Final = frozenset({State.WAITING, State.SENDING})


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a document is tried in one run, and how long a pause may be (seconds)."""

    tries: int = 4
    longest: float = 30.0
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


async def send(
    store: SignoffStore,
    server: Server,
    drafts: Collection[str] = (),
    *,
    transaction: bool = False,
    patience: Patience | None = None,
    hold: timedelta = HOLD,
) -> tuple[Posting, ...]:
    """Send what is due, oldest first, and give each row as it is then.

    Safe to run in several processes at once, and again after any of them died.

    Args:
        store: Where the outbox is.
        server: Where documents go. A row stays with the server that it was first sent to.
        drafts: Only what belongs to these drafts, whether it is due or not, and what was refused
            as well; what is not in the outbox yet is put there.
        transaction: Send a transaction even where the server does not say that it takes one.
        patience: How often to try, and how long to wait in between.
        hold: How long a row is kept from other processes without a sign of life.

    Raises:
        AuditBroken: The audit chain ends before the place that its anchor remembers.
        UsageError: A named draft has nothing to send.
        StoreError: The store cannot be used.
    """
    remembered = store.remembered()
    with store.read() as tx:
        remembered.require_reached(tx)
    _put_in(store, drafts)
    due = _due(store, server.base, drafts)
    if not due:
        return ()
    patient = patience or Patience()
    can = await _able(server, patient)
    if can is None:  # it gives no answer: each row is tried once, and says so
        can, patient = Able(), replace(patient, tries=1)
    can = replace(can, transaction=can.transaction or transaction)
    desk = _Desk(store, server, can, patient, hold)
    return tuple([await _tried(desk, posting) for posting in due])


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that stays the same while one row after another is sent."""

    store: SignoffStore
    server: Server
    able: Able
    patience: Patience
    hold: timedelta


def _put_in(store: SignoffStore, drafts: Collection[str]) -> None:
    """Decisions of an earlier version have no row yet; a person who names them wants them sent."""
    if not drafts:
        return
    with store.read() as tx:
        known = {posting.draft_id for posting in rows.listed(tx, drafts)}
    for draft_id in drafts:
        status = store.held(draft_id).status
        if draft_id in known:
            continue
        if status is Status.SIGNED:
            row = open_signed(store, draft_id).row
        elif status is Status.RETRACTED:
            row = open_retraction(store, draft_id).row
        else:
            raise UsageError(f"draft {draft_id} is {status.value}: there is nothing to send")
        with store.write() as tx:
            if not rows.listed(tx, [draft_id]):
                rows.enqueue(tx, row)


def _due(store: SignoffStore, base: str, drafts: Collection[str]) -> tuple[Posting, ...]:
    with store.read() as tx:
        now = utc_text(tx.now)
        held = rows.listed(tx, drafts)
    return tuple(
        posting
        for posting in held
        if posting.server in {"", base}
        and (_waits(posting, drafts, now) or _stands_no_more(store, posting))
    )


def _waits(posting: Posting, drafts: Collection[str], now: str) -> bool:
    if drafts:
        return posting.state in _OPEN | {State.REFUSED}
    return posting.state in _OPEN and posting.not_before <= now


def _stands_no_more(store: SignoffStore, posting: Posting) -> bool:
    """Whether a document was refused and then amended or retracted: nobody has to look at it."""
    if posting.state is not State.REFUSED or posting.kind is not Kind.DOCUMENT:
        return False
    return store.held(posting.draft_id).status in {Status.AMENDED, Status.RETRACTED}


async def _able(server: Server, patience: Patience) -> Able | None:
    """What the server can do; None where it gives no answer."""
    for number in range(patience.tries):
        try:
            return await able(server)
        except Later:
            if number + 1 < patience.tries:
                await patience.pause(_FIRST_PAUSE * 2**number)
        except Never:
            return Able()
    return None


async def _tried(desk: _Desk, posting: Posting) -> Posting:
    """One row, tried until it is there, will not get there, or patience ends."""
    held = posting
    for number in range(desk.patience.tries):
        mine = _claimed(desk, held)
        if mine is None:
            break
        held, wait = await _once(desk, mine)
        if wait is None or number + 1 == desk.patience.tries:
            break
        pause = max(wait, _FIRST_PAUSE * 2**number)
        if pause > desk.patience.longest:
            break
        await desk.patience.pause(pause)
    with desk.store.read() as tx:
        return rows.again(tx, posting)


def _claimed(desk: _Desk, posting: Posting) -> Posting | None:
    holder = str(uuid.uuid4())
    with desk.store.write() as tx:
        until = tx.now + desk.hold
        if not rows.claim(tx, posting, desk.server.base, holder, until):
            return None
        return rows.again(tx, posting)


async def _once(desk: _Desk, posting: Posting) -> tuple[Posting, float | None]:
    """One try; with the seconds to wait before the next, None where there is none."""
    hold = Hold(desk.store, posting, desk.hold, dict(posting.written))
    try:
        return await deliver(Courier(desk.server, desk.able, hold)), None
    except Later as late:
        after = late.after or 0.0
        with desk.store.read() as tx:
            not_before = utc_text(tx.now + timedelta(seconds=after)) if after else ""
        left = hold.leave(State.WAITING, late.code, not_before=not_before)
        return left, after if late.soon else None
    except Never as refused:
        return hold.leave(State.REFUSED, refused.code), None
    except ChartsideError as wrong:  # what is on record may not leave; the other rows still do
        return hold.leave(State.REFUSED, wrong.code), None
    except Lost:
        return posting, None
