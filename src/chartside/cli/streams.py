"""Standard output and error as they come: closed, full, or of an encoding that lacks characters."""

import io
import os
import sys


def prepare() -> None:
    """Make both usable: a character that the encoding lacks is written as its escape.

    A stream that the caller closed is one that nobody wants to read.
    """
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(os.open(os.devnull, os.O_WRONLY), "w"), encoding="utf-8")


def abandon_output() -> None:
    """Send what is still waiting for standard output nowhere, or it would fail again at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (OSError, ValueError):  # it has no file below it
        pass
    finally:
        os.close(nowhere)
