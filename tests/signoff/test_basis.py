"""What is signed beside the document: what the decision rested on, warnings taken note of."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Citation, Finding, Severity, Verdict
from chartside.errors import PolicyError
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    decline,
    edit,
    open_signed,
    recheck,
    show,
    sign,
    verify,
)
from chartside.signoff.drafts import draft_hash
from chartside.signoff.policy import shipped_policy


def warned(a: Any) -> Any:
    cited = (Citation("Observation/old", "1"),)
    return replace(
        a.draft(a.sentence("s1"), a.sentence("s2", Verdict.NOT_FOUND)),
        conflicts=(Finding("allergy-order", f"Allergy to {a.canary}", Severity.HIGH, cited),),
        omissions=(
            Finding("abnormal-result", f"{a.canary} is not mentioned", Severity.MODERATE, cited),
            Finding("old-note", "An old note", Severity.LOW, cited),
        ),
    )


def signs(
    a: Any, store: SignoffStore, who: UnlockedIdentity, *acknowledged: str, **more: Any
) -> Any:
    seen = show(store, "d1", a.chart()).seen
    return sign(
        store,
        "d1",
        who,
        meaning="review",
        chart=a.chart(),
        seen=seen,
        attested=["s2"],
        acknowledged=acknowledged,
        **more,
    )


def test_the_warnings_that_were_acknowledged_are_signed_and_no_others(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(warned(a))
    signed = signs(a, store, physician, "o1", "c1")
    assert signed.acknowledged == ("c1", "o1")
    assert [w["rule"] for w in signed.basis["acknowledged"]] == ["allergy-order", "abnormal-result"]
    assert a.canary not in json.dumps(signed.basis)


def test_nothing_is_acknowledged_for_the_signer(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(warned(a))
    assert signs(a, store, physician).acknowledged == ()


def test_a_warning_that_is_not_there_cannot_be_acknowledged(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(warned(a))
    with pytest.raises(PolicyError, match="1 acknowledgement of no warning"):
        signs(a, store, physician, "c1", "c2")


def test_a_site_can_ask_for_each_severe_warning_by_itself(
    a: Any, tmp_path: Path, clock: Any, physician: UnlockedIdentity
) -> None:
    shipped = shipped_policy()
    limits = shipped.limits.model_copy(update={"acknowledge_from": Severity.MODERATE})
    store = SignoffStore(
        tmp_path / "signoff.db", clock=clock, policy=replace(shipped, limits=limits)
    )
    store.propose(warned(a))
    with pytest.raises(PolicyError, match=r"2 warnings not acknowledged.*\(c1, o1\)"):
        signs(a, store, physician)
    with pytest.raises(PolicyError, match=r"1 warning not acknowledged.*\(o1\)"):
        signs(a, store, physician, "c1")
    assert signs(a, store, physician, "c1", "o1")


def test_the_verification_is_signed_by_its_counts_and_a_hash(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(warned(a))
    said = signs(a, store, physician).basis["verification"]
    assert said["verdicts"] == {"supported": 1, "not_found": 1}
    assert (said["conflicts"], said["omissions"], said["checked_again"]) == (1, 2, False)
    assert len(said["sha256"]) == 64


def test_whether_the_checker_judged_once_more_at_signing_is_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    signed = signs(a, store, physician, checker=a.judge_as("supported"))
    assert signed.basis["verification"]["checked_again"] is True


def test_every_version_from_the_authors_own_text_on_is_signed_by_its_hash(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    first = a.draft()
    store.propose(first)
    supported = a.judge_as("supported")
    edit(store, "d1", "s2", "Takes nothing.", physician, chart=a.chart(), checker=supported)
    written, edited = signs(a, store, physician).basis["versions"]
    assert (written["origin"], written["by"], written["sha256"]) == (
        "author",
        "extractive",
        draft_hash(first),
    )
    assert (edited["origin"], edited["by"], edited["words_changed"]) == ("edit", "grey", 4)


def test_the_chart_is_signed_as_it_was_drafted_from_and_as_it_was_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    before = a.chart()
    now = a.chart(a.entry("Observation/a1c", "2"), a.entry("Observation/old"))
    store.propose(a.draft(chart=before))
    recheck(store, "d1", now, a.judge_as("supported"))
    seen = show(store, "d1", now).seen
    signed = sign(store, "d1", physician, meaning="review", chart=now, seen=seen)
    assert signed.basis["record_when_drafted"] == before.digest
    assert signed.basis["record_when_signed"] == now.digest


def test_turning_down_is_signed_with_what_it_rested_on_too(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    decline(store, "d1", physician, reason="wrong visit")
    with store.read() as tx:
        (row,) = tx.all("SELECT payload FROM decisions")
    basis = json.loads(bytes(row["payload"]))["basis"]
    assert basis["signer"] == {"method": "local passphrase", "claims": {}}
    assert basis["policy_sha256"] == shipped_policy().sha256
    assert len(basis["versions"]) == 1


def test_what_it_rested_on_cannot_be_changed_afterwards(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(warned(a))
    signs(a, store, physician)
    with store.write() as tx:
        (row,) = tx.all("SELECT id, payload FROM decisions")
        forged = bytes(row["payload"]).replace(b'"acknowledged":[]', b'"acknowledged":[1]')
        tx.run("DROP TRIGGER decisions_no_update")
        tx.run("UPDATE decisions SET payload = ? WHERE id = ?", forged, row["id"])
    with pytest.raises(PolicyError, match="does not verify"):
        open_signed(store, "d1")
    assert not verify(store).ok
