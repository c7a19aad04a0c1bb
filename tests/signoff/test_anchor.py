"""A store that was put back to an older copy signs nothing and lets nothing leave."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import AuditBroken
from chartside.settings import PostgreSQL
from chartside.signoff import (
    Signed,
    SignoffStore,
    UnlockedIdentity,
    decline,
    open_signed,
    retract,
    show,
    sign,
    to_markdown,
    verify,
)
from chartside.signoff.copying import begin_anchor
from chartside.signoff.exporting.retraction import open_retraction


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Where whoever may write the data folder may not write."""
    return tmp_path / "elsewhere" / "head"


def signed_in(
    store: SignoffStore, a: Any, signer: UnlockedIdentity, id_: str = "d1", kind: str = "summary"
) -> Signed:
    store.propose(a.draft(id_=id_, kind=kind))
    seen = show(store, id_, a.chart()).seen
    return sign(store, id_, signer, meaning="author", chart=a.chart(), seen=seen)


@pytest.fixture
def set_back(
    a: Any, tmp_path: Path, clock: Any, physician: UnlockedIdentity, elsewhere: Path
) -> SignoffStore:
    """A data folder as it was before its document was withdrawn, with a draft that waits."""
    folder = tmp_path / "home"
    store = SignoffStore(folder / "signoff.db", clock=clock, anchor=elsewhere)
    signed_in(store, a, physician)
    store.propose(a.draft(id_="d2", kind="answer"))
    shutil.copytree(folder, tmp_path / "older")
    retract(store, "d1", physician, reason="It was of somebody else.")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "older", folder)
    return SignoffStore(folder / "signoff.db", clock=clock, anchor=elsewhere)


def test_a_document_that_was_withdrawn_does_not_leave_a_store_that_was_set_back(
    set_back: SignoffStore, elsewhere: Path
) -> None:
    as_the_folder_says = open_signed(SignoffStore(set_back.path), "d1")
    assert to_markdown(as_the_folder_says)
    with pytest.raises(AuditBroken, match="1 row is missing from the end"):
        open_signed(set_back, "d1")
    with pytest.raises(AuditBroken, match=elsewhere.name):
        replace(as_the_folder_says, store=set_back)


def test_nothing_is_decided_in_a_store_that_was_set_back(
    a: Any, set_back: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = show(set_back, "d2", a.chart()).seen
    rows = verify(set_back).rows
    with pytest.raises(AuditBroken):
        sign(set_back, "d2", physician, meaning="author", chart=a.chart(), seen=seen)
    with pytest.raises(AuditBroken):
        decline(set_back, "d2", physician, reason="It is wrong.")
    with pytest.raises(AuditBroken):
        retract(set_back, "d1", physician, reason="It is wrong.")
    assert verify(set_back).rows == rows


def test_an_event_written_after_it_was_set_back_does_not_heal_it(
    a: Any, set_back: SignoffStore
) -> None:
    for number in range(5):
        set_back.propose(a.draft(id_=f"x{number}", kind="answer"))
    with pytest.raises(AuditBroken, match="is not the one that was anchored"):
        open_signed(set_back, "d1")


def test_an_anchor_that_was_named_and_is_gone_has_to_be_begun_again(
    a: Any, tmp_path: Path, clock: Any, physician: UnlockedIdentity, elsewhere: Path
) -> None:
    store = SignoffStore(tmp_path / "signoff.db", clock=clock, anchor=elsewhere)
    signed_in(store, a, physician)
    elsewhere.unlink()
    with pytest.raises(AuditBroken, match="missing or unreadable"):
        open_signed(store, "d1")
    begin_anchor(store)
    assert to_markdown(open_signed(store, "d1"))


def test_a_retraction_does_not_leave_a_chain_that_was_cut(
    a: Any, store: SignoffStore, attacker: Any, physician: UnlockedIdentity
) -> None:
    signed_in(store, a, physician)
    retract(store, "d1", physician, reason="It was of somebody else.")
    assert open_retraction(store, "d1").reason
    store.note("unlock_refused", who="asha")
    attacker.does("DELETE FROM audit WHERE event = 'unlock_refused'")
    with pytest.raises(AuditBroken):
        open_retraction(store, "d1")


def test_a_machine_that_keeps_no_anchor_and_was_told_of_none_signs(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.anchor.unlink()
    assert to_markdown(signed_in(store, a, physician))


def test_an_anchor_that_others_run_ahead_of_is_no_cut(
    a: Any,
    store: SignoffStore,
    place: Path | PostgreSQL,
    tmp_path: Path,
    physician: UnlockedIdentity,
) -> None:
    """The agent's account may have an anchor of its own, and cannot write the signer's."""
    theirs = tmp_path / "signers.head"
    shutil.copy(store.anchor, theirs)
    for number in range(3):
        store.propose(a.draft(id_=f"x{number}", kind="answer"))
    assert to_markdown(
        signed_in(SignoffStore(place, clock=store.clock, anchor=theirs), a, physician)
    )
