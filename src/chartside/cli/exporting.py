"""Filling a store from a FHIR server: a bulk export, and how it is told."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from chartside.cli.output import counted, err, out
from chartside.cli.progress import waiting_then_counting
from chartside.errors import UsageError
from chartside.fhir.bulk import START, BulkExport, Exported, Stage
from chartside.fhir.bulk.asked import names
from chartside.fhir.ingest import Validator
from chartside.fhir.server.authorised import authorised
from chartside.fhir.store import RecordStore
from chartside.settings import fhir_plain_http

_SCHEMES: Final = ("http://", "https://")
_START: Final = "start"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a server is wanted, as the options of the command say it."""

    group: str | None
    types: Sequence[str]
    since: str | None
    files_from: Sequence[str]

    @property
    def empty(self) -> bool:
        """Whether nobody said anything."""
        return not (self.group or self.types or self.since or self.files_from)


def server_of(sources: Sequence[str], wanted: Wanted) -> str | None:
    """The server among the sources; None where they are files.

    Raises:
        UsageError: There is more than a server, or options for one and none.
    """
    servers = [each for each in sources if each.lower().startswith(_SCHEMES)]
    if not servers:
        if not wanted.empty:
            raise UsageError(
                "--group, --types, --since and --files-from are for a FHIR server, named by its URL"
            )
        return None
    if len(sources) > 1:
        raise UsageError("a FHIR server is loaded by itself: one URL, and no file beside it")
    return servers[0]


def exported(
    server: str, store: RecordStore, wanted: Wanted, validator: Validator | None
) -> Exported:
    """Export from a server into a store, with the progress on standard error."""
    since = _since(wanted.since)

    async def run() -> Exported:
        plain = fhir_plain_http()
        async with authorised(server, plain_http=plain) as auth:
            export = BulkExport(server, auth, files_from=wanted.files_from, plain_http=plain)
            with _progress() as told:
                return await export.export(
                    store,
                    group=wanted.group,
                    since=since,
                    types=names(wanted.types),
                    progress=told,
                    validator=validator,
                )

    return asyncio.run(run())


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    if text == _START:
        return START
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            "--since is a time with its offset (2026-11-01T00:00:00Z), or `start` for everything"
        ) from None


@contextmanager
def _progress() -> Iterator[Callable[[Stage], None]]:
    with waiting_then_counting("The server is preparing the export") as told:
        yield lambda stage: told(
            "Files" if stage.files else f"The server is preparing the export {stage.said}",
            stage.done,
            stage.files,
        )


def tell_export(done: Exported, store: Path) -> None:
    """What came, what left, and what the server could not export."""
    since = f"what changed since {done.since}" if done.since else "everything"
    out.print(
        f"{counted(done.resources, 'resource')} from {counted(done.files, 'file')} in {store}: "
        f"{since}, up to {done.transaction_time}"
    )
    for kind, number in done.by_type.items():
        out.print(f"  {number:>8,}  {kind or 'of several types'}")
    if done.deleted:
        out.print(f"{counted(done.deleted, 'resource')} deleted on the server left the store")
    for problem, number in sorted(done.problems.items()):
        err.print(f"The server reports {number:,} x {problem}")
    if not done.complete:
        err.print("Not all came: the next export asks again for what changed in this one's time.")
