"""What stands between a draft and a signature, found out before anybody is refused.

The rules are those of `chartside.signoff.sign`, which asks them all again: nothing here lets
anything through.
"""

from dataclasses import dataclass
from datetime import datetime

from chartside.draft import Draft
from chartside.sidebar.pages.paper import Paper, Sentence, Warned
from chartside.sidebar.visits import Visit
from chartside.signoff.clock import utc_now
from chartside.signoff.drafts import Held
from chartside.signoff.findings import needing
from chartside.signoff.states import OPEN


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Reasons that are the whole draft's. `first` is the word for the one to deal with first."""

    decided: bool
    expired: bool
    read_only: bool
    no_authority: bool
    chart_changed: bool
    other_text: bool
    step_up: bool

    @property
    def first(self) -> str:
        """The name of the first that holds; empty where none does but the person's proof."""
        held = ("decided", "expired", "read_only", "no_authority", "chart_changed", "other_text")
        return next((name for name in held if getattr(self, name)), "")


def obstacles(visit: Visit, held: Held, seen: str, now_seen: str) -> Obstacles:
    """What speaks against signing a draft of which `seen` was read, and `now_seen` is there."""
    role, policy, now = visit.person.role, visit.store.policy, utc_now()
    return Obstacles(
        decided=held.status not in OPEN,
        expired=held.expires <= now,
        read_only=not role,
        no_authority=bool(role) and not policy.may_sign(role, held.draft.kind),
        chart_changed=held.draft.record.digest != visit.chart().digest,
        other_text=seen != now_seen,
        step_up=is_stale(visit.person.authenticated_at, visit, now),
    )


def is_stale(proved: datetime, visit: Visit, now: datetime) -> bool:
    """Whether the person has to prove who they are once more before they sign."""
    return now - proved > visit.store.policy.authentication_age


@dataclass(frozen=True, slots=True)
class ToSettle:
    """What a person deals with one by one before they sign."""

    blocking: tuple[Sentence, ...]
    to_attest: tuple[Sentence, ...]
    to_acknowledge: tuple[Warned, ...]
    may_acknowledge: tuple[Warned, ...]


def to_settle(visit: Visit, draft: Draft, paper: Paper) -> ToSettle:
    """The sentences and warnings of a draft that need somebody."""
    names = needing(draft, visit.store.policy.limits.acknowledge_from)
    return ToSettle(
        blocking=tuple(s for s in paper.flagged if s.blocks),
        to_attest=tuple(s for s in paper.flagged if not s.blocks),
        to_acknowledge=tuple(w for w in paper.warned if w.id in names),
        may_acknowledge=tuple(w for w in paper.warned if w.id not in names),
    )
