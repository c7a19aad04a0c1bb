"""The store and the files of signed documents in an editor: no key and no trigger holds them."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from typing import Final

from chartside.errors import AuditBroken, PolicyError
from chartside.evals.attacks.bypass.attempt import Tries
from chartside.evals.attacks.bypass.scene import Scene
from chartside.signoff import decline, events, file_document, open_signed, retract, verify
from chartside.signoff.copies import changed_copies
from chartside.signoff.exporting.forms import alike
from chartside.signoff.leaving import recognise
from chartside.signoff.row import AuditRow

TRIES: Final = Tries("tampering")
refused = TRIES.refused


def edited(scene: Scene, *statements: str) -> None:
    """Change the SQLite file past Chartside, its triggers taken off first."""
    with closing(sqlite3.connect(scene.store.path)) as opened, opened:
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in opened.execute(asked).fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            opened.execute(statement)


async def _ward(scene: Scene) -> None:
    """A signed document, a declined draft and an open one."""
    await scene.signed()
    await scene.draft("d2", "handoff")
    decline(scene.store, "d2", scene.key(), reason="The wrong visit.")
    await scene.draft("d3", "previsit")


async def _found(scene: Scene, *statements: str) -> None:
    """What `audit verify` says after the file was edited."""
    await _ward(scene)
    verify(scene.store).require()
    edited(scene, *statements)
    with scene.trying():
        verify(scene.store).require()


@refused(AuditBroken, broken=True)
async def row_changed(scene: Scene) -> None:
    """Change who signed in a row of the audit."""
    await _found(scene, "UPDATE audit SET who = 'bruno' WHERE event = 'signed'")


@refused(AuditBroken, broken=True)
async def time_changed(scene: Scene) -> None:
    """Change when it was signed."""
    await _found(scene, "UPDATE audit SET at = '2025-01-01T00:00:00Z' WHERE event = 'signed'")


@refused(AuditBroken, broken=True)
async def row_removed(scene: Scene) -> None:
    """Remove the row of a decision."""
    await _found(scene, "DELETE FROM audit WHERE event = 'declined'")


@refused(AuditBroken, broken=True)
async def rows_swapped(scene: Scene) -> None:
    """Change the order of two rows."""
    await _found(
        scene,
        "UPDATE audit SET seq = -1 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = -1",
    )


@refused(AuditBroken, broken=True)
async def removed_and_renumbered(scene: Scene) -> None:
    """Remove a row and close the gap in the numbers."""
    await _found(
        scene, "DELETE FROM audit WHERE seq = 2", "UPDATE audit SET seq = seq - 1 WHERE seq > 2"
    )


@refused(AuditBroken, broken=True)
async def end_cut_off(scene: Scene) -> None:
    """Cut the chain off after the signature, so that nothing later has happened."""
    await _found(
        scene,
        "DELETE FROM audit WHERE seq > 3",
        "DELETE FROM decisions WHERE id NOT IN (SELECT decision_id FROM audit)",
        "DELETE FROM versions WHERE draft_id <> 'd1'",
        "DELETE FROM drafts WHERE id <> 'd1'",
    )


@refused(AuditBroken, broken=True)
async def row_inserted(scene: Scene) -> None:
    """Add a row that says that the open draft was signed."""
    await _found(
        scene,
        "INSERT INTO audit (seq, at, local_time, event, draft_id, prev_row_hash, row_hash) SELECT "
        "max(seq) + 1, max(at), max(at), 'signed', 'd3', max(row_hash), 'f00d' FROM audit",
    )


@refused(AuditBroken, broken=True)
async def text_changed(scene: Scene) -> None:
    """Change the text of a version on record."""
    await _found(scene, "UPDATE versions SET content = replace(content, 'arfarin', 'aspirin')")


@refused(AuditBroken, broken=True)
async def key_swapped(scene: Scene) -> None:
    """Put another public key beside the signer's name."""
    await _found(scene, "UPDATE signers SET public_key = 'AAAA' || substr(public_key, 5)")


@refused(AuditBroken, broken=True)
async def role_raised(scene: Scene) -> None:
    """Change the role that a signer is known by."""
    await _found(scene, "UPDATE signers SET role = 'nurse'")


@refused(AuditBroken, broken=True)
async def decision_taken_back(scene: Scene) -> None:
    """Open a declined draft again."""
    await _found(scene, "UPDATE drafts SET status = 'in_review' WHERE id = 'd2'")


def _chained_anew(scene: Scene, change: Callable[[list[AuditRow]], list[AuditRow]]) -> None:
    """As a careful attacker: change rows, compute every hash again, and set the anchor."""
    held = events(scene.store)
    rows, before = change([*held]), held[0].prev_row_hash
    edited(scene, "DELETE FROM audit")
    with closing(sqlite3.connect(scene.store.path)) as opened, opened:
        for number, row in enumerate(rows, 1):
            sealed = asdict(replace(row, seq=number, prev_row_hash=before).sealed())
            before = str(sealed["row_hash"])
            named = ", ".join(sealed)
            marks = ", ".join("?" * len(sealed))
            into = f"INSERT INTO audit ({named}) VALUES ({marks})"  # noqa: S608 - our own names
            opened.execute(into, tuple(sealed.values()))
    anchor = json.dumps({"seq": len(rows), "row_hash": before})
    scene.store.anchor.write_text(anchor, encoding="utf-8")


@refused(AuditBroken, broken=True)
async def chain_made_anew(scene: Scene) -> None:
    """Change the signer, compute every hash of the chain again, and set the anchor to it."""
    await _ward(scene)
    _chained_anew(
        scene, lambda rows: [replace(r, who="bruno") if r.event == "signed" else r for r in rows]
    )
    with scene.trying():
        verify(scene.store).require()


@refused(AuditBroken, broken=True)
async def decline_made_undone(scene: Scene) -> None:
    """Take the decline out of the chain, compute it again, and set the anchor to it."""
    await _ward(scene)
    _chained_anew(scene, lambda rows: [r for r in rows if r.event != "declined"])
    with scene.trying():
        verify(scene.store).require()


@refused(AuditBroken, broken=True)
async def older_copy(scene: Scene) -> None:
    """Put an older copy of the store back; the anchor stays."""
    await scene.signed()
    shutil.copy(scene.store.path, scene.folder / "older.db")
    retract(scene.store, "d1", scene.key(), reason="It was of somebody else.")
    shutil.copy(scene.folder / "older.db", scene.store.path)
    with scene.trying():
        verify(scene.store).require()


@refused(AuditBroken, broken=True)
async def signed_on_a_cut_chain(scene: Scene) -> None:
    """Sign on top of a chain whose end was cut off, which would hide the place."""
    await _ward(scene)
    seen = scene.read("d3")
    edited(scene, "DELETE FROM audit WHERE seq >= (SELECT max(seq) - 1 FROM audit)")
    with scene.trying():
        scene.sign("d3", seen=seen)


@refused(PolicyError, broken=True)
async def status_written(scene: Scene) -> None:
    """Write `signed` beside an open draft, and take it out."""
    await _ward(scene)
    edited(scene, "UPDATE drafts SET status = 'signed' WHERE id = 'd3'")
    with scene.trying():
        scene.out(open_signed(scene.store, "d3"))


@refused(PolicyError, broken=True)
async def signature_lent(scene: Scene) -> None:
    """Give an open draft the decision of a signed one, and take it out."""
    await _ward(scene)
    edited(
        scene,
        "UPDATE drafts SET status = 'signed' WHERE id = 'd3'",
        "UPDATE audit SET draft_id = 'd3' WHERE event = 'signed'",
    )
    with scene.trying():
        scene.out(open_signed(scene.store, "d3"))


@refused(PolicyError, broken=True)
async def signed_bytes_changed(scene: Scene) -> None:
    """Change the bytes that were signed, and take the document out."""
    await _ward(scene)
    edited(
        scene,
        "UPDATE decisions SET payload = "
        "CAST(replace(CAST(payload AS TEXT), 'arfarin', 'aspirin') AS BLOB)",
    )
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))


@refused(PolicyError, broken=True)
async def retraction_taken_back(scene: Scene) -> None:
    """Write `signed` beside a retracted document again, and take it out."""
    await scene.signed()
    retract(scene.store, "d1", scene.key(), reason="It was of somebody else.")
    edited(scene, "UPDATE drafts SET status = 'signed' WHERE id = 'd1'")
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))


@refused(PolicyError)
async def filed_text_changed(scene: Scene) -> None:
    """Change a filed document, and have it recognised."""
    signed = await scene.signed()
    path = file_document(signed, scene.folder / "documents")
    path.write_text(
        path.read_text(encoding="utf-8").replace("arfarin", "aspirin"), encoding="utf-8"
    )
    if path.name not in changed_copies(scene.store, path.parent):
        raise AssertionError("the copy is not named as changed")
    with scene.trying():
        recognise(scene.store, "d1", path.read_bytes(), alike(signed, path.read_bytes()))


@refused(PolicyError)
async def file_of_a_draft(scene: Scene) -> None:
    """Put the page of another, unsigned draft in the place of a filed document."""
    signed = await scene.signed()
    path = file_document(signed, scene.folder / "documents")
    await scene.draft("d3", "previsit")
    path.write_text(f"# Signed\n{scene.read('d3')}\n", encoding="utf-8")
    with scene.trying():
        recognise(scene.store, "d1", path.read_bytes(), alike(signed, path.read_bytes()))
