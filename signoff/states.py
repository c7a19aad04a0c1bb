"""The life of a draft, as data.

Which state may follow which, by what and by whom, and nothing else (DESIGN.md section 6).

    draft ──▶ in_review ──▶ signed ──▶ amended | retracted
      └───────────┴───────▶ declined | superseded | expired

`TRANSITIONS` is all of it. Nobody signs what was not opened (21 CFR 11.10(f): the sequence of
events is enforced); turning down takes no more than a reason. A state without an exit is final:
nothing is edited in place, and nothing comes back.

Whoever moves a draft does it with one compare-and-swap on (status, version), see
`chartside.signoff.drafts.move`; this module only says whether the move exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chartside.draft import Status
from chartside.errors import Overtaken, PolicyError


class Who(StrEnum):
    """Who may make a move."""

    SOFTWARE = "software"  # whatever drafts or checks; it holds no key
    READER = "reader"  # whoever opens the draft
    EDITOR = "editor"  # an unlocked signer whose role may edit this kind
    SIGNER = "signer"  # an unlocked signer whose role may decide on this kind
    CLOCK = "clock"  # its time is over


@dataclass(frozen=True, slots=True)
class Transition:
    """One move: `before` is None where a draft begins."""

    verb: str
    before: Status | None
    after: Status
    who: Who


TRANSITIONS: Final = (
    Transition("propose", None, Status.DRAFT, Who.SOFTWARE),
    Transition("amend", None, Status.DRAFT, Who.SIGNER),
    Transition("replace", Status.DRAFT, Status.DRAFT, Who.SOFTWARE),
    Transition("recheck", Status.DRAFT, Status.DRAFT, Who.SOFTWARE),
    Transition("open", Status.DRAFT, Status.IN_REVIEW, Who.READER),
    Transition("edit", Status.DRAFT, Status.IN_REVIEW, Who.EDITOR),
    Transition("decline", Status.DRAFT, Status.DECLINED, Who.SIGNER),
    Transition("supersede", Status.DRAFT, Status.SUPERSEDED, Who.SOFTWARE),
    Transition("expire", Status.DRAFT, Status.EXPIRED, Who.CLOCK),
    Transition("recheck", Status.IN_REVIEW, Status.IN_REVIEW, Who.SOFTWARE),
    Transition("edit", Status.IN_REVIEW, Status.IN_REVIEW, Who.EDITOR),
    Transition("sign", Status.IN_REVIEW, Status.SIGNED, Who.SIGNER),
    Transition("decline", Status.IN_REVIEW, Status.DECLINED, Who.SIGNER),
    Transition("supersede", Status.IN_REVIEW, Status.SUPERSEDED, Who.SOFTWARE),
    Transition("expire", Status.IN_REVIEW, Status.EXPIRED, Who.CLOCK),
    Transition("sign the amendment", Status.SIGNED, Status.AMENDED, Who.SIGNER),
    Transition("retract", Status.SIGNED, Status.RETRACTED, Who.SIGNER),
)
"""Every move there is."""

NEXT: Final[Mapping[Status, frozenset[Status]]] = {
    status: frozenset(t.after for t in TRANSITIONS if t.before is status) for status in Status
}
"""What may follow each state."""

OPEN: Final = frozenset({Status.DRAFT, Status.IN_REVIEW})
"""States in which a draft may still be read, edited and decided."""


def require_move(draft_id: str, now: Status, then: Status) -> None:
    """Refuse a move that the table above does not hold (`Overtaken` names both states)."""
    if now is Status.DRAFT and then is Status.SIGNED:
        raise PolicyError(f"draft {draft_id} has not been opened for review: read it, then sign")
    if then not in NEXT[now]:
        raise Overtaken(f"draft {draft_id} is {now.value}: it cannot become {then.value}")
