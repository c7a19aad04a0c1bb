"""A document that stands no more can still be read, marked as what it is, and never leaves."""

from dataclasses import replace
from typing import Any

import pytest

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    amend,
    open_signed,
    retract,
    show,
    sign,
    to_markdown,
)
from chartside.signoff.former import read_former


def signed(a: Any, store: SignoffStore, who: UnlockedIdentity, name: str) -> Any:
    seen = show(store, name, a.chart()).seen
    return sign(store, name, who, meaning="review", chart=a.chart(), seen=seen)


@pytest.fixture
def amended(a: Any, store: SignoffStore, physician: UnlockedIdentity) -> SignoffStore:
    store.propose(a.draft())
    signed(a, store, physician, "d1")
    signed(a, store, physician, amend(store, "d1", physician).id)
    return store


def test_an_amended_document_says_what_took_its_place(amended: SignoffStore) -> None:
    former = read_former(amended, "d1")
    assert former.status is Status.AMENDED
    assert former.superseded_by == "d1.a1"
    assert former.markdown.startswith("> **AMENDED.**")
    assert "draft d1.a1 took its place" in former.markdown
    assert "Takes metformin 500 mg daily." in former.markdown


def test_a_retracted_document_says_who_withdrew_it_and_why(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    text = to_markdown(signed(a, store, physician, "d1"))
    retract(store, "d1", physician, reason="filed on the wrong patient")
    former = read_former(store, "d1")
    assert former.markdown.startswith("> **RETRACTED.**")
    assert "Meredith Grey" in former.followed
    assert "filed on the wrong patient" in former.followed
    assert former.markdown.endswith(text)


def test_what_is_read_that_way_cannot_leave(amended: SignoffStore) -> None:
    with pytest.raises(PolicyError, match="only a signed document"):
        to_markdown(read_former(amended, "d1"))  # type: ignore[arg-type]  # the point of the test


def test_a_document_that_stands_and_a_draft_are_no_former_documents(
    a: Any, amended: SignoffStore
) -> None:
    amended.propose(replace(a.draft(id_="d2"), kind="previsit"))
    for name in ("d1.a1", "d2"):
        with pytest.raises(PolicyError, match="no former document"):
            read_former(amended, name)


def test_after_the_amendment_is_retracted_nothing_of_the_document_leaves(
    amended: SignoffStore, physician: UnlockedIdentity
) -> None:
    retract(amended, "d1.a1", physician, reason="wrong dose")
    for name in ("d1", "d1.a1"):
        with pytest.raises(PolicyError):
            open_signed(amended, name)
        assert read_former(amended, name).document.draft.id == name
