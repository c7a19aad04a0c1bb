from dataclasses import replace
from typing import Any

import pytest

from chartside.draft import Citation, Status, Verdict
from chartside.errors import UsageError
from chartside.signoff import (
    Desk,
    SignoffStore,
    UnlockedIdentity,
    decline,
    edit,
    events,
    show,
    sign,
    verify,
)
from chartside.signoff.drafts import Origin


def test_proposing_the_same_draft_again_changes_nothing(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())
    store.propose(replace(a.draft(), created="2026-03-02T09:00:07Z"))
    assert (len(store.versions("d1")), len(events(store))) == (1, 1)


def test_another_text_under_the_same_id_replaces_an_untouched_draft(
    a: Any, store: SignoffStore
) -> None:
    store.propose(a.draft())
    store.propose(a.draft(a.sentence("s1", text="HbA1c was measured.")))
    assert store.draft("d1").statements[0].text == "HbA1c was measured."
    assert [v.origin for v in store.versions("d1")] == [Origin.AUTHOR, Origin.AUTHOR]


def test_an_earlier_text_proposed_again_does_not_come_back(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())
    store.propose(a.draft(a.sentence("s1", text="HbA1c was measured.")))
    store.propose(a.draft())
    assert store.draft("d1").statements[0].text == "HbA1c was measured."


def test_a_text_that_someone_reads_is_not_replaced(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    store.propose(a.draft(a.sentence("s1", text="HbA1c was measured.")))
    assert show(store, "d1", a.chart()).seen == seen
    assert "proposal_set_aside" in [row.event for row in events(store)]


def test_proposing_a_signed_draft_again_is_quiet(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    store.propose(a.draft())
    assert store.draft("d1").status is Status.SIGNED
    assert verify(store).ok


def test_a_newer_draft_supersedes_the_open_one_of_the_same_kind(
    a: Any, store: SignoffStore
) -> None:
    store.propose(a.draft())
    show(store, "d1", a.chart())
    store.propose(a.draft(id_="d2"))
    decision = store.decision("d1")
    assert decision is not None
    assert (decision.status, decision.superseded_by) == (Status.SUPERSEDED, "d2")


@pytest.mark.parametrize(
    ("kind", "patient"), [("handoff", "Patient/p1"), ("summary", "Patient/p2")]
)
def test_a_draft_of_another_kind_or_patient_supersedes_nothing(
    a: Any, store: SignoffStore, kind: str, patient: str
) -> None:
    store.propose(a.draft())
    store.propose(a.draft(id_="d2", kind=kind, chart=a.chart(patient=patient)))
    assert store.draft("d1").status is Status.DRAFT


def test_two_questions_stay_open_side_by_side(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft(kind="answer"))
    store.propose(a.draft(id_="d2", kind="answer"))
    assert store.decision("d1") is None


def test_a_persons_edits_are_not_superseded_by_software(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    edit(
        store,
        "d1",
        "s2",
        "Takes nothing.",
        physician,
        chart=a.chart(),
        checker=a.judge_as("supported"),
    )
    store.propose(a.draft(id_="d2"))
    assert store.draft("d1").status is Status.IN_REVIEW


def test_a_declined_draft_stays_declined(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    decline(store, "d1", physician, reason="not needed")
    store.propose(a.draft(id_="d2"))
    assert store.draft("d1").status is Status.DECLINED


def test_an_author_cannot_claim_that_its_draft_is_signed(a: Any, store: SignoffStore) -> None:
    store.propose(replace(a.draft(), status=Status.SIGNED))
    assert store.draft("d1").status is Status.DRAFT


def test_sentences_without_an_id_get_one(a: Any, store: SignoffStore) -> None:
    store.propose(
        a.draft(a.sentence("", text="One."), a.sentence("s1"), a.sentence("", text="Two."))
    )
    assert [s.id for s in store.draft("d1").statements] == ["s2", "s1", "s3"]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"id": "../../etc/passwd"}, "draft's id"),
        ({"kind": "my kind"}, "draft's kind"),
        ({"patient": "Quackenbush"}, "Patient/<id>"),
        ({"sections": ()}, "no sentences"),
        ({"created": 5}, "created"),
    ],
)
def test_a_draft_that_cannot_be_stored_is_refused(
    a: Any, store: SignoffStore, change: dict[str, Any], match: str
) -> None:
    with pytest.raises(UsageError, match=match):
        store.propose(replace(a.draft(), **change))
    assert store.drafts() == ()


def test_two_sentences_with_one_id_are_refused(a: Any, store: SignoffStore) -> None:
    with pytest.raises(UsageError, match="one id"):
        store.propose(a.draft(a.sentence("s1"), a.sentence("s1")))


def test_broken_unicode_is_refused_not_stored(a: Any, store: SignoffStore) -> None:
    with pytest.raises(UsageError):
        store.propose(a.draft(a.sentence("s1", text="HbA1c \ud800")))
    assert store.drafts() == ()


def test_a_made_up_reference_is_kept_in_the_draft_and_out_of_the_audit(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    wild = a.sentence("s1", Verdict.NOT_FOUND)
    wild = replace(wild, citations=(Citation(f"the note that says {a.canary}", "1"),))
    store.propose(a.draft(wild))
    seen = show(store, "d1", a.chart()).seen
    signed = sign(
        store, "d1", physician, meaning="review", chart=a.chart(), seen=seen, attested=["s1"]
    )
    assert a.canary not in (signed.row.citations or "")


def test_the_agents_desk_proposes_and_looks_and_can_do_nothing_else(a: Any, tmp_path: Any) -> None:
    desk = Desk(tmp_path / "signoff.db")
    desk.propose(a.draft())
    assert desk.decision("d1") is None
    assert [name for name in dir(desk) if not name.startswith("_")] == ["decision", "propose"]


def test_a_draft_that_was_never_proposed_has_no_decision(store: SignoffStore) -> None:
    assert store.decision("nothing") is None


def test_where_the_chart_came_from_is_remembered(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())
    store.remember_source("d1", "records.db")
    assert store.held("d1").source == "records.db"
