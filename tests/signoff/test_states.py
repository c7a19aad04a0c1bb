from pathlib import Path

import pytest

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff.states import NEXT, OPEN, TRANSITIONS, require_move

FINAL = (Status.DECLINED, Status.SUPERSEDED, Status.EXPIRED, Status.AMENDED, Status.RETRACTED)


def test_every_state_has_its_place_in_the_table() -> None:
    assert set(NEXT) == set(Status)


@pytest.mark.parametrize("final", FINAL)
@pytest.mark.parametrize("then", list(Status))
def test_nothing_comes_back_from_a_final_state(final: Status, then: Status) -> None:
    with pytest.raises(PolicyError, match=final.value):
        require_move("d1", final, then)


@pytest.mark.parametrize("then", [s for s in Status if s not in {Status.AMENDED, Status.RETRACTED}])
def test_a_signed_document_can_only_be_amended_or_retracted(then: Status) -> None:
    with pytest.raises(PolicyError, match="is signed"):
        require_move("d1", Status.SIGNED, then)


@pytest.mark.parametrize("now", sorted(OPEN))
@pytest.mark.parametrize("then", [Status.AMENDED, Status.RETRACTED])
def test_only_a_signed_document_can_be_amended_or_retracted(now: Status, then: Status) -> None:
    with pytest.raises(PolicyError):
        require_move("d1", now, then)


def test_the_documentation_has_every_move_and_no_other(root: Path) -> None:
    page = (root / "docs" / "signoff.md").read_text(encoding="utf-8")
    table = page.split("| from | by | to | who |\n", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    moves = [
        f"| {t.before.value if t.before else ''} | {t.verb} | {t.after.value} | {t.who.value} |"
        for t in TRANSITIONS
    ]
    assert [" ".join(row.split()) for row in table] == [" ".join(row.split()) for row in moves]
