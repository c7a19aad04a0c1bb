"""A draft that nobody reads, so that the first one that somebody waits for is not the slow one.

Much is read and built when it is first needed: tables of units and codes, prompts, the sign-off
store's tables, the graph. A worker that has nothing to do drafts from a little of the invented
demo record, in a folder that is then removed.
"""

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from chartside.agent.assistant import Assistant
from chartside.demo import PATIENT, record
from chartside.errors import ChartsideError
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.settings import Settings

_OF_EACH: Final = 4
"""Resources of each type: enough for a section to have something to say."""


async def rehearse() -> None:
    """Draft once; where that does not work nothing is lost."""
    with suppress(ChartsideError, OSError), TemporaryDirectory(prefix="chartside-") as folder:
        await _drafted(Path(folder))


async def _drafted(folder: Path) -> None:
    source = folder / "demo.json"
    source.write_text(json.dumps(_excerpt()), encoding="utf-8")
    with RecordStore(folder / "record.db") as store:
        ingest([source], store)
        assistant = Assistant(store, settings=Settings(folder / "home"))
        await assistant.summarize(store.open_chart(PATIENT))


def _excerpt() -> dict[str, Any]:
    """The first few resources of each type."""
    whole = record()
    seen: Counter[str] = Counter()
    kept = []
    for entry in whole["entry"]:
        kind = entry["resource"]["resourceType"]
        seen[kind] += 1
        if seen[kind] <= _OF_EACH:
            kept.append(entry)
    return {**whole, "entry": kept}
