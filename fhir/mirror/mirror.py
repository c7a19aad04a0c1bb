"""Pulling a patient from a FHIR server into a store, so that the agent works on one snapshot.

The first pull takes everything; later ones take what changed, and look what is there no more. The
record changes once, when all is there. A pull that is cut off is gone on with by the next.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec

from chartside.errors import FHIRServerError, NoSuchPatient
from chartside.fhir.found import SetAside
from chartside.fhir.ingest import Intake
from chartside.fhir.mirror.beside import Beside
from chartside.fhir.mirror.gone import Compared, gone
from chartside.fhir.mirror.owning import Home, refused
from chartside.fhir.mirror.staging import Known, Staging
from chartside.fhir.mirror.steps import Brought, Steps, searched
from chartside.fhir.mirror.types import CLINICAL, EXPECTED
from chartside.fhir.r4 import ID
from chartside.fhir.received import Batch, Received
from chartside.fhir.removing import remove
from chartside.fhir.server.bundles import Held
from chartside.fhir.server.client import FHIRClient
from chartside.fhir.store import RecordStore

OVERLAP: Final = timedelta(minutes=5)
"""By which a pull looks back behind the one before: what was being written then has an earlier
date than when it could be found."""
_PATIENT: Final = "Patient"
_LINK: Final = "INSERT INTO link VALUES (?, ?) ON CONFLICT DO UPDATE SET target = excluded.target"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did.

    `resources` are those that the store now holds from there for this patient, `types` the same by
    type; `changed` came new or otherwise than before, `removed` are there no more. `set_aside` says
    what did not come in, and which types the server did not give. The next pull asks `since` then.
    """

    resources: int
    changed: int
    removed: int
    set_aside: tuple[SetAside, ...]
    types: dict[str, int]
    since: datetime


class RecordMirror:
    """Keeps patients of one server in a store.

    Args:
        server: Where from.
        store: Where to; files may be ingested into it as well.
    """

    def __init__(self, server: FHIRClient, store: RecordStore) -> None:
        self._server = server
        self._store = store
        self._turns: dict[str, asyncio.Lock] = {}

    async def pull(
        self,
        patient: str,
        *,
        types: Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> Pulled:
        """Bring the store up to date on one patient.

        Args:
            patient: `Patient/id` or the id.
            types: Resource types, where not all clinical ones are wanted or may be asked for.
            progress: Called with the steps that are done, and how many there are.

        Raises:
            NoSuchPatient: The server has no such patient.
            FHIRServerError: It cannot be reached, is busy, or does not know us. The record is as it
                was; the next pull goes on where this one ended.
            StoreError: The store cannot be written to.
        """
        identity = patient.removeprefix("Patient/")
        if not ID.fullmatch(identity):
            raise NoSuchPatient("a patient is named by id or as Patient/id")
        turn = self._turns.setdefault(identity, asyncio.Lock())
        async with turn, self._server:
            return await _Pull(self._server, self._store, identity).run(types, progress)


class _Pull:
    """One pull of one patient."""

    def __init__(self, server: FHIRClient, store: RecordStore, identity: str) -> None:
        self._server = server
        self._store = store
        self._id = identity
        self._source = f"{server.base}/Patient/{identity}"
        self._staging = Staging(store, self._source)
        self._home = Home(server.base)

    async def run(self, types: Sequence[str] | None, progress: Progress | None) -> Pulled:
        offers = await self._server.offers()
        began = self._staging.begin(self._server.now())
        before = self._staging.known()
        brought = Brought()
        await self._patient()
        steps = Steps(
            self._server, self._staging, self._id, offers, progress or (lambda _done, _all: None)
        )
        await self._ask(steps, before, brought, types)
        staged = [_compact(one) for one in self._staging.staged()]
        self._home.learn(staged)
        taken, aside = self._sorted(staged)
        beside = await self._beside(taken, before)
        ids = {(one.type, one.id) for one in staged}
        compared = Compared(before, brought.listed(), ids)
        lost = await gone(self._server, f"Patient/{self._id}", compared, self._home)
        taken += map(_compact, [*lost.back, *beside.held])
        aside = [*aside, *brought.said(self._source), *beside.set_aside, *lost.set_aside]
        batch = self._batch(taken, aside, beside.links)
        changed = _changed(batch, before)
        since = began - OVERLAP  # in a thread: writing a large record takes seconds of a processor
        await asyncio.to_thread(self._commit, batch, lost.references, brought.done, since)
        counts = Counter(one.type for one in self._staging.known())
        return Pulled(
            resources=sum(counts.values()),
            changed=changed,
            removed=len(lost.references),
            set_aside=tuple(aside),
            types=dict(sorted(counts.items())),
            since=began - OVERLAP,
        )

    async def _patient(self) -> None:
        found = await self._server.read_as_it_came(f"Patient/{self._id}")
        if found is None:
            raise NoSuchPatient(f"Patient/{self._id} is not a patient of this server")
        self._staging.add(_PATIENT, [Held("Patient", self._id, "match", "", found.raw)])

    async def _ask(
        self,
        steps: Steps,
        before: Sequence[Known],
        brought: Brought,
        types: Sequence[str] | None,
    ) -> None:
        held = Counter(one.type for one in before if one.patient)
        kinds = searched(steps.offers, types or [*CLINICAL, *sorted(held.keys() - set(CLINICAL))])
        since = self._staging.since()
        first = not since or bool(held.keys() - set(kinds) - {"Patient"})
        for kind in EXPECTED.difference(kinds) if types is None else ():
            brought.refuse(kind, "not offered")
        if types is None and first and steps.offers.everything and await steps.everything(brought):
            # What is not among everything may be none, or may be nothing that we are allowed.
            kinds = tuple(kind for kind in kinds if not brought.there.get(kind))
            await steps.each(kinds, {}, {}, brought)
            refused = {kind for kinds in brought.refused.values() for kind in kinds}
            nothing = held.keys() - brought.there.keys() - refused
            brought.there.update({kind: set() for kind in nothing})
            brought.done.update(brought.there.keys() - refused)
            return
        if not kinds:
            raise FHIRServerError("not-supported")
        await steps.each(kinds, since, held, brought)
        if not brought.done:
            raise FHIRServerError("forbidden")

    def _sorted(self, staged: Sequence[Held]) -> tuple[list[Held], list[SetAside]]:
        """What is this patient's or nobody's, and what is not let in."""
        taken: list[Held] = []
        aside: list[SetAside] = []
        for one in staged:
            wrong = refused(one, f"Patient/{self._id}", self._home, self._source)
            if wrong is None:
                taken.append(one)
            else:
                aside.append(wrong)
        return taken, aside

    async def _beside(self, taken: Sequence[Held], before: Sequence[Known]) -> Beside:
        versions = {f"{one.type}/{one.id}": _etag(one.version) for one in before}
        beside = Beside(self._server, self._home, self._source, versions)
        await beside.shared([*taken])
        known = {f"{one.type}/{one.id}": one.hash for one in before}
        same = [one for one in taken if known.get(f"{one.type}/{one.id}") == _hash(one.raw)]
        news = [one for one in taken if known.get(f"{one.type}/{one.id}") != _hash(one.raw)]
        await beside.contents(news, frozenset())
        await beside.contents(same, frozenset(known))
        mine, aside = self._sorted(beside.held)
        beside.held = mine
        beside.set_aside += aside
        return beside

    def _batch(
        self, taken: Sequence[Held], aside: Sequence[SetAside], links: dict[str, str]
    ) -> Batch:
        items = []
        for number, one in enumerate(taken, start=1):
            reference = f"{one.type}/{one.id}"
            url = f"{self._server.base}/{reference}"
            items.append(Received(self._source, number, one.type, one.id, url, one.raw))
        return Batch(self._source, items, list(aside), links)

    def _inner(self, batch: Batch) -> Iterator[tuple[str, str]]:
        """The addresses by which the server calls its resources inside, and what they are here."""
        for one in batch.items:
            reference = f"{one.type}/{one.id}"
            yield from ((f"{inner}{reference}", reference) for inner in self._home.inner)

    def _commit(
        self, batch: Batch, references: Sequence[str], done: set[str], since: datetime
    ) -> None:
        """Change the record, at once or not at all."""
        intake = Intake(self._store)
        with self._store.writing():
            intake.write(batch)
            self._store.conn.executemany(_LINK, self._inner(batch))
            remove(self._store.conn, references)
            self._staging.done(done, since)
        intake.report()


def _compact(one: Held) -> Held:
    """Without blanks between its parts, and otherwise as it came; numbers keep their digits.

    A server sets blanks otherwise around a resource by itself than in a page: that is no change.
    """
    try:
        return one._replace(raw=msgspec.json.format(one.raw, indent=-1))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return one


def _hash(raw: bytes) -> bytes:
    return sha256(raw).digest()


def _etag(version: str) -> str:
    """The version to ask by; empty where the server gave none and we made one up."""
    return "" if version.startswith("sha256:") else version


def _changed(batch: Batch, before: Sequence[Known]) -> int:
    known = {(one.type, one.id): one.hash for one in before}
    return sum(known.get((one.type, one.id)) != _hash(one.raw) for one in batch.items)
