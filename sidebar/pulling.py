"""Reading a patient's record from the EHR into the snapshot that everybody works on."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, Final
from weakref import WeakValueDictionary

import httpx

from chartside.errors import ChartsideError, FHIRServerError
from chartside.fhir.mirror.mirror import Progress, RecordMirror
from chartside.fhir.mirror.types import CLINICAL
from chartside.fhir.server.client import FHIRClient
from chartside.fhir.smart.scopes import Scopes
from chartside.fhir.store import RecordStore
from chartside.sidebar.sessions import Opening
from chartside.sidebar.site import RegisteredEHR
from chartside.sidebar.visits import Visit
from chartside.signoff.outbox.rows import State, listed
from chartside.signoff.outbox.sending import send
from chartside.signoff.outbox.server import Server

log = logging.getLogger(__name__)
PATIENCE: Final = 60.0
"""Seconds that a thread waits for the EHR before a signature."""
_WAITING: Final = BoundedSemaphore(16)
"""Threads that wait for an EHR at a time: the server has some forty, and pages need them too."""
_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""By snapshot: two that write to one file would hold up the event loop for each other."""


def begin(visit: Visit, auth: httpx.Auth, *, patience: float = PATIENCE) -> Opening:
    """Read the record in the background, and connect the visit to its EHR."""
    loop = asyncio.get_running_loop()
    opening = Opening()
    visit.ready = False
    turn = Lock()

    def start(work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(_logged(work), loop)

    visit.refresh = lambda: _waited_for(
        lambda: asyncio.wait_for(pull(visit, auth), patience), loop, turn
    )
    if visit.ehr.write_back:
        visit.deliver = lambda: start(deliver(visit, auth))
    opening.task = loop.create_task(_opened(visit, auth, opening))
    return opening


def _waited_for(
    work: Callable[[], Coroutine[Any, Any, None]], loop: asyncio.AbstractEventLoop, turn: Lock
) -> None:
    """Have work done in the loop, and wait for it in this thread, once at a time for each visit.

    Raises:
        FHIRServerError: `busy`: this visit waits already, or too many others do; `slow`.
    """
    if not turn.acquire(blocking=False):
        raise FHIRServerError("busy")
    try:
        if not _WAITING.acquire(blocking=False):
            raise FHIRServerError("busy")
        try:
            asyncio.run_coroutine_threadsafe(work(), loop).result()
        except TimeoutError:
            raise FHIRServerError("slow") from None
        finally:
            _WAITING.release()
    finally:
        turn.release()


async def _opened(visit: Visit, auth: httpx.Auth, opening: Opening) -> None:
    def told(done: int, steps: int) -> None:
        opening.read, opening.steps = done, steps

    try:
        await pull(visit, auth, told)
        visit.ready = True
        if visit.ehr.write_back:
            await _logged(deliver(visit, auth))
    except ChartsideError as wrong:
        opening.failed = wrong.code
        log.warning("a chart could not be read: %s", wrong)  # codes and counts only
    except Exception:
        opening.failed = "unexpected"
        raise
    finally:
        opening.done = True


async def pull(visit: Visit, auth: httpx.Auth, progress: Progress | None = None) -> None:
    """Bring the snapshot of a visit up to date; all that changed comes in at once, or nothing.

    Raises:
        FHIRServerError: The EHR gave no usable answer.
    """
    await pulled_into(visit.ehr, visit.patient, visit.snapshot, auth, progress)
    visit.pulled()


async def pulled_into(
    ehr: RegisteredEHR,
    patient: str,
    snapshot: Path,
    auth: httpx.Auth,
    progress: Progress | None = None,
) -> None:
    """Bring a snapshot up to date.

    Raises:
        FHIRServerError: The EHR gave no usable answer.
        StoreError: The snapshot cannot be written.
    """
    server = FHIRClient(ehr.fhir, auth=auth, attachments=ehr.origins)
    async with _turns.setdefault(str(snapshot), asyncio.Lock()):
        with RecordStore(snapshot) as store:
            types = wanted(ehr)
            await RecordMirror(server, store).pull(patient, types=types, progress=progress)


def wanted(ehr: RegisteredEHR) -> tuple[str, ...]:
    """The types of a chart: those that the site asks for, whether or not a launch is granted them.

    What was asked for and not granted is said in the chart; for the rest nobody asked.
    """
    asked = Scopes.parse(ehr.asked)
    return tuple(kind for kind in CLINICAL if asked.allows(kind, "s"))


async def deliver(visit: Visit, auth: httpx.Auth) -> None:
    """Send to the EHR what this person decided about this patient and is not there yet.

    Their own right to write is used, and no other. What cannot be sent now stays in the outbox.
    """
    waiting = await asyncio.to_thread(_waiting, visit)
    if waiting:
        async with Server(visit.ehr.fhir, auth) as server:
            await send(visit.store, server, waiting)


def _waiting(visit: Visit) -> list[str]:
    known = [held.draft.id for held in visit.drafts()]
    with visit.store.read() as tx:
        rows = listed(tx, known) if known else ()
    due = (row.draft_id for row in rows if row.state is State.WAITING)
    decided = ((draft, visit.store.decision(draft)) for draft in dict.fromkeys(due))
    return [draft for draft, how in decided if how is not None and how.who == visit.person.who]


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except ChartsideError as wrong:
        log.warning("a document was not sent: %s", wrong.code)
