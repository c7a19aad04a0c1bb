"""Looking at an installation: what works, what is missing, what to do about it. Changes nothing."""

import asyncio
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from chartside.cli.installed import OPTIONAL, core, optional
from chartside.cli.output import counted
from chartside.errors import ChartsideError, UsageError
from chartside.fhir.codes import LOINC, Coding
from chartside.fhir.terminology.server import TerminologyServer
from chartside.models.catalog import models
from chartside.models.embeddings import TextEmbedder
from chartside.models.weights import cached, faults
from chartside.settings import PostgreSQL, Settings
from chartside.signoff.connection import version_of
from chartside.signoff.schema import SCHEMA

_STORE: Final = "sign-off store"
_NONE_YET: Final = "none yet: made with the first draft"
OLDEST_PYTHON: Final = (3, 11)
LITTLE_SPACE: Final = 200 * 2**20
"""Bytes of free disk below which the next big ingest may fail."""


class State(StrEnum):
    """How a part of the installation stands; only `broken` stops the core from working."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One part looked at: what is the case, and what to do where something is to be done."""

    name: str
    state: State
    says: str
    todo: str = ""


def checkup(where: Settings) -> tuple[Check, ...]:
    """Everything there is to look at, the core first."""
    return (
        _python(),
        *_packages(),
        *_sqlite(),
        *_home(where.home),
        _signoff(where),
        *_secrecy(where),
        Check("reasoner", State.OK, "extractive: no language model, always there"),
        *_terminology(where.terminology),
        _models(),
        *_embedder(where.embedder),
        *_extras(),
    )


def _python() -> Check:
    says = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return Check("python", State.OK, says)
    return Check("python", State.BROKEN, says, "Chartside needs Python 3.11 or newer")


def _packages() -> Iterator[Check]:
    needed = core()
    wrong = [p for p in needed if not p.fits]
    if not wrong:
        yield Check("packages", State.OK, f"all {len(needed)} that the core needs")
    for package in wrong:
        says = f"{package.installed} is installed" if package.installed else "not installed"
        todo = f"pip install '{package.name}{package.needs}'"
        yield Check(package.name, State.BROKEN, says, todo)


def _sqlite() -> Iterator[Check]:
    version = sqlite3.sqlite_version
    if _can("SELECT value FROM json_each('[1]')"):
        yield Check("sqlite", State.OK, version)
    else:
        todo = "use a Python whose SQLite has JSON functions"
        yield Check("sqlite", State.BROKEN, f"{version}, without JSON functions", todo)
    if _can("CREATE VIRTUAL TABLE t USING fts5(x)"):
        yield Check("full text", State.OK, "SQLite has FTS5")
    else:
        todo = "use a Python whose SQLite has it to search the text of notes"
        yield Check("full text", State.NOTE, "SQLite has no FTS5", todo)


def _can(sql: str) -> bool:
    with closing(sqlite3.connect(":memory:")) as conn:
        try:
            conn.execute(sql).fetchall()
        except sqlite3.Error:
            return False
        return True


def _home(home: Path) -> Iterator[Check]:
    there = _nearest(home)
    todo = "name another folder with CHARTSIDE_HOME, or change its rights"
    if not there.is_dir():
        yield Check("data folder", State.BROKEN, f"{there} is not a folder", todo)
    elif not os.access(there, os.W_OK | os.X_OK):
        yield Check("data folder", State.BROKEN, f"{there} cannot be written to", todo)
    else:
        made = "" if there == home else " (made with the first draft)"
        yield Check("data folder", State.OK, f"{home}{made}")
    free = shutil.disk_usage(there).free
    says = f"{free / 2**30:.1f} GiB free"
    if free < LITTLE_SPACE:
        yield Check("disk", State.NOTE, says, "make room: a full disk stops drafts and signatures")
    else:
        yield Check("disk", State.OK, says)


def _terminology(base: str | None) -> Iterator[Check]:
    """Whether the terminology server that the settings name answers what a common code is."""
    if base is None:
        return
    try:
        asyncio.run(_looked_up(base))
    except ChartsideError as failed:
        todo = "charts open without it; look at CHARTSIDE_TERMINOLOGY and at the server"
        yield Check("terminology", State.NOTE, str(failed), todo)
    else:
        yield Check("terminology", State.OK, "the server answers")


async def _looked_up(base: str) -> None:
    async with TerminologyServer(base) as server:
        await server.lookup(Coding(LOINC, "718-7"))


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest of its parents that is there."""
    return next((p for p in (path, *path.absolute().parents) if p.exists()), Path.cwd())


def _signoff(where: Settings) -> Check:
    """The sign-off store's version, read without opening it for writing."""
    path = where.signoff
    if isinstance(path, PostgreSQL):
        return _server(path)
    if not path.exists():
        return Check(_STORE, State.OK, _NONE_YET)
    found = _schema(path)
    if found is None:
        todo = "move it away and keep it: chartside audit verify says more"
        return Check(_STORE, State.BROKEN, f"{path} cannot be read", todo)
    if found > SCHEMA:
        says = f"{path} is of a newer Chartside (schema {found}, this one knows {SCHEMA})"
        return Check(_STORE, State.BROKEN, says, "upgrade Chartside")
    return _anchored(found, where.anchor) or Check(_STORE, State.OK, _standing(found))


def _server(place: PostgreSQL) -> Check:
    try:
        found = version_of(place)
    except ChartsideError as failed:
        todo = "look at CHARTSIDE_DATABASE and at the server"
        return Check(_STORE, State.BROKEN, str(failed), todo)
    says = _NONE_YET if found is None else _standing(found)
    lacking = _anchored(found, place.anchor) if found is not None else None
    return lacking or Check(_STORE, State.OK, f"PostgreSQL, {says}")


def _anchored(found: int, path: Path | None) -> Check | None:
    """What to do where the anchor's file is not there; None where it is, or none was named."""
    if path is None or path.exists():
        return None
    says = f"{_standing(found)}; this machine keeps no anchor of it"
    return Check(_STORE, State.NOTE, says, f"chartside audit anchor, to begin {path}")


def _standing(found: int) -> str:
    older = ", carried over when it is next used" if found < SCHEMA else ""
    return f"schema {found}{older}"


def _schema(path: Path) -> int | None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            return int(conn.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()[0])
    except (sqlite3.Error, TypeError, ValueError):
        return None


def _secrecy(where: Settings) -> Iterator[Check]:
    """Files with charts or keys in them are their owner's alone."""
    held = (where.signoff, where.checkpoints, *where.identities.glob("*.identity.json"))
    files = [path for path in held if isinstance(path, Path)]
    exposed = [path for path in files if path.is_file() and _others_may_read(path)]
    if exposed:
        says = f"{counted(len(exposed), 'file')} in the data folder can be read by others"
        names = " ".join(str(path) for path in exposed)
        yield Check("secrecy", State.NOTE, says, f"chmod 600 {names}")


def _others_may_read(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _models() -> Check:
    """Models of the catalogue whose weights are whole in the hub's cache on this machine."""
    placed = [(one, cached(one)) for one in models() if one.loadable]
    here = [one.name for one, place in placed if place and not faults(place.folder, one)]
    if here:
        return Check("models", State.OK, f"weights on this machine: {', '.join(here)}")
    says = "no weights in the hub's cache: none is needed, one is of use for prose and images"
    return Check("models", State.NOTE, says, "chartside models, then chartside models check NAME")


def _embedder(folder: Path | None) -> Iterator[Check]:
    """What notes are searched by, where the settings name anything."""
    if folder is None:
        return
    try:
        says = f"notes are searched by meaning with {TextEmbedder(folder).name}"
        yield Check("embedder", State.OK, f"{says}, in stores that were ingested with --embed")
    except UsageError as wrong:
        todo = "name another folder with CHARTSIDE_EMBEDDER, or unset it"
        yield Check("embedder", State.NOTE, str(wrong), todo)


def _extras() -> Iterator[Check]:
    for extra, packages in optional().items():
        missing = [p.name for p in packages if not p.fits]
        purpose = OPTIONAL.get(extra, "")
        if missing:
            says = f"{purpose}: {counted(len(missing), 'package')} missing ({', '.join(missing)})"
            yield Check(f"[{extra}]", State.NOTE, says, f"pip install 'chartside[{extra}]'")
        else:
            yield Check(f"[{extra}]", State.OK, purpose)
