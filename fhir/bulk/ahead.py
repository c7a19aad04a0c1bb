"""Small files, fetched while those before them are stored.

Some servers give out a file a patient: with one at a time, an export would wait for the network
twenty thousand times. What fails here is no failure yet: the file is asked for again in its turn.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from chartside.errors import WebError
from chartside.fhir.bulk.job import Listed
from chartside.fhir.bulk.refusal import NotNow
from chartside.fhir.bulk.server import BulkServer

AT_ONCE: Final = 4
SMALL: Final = 2**18
"""Bytes of a file that is held in memory."""
_FEW: Final = 100
"""Resources that a file may have to be thought small."""


class Ahead:
    """Fetches the next few files; to be used as an async context manager.

    Args:
        server: What is asked.
    """

    def __init__(self, server: BulkServer) -> None:
        self._server = server
        self._tasks: dict[int, asyncio.Task[bytes | None]] = {}

    async def __aenter__(self) -> Self:
        """The same."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Gives up what is on its way."""
        tasks, self._tasks = tuple(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def look(self, files: Sequence[Listed]) -> None:
        """Begin to fetch the small ones of the files that come next."""
        for one in files[:AT_ONCE]:
            if one.position not in self._tasks and _is_small(one):
                self._tasks[one.position] = asyncio.create_task(self._fetch(one))

    async def take(self, listed: Listed) -> bytes | None:
        """A file that was fetched whole; None: it is to be asked for."""
        task = self._tasks.pop(listed.position, None)
        if task is None or listed.mark.size:
            return None
        return await task

    async def _fetch(self, listed: Listed) -> bytes | None:
        data = bytearray()
        with suppress(WebError, NotNow):
            async with self._server.file(listed.file.url, token=listed.token) as answer:
                async for piece in answer.chunks():
                    data += piece
                    if len(data) > SMALL:
                        return None
                return bytes(data)
        return None


def _is_small(listed: Listed) -> bool:
    expected = listed.file.expected
    return expected is not None and expected <= _FEW and not listed.mark.size
