"""What is done with the lines of a file, by its role: stored, taken as deletions, or counted.

Each gathers lines, and gives a function that writes what was gathered within a transaction.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from chartside.fhir.bulk.job import Job
from chartside.fhir.bulk.refusal import coded
from chartside.fhir.found import SetAside
from chartside.fhir.ingest import Intake
from chartside.fhir.reading import Gathering
from chartside.fhir.received import Batch
from chartside.fhir.references import address, local
from chartside.fhir.removing import remove
from chartside.fhir.servers import CONFLICT, server_of
from chartside.fhir.store import RecordStore

Write = Callable[[], int]
"""Writes within a transaction; gives how many resources were taken, deleted, or told of."""
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_SHORT: Final = "the manifest says {} resources, and the file has {} lines"


class Taker(Protocol):
    """Takes the lines of one file, in their order."""

    def add(self, line: bytes | str) -> bool:
        """A line, or why it cannot be had; False where the rest is not worth reading."""
        ...

    def cut(self, read: int, *, last: bool) -> Write:
        """What was gathered since the last cut; `read` bytes are read, and `last` there is none."""
        ...


class Resources:
    """Lines that are resources.

    Each is given the full URL that it has on its server, so that the store can tell it from a
    namesake of another server.

    Args:
        intake: Where to.
        name: What the file goes by.
        base: The server.
        number: Lines that were stored before.
        expected: Resources that the manifest says there are.
    """

    def __init__(
        self, intake: Intake, name: str, base: str, *, number: int, expected: int | None
    ) -> None:
        self._intake = intake
        self._name = name
        self._base = base
        self._expected = expected
        self._gathering = Gathering(name, number=number)

    def add(self, line: bytes | str) -> bool:
        """See `Taker`."""
        return self._gathering.add(line)

    def cut(self, read: int, *, last: bool) -> Write:
        """See `Taker`."""
        number = self._gathering.number
        batch = self._gathering.take(read, last=last)
        batch.items = [
            item._replace(full_url=item.full_url or f"{self._base}/{item.type}/{item.id}")
            for item in batch.items
        ]
        if last and self._expected is not None and number < self._expected:
            reason = _SHORT.format(self._expected, number)
            batch.set_aside.append(SetAside(self._name, None, reason))
        return lambda: self._intake.write(batch)


class _Request(msgspec.Struct):
    method: str = ""
    url: str = ""


class _Entry(msgspec.Struct):
    request: _Request | None = None


class _Bundle(msgspec.Struct):
    entry: list[_Entry] | None = None


_bundle: Final = msgspec.json.Decoder(_Bundle).decode
_json: Final = msgspec.json.Decoder().decode


class Deletions:
    """Lines that are transaction Bundles whose entries say what was deleted on the server.

    Args:
        store: What to remove it from.
        intake: What is told of lines that say something else.
        name: What the file goes by.
        base: The server.
        until: When the server looked, in microseconds since 1970 UTC.
        number: Lines that were read before.
    """

    def __init__(
        self, store: RecordStore, intake: Intake, name: str, base: str, *, until: int, number: int
    ) -> None:
        self._store = store
        self._intake = intake
        self._name = name
        self._base = f"{base}/"
        self._until = until
        self._number = number
        self._first = number == 0
        self._gone: list[tuple[int, str]] = []
        self._aside: list[SetAside] = []

    def add(self, line: bytes | str) -> bool:
        """See `Taker`."""
        self._number += 1
        if isinstance(line, str):
            self._set_aside(line)
        elif line:
            try:
                for entry in _bundle(line).entry or ():
                    self._entry(entry)
            except _UNREADABLE:
                self._set_aside("is no Bundle of deletions")
        return True

    def _entry(self, entry: _Entry) -> None:
        request = entry.request or _Request()
        reference = local(request.url)
        if request.method != "DELETE" or reference is None or "/_history/" in request.url:
            self._set_aside("an entry deletes no resource by its id")
        elif (absolute := address(request.url)) and absolute.base != self._base:
            self._set_aside("an entry deletes a resource of another server")
        else:
            self._gone.append((self._number, reference))

    def _set_aside(self, reason: str, reference: str | None = None) -> None:
        self._aside.append(SetAside(self._name, self._number, reason, reference))

    def cut(self, read: int, *, last: bool) -> Write:
        """See `Taker`."""
        gone, self._gone = self._gone, []
        aside, self._aside = self._aside, []
        first, self._first = self._first, False

        def write() -> int:
            conn = self._store.conn
            foreign = {r for _, r in gone if server_of(conn, r) not in {None, self._base}}
            aside.extend(
                SetAside(self._name, line, CONFLICT.format(reference), reference)
                for line, reference in gone
                if reference in foreign
            )
            self._intake.write(
                Batch(self._name, set_aside=aside, first=first, last=last, read=read)
            )
            own = (reference for _, reference in gone if reference not in foreign)
            return remove(conn, own, before=self._until)

        return write


class Outcomes:
    """Lines that are OperationOutcomes: what the server could not export. Only codes are kept."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._found: Counter[tuple[str, str]] = Counter()

    def add(self, line: bytes | str) -> bool:
        """See `Taker`."""
        try:
            said = _json(line) if isinstance(line, bytes) and line else {}
        except _UNREADABLE:
            said = {"issue": [{}]}
        self._found.update(coded(said))
        return True

    def cut(self, read: int, *, last: bool) -> Write:  # noqa: ARG002 - as every `Taker`
        """See `Taker`."""
        found, self._found = self._found, Counter()

        def write() -> int:
            self._job.count_issues(found)
            return found.total()

        return write
