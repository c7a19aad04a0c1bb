"""What this process does while an assistant is at work: connections, files, log lines.

Python tells of connections, opened files and begun programs by its audit hooks, which cannot be
taken away again: one is laid once, and notes only what happens within `watched()`.
"""

import logging
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from typing_extensions import override

_BEGUN: Final = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"})
_WHICH_MACHINE: Final = frozenset({"uname", "lsb_release", "sw_vers"})
"""Programs by which Python's own `platform` learns where it runs, as clients of models have it."""
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_SCRATCH: Final = (str(Path(tempfile.gettempdir()).resolve()), "/dev", "/proc")


@dataclass
class Watch:
    """What was noted: hosts that were asked for, files that were written, lines that were logged.

    `expected` is the address of the model, which may be asked. Files in the folders of the system
    for what does not last are not noted: there a run has its own.
    """

    expected: frozenset[str] = frozenset()
    hosts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what an audit event says, where it is of what is watched."""
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            self._host(*arguments[1][:2])
        elif event == "socket.getaddrinfo":
            self._host(*arguments[:2])
        elif event in _BEGUN:
            self._begun(arguments[0])
        elif event == "open" and isinstance(arguments[0], str | bytes):
            self._opened(*arguments)

    def _begun(self, program: object) -> None:
        name = os.path.basename(os.fsdecode(program)) if isinstance(program, str | bytes) else ""
        if name not in _WHICH_MACHINE:
            self.hosts.append(f"program {name}")

    def _host(self, host: object, port: object) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if f"{name}:{port}" not in self.expected:
            self.hosts.append(f"{name}:{port}")

    def _opened(self, path: str | bytes, _: object, flags: object) -> None:
        if not (isinstance(flags, int) and flags & _WRITING):
            return
        place = os.path.abspath(os.fsdecode(path))
        if not place.startswith(_SCRATCH) and "__pycache__" not in place:
            self.files.append(place)


def address_of(reasoner: str) -> frozenset[str]:
    """Where a model is asked, as `host:port`, by its name and by the addresses that it has now.

    None for what runs in this process.

    >>> sorted(address_of("http://127.0.0.1:8000/v1#medgemma-27b-it"))
    ['127.0.0.1:8000']
    """
    url = urlsplit(reasoner)
    if url.scheme not in {"http", "https"} or not url.hostname:
        return frozenset()
    port = url.port or (443 if url.scheme == "https" else 80)
    with suppress(OSError):  # a name that nobody knows: the model itself will say so
        found = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)
        return frozenset({f"{url.hostname}:{port}", *(f"{a[4][0]}:{port}" for a in found)})
    return frozenset({f"{url.hostname}:{port}"})


_watch: Final[ContextVar[Watch | None]] = ContextVar("chartside_eval_watch", default=None)
_going: Final[list[Watch]] = []


class _Ear(logging.Handler):
    """Keeps each line that is logged within a watch."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, with what was raised."""
        if (watch := _watch.get()) is not None:
            watch.logged.append(self.format(record))


_ear: Final = _Ear(logging.DEBUG)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _going:
        return
    watch = _watch.get()
    if watch is not None:
        watch.hear(event, arguments)
    elif event.startswith("socket."):  # a thread of a pool, of which nobody says whose it is
        for one in _going:
            one.hear(event, arguments)


@cache
def _lay() -> None:
    sys.addaudithook(_hook)


@contextmanager
def watched(reasoner: str = "") -> Iterator[Watch]:
    """What is done within, and in tasks and threads that are begun within.

    Meanwhile Chartside's loggers say all that they can, and those of others what they tell at INFO.
    """
    _lay()
    watch = Watch(address_of(reasoner))
    token = _watch.set(watch)
    _going.append(watch)
    try:
        with _loud():
            yield watch
    finally:
        _going.remove(watch)
        _watch.reset(token)


_LEVELS: Final = {"": logging.INFO, "chartside": logging.DEBUG}
_before: Final[dict[str, int]] = {}


@contextmanager
def _loud() -> Iterator[None]:
    """Loggers told to say more, until the last watch has ended."""
    if not _before:
        for name, level in _LEVELS.items():
            _before[name] = logging.getLogger(name).level
            logging.getLogger(name).setLevel(level)
        logging.getLogger().addHandler(_ear)
    try:
        yield
    finally:
        if len(_going) == 1:
            logging.getLogger().removeHandler(_ear)
            for name, level in _before.items():
                logging.getLogger(name).setLevel(level)
            _before.clear()
