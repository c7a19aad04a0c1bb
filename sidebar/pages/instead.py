"""Drafts that are open and worked on when a new one of their kind is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from chartside.draft import Status
from chartside.sidebar.pages.home import Listed, listed
from chartside.sidebar.visits import Visit
from chartside.signoff.drafts import Held, Origin
from chartside.signoff.proposals import MANY_AT_ONCE
from chartside.signoff.states import OPEN


@dataclass(frozen=True, slots=True)
class AtWork:
    """An open draft that somebody has worked on; an `edited` one stays open beside a new one."""

    listed: Listed
    edited: bool


def at_work(visit: Visit, kind: str) -> Sequence[AtWork]:
    """Open drafts of a kind that somebody has opened for review or has changed, newest first.

    Of kinds that may lie open several at once, none: a new one takes nobody's place.
    """
    if kind in MANY_AT_ONCE:
        return ()
    there = [AtWork(listed(h), _edited(visit, h)) for h in visit.drafts() if _concerns(h, kind)]
    return [one for one in there if one.edited or one.listed.status == Status.IN_REVIEW.value]


def _concerns(one: Held, kind: str) -> bool:
    return one.draft.kind == kind and one.status in OPEN and one.amends is None


def _edited(visit: Visit, one: Held) -> bool:
    return any(version.origin is Origin.EDIT for version in visit.versions(one.draft.id))
