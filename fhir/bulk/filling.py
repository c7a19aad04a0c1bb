"""The files of an export on their way into the store, a few thousand lines at a time.

Small files are committed together, and large ones in parts. What is in memory is never more than
`COMMIT_AFTER` lines or `COMMIT_BYTES`, and the line in hand.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Final, NamedTuple

from chartside.errors import WebError
from chartside.fhir.bulk.asked import Asked
from chartside.fhir.bulk.job import Job, Listed
from chartside.fhir.bulk.splitting import Mark, Splitting
from chartside.fhir.bulk.takers import Deletions, Outcomes, Resources, Taker, Write
from chartside.fhir.found import SetAside
from chartside.fhir.ingest import COMMIT_AFTER, Intake
from chartside.fhir.schema import store_errors
from chartside.fhir.search.values import EARLIEST, span
from chartside.fhir.store import RecordStore

COMMIT_BYTES: Final = 16 * 2**20
MOST_FILES: Final = 200
"""Files that are committed together, at the most."""
_ASIDE: Final = (
    "SELECT s.name, a.line, a.reason, a.reference FROM set_aside AS a "
    "JOIN source AS s ON s.number = a.source WHERE substr(s.name, 1, length(?1)) = ?1 "
    "ORDER BY s.number, a.line"
)
_OLD: Final = (
    "DELETE FROM set_aside WHERE source IN (SELECT number FROM source WHERE "
    "substr(name, 1, length(?1)) = ?1 AND substr(name, 1, length(?2)) <> ?2)"
)


class _Part(NamedTuple):
    """What waits to be committed: of which file, and how far the file is then."""

    write: Write
    position: int
    mark: Mark
    done: bool


class Filling:
    """Puts the files of one job into one store.

    Args:
        store: Where to.
        job: Remembers how far each file is.
        intake: What takes the resources.
        asked: What was asked; names the sources of the store.
        told: Called after each commit, with all files.
    """

    def __init__(
        self,
        store: RecordStore,
        job: Job,
        intake: Intake,
        asked: Asked,
        told: Callable[[Iterable[Listed]], None],
    ) -> None:
        self._store = store
        self._job = job
        self._intake = intake
        self._asked = asked
        self._told = told
        self._parts: list[_Part] = []
        self._lines = 0
        self._bytes = 0
        self._until = ""
        self.files: dict[int, Listed] = {}

    def expect(self, files: Sequence[Listed]) -> None:
        """The files that there are, as far as each is."""
        self.files = {one.position: one for one in files}
        self._until = self._job.until

    async def read(self, position: int, pieces: AsyncIterator[bytes]) -> None:
        """Take in a file, from where it was left.

        Raises:
            Changed: It does not begin any more as it was read before.
            WebError: It broke off. What came is stored.
            StoreError: The store cannot be written to.
        """
        splitting = Splitting(self.files[position].mark)
        taker = self._taker(self.files[position])
        try:
            await self._lines_of(splitting, taker, position, pieces)
        except WebError:
            self._cut(taker, splitting, position)
            self.flush()
            raise
        self._cut(taker, splitting, position, done=True)
        if self._full or len(self._parts) >= MOST_FILES:
            self.flush()

    async def _lines_of(
        self, splitting: Splitting, taker: Taker, position: int, pieces: AsyncIterator[bytes]
    ) -> None:
        async for piece in pieces:
            for line in splitting.feed(piece):
                if not self._taken(taker, line):
                    return
                if self._full:
                    self._cut(taker, splitting, position)
                    self.flush()
        for line in splitting.end():
            self._taken(taker, line)

    def _taken(self, taker: Taker, line: bytes | str) -> bool:
        self._lines += 1
        self._bytes += len(line)
        return taker.add(line)

    @property
    def _full(self) -> bool:
        return self._lines >= COMMIT_AFTER or self._bytes >= COMMIT_BYTES

    def _cut(
        self, taker: Taker, splitting: Splitting, position: int, *, done: bool = False
    ) -> None:
        mark = splitting.mark
        self._parts.append(_Part(taker.cut(mark.size, last=done), position, mark, done))

    def flush(self) -> None:
        """Commit what waits, and with it how far each file is."""
        parts, self._parts, self._lines, self._bytes = self._parts, [], 0, 0
        files = dict(self.files)
        with self._store.writing():
            for part in parts:
                taken = part.write()
                listed = files[part.position].at(part.mark, taken, done=part.done)
                files[part.position] = listed
                self._job.mark(listed)
        self.files = files
        self._told(files.values())

    def again(self, position: int) -> None:
        """Read a file from its start once more: what it gave before counts no more."""
        fresh = Listed(position, self.files[position].file, self.files[position].token)
        with self._store.writing():
            self._job.mark(fresh)
        self.files[position] = fresh

    def _taker(self, listed: Listed) -> Taker:
        file, base, number = listed.file, self._asked.base, listed.mark.lines
        if file.role == "outcome":
            return Outcomes(self._job)
        name = f"{self._prefix}{file.type or file.role} {listed.position + 1}"
        if file.role == "deleted":
            looked = span(self._until)
            until = looked.high if looked else EARLIEST
            return Deletions(self._store, self._intake, name, base, until=until, number=number)
        return Resources(self._intake, name, base, number=number, expected=file.expected)

    @property
    def _prefix(self) -> str:
        """How the names of this export's sources begin. No URL of a file: it may be a key."""
        return f"{self._asked.key}, {self._until}, "

    def set_aside(self) -> tuple[SetAside, ...]:
        """What was set aside of this export, in this run or an earlier one."""
        with store_errors(self._store.name):
            rows = self._store.conn.execute(_ASIDE, (self._prefix,)).fetchall()
        return tuple(SetAside(*row) for row in rows)

    def drop_earlier(self) -> None:
        """After an export of everything: what an earlier one had to set aside is told no more."""
        with self._store.writing():
            self._store.conn.execute(_OLD, (f"{self._asked.key}, ", self._prefix))
