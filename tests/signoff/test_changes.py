"""The author's own text beside what people made of it."""

from typing import Any

import pytest

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff import SignoffStore, UnlockedIdentity, edit, events, show, sign
from chartside.signoff.changes import Kept, changes
from chartside.signoff.distance import authors_own


def edited(a: Any, store: SignoffStore, who: UnlockedIdentity, **more: Any) -> Any:
    held = {"chart": a.chart(), "checker": a.judge_as("supported")} | more
    text = held.pop("text", "Takes metformin 1000 mg twice daily.")
    return edit(store, "d1", held.pop("id", "s2"), text, who, **held)


def test_both_texts_stand_in_one_line_word_for_word(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    (one,) = changes(a.draft(), edited(a, store, physician))
    assert [(run.kept, run.text) for run in one.runs] == [
        (Kept.SAME, "Takes metformin"),
        (Kept.OUT, "500"),
        (Kept.IN, "1000"),
        (Kept.SAME, "mg"),
        (Kept.IN, "twice"),
        (Kept.SAME, "daily."),
    ]
    assert one.words == 2


def test_what_only_cites_other_sources_has_changed_too(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    after = edited(
        a, store, physician, text="Takes metformin 500 mg daily.", cite=["Observation/old"]
    )
    (one,) = changes(a.draft(), after)
    assert (one.words, one.sources) == (0, (("Observation/a1c",), ("Observation/old",)))


def test_a_sentence_that_was_taken_out_is_all_gone(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    (one,) = changes(a.draft(), edited(a, store, physician, text=None))
    assert (one.after, {run.kept for run in one.runs}) == (None, {Kept.OUT})


def test_the_authors_own_text_stays_after_edits_and_signature(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    edited(a, store, physician)
    edited(a, store, physician, text="Takes nothing.")
    seen = show(store, "d1", a.chart()).seen
    sign(store, "d1", physician, meaning="author", chart=a.chart(), seen=seen)
    first = authors_own(store.versions("d1"))
    assert first is not None
    assert first.draft.statements == a.draft().statements


def test_an_edit_of_what_somebody_else_has_changed_overwrites_nothing(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, colleague: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    edited(a, store, physician, version=1)
    with pytest.raises(PolicyError, match="in version 2, and version 1 was read"):
        edited(a, store, colleague, text="Takes nothing.", version=1)
    assert store.draft("d1").statements[1].text == "Takes metformin 1000 mg twice daily."
    assert store.draft("d1").status is Status.IN_REVIEW
    assert events(store)[-1].event == "denied"
    edited(a, store, colleague, text="Takes nothing.", version=2)
    assert [version.by for version in store.versions("d1")] == ["extractive", "grey", "bailey"]
