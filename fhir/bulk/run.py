"""One run of an export: begun, or gone on with where an earlier run was killed."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from chartside.errors import FHIRServerError, WebError
from chartside.fhir.bulk.ahead import AT_ONCE, Ahead
from chartside.fhir.bulk.asked import Asked
from chartside.fhir.bulk.exported import Exported, exported
from chartside.fhir.bulk.filling import Filling
from chartside.fhir.bulk.job import Job, Listed, roles_in_order
from chartside.fhir.bulk.manifest import File, Manifest
from chartside.fhir.bulk.patience import Patience, Waiting
from chartside.fhir.bulk.refusal import NotNow
from chartside.fhir.bulk.server import PASSING, BulkServer
from chartside.fhir.bulk.splitting import Changed
from chartside.fhir.bulk.stage import Progress, Stage, said_by
from chartside.fhir.ingest import Intake, Validator
from chartside.fhir.search.values import span
from chartside.fhir.store import RecordStore

_KEPT: Final = frozenset({"busy", "not-authorised", "forbidden"})
"""Failures that leave an export as it is: another run goes on with it."""


class _Failure(NamedTuple):
    error: WebError
    retry_after: str = ""


class Run:
    """What brings one export into one store.

    Args:
        server: What is asked.
        store: What is filled.
        asked: What is asked for.
        patience: How long a file that fails is tried again.
        progress: Called with how far it is.
        validator: See `chartside.fhir.ingest.ingest`.
    """

    def __init__(
        self,
        server: BulkServer,
        store: RecordStore,
        asked: Asked,
        patience: Patience,
        progress: Progress | None = None,
        validator: Validator | None = None,
    ) -> None:
        self._server = server
        self._store = store
        self._asked = asked
        self._patience = patience
        self._progress = progress
        self._validator = validator
        self._job = Job(store, asked.key)

    async def whole(self, since: str | None) -> Exported:
        """From the kick-off, or from where an earlier run was, to the end.

        Args:
            since: An instant; empty for everything; None: from where the last export ended.
        """
        job = self._job
        if job.status_url and since not in {None, job.since}:
            await self.call_off()
        if not (job.status_url and await self._ready(resumed=True)):
            start = job.complete_until if since is None else since
            job.begin(await self._server.kick_off(self._asked.url(start)), start)
            await self._ready(resumed=False)
        intake = Intake(self._store, validator=self._validator)
        filling = Filling(self._store, job, intake, self._asked, self._tell)
        filling.expect(job.files())
        await self._read(filling)
        report = intake.report()
        if not job.since:
            filling.drop_earlier()
        done = exported(job, filling, report)
        status_url = job.status_url
        job.end(self._complete_until() if done.complete else "")
        await self._server.cancel(status_url)  # its files are not needed any more
        return done

    async def call_off(self) -> bool:
        """Tell the server that the export is not wanted any more, and forget it."""
        status_url = self._job.status_url
        self._job.forget()
        return bool(status_url) and await self._server.cancel(status_url)

    async def _ready(self, *, resumed: bool) -> bool:
        """Wait for the manifest and remember its files; False where a resumed export is no more."""
        try:
            pages = await self._server.manifest(self._job.status_url, self._preparing)
        except FHIRServerError as failed:
            if failed.reason not in _KEPT:
                self._job.forget()
                if resumed:
                    return False
            raise
        files = list(self._files(pages))
        for file, _ in files:
            self._server.check(file.url)
        self._job.list_files(_earliest(pages), files)
        return True

    def _files(self, pages: Sequence[Manifest]) -> Iterator[tuple[File, bool]]:
        """Files that were asked for; some servers pass over `_type` and export everything."""
        wanted = self._asked.wanted
        for page in pages:
            for file in page.files:
                if file.role != "output" or not wanted or file.type in wanted or not file.type:
                    yield file, page.token

    async def _read(self, filling: Filling) -> None:
        renewed = False
        while left := list(roles_in_order(list(filling.files.values()))):
            try:
                await self._all(filling, left)
            except FHIRServerError as failed:
                filling.flush()
                if failed.reason != "gone" or renewed or not await self._renewed(filling):
                    if failed.reason == "gone":
                        self._job.forget()
                    raise
                renewed = True

    async def _all(self, filling: Filling, left: Sequence[Listed]) -> None:
        async with Ahead(self._server) as ahead:
            for number, one in enumerate(left, start=1):
                ahead.look(left[number : number + AT_ONCE])
                small = await ahead.take(one)
                if small is not None:
                    await filling.read(one.position, _at_hand(small))
                else:
                    await self._file(filling, one.position)
        filling.flush()

    async def _renewed(self, filling: Filling) -> bool:
        """Ask for the manifest again, for URLs that expire may be other ones by now."""
        if not await self._ready(resumed=True):
            return False
        filling.expect(self._job.files())
        return True

    async def _file(self, filling: Filling, position: int) -> None:
        """Read a file to its end, going on where a connection broke off."""
        waiting = Waiting(self._patience)
        furthest = filling.files[position].mark.size
        while (failed := await self._once(filling, position)) is not None:
            reached = filling.files[position].mark.size
            if reached > furthest:
                furthest = reached
                waiting.went_well()
            if not (waiting.may_fail() and await waiting.wait(failed.retry_after)):
                raise failed.error

    async def _once(self, filling: Filling, position: int) -> _Failure | None:
        """Read a file as far as it comes; gives a failure that may pass."""
        listed = filling.files[position]
        try:
            async with self._server.file(listed.file.url, token=listed.token) as answer:
                await filling.read(position, answer.chunks())
        except Changed:
            filling.flush()
            filling.again(position)
            return _Failure(FHIRServerError("conflict"), "0")
        except NotNow as busy:
            return _Failure(FHIRServerError("busy", busy.status), busy.retry_after)
        except WebError as broken:
            if broken.reason in PASSING:
                return _Failure(broken)
            raise
        return None

    def _complete_until(self) -> str:
        """Until when the store has it all; empty where this export leaves that as it was.

        One that was asked for less than what is missing says nothing of the time before.
        """
        job = self._job
        before, since = span(job.complete_until), span(job.since)
        gap = since is not None and (before is None or since.low > before.low)
        return "" if gap else job.until

    def _preparing(self, header: str) -> None:
        if self._progress is not None:
            self._progress(Stage(said=said_by(header)))

    def _tell(self, files: Iterable[Listed]) -> None:
        if self._progress is not None:
            held = tuple(files)
            taken = sum(one.taken for one in held if one.file.role == "output")
            done = sum(one.done for one in held)
            self._progress(Stage(done=done, files=len(held), resources=taken))


async def _at_hand(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _earliest(pages: Sequence[Manifest]) -> str:
    """The transaction time of an export in parts: nothing may be missed by the next one."""

    def low(page: Manifest) -> int:
        found = span(page.time)
        return found.low if found else 0

    return min(pages, key=low).time
