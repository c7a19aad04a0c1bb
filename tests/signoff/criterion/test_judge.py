"""The judge can say yes: else nothing that it says no to would mean anything."""

from typing import Any

from chartside.signoff import file_document, show, sign, verify


def test_a_person_with_the_passphrase_approves(scene: Any, grey: Any) -> None:
    seen = show(scene.store, "ready", scene.chart).seen
    signed = sign(scene.store, "ready", grey, meaning="review", chart=scene.chart, seen=seen)
    file_document(signed, scene.here.documents)
    (path,) = scene.here.documents.glob(f"*{signed.decision_id}.signed.json")
    assert scene.approvals() == [
        "ready leaves",
        "ready is signed in a chain that verifies",
        f"{path.name} verifies",
    ]


def test_without_anybody_nothing_is_approved(scene: Any) -> None:
    assert scene.approvals() == []
    assert verify(scene.store).ok


def test_an_attack_cannot_reach_beyond_what_is_the_agents(agent: Any) -> None:
    assert "PermissionError" in agent(lambda s: s.signers.write_text("{}", encoding="utf-8"))
    assert "PermissionError" in agent(lambda s: s.signers.unlink())
    assert "PermissionError" in agent(lambda s: s.record.rename(s.signers))
    assert "PermissionError" in agent(lambda s: s.signers.rename(s.home / "mine"))
    assert "PermissionError" in agent(lambda s: (s.site / "link").symlink_to(s.record))
    assert agent(lambda s: (s.home / "mine").write_text("x", encoding="utf-8")) == 1
