"""The memory that is free here, as the machine and the container around it tell."""

import os
from pathlib import Path
from typing import Any, Final

_CGROUPS: Final = (
    ("memory.max", "memory.current", "memory.stat"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"),
)
_MEMINFO: Final = Path("/proc/meminfo")
_CGROUP: Final = Path("/sys/fs/cgroup")


def free_ram(meminfo: Path = _MEMINFO, cgroup: Path = _CGROUP) -> int | None:
    """The less of what the machine has free and what its container may still take."""
    found = [_available(meminfo), *(_left(cgroup, *names) for names in _CGROUPS)]
    known = [free for free in found if free is not None]
    return min(known) if known else _pages()


def _available(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
        return next(
            int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable")
        )
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _left(cgroup: Path, most: str, used: str, detail: str) -> int | None:
    """What a container may still take; pages of files it has read can be had back."""
    try:
        limit = int((cgroup / most).read_text(encoding="ascii"))
        taken = int((cgroup / used).read_text(encoding="ascii"))
        stats = dict(
            line.split()[:2] for line in (cgroup / detail).read_text(encoding="ascii").splitlines()
        )
        return limit - taken + int(stats.get("inactive_file", 0))
    except (OSError, ValueError):
        return None  # no container, or one without a limit, which reads "max"


def _pages() -> int | None:
    system: Any = os
    try:
        return int(system.sysconf("SC_PAGE_SIZE") * system.sysconf("SC_AVPHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return None
