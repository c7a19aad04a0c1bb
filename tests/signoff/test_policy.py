"""Who may sign what is a file that a site can have of its own."""

from pathlib import Path
from typing import Any

import pytest

from chartside.errors import PolicyError, StoreError, UsageError
from chartside.signoff import SignoffStore, UnlockedIdentity, show, sign
from chartside.signoff.policy import default_policy, policy_from_toml, shipped_policy

SHIPPED = Path("signoff/policy.toml")


def own(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **change: str) -> Path:
    """A site's policy: the shipped one with lines changed (`name="value"` stands for a line)."""
    text = (root / SHIPPED).read_text(encoding="utf-8")
    for before, after in change.items():
        line = next(one for one in text.splitlines() if one.startswith(before))
        text = text.replace(line, f"{before} = {after}", 1)
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_POLICY", str(path))
    return path


def test_without_a_file_of_its_own_a_site_has_the_shipped_policy() -> None:
    assert default_policy() == shipped_policy()


def test_a_site_says_in_a_file_of_its_own_how_long_a_passphrase_holds(
    a: Any,
    root: Path,
    tmp_path: Path,
    clock: Any,
    physician: UnlockedIdentity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own(root, tmp_path, monkeypatch, authentication_minutes="1")
    store = SignoffStore(tmp_path / "signoff.db", clock=clock)
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    clock.passes(minutes=2)
    with pytest.raises(PolicyError, match="older than 1 minutes"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)


def test_a_document_says_by_which_policy_it_was_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    signed = sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    assert signed.basis["policy_sha256"] == shipped_policy().sha256


def test_another_rule_is_another_policy(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(root, tmp_path, monkeypatch, free_attempts="50")
    assert default_policy().sha256 != shipped_policy().sha256


def test_a_policy_that_cannot_be_read_or_is_wrong_stops_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_POLICY", str(tmp_path / "none.toml"))
    with pytest.raises(StoreError, match="policy cannot be read"):
        SignoffStore(tmp_path / "signoff.db")
    (tmp_path / "wrong.toml").write_text("[limits]\nfree_attempts = 0\n", encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_POLICY", str(tmp_path / "wrong.toml"))
    with pytest.raises(UsageError, match="wrong at"):
        SignoffStore(tmp_path / "signoff.db")


def test_a_pharmacist_stops_a_duplicate_and_adds_no_diagnosis() -> None:
    policy = shipped_policy()
    policy.require_sign("pharmacist", "proposals")
    policy.require_accept("pharmacist", "stop-duplicate")
    for action in ("add-problem", "order-follow-up"):
        with pytest.raises(PolicyError, match=f"no authority to accept proposals to {action}"):
            policy.require_accept("pharmacist", action)


@pytest.mark.parametrize("action", ["add-problem", "stop-duplicate", "order-follow-up"])
def test_a_resident_accepts_proposals_and_a_nurse_none(action: str) -> None:
    shipped_policy().require_accept("resident", action)
    with pytest.raises(PolicyError):
        shipped_policy().require_accept("nurse", action)


@pytest.mark.parametrize("kind", ["discharge", "consult"])
def test_a_resident_signs_neither_a_discharge_summary_nor_a_letter(kind: str) -> None:
    with pytest.raises(PolicyError, match="no authority"):
        shipped_policy().require_sign("resident", kind)


def test_a_part_of_a_kind_is_not_the_kind() -> None:
    policy = policy_from_toml(
        (Path(__file__).parents[2] / SHIPPED).read_text(encoding="utf-8")
        + '\n[roles.clerk]\nsign = ["proposals-of-mine"]\n'
    )
    with pytest.raises(PolicyError):
        policy.require_sign("clerk", "proposals")
