"""A filed copy that somebody changed is found; one that was taken away is nobody's fault."""

from pathlib import Path
from typing import Any

import pytest

from chartside.signoff import (
    Signed,
    SignoffStore,
    UnlockedIdentity,
    file_document,
    open_signed,
    show,
    sign,
    verify,
)
from chartside.signoff.copies import changed_copies

ENDINGS = [".md", ".fhir.json", ".signed.json"]


@pytest.fixture
def signed(a: Any, store: SignoffStore, physician: UnlockedIdentity) -> Signed:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    return sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)


@pytest.fixture
def folder(signed: Signed, tmp_path: Path) -> Path:
    file_document(signed, tmp_path / "documents")
    return tmp_path / "documents"


def test_copies_as_they_were_filed_are_whole(signed: Signed, folder: Path) -> None:
    assert changed_copies(signed.store, folder) == ()
    assert verify(signed.store).ok


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_copy_that_was_changed_is_named(signed: Signed, folder: Path, ending: str) -> None:
    (path,) = folder.glob(f"*{ending}")
    path.write_bytes(path.read_bytes() + b" ")
    assert changed_copies(signed.store, folder) == (path.name,)


def test_a_copy_that_was_taken_away_is_not_reported(signed: Signed, folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    assert changed_copies(signed.store, folder) == ()


def test_a_copy_that_was_put_right_is_whole_again(signed: Signed, folder: Path) -> None:
    (path,) = folder.glob("*.md")
    path.write_text("altered", encoding="utf-8")
    file_document(open_signed(signed.store, "d1"), folder)
    assert changed_copies(signed.store, folder) == ()


def test_where_the_hash_was_not_kept_the_signed_bytes_still_are_compared(
    signed: Signed, tmp_path: Path
) -> None:
    signed.store.note("filed", "d1")  # as an earlier version noted it
    (tmp_path / f"summary-{signed.decision_id}.md").write_text("anything", encoding="utf-8")
    (tmp_path / f"summary-{signed.decision_id}.signed.json").write_bytes(b"{}")
    changed = changed_copies(signed.store, tmp_path)
    assert changed == (f"summary-{signed.decision_id}.signed.json",)
