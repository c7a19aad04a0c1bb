"""Threads of one process take turns at a file, in the order in which they came."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary


class Turns:
    """Who waits is served in order; who has waited too long goes on without a turn."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def one(self, patience: float) -> Iterator[bool]:
        """A turn, and whether it was one: after `patience` seconds it is none."""
        mine = self._come(patience)
        try:
            yield mine
        finally:
            if mine:
                self._go()

    def _come(self, patience: float) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            gate = Lock()
            gate.acquire()
            self._waiting.append(gate)
        if gate.acquire(timeout=patience):
            return True
        with self._lock:
            if gate in self._waiting:
                self._waiting.remove(gate)
                return False
        return True  # it was handed over at the last moment

    def _go(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_known: WeakValueDictionary[Path, Turns] = WeakValueDictionary()
_one = Lock()


def turns_at(path: Path) -> Turns:
    """The turns at a file, the same for whoever has it open in this process."""
    with _one:
        return _known.setdefault(path.absolute(), Turns())
