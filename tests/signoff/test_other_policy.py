"""What was signed by rules of somebody's own does not leave by the site's, and is told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Action, Proposal
from chartside.errors import PolicyError, UsageError
from chartside.settings import PostgreSQL
from chartside.signoff import (
    Decided,
    Signed,
    SignoffStore,
    UnlockedIdentity,
    amend,
    decline,
    open_signed,
    recheck,
    retract,
    show,
    sign,
    to_docx,
    to_fhir,
    to_fhir_document,
    to_markdown,
    to_pdf,
    verify,
)
from chartside.signoff.exporting.retraction import open_retraction, retraction_fhir
from chartside.signoff.other_policy import not_allowed_here
from chartside.signoff.policy import Policy, policy_from_toml, shipped_policy

DIABETES = {
    "resourceType": "Condition",
    "clinicalStatus": {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                "code": "active",
            }
        ]
    },
    "code": {"text": "Type 2 diabetes"},
    "subject": {"reference": "Patient/p1"},
}
WAYS_OUT = (to_markdown, to_fhir, to_fhir_document, to_pdf, to_docx)


@pytest.fixture
def own_rules(root: Path) -> Policy:
    """A nurse's own policy: the shipped one, in which nurses sign everything."""
    text = (root / "signoff/policy.toml").read_text(encoding="utf-8")
    return policy_from_toml(text.replace('["handoff", "patient", "answer"]', '["*"]'))


@pytest.fixture
def elsewhere(place: Path | PostgreSQL, clock: Any, own_rules: Policy) -> SignoffStore:
    """The same store in a process with that policy."""
    return SignoffStore(place, clock=clock, policy=own_rules)


def signed_by(store: SignoffStore, signer: UnlockedIdentity, a: Any, name: str = "d1") -> Signed:
    seen = show(store, name, a.chart()).seen
    return sign(store, name, signer, meaning="review", chart=a.chart(), seen=seen)


def test_what_a_nurse_signed_by_rules_of_her_own_leaves_in_no_form(
    a: Any, store: SignoffStore, elsewhere: SignoffStore, nurse: UnlockedIdentity, own_rules: Policy
) -> None:
    store.propose(a.draft())
    assert to_markdown(signed_by(elsewhere, nurse, a))
    here = open_signed(store, "d1")
    for way in WAYS_OUT:
        with pytest.raises(PolicyError, match="role nurse under policy") as refused:
            way(here)
        assert own_rules.sha256 in str(refused.value)


def test_it_is_told_by_ids_role_kind_and_policy_and_the_chain_is_whole(
    a: Any, store: SignoffStore, elsewhere: SignoffStore, nurse: UnlockedIdentity, own_rules: Policy
) -> None:
    store.propose(a.draft())
    signed = signed_by(elsewhere, nurse, a)
    (told,) = not_allowed_here(store)
    assert (told.draft_id, told.decision_id, told.decision) == ("d1", signed.decision_id, "sign")
    assert (told.who, told.role, told.kind) == ("jackie", "nurse", "summary")
    assert (told.policy_sha256, told.accepted) == (own_rules.sha256, False)
    assert verify(store).ok
    assert not_allowed_here(elsewhere) == ()


def test_a_draft_declined_by_rules_of_her_own_is_told_too(
    a: Any, store: SignoffStore, elsewhere: SignoffStore, nurse: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    decline(elsewhere, "d1", nurse, reason="not now")
    assert [one.decision for one in not_allowed_here(store)] == ["decline"]


def test_another_policy_that_the_one_here_agrees_with_is_nothing_to_tell(
    a: Any, store: SignoffStore, elsewhere: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    signed = signed_by(elsewhere, physician, a)
    assert signed.basis["policy_sha256"] != store.policy.sha256
    assert not_allowed_here(store) == ()
    assert to_markdown(open_signed(store, "d1"))


def test_a_site_that_narrowed_its_policy_keeps_what_was_signed_under_the_former(
    a: Any,
    place: Path | PostgreSQL,
    clock: Any,
    elsewhere: SignoffStore,
    nurse: UnlockedIdentity,
    own_rules: Policy,
) -> None:
    elsewhere.propose(a.draft())
    signed_by(elsewhere, nurse, a)
    narrowed = replace(shipped_policy(), accepted=frozenset({own_rules.sha256}))
    store = SignoffStore(place, clock=clock, policy=narrowed)
    assert to_markdown(open_signed(store, "d1"))
    assert [one.accepted for one in not_allowed_here(store)] == [True]
    assert narrowed.sha256 == shipped_policy().sha256


def test_to_name_the_policy_in_force_does_not_help_a_role_that_it_does_not_let_sign(
    a: Any, place: Path | PostgreSQL, clock: Any, store: SignoffStore, nurse: UnlockedIdentity
) -> None:
    class Claiming(Policy):
        """Rules of one's own under the name of the site's."""

        @property
        def sha256(self) -> str:
            return shipped_policy().sha256

    roles = {**shipped_policy().roles, "nurse": shipped_policy().roles["physician"]}
    claiming = Claiming(shipped_policy().limits, roles)
    store.propose(a.draft())
    signed_by(SignoffStore(place, clock=clock, policy=claiming), nurse, a)
    with pytest.raises(PolicyError, match="role nurse"):
        to_markdown(open_signed(store, "d1"))


def test_who_may_decide_on_it_amends_it_and_the_amendment_leaves(
    a: Any,
    store: SignoffStore,
    elsewhere: SignoffStore,
    nurse: UnlockedIdentity,
    physician: UnlockedIdentity,
) -> None:
    store.propose(a.draft())
    signed_by(elsewhere, nurse, a)
    opened = amend(store, "d1", physician)
    recheck(store, opened.id, a.chart(), a.judge_as("supported"))
    assert to_markdown(signed_by(store, physician, a, opened.id))


def test_who_may_decide_on_it_retracts_it_and_the_retraction_leaves(
    a: Any,
    store: SignoffStore,
    elsewhere: SignoffStore,
    nurse: UnlockedIdentity,
    physician: UnlockedIdentity,
) -> None:
    store.propose(a.draft())
    signed_by(elsewhere, nurse, a)
    retract(store, "d1", physician, reason="signed by who may not")
    assert retraction_fhir(open_retraction(store, "d1"))["entry"]


def test_a_retraction_by_rules_of_her_own_does_not_leave(
    a: Any,
    store: SignoffStore,
    elsewhere: SignoffStore,
    nurse: UnlockedIdentity,
    physician: UnlockedIdentity,
) -> None:
    store.propose(a.draft())
    signed_by(store, physician, a)
    retract(elsewhere, "d1", nurse, reason="I would not have it")
    with pytest.raises(PolicyError, match=r"\(retract\) by role nurse"):
        retraction_fhir(open_retraction(store, "d1"))


@pytest.mark.parametrize("listed", ['["abc"]', '["' + "A" * 64 + '"]', "3", f'["{"a" * 64}\\n"]'])
def test_what_is_listed_as_accepted_is_the_hash_of_a_policy(root: Path, listed: str) -> None:
    text = (root / "signoff/policy.toml").read_text(encoding="utf-8")
    with pytest.raises(UsageError, match=r"accepted\.policies"):
        policy_from_toml(f"{text}\n[accepted]\npolicies = {listed}\n")


def test_a_change_of_the_chart_that_the_role_may_not_accept_is_held_back_with_its_document(
    a: Any, place: Path | PostgreSQL, clock: Any, store: SignoffStore, nurse: UnlockedIdentity
) -> None:
    shipped = shipped_policy()
    orders = shipped.roles["nurse"].model_copy(update={"sign": ("handoff", "proposals")})
    elsewhere = SignoffStore(
        place, clock=clock, policy=replace(shipped, roles={**shipped.roles, "nurse": orders})
    )
    for name, accepted in (("d1", ("p1",)), ("d2", ())):
        proposal = Proposal("p1", Action.ADD_PROBLEM, "s1", DIABETES)
        store.propose(replace(a.draft(id_=name, kind="handoff"), proposals=(proposal,)))
        seen = show(store, name, a.chart()).seen
        rejected = () if accepted else ("p1",)
        decided = Decided(accepted=accepted, rejected=rejected)
        words = {"meaning": "review", "chart": a.chart(), "seen": seen, "decided": decided}
        sign(elsewhere, name, nurse, **words)
    with pytest.raises(PolicyError, match="role nurse"):
        to_markdown(open_signed(store, "d1"))
    assert to_markdown(open_signed(store, "d2"))
