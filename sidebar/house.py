"""What a running service holds: the site, its EHRs' homes, sessions, workers and keys."""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from chartside.errors import UsageError
from chartside.settings import Settings
from chartside.sidebar.cds import Opened
from chartside.sidebar.imaging import Looks
from chartside.sidebar.keys import Keys
from chartside.sidebar.launches.pending import Launches
from chartside.sidebar.launches.servers import Servers
from chartside.sidebar.running import Runs
from chartside.sidebar.sessions import Sessions
from chartside.sidebar.site import RegisteredEHR, Site

log = logging.getLogger(__name__)
_DAY: Final = 86_400.0
_BETWEEN: Final = 6 * 3600.0


def swept(folder: Path, oldest: float) -> int:
    """Delete the stores of a folder that were not written since a time; how many.

    A pull writes to its store, so that none of an open session is as old as two days.
    """
    gone = 0
    for store in folder.glob("*.db"):
        files = [store, *folder.glob(f"{store.name}-*")]
        if all(one.stat().st_mtime < oldest for one in files):
            for one in reversed(files):
                one.unlink(missing_ok=True)
            gone += 1
    return gone


@dataclass
class House:
    """Everything that requests share.

    Each EHR has a home of its own below the data folder (`ehrs/NAME`): its sign-off store, its
    snapshots of charts. `Patient/1` of one EHR is not `Patient/1` of another.

    Raises:
        UsageError: Several EHRs and one database for all of them, or a registration that does not
            fit together.
    """

    site: Site
    settings: Settings
    keys: Keys = field(repr=False)
    operator: str = field(default="", repr=False)
    """The bearer token of whoever runs the service; empty: there is none."""

    def __post_init__(self) -> None:
        """Open what is shared."""
        if self.settings.database and len(self.site.ehr) > 1:
            raise UsageError("a database is of one EHR: serve each EHR with one of its own")
        self.sessions = Sessions(
            timedelta(minutes=self.site.idle_minutes), timedelta(minutes=self.site.session_minutes)
        )
        self.runs = Runs(workers=self.site.workers)
        self.looks = Looks(self.settings)
        self.launches = Launches()
        self.servers = Servers(self.site)
        self.cards: Opened | None = None

    def home_of(self, ehr: RegisteredEHR) -> Settings:
        """The settings of an EHR: those of the site, in a home of its own."""
        return replace(self.settings, home=self.settings.home / "ehrs" / ehr.name)

    def snapshot_of(self, ehr: RegisteredEHR, patient: str, *view: str) -> Path:
        """The store for one patient as one person may see them.

        `view` are the person and the scopes they were granted: what one account may read is never
        shown to another.
        """
        told = "\0".join((ehr.fhir, patient, *view))
        folder = self.home_of(ehr).home / "snapshots"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.db"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Start the workers, and end them; close what is open to the EHRs."""
        async with self.servers, self.runs, self.looks:
            sweeping = asyncio.create_task(self._swept())
            try:
                yield
            finally:
                sweeping.cancel()

    async def _swept(self) -> None:
        """Now and every few hours, delete the snapshots that nobody has opened for days."""
        while True:
            oldest = time.time() - self.site.snapshot_days * _DAY
            for ehr in self.site.ehr:
                folder = self.home_of(ehr).home / "snapshots"
                gone = await asyncio.to_thread(swept, folder, oldest)
                if gone:
                    log.info("snapshots deleted, not opened for days: %d", gone)
            await asyncio.sleep(_BETWEEN)
