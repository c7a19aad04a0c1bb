from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Status, Verdict
from chartside.errors import PolicyError, UsageError
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    decline,
    events,
    open_signed,
    recheck,
    retract,
    show,
    sign,
    to_markdown,
)


def reviewed(a: Any, store: SignoffStore, *sentences: Any, kind: str = "summary"):
    """A draft on the desk, opened by a reader: what they saw."""
    store.propose(a.draft(*sentences, kind=kind))
    return show(store, "d1", a.chart()).seen


def test_what_was_read_can_be_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    signed = sign(
        store, "d1", physician, meaning="review", chart=a.chart(), seen=reviewed(a, store)
    )
    assert (signed.row.who, signed.row.meaning, store.draft("d1").status) == (
        "grey",
        "review",
        Status.SIGNED,
    )


def test_opening_a_draft_puts_it_in_review(a: Any, store: SignoffStore) -> None:
    reviewed(a, store)
    assert store.draft("d1").status is Status.IN_REVIEW


def test_another_version_than_the_one_read_is_refused(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    chart = a.chart(
        a.entry("Observation/a1c"), a.entry("Observation/old"), a.entry("Observation/new")
    )
    recheck(store, "d1", chart, lambda draft, _: draft)
    with pytest.raises(PolicyError, match="not the version that was read"):
        sign(store, "d1", physician, meaning="review", chart=chart, seen=seen)


def test_a_draft_read_without_its_chart_cannot_be_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    with pytest.raises(PolicyError, match="not the version that was read"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=show(store, "d1").seen)


def test_a_chart_that_changed_must_be_rechecked_first(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store)
    changed = a.chart(a.entry("Observation/a1c", version="2"), a.entry("Observation/old"))
    with pytest.raises(PolicyError, match="re-check"):
        sign(store, "d1", physician, meaning="review", chart=changed, seen=seen)


def test_another_patients_chart_is_refused(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store)
    with pytest.raises(PolicyError, match="another patient"):
        sign(
            store, "d1", physician, meaning="review", chart=a.chart(patient="Patient/p2"), seen=seen
        )


def test_a_contradicted_sentence_blocks_even_when_attested(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store, a.sentence("s1"), a.sentence("s2", Verdict.CONTRADICTED))
    with pytest.raises(PolicyError, match=r"contradicted.*\(s2\)"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen, attested=["s2"])


@pytest.mark.parametrize("verdict", [Verdict.NOT_FOUND, Verdict.NOT_CHECKABLE])
def test_each_unsupported_sentence_needs_its_own_attestation(
    a: Any, verdict: Verdict, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store, a.sentence("s1", verdict), a.sentence("s2", verdict))
    with pytest.raises(PolicyError, match=r"1 sentence unsupported.*\(s2\)"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen, attested=["s1"])
    signed = sign(
        store, "d1", physician, meaning="review", chart=a.chart(), seen=seen, attested=["s1", "s2"]
    )
    assert signed.attested == ("s1", "s2")


def test_attesting_everything_records_only_what_needed_it(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store, a.sentence("s1"), a.sentence("s2", Verdict.NOT_FOUND))
    signed = sign(
        store, "d1", physician, meaning="review", chart=a.chart(), seen=seen, attested=["s1", "s2"]
    )
    assert signed.attested == ("s2",)


def test_a_sentence_that_nobody_judged_blocks(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store, a.sentence("s1", None))
    with pytest.raises(PolicyError, match="not judged"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen, attested=["s1"])


def test_a_signature_needs_a_passphrase_typed_within_five_minutes(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, clock: Any
) -> None:
    seen = reviewed(a, store)
    clock.passes(minutes=5, seconds=1)
    with pytest.raises(PolicyError, match="prove who you are again"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)


def test_an_authentication_from_the_future_is_refused(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, clock: Any
) -> None:
    seen = reviewed(a, store)
    clock.passes(minutes=-1)
    with pytest.raises(PolicyError, match="prove who you are again"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)


def test_a_nurse_has_no_authority_to_sign_a_summary(
    a: Any, store: SignoffStore, nurse: UnlockedIdentity
) -> None:
    seen = reviewed(a, store)
    with pytest.raises(PolicyError, match="role nurse has no authority"):
        sign(store, "d1", nurse, meaning="review", chart=a.chart(), seen=seen)


def test_a_nurse_may_sign_a_handoff(a: Any, store: SignoffStore, nurse: UnlockedIdentity) -> None:
    seen = reviewed(a, store, kind="handoff")
    assert (
        sign(store, "d1", nurse, meaning="author", chart=a.chart(), seen=seen).row.role == "nurse"
    )


def test_an_unknown_meaning_is_a_usage_error(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    with pytest.raises(UsageError, match="author, review, approve"):
        sign(store, "d1", physician, meaning="ok", chart=a.chart(), seen=reviewed(a, store))


def test_signing_again_gives_the_first_signature_back(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, clock: Any
) -> None:
    seen = reviewed(a, store)
    first = sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    clock.passes(minutes=3)
    assert sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen) == first
    assert [e.event for e in events(store)].count("signed") == 1


def test_a_colleague_cannot_sign_what_is_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, colleague: UnlockedIdentity
) -> None:
    seen = reviewed(a, store)
    sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    with pytest.raises(PolicyError, match="is signed"):
        sign(store, "d1", colleague, meaning="review", chart=a.chart(), seen=seen)


def test_declining_takes_a_reason_and_nothing_else(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft(a.sentence("s1", Verdict.CONTRADICTED)))
    decision = decline(store, "d1", physician, reason="wrong visit")
    assert (decision.status, decision.who) == (Status.DECLINED, "grey")


def test_declining_without_a_reason_is_refused(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    with pytest.raises(UsageError, match="reason"):
        decline(store, "d1", physician, reason="  ")


def test_a_declined_draft_cannot_be_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store)
    decline(store, "d1", physician, reason="wrong visit")
    with pytest.raises(PolicyError, match="is declined"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)


def test_declining_twice_is_one_decision(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    first = decline(store, "d1", physician, reason="wrong visit")
    assert decline(store, "d1", physician, reason="wrong visit") == first


def test_a_retracted_document_no_longer_leaves(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    signed = sign(
        store, "d1", physician, meaning="review", chart=a.chart(), seen=reviewed(a, store)
    )
    retract(store, "d1", physician, reason="filed on the wrong patient")
    with pytest.raises(PolicyError, match="no longer signed"):
        to_markdown(signed)
    with pytest.raises(PolicyError, match="retracted"):
        open_signed(store, "d1")


def test_an_unsigned_draft_cannot_be_retracted(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    with pytest.raises(PolicyError, match="cannot become retracted"):
        retract(store, "d1", physician, reason="no need")


def test_an_expired_draft_cannot_be_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, clock: Any
) -> None:
    seen = reviewed(a, store)
    clock.passes(days=30)
    with pytest.raises(PolicyError, match="expired"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    assert store.expire_due() == ("d1",)
    decision = store.decision("d1")
    assert decision is not None
    assert decision.status is Status.EXPIRED


def test_every_refusal_is_itself_recorded(
    a: Any, store: SignoffStore, nurse: UnlockedIdentity
) -> None:
    seen = reviewed(a, store)
    with pytest.raises(PolicyError):
        sign(store, "d1", nurse, meaning="review", chart=a.chart(), seen=seen)
    denied = events(store, "d1")[-1]
    assert (denied.event, denied.decision, denied.who) == ("denied", "sign", "jackie")
    assert denied.detail is not None
    assert a.canary not in denied.detail


def test_citations_are_recorded_as_drafted_and_as_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    chart = a.chart(a.entry("Observation/a1c", version="2"), a.entry("Observation/old"))
    store.propose(a.draft(a.sentence("s1"), chart=chart))
    signed = sign(
        store, "d1", physician, meaning="review", chart=chart, seen=show(store, "d1", chart).seen
    )
    assert signed.row.citations == '[["Observation/a1c","1","2"]]'


def test_a_name_that_is_known_with_another_key_cannot_sign(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, tmp_path: Path, clock: Any
) -> None:
    from chartside.signoff import create_identity, unlock

    reviewed(a, store, kind="handoff")
    decline(store, "d1", physician, reason="not needed")
    create_identity(
        tmp_path / "elsewhere", "grey", "Somebody Else", "physician", "another passphrase"
    )
    impostor = unlock(tmp_path / "elsewhere", "grey", "another passphrase", clock=clock)
    store.propose(a.draft(id_="d2"))
    with pytest.raises(PolicyError, match="another key"):
        decline(store, "d2", impostor, reason="not needed")


def test_verdicts_that_the_proposer_made_up_are_found_out(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store, a.sentence("s1"), a.sentence("s2"))
    with pytest.raises(PolicyError, match="judged differently"):
        sign(
            store,
            "d1",
            physician,
            meaning="review",
            chart=a.chart(),
            seen=seen,
            checker=a.judge_as("contradicted"),
        )


def test_verdicts_that_the_checker_finds_again_can_be_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    seen = reviewed(a, store)
    checker = a.judge_as("supported")
    assert sign(
        store, "d1", physician, meaning="review", chart=a.chart(), seen=seen, checker=checker
    )
