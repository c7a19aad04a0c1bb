"""The files of an entry, written into a folder: from the chart, or from the site's archive."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from chartside.fhir.dicomweb.client import DicomWeb
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.network.token import Token
from chartside.fhir.store import RecordStore
from chartside.settings import dicomweb_plain_http, dicomweb_token, settings
from chartside.sidebar.imaging.wanted import Wanted
from chartside.tools.imaging.files import Files, gather

Tell = Callable[[Mapping[str, Any]], None]
LIMITS: Final = Limits(seconds=300, whole=2 * 2**30, files=4000)
"""Somebody waits before a page; what is larger is for the command line."""
_LIST: Final = "files.json"


async def fetch(wanted: Wanted, folder: Path, tell: Tell) -> None:
    """Write them, and a list of them.

    Raises:
        ChartsideError: As `chartside.tools.imaging.files.gather`.
    """
    place = folder / "files"
    place.mkdir()

    def progress(came: int, announced: int) -> None:
        tell({"step": {"name": "fetch", "done": came, "total": max(came, announced)}})

    with RecordStore(Path(wanted.record)) as record:
        chart = record.open_chart(wanted.patient)
        async with _archive() as archive:
            files = await gather(chart, wanted.reference, place, archive, progress)
    held = asdict(files) | {"paths": [str(one.relative_to(place)) for one in files.paths]}
    (folder / _LIST).write_text(json.dumps(held), encoding="utf-8")


def fetched(folder: Path) -> Files:
    """What was written there."""
    held = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    paths = tuple(folder / "files" / name for name in held.pop("paths"))
    return Files(paths=paths, **held | {"notices": tuple(held["notices"])})


@asynccontextmanager
async def _archive() -> AsyncIterator[DicomWeb | None]:
    """The archive that the site names; None where it names none."""
    named, key = settings().dicomweb, dicomweb_token()
    if named is None:
        yield None
        return
    auth = Token(key) if key else None
    async with DicomWeb(named, auth, limits=LIMITS, plain_http=dicomweb_plain_http()) as archive:
        yield archive
