"""The life of a draft, as data.

Which state may follow which, and nothing else (DESIGN.md section 6).

    draft ──▶ in_review ──▶ signed ──▶ amended | retracted
      └───────────┴───────▶ declined | superseded | expired

Whoever moves a draft does it with one compare-and-swap on (status, version), see
`chartside.signoff.store`; this module only says whether the move exists. A state without an exit is
final: nothing is edited in place, and nothing comes back.
"""

from collections.abc import Mapping

from chartside.draft import Status
from chartside.errors import PolicyError

_DECIDED = frozenset({Status.SIGNED, Status.DECLINED, Status.SUPERSEDED, Status.EXPIRED})

NEXT: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.DRAFT, Status.IN_REVIEW}) | _DECIDED,
    Status.IN_REVIEW: frozenset({Status.IN_REVIEW}) | _DECIDED,
    Status.SIGNED: frozenset({Status.AMENDED, Status.RETRACTED}),
    Status.DECLINED: frozenset(),
    Status.SUPERSEDED: frozenset(),
    Status.EXPIRED: frozenset(),
    Status.AMENDED: frozenset(),
    Status.RETRACTED: frozenset(),
}

OPEN = frozenset({Status.DRAFT, Status.IN_REVIEW})
"""States in which a draft may still be read, edited and decided."""


def require_move(draft_id: str, now: Status, then: Status) -> None:
    """Refuse a move that the table above does not hold (`PolicyError` names both states)."""
    if then not in NEXT[now]:
        raise PolicyError(f"draft {draft_id} is {now.value}: it cannot become {then.value}")
