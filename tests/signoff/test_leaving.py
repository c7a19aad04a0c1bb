"""Who let a document leave, and as which bytes, stands in the audit."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chartside.errors import AuditBroken, PolicyError
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    events,
    show,
    sign,
    to_markdown,
    verify,
)
from chartside.signoff.leaving import note_export, recognise
from chartside.signoff.retention import archive


@pytest.fixture
def signed(a: Any, store: SignoffStore, physician: UnlockedIdentity) -> Any:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    return sign(store, "d1", physician, meaning="author", chart=a.chart(), seen=seen)


def test_an_export_by_somebody_who_proved_it_is_under_their_signature(
    store: SignoffStore, signed: Any, colleague: UnlockedIdentity, attacker: Any
) -> None:
    note_export(store, "d1", "md", b"bytes", colleague)
    row = events(store)[-1]
    assert (row.event, row.who, row.role, row.detail) == ("exported", "bailey", "physician", "md")
    assert row.document_sha256 == hashlib.sha256(b"bytes").hexdigest()
    assert row.key_id != signed.row.key_id
    assert verify(store).ok
    attacker.does("UPDATE audit SET who = 'grey' WHERE event = 'exported'")
    assert any("signature" in problem for problem in verify(store).problems)


def test_nobody_exports_in_the_name_of_somebody_whose_key_they_lack(
    store: SignoffStore, signed: Any, physician: UnlockedIdentity, nurse: UnlockedIdentity
) -> None:
    class Pretender:
        identity = physician.identity
        authenticated_at = physician.authenticated_at
        method = physician.method
        claims = physician.claims
        sign = staticmethod(nurse.sign)

    rows = len(events(store))
    with pytest.raises(PolicyError, match="does not hold the key"):
        note_export(store, "d1", "md", signed.payload, Pretender())
    assert len(events(store)) == rows


def test_an_export_under_a_signature_stays_when_older_rows_leave_for_the_archive(
    store: SignoffStore, signed: Any, clock: Any, physician: UnlockedIdentity
) -> None:
    note_export(store, "d1", "md", signed.payload)
    note_export(store, "d1", "md", signed.payload, physician)
    clock.now += timedelta(days=40)
    archive(store, 30)
    with store.read() as tx:
        left = tx.all("SELECT who FROM audit WHERE event = 'exported'")
    assert [row["who"] for row in left] == ["grey"]
    assert verify(store).ok
    assert len(recognise(store, "d1", signed.payload, {}).exports) == 2


def test_a_file_is_recognised_by_signature_by_derivation_and_by_the_audit(
    store: SignoffStore, signed: Any
) -> None:
    note_export(store, "d1", "pdf", b"set by an older Typst")
    held = recognise(store, "d1", signed.payload, {})
    assert (held.how, held.form) == ("signed", "signed.json")
    held = recognise(store, "d1", to_markdown(signed).encode(), {})
    assert (held.how, held.form, held.stands) == ("signed", "md", True)
    held = recognise(store, "d1", b"set now", {"pdf": lambda: b"set now"})
    assert (held.how, held.form, held.exports) == ("derived", "pdf", ())
    held = recognise(store, "d1", b"set by an older Typst", {"pdf": lambda: b"set now"})
    assert (held.how, held.form, len(held.exports)) == ("exported", "pdf", 1)
    with pytest.raises(PolicyError, match="never was exported"):
        recognise(store, "d1", b"something else", {"pdf": lambda: b"set now"})


def test_what_only_the_audit_knows_is_not_believed_where_the_chain_is_broken(
    store: SignoffStore, signed: Any, attacker: Any
) -> None:
    note_export(store, "d1", "pdf", b"a")
    forged = replace(events(store)[-1], document_sha256=hashlib.sha256(b"forged").hexdigest())
    attacker.does(
        "UPDATE audit SET document_sha256 = :hash WHERE event = 'exported'",
        hash=forged.document_sha256,
    )
    with pytest.raises(AuditBroken):
        recognise(store, "d1", b"forged", {})
    assert signed.draft.id == "d1"
