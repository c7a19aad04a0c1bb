"""Exporting from a server into a record store, in full and then what changed."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Final

import httpx

from chartside.fhir.bulk.asked import START, Asked, asked, instant
from chartside.fhir.bulk.exported import Exported
from chartside.fhir.bulk.patience import PATIENCE, Patience
from chartside.fhir.bulk.run import Run
from chartside.fhir.bulk.server import LIMITS, BulkServer
from chartside.fhir.bulk.stage import Progress
from chartside.fhir.ingest import Validator
from chartside.fhir.network.address import server_address
from chartside.fhir.network.client import Web
from chartside.fhir.store import RecordStore

_CALL_OFF: Final = 15.0
"""Seconds that an interrupted run takes to tell the server."""


class BulkExport:
    """Exports of one FHIR server (Bulk Data Access).

    Args:
        base: The URL of the server.
        auth: What authorises, for this server; it goes along to files only where the server says
            that they need it.
        files_from: Origins that files may come from, besides the server's own.
        everything: Export the server as a whole (`[base]/$export`), not only what belongs to
            patients (`[base]/Patient/$export`).
        plain_http: Allow http to another machine.
        patience: How long the server is waited for.

    Raises:
        UsageError: `base` or an origin is no such URL.
    """

    def __init__(
        self,
        base: str,
        auth: httpx.Auth | None = None,
        *,
        files_from: Iterable[str] = (),
        everything: bool = False,
        plain_http: bool = False,
        patience: Patience = PATIENCE,
    ) -> None:
        self._base = server_address(base, plain_http=plain_http, what="a FHIR server")
        self._auth = auth
        self._origins = (self._base, *files_from)
        self._everything = everything
        self._plain_http = plain_http
        self._patience = patience
        Web(self._origins, plain_http=plain_http)  # so that a wrong origin is said now

    async def export(
        self,
        store: RecordStore,
        *,
        group: str | None = None,
        since: datetime | None = None,
        types: Iterable[str] | None = None,
        progress: Progress | None = None,
        validator: Validator | None = None,
    ) -> Exported:
        """Export into a store: everything the first time, then what has changed since.

        A run that is killed is gone on with by the next one that asks for the same; one that is
        cancelled calls the export off. Of one store, one run at a time.
        The store is written to in the thread of the event loop: not one that also serves people.

        What changed in a group is what changed of the resources of those who are in it now: who
        joined it since may be exported without what is older. `since=START` brings it.

        Args:
            store: Where to.
            group: The id of a Group of patients; None for all patients.
            since: What changed after this time; None: after the last export of the same; `START`:
                everything.
            types: Resource types, or types with a search: `Observation?category=laboratory`.
            progress: Called with how far it is.
            validator: See `chartside.fhir.ingest.ingest`.

        Raises:
            UsageError: What is asked for is no group, type or time, or files lie on an origin that
                is not listed.
            FHIRServerError: The server refused, failed, or what it exported has expired (`gone`).
                What came is stored.
            WebError: The server could not be asked. The next run goes on.
            StoreError: The store cannot be written to.
        """
        what = self._asked(group, types)
        said = None if since is None else "" if since == START else instant(since)
        async with Web(self._origins, limits=LIMITS, plain_http=self._plain_http) as web:
            server = BulkServer(web, self._auth, self._patience)
            run = Run(server, store, what, self._patience, progress, validator)
            try:
                return await run.whole(said)
            except asyncio.CancelledError:
                with suppress(TimeoutError):
                    await asyncio.wait_for(run.call_off(), _CALL_OFF)
                raise

    async def cancel(
        self, store: RecordStore, *, group: str | None = None, types: Iterable[str] | None = None
    ) -> bool:
        """Call off an export that a run left behind; whether there was one and the server agreed.

        What it brought stays in the store.
        """
        what = self._asked(group, types)
        async with Web(self._origins, limits=LIMITS, plain_http=self._plain_http) as web:
            server = BulkServer(web, self._auth, self._patience)
            return await Run(server, store, what, self._patience).call_off()

    def _asked(self, group: str | None, types: Iterable[str] | None) -> Asked:
        return asked(self._base, group=group, types=types, everything=self._everything)
