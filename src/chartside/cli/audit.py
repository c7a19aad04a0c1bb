"""Verify, show, export, archive and back up the audit chain."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from chartside.cli import audit_keeping as keeping
from chartside.cli.audit_keeping import existing_store
from chartside.cli.drafts import complete_draft, full_id
from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, out, table, write
from chartside.errors import AuditBroken
from chartside.settings import settings
from chartside.signoff.audit import AuditReport, events, export_ndjson
from chartside.signoff.audit import verify as verified
from chartside.signoff.copies import changed_copies
from chartside.signoff.other_policy import UNNAMED, Beyond, not_allowed_here
from chartside.signoff.row import AuditRow

app = new_app()

Draft = Annotated[
    str | None,
    typer.Option(
        "--draft", metavar="ID", help="Only what happened to it.", autocompletion=complete_draft
    ),
]


@app.callback()
def audit() -> None:
    """Verify, show, export, archive and back up the audit chain.

    It holds ids, hashes, counts and times, and never text of a chart.
    """


@app.command()
def verify(
    *,
    witness: Annotated[
        list[str] | None,
        typer.Option(
            "--witness", metavar="HEAD", help="A head printed earlier, to be found again."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Derive every hash, signature and state of the audit chain again.

    The copies in the documents' folder are compared with what was filed. Keep the head elsewhere:
    with `--witness` it proves later that nothing before it was taken away. Decisions that the
    policy in force here would not have allowed are told, with the policy that they were made under
    (`not_allowed_here` with `--json`); they do not break the chain.

    Exit status: 0 whole, 3 there is no chain yet, 5 the store cannot be read, 6 the chain is
    broken, or a filed copy was changed.
    """
    store = existing_store()
    report = verified(store, witnesses=witness or ())
    changed = changed_copies(store, settings().documents)
    others = not_allowed_here(store)
    if as_json:
        told = {
            "ok": report.ok and not changed,
            "chain_ok": report.ok,
            "changed_copies": changed,
            "policy_sha256": store.policy.sha256,
            "not_allowed_here": list(map(asdict, others)),
        }
        emit({**asdict(report), **told})
    else:
        _tell(report, changed)
        _tell_others(others, store.policy.sha256)
    _require(report, changed)


@app.command()
def show(*, draft: Draft = None, as_json: Json = False) -> None:
    """Show what happened, oldest first.

    Exit status: 0 done, 2 no such draft, 3 there is no chain yet, 5 the store cannot be read.
    """
    store = existing_store()
    rows = events(store, full_id(store, draft) if draft else None)
    if as_json:
        emit({"events": [_held(row) for row in rows]})
    else:
        headings = ("row", "when", "event", "draft", "version", "who", "role", "detail")
        table(headings, map(_line, rows))


@app.command()
def export(*, as_json: Json = False) -> None:
    """Write every event as a FHIR AuditEvent, one a line; with `--json`, as one Bundle.

    Exit status: 0 done, 3 there is no chain yet, 5 the store cannot be read.
    """
    lines = export_ndjson(existing_store())
    if as_json:
        entries = [{"resource": json.loads(line)} for line in lines]
        emit({"resourceType": "Bundle", "type": "collection", "entry": entries})
        return
    for line in lines:
        write(line.encode())


app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(keeping.archive)
app.command()(keeping.anchor)


def _require(report: AuditReport, changed: Sequence[str]) -> None:
    """End with status 6 where anything is not as it was signed; what it is has been printed."""
    if not report.ok:
        found = counted(len(report.problems), "finding")
        raise AuditBroken(f"the audit chain is broken: {found}")
    if changed:
        copies = counted(len(changed), "filed copy", "filed copies")
        raise AuditBroken(
            f"the audit chain is whole, but {copies} changed since: `export` gives what was signed"
        )


def _tell(report: AuditReport, changed: Sequence[str]) -> None:
    said = f"{counted(report.rows, 'row')}, {counted(report.decisions, 'decision')}"
    said += f", {counted(report.archived, 'row')} archived" if report.archived else ""
    out.print(f"The audit chain is {'whole' if report.ok else 'BROKEN'}: {said}")
    out.print(f"Head {report.head}")
    for problem in report.problems:
        out.print(f"- {problem}")
    for name in changed:
        out.print(f"- filed copy changed: {name}")


def _tell_others(others: Sequence[Beyond], in_force: str) -> None:
    if others:
        found = counted(len(others), "decision")
        out.print(f"Notice: {found} that the policy in force here would not have allowed")
        out.print(f"Policy in force {in_force}")
    for one in others:
        may = " (accepted here)" if one.accepted else ""
        out.print(
            f"- draft {one.draft_id}: {one.decision} of kind {one.kind} by {one.who}, role "
            f"{one.role}, decision {one.decision_id}"
        )
        out.print(f"  under policy {one.policy_sha256 or UNNAMED}{may}")


def _line(row: AuditRow) -> tuple[str, ...]:
    detail = (row.decision, row.meaning, row.detail)
    return (
        str(row.seq),
        row.local_time or row.at,
        row.event,
        (row.draft_id or "")[:12],
        str(row.draft_version or ""),
        row.who or "",
        row.role or "",
        ", ".join(dict.fromkeys(d for d in detail if d)),
    )


def _held(row: AuditRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if value is not None}
