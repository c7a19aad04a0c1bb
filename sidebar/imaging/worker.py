"""One step of one look: `python -m chartside.sidebar.imaging.worker STEP`, started by `process`.

Reads one line of JSON, `{"wanted": {…}, "folder": PLACE}`, tells lines of JSON, the last of them
`{"done": true}`, `{"failed": {"code", "message"}}` or `{"fault": [PLACES]}`, and ends; it ends with
its input too, in the middle of whatever it does.
"""

import asyncio
import json
import os
import resource
import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final

from chartside.errors import ChartsideError
from chartside.settings import image_reader
from chartside.sidebar.imaging.environment import ASK, FETCH
from chartside.sidebar.imaging.wanted import wanted_from_json
from chartside.sidebar.running.wire import Wire, places

_MEMORY: Final = 6 * 2**30
"""Bytes of address space; a model that is loaded here needs more, and has no such bound."""
_AFTER_OTHERS: Final = 5
_FETCHING: Final = "chartside.sidebar.imaging.fetching"
_SHOWING: Final = "chartside.sidebar.imaging.showing"  # says itself what is not installed


async def _step(step: str, line: Mapping[str, Any], wire: Wire) -> None:
    wanted, folder = wanted_from_json(line["wanted"]), Path(line["folder"])
    if step == FETCH:
        await import_module(_FETCHING).fetch(wanted, folder, wire.say)
    else:
        await import_module(_SHOWING).shown(wanted, folder, wire.say)


def _told(step: str, line: Mapping[str, Any], wire: Wire) -> Mapping[str, Any]:
    """Do the step; its last line."""
    try:
        asyncio.run(_step(step, line, wire))
    except ChartsideError as wrong:
        return {"failed": {"code": wrong.code, "message": str(wrong)}}
    except MemoryError:
        return {"failed": {"code": "too-large", "message": "the images are too large for a page"}}
    except Exception as fault:  # noqa: BLE001 - a bug; its message may hold chart data
        return {"fault": places(fault)}
    return {"done": True}


def _end_with(given: BinaryIO) -> None:
    given.read()
    os._exit(0)


def main() -> None:
    """Do one step and end."""
    step = sys.argv[1]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold images
    if not (step == ASK and (image_reader() or "").startswith("local:")):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    os.umask(0o077)
    os.nice(_AFTER_OTHERS)
    wire = Wire()
    line = json.loads(wire.input.readline())
    threading.Thread(target=_end_with, args=[wire.input], daemon=True).start()
    wire.say(_told(step, line, wire))
    os._exit(0)  # nothing of it is to be tidied up, and a library may hold a thread


if __name__ == "__main__":
    main()
