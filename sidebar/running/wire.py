"""A worker's ends of its pipes, and where a fault of it is: what a process says that reads charts.

Lines of JSON come from standard input and go to standard output, past whatever else a library
prints.
"""

import json
import os
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

_PACKAGE: Final = Path(__file__).parents[2]


class Wire:
    """The two ends of the pipes, out of reach of whatever else this process runs.

    What a library prints goes to standard error, and what it reads is empty.
    """

    def __init__(self) -> None:
        self.input: BinaryIO = os.fdopen(os.dup(0), "rb")
        self._output = os.dup(1)
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def say(self, line: Mapping[str, Any]) -> None:
        """Write a line, whole; where nobody is left to read it, end."""
        rest = json.dumps(line).encode() + b"\n"
        try:
            while rest:
                rest = rest[os.write(self._output, rest) :]
        except BrokenPipeError:
            os._exit(0)


def places(fault: BaseException) -> list[str]:
    """Where it happened: its type, and files and lines, the innermost last; nothing it says."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = [f"{_short(f.filename)}:{f.lineno}" for f in frames]
    return [type(fault).__name__, *where[-12:]]


def _short(name: str) -> str:
    path = Path(name)
    inside = path.is_relative_to(_PACKAGE)
    return str(path.relative_to(_PACKAGE) if inside else path.name)
