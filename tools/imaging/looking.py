"""Images of the open chart shown to a model: gathered, held to the patient, asked, compared.

Nothing here is called unless imaging is switched on. Needs the optional part `imaging`.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.dicomweb.client import DicomWeb
from chartside.fhir.network.token import Token
from chartside.models.imaging.tasks.asker import Asker
from chartside.models.imaging.tasks.compare import compare, pair
from chartside.models.imaging.tasks.finding import ImageFinding
from chartside.models.imaging.tasks.interpreting import Request, interpret
from chartside.models.imaging.tasks.seeing import Seen, see
from chartside.models.reasoner import open_reasoner
from chartside.prompts.prompt import prompts
from chartside.settings import (
    dicomweb_plain_http,
    dicomweb_token,
    image_encoder,
    image_reader,
    settings,
)
from chartside.tools.imaging.files import gather
from chartside.tools.imaging.reading import read_held

Said = Sequence[ImageFinding]
_NO_READER: Final = "no model that sees images is named: CHARTSIDE_IMAGE_READER"
_NO_ENCODER: Final = "no folder of MedSigLIP is named: CHARTSIDE_IMAGE_ENCODER"


async def look(chart: Chart, reference: str, request: Request) -> Said:
    """What a chat model says of the images of one entry.

    Raises:
        UsageError: No model is named, no such entry, or images that the task is not for.
        PolicyError: The images are another patient's, or on another archive.
        SourceError: They cannot be had or read.
        ModelError: The model failed.
    """
    asker = Asker(_reader(), prompts())
    return await _with(chart, (reference,), lambda seen: interpret(asker, seen, request))


async def look_at_both(chart: Chart, references: tuple[str, str], finding: str) -> Said:
    """How images have changed from the earlier entry to the current one; raises as `look`."""
    asker = Asker(_reader(), prompts())

    async def asked(seen: Sequence[Seen]) -> Said:
        prior, current = pair(seen)
        return [await compare(asker, prior, current, finding)]

    return await _with(chart, references, asked)


async def rank(chart: Chart, reference: str, labels: tuple[str, ...]) -> Said:
    """Labels by how near the images of one entry are to them; raises as `look`."""
    folder = image_encoder()
    if folder is None:
        raise UsageError(_NO_ENCODER)
    model, classify = _encoder(folder)

    async def asked(seen: Sequence[Seen]) -> Said:
        return [await asyncio.to_thread(classify, model, one, labels) for one in seen]

    return await _with(chart, (reference,), asked)


async def _with(
    chart: Chart, references: Sequence[str], ask: Callable[[Sequence[Seen]], Awaitable[Said]]
) -> Said:
    """Ask about the images of entries; their files are there as long as that takes."""
    seen: list[Seen] = []
    notices: list[str] = []
    with tempfile.TemporaryDirectory(prefix="chartside-") as place:
        async with _archive() as archive:
            for number, reference in enumerate(references):
                folder = Path(place) / str(number)
                folder.mkdir()
                files = await gather(chart, reference, folder, archive)
                reading, said = await asyncio.to_thread(read_held, files, chart)
                seen += _renumbered(await asyncio.to_thread(see, reading), seen)
                notices += said
        found = await ask(seen)
    return [replace(one, notices=tuple(dict.fromkeys((*notices, *one.notices)))) for one in found]


def _renumbered(seen: Sequence[Seen], before: Sequence[Seen]) -> list[Seen]:
    """The same with frames that count on from those before."""
    start = sum(len(one.frames) for one in before)
    return [
        replace(one, frames=tuple(replace(f, index=f.index + start) for f in one.frames))
        for one in seen
    ]


@asynccontextmanager
async def _archive() -> AsyncIterator[DicomWeb | None]:
    """The archive that the site names; None where it names none."""
    named = settings().dicomweb
    if named is None:
        yield None
        return
    key = dicomweb_token()
    auth = Token(key) if key else None
    async with DicomWeb(named, auth, plain_http=dicomweb_plain_http()) as archive:
        yield archive


def _reader() -> Any:
    named = image_reader()
    if named is None:
        raise UsageError(_NO_READER)
    return _opened(named)


@lru_cache(maxsize=1)
def _opened(named: str) -> Any:
    """Opened once: weights take minutes."""
    return open_reasoner(named)


@lru_cache(maxsize=1)
def _encoder(folder: Path) -> tuple[Any, Any]:
    """MedSigLIP, and what asks it; both need torch, which takes seconds to import."""
    model = import_module("chartside.models.siglip").MedSigLIP.load(folder)
    return model, import_module("chartside.models.imaging.tasks.classify").classify
