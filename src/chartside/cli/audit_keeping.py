"""Keeping the sign-off store: copies of it, archives of its audit, the witness of its chain."""

from pathlib import Path
from typing import Annotated

import typer

from chartside.cli.drafts import has_store
from chartside.cli.naming import command
from chartside.cli.options import Json
from chartside.cli.output import counted, emit, notice, out
from chartside.errors import AuditBroken, NothingToSay, UsageError
from chartside.settings import settings
from chartside.signoff.audit import AuditReport
from chartside.signoff.copying import backup as copied
from chartside.signoff.copying import begin_anchor
from chartside.signoff.copying import restore as restored
from chartside.signoff.retention import archive as archived
from chartside.signoff.store import SignoffStore

File = Annotated[Path, typer.Argument(metavar="FILE", help="A SQLite file.")]


def existing_store() -> SignoffStore:
    """The sign-off store of this installation; `NothingToSay` where there is none yet."""
    where = settings()
    if not has_store(where):
        raise NothingToSay("there is no audit chain yet: it begins with the first draft")
    return SignoffStore(where.signoff, anchor=where.anchor)


def backup(file: File, *, as_json: Json = False) -> None:
    """Copy the sign-off store, live as it is, into a new FILE, and verify the copy.

    Beside it lie the head of its chain (`FILE.head`) and the archives of its audit
    (`FILE.archive`). Keep all of it where whoever may write the store may not write.

    Exit status: 0 the copy is whole, 2 there is such a file, 3 there is no store yet, 5 it cannot
    be read or written, 6 it was copied, and its chain is broken.
    """
    report = copied(existing_store(), file)
    _say(report, f"Copied to {file}", as_json=as_json)


def restore(file: File, *, as_json: Json = False) -> None:
    """Make the sign-off store out of FILE, a copy, where there is none yet.

    With `CHARTSIDE_DATABASE` that is how a store of one machine moves to a server.

    Exit status: 0 done, 2 there is a store, or no such copy, 5 it cannot be read or written, or
    lacks what this machine's anchor remembers, 6 it ends before the head beside it (then nothing
    was changed), or its chain is broken (then the store is there, to be looked at).
    """
    here = settings()
    report = restored(file, here.signoff, anchor_file=here.anchor)
    _say(report, f"Restored from {file}", as_json=as_json)


def archive(
    *,
    older_than: Annotated[
        int | None,
        typer.Option(
            "--older-than", metavar="DAYS", min=1, help="By default `CHARTSIDE_AUDIT_DAYS`."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Let old rows of the audit leave for an archive file; the chain still proves them.

    Readings, exports and refusals leave, of drafts that are decided. What a document stands on
    stays. Keep the archives where they are, or their copies: `verify` misses one that is gone.

    Exit status: 0 done, 2 no number of days, 3 there is no chain yet, 5 it cannot be written.
    """
    days = older_than or settings().audit_days
    if days is None:
        raise UsageError("say how old: --older-than DAYS, or CHARTSIDE_AUDIT_DAYS")
    store = existing_store()
    made = archived(store, days)
    if as_json:
        emit({"rows": sum(one.rows for one in made), "files": [one.file for one in made]})
        return
    for one in made:
        out.print(f"{counted(one.rows, 'row')} left for {store.archive / one.file}")
    if not made:
        notice(f"No row that may leave is older than {counted(days, 'day')}.")


def anchor() -> None:
    """Begin to keep the head of the audit chain on this machine too.

    For a machine that shares a database: each that has an anchor notices a chain that was cut off.
    The chain gets a row that says so.

    Exit status: 0 done, 2 this machine keeps one, 3 there is no chain yet, 5 it cannot be written.
    """
    store = existing_store()
    begin_anchor(store)
    out.print(f"Anchored in {store.anchor}. To look at it: {command('audit', 'verify')}")


def _say(report: AuditReport, what: str, *, as_json: bool) -> None:
    if as_json:
        emit({"ok": report.ok, "rows": report.rows, "head": report.head})
    else:
        said = f"{counted(report.rows, 'row')}, {counted(report.decisions, 'decision')}"
        out.print(f"{what}: the chain is {'whole' if report.ok else 'BROKEN'}, {said}")
        out.print(f"Head {report.head}")
    if not report.ok:
        found = counted(len(report.problems), "finding")
        raise AuditBroken(f"the audit chain is broken: {found}; chartside audit verify names them")
