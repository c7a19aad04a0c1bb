"""A PostgreSQL server of our own for a while, that writes to the disk as a site's does."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def database_server() -> Iterator[str | None]:
    """The URL of a server on a socket in a folder of its own; None where none is installed."""
    programs = _programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="chartside-pg-"))  # short: a socket's path has a limit
    who: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        who = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody", "nogroup")

    def done(*words: str) -> None:
        subprocess.run(words, check=True, cwd=folder, stdout=subprocess.DEVNULL, **who)  # noqa: S603 - our own command

    data, control = str(folder / "data"), str(programs / "pg_ctl")
    done(str(programs / "initdb"), "-D", data, "-U", "chartside", "-A", "trust")
    options = f"-c listen_addresses='' -k {folder}"
    done(control, "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://chartside@/postgres?host={folder}"
    finally:
        done(control, "-D", data, "-m", "fast", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in folders if (f / "initdb").is_file() and (f / "pg_ctl").is_file()), None)
