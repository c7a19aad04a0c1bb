"""Proposals in the sign-off store: drafted only, decided one by one, and out only when signed.

A proposal comes in undecided, whatever its author wrote. It is about the draft's patient and nobody
else, and is valid R4, or it is not taken in. At signing the person accepts or rejects each by its
id: nothing is decided for them, and the decisions are part of what they sign.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from chartside.draft import Draft, Proposal
from chartside.errors import PolicyError, UsageError
from chartside.fhir.chart import Chart
from chartside.signoff import results
from chartside.signoff.counting import counted
from chartside.signoff.drafts import Origin, Version
from chartside.signoff.names import require_id
from chartside.signoff.policy import PROPOSALS, Policy
from chartside.signoff.proposable import unfit

KIND: Final = PROPOSALS
"""The kind of document that proposes and does nothing else."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Ids of the proposals that the signer accepts, and of those that they reject."""

    accepted: Collection[str] = ()
    rejected: Collection[str] = ()


NOTHING: Final = Decided()


def storable(draft: Draft) -> tuple[Proposal, ...]:
    """The draft's proposals, each undecided.

    Raises:
        UsageError: one has no id of its own, no reason in the draft, another patient, a type or
            shape that cannot be proposed, or is not valid R4.
    """
    names = [require_id(p.id, "a proposal's id") for p in draft.proposals]
    if len(names) != len(set(names)):
        raise UsageError(f"draft {draft.id} has two proposals with one id")
    sentences = {s.id for s in draft.statements}
    known = (results.urn_of(p) for p in draft.proposals if results.is_result(p))
    urns = [urn for urn in known if urn]
    if len(urns) != len(set(urns)):  # a server would keep one of the two, and nobody says which
        raise UsageError(f"draft {draft.id} has two results that are known by one identifier")
    for one in draft.proposals:
        if one.statement not in sentences:
            raise UsageError(f"proposal {one.id} of draft {draft.id} has no sentence as its reason")
        if why := unfit(one, draft.patient, urns):
            raise UsageError(f"proposal {one.id} of draft {draft.id} {why}")
    return tuple(replace(p, accepted=None) for p in draft.proposals)


def require_decided(
    draft: Draft, decided: Decided, chart: Chart, versions: Collection[Version]
) -> Draft:
    """The draft with what the signer decided of each proposal.

    Raises:
        PolicyError: one is not decided, or decided both ways; an accepted one lost its reason, or
            the chart is not the one that it was drafted from; a decision names no proposal.
    """
    accepted, rejected = set(decided.accepted), set(decided.rejected)
    names = [p.id for p in draft.proposals]
    unknown = (accepted | rejected) - set(names)
    if unknown:
        said = counted(len(unknown), "decision")
        raise PolicyError(f"draft {draft.id}: {said} about no proposal of it")
    _refuse(draft, [n for n in names if n in accepted & rejected], "both accepted and rejected")
    _refuse(
        draft,
        [n for n in names if n not in accepted | rejected],
        "not decided: accept or reject each",
    )
    sentences = {s.id for s in draft.statements}
    taken = [p for p in draft.proposals if p.id in accepted]
    _refuse(draft, [p.id for p in taken if p.statement not in sentences], "without their reason")
    alone = results.unsupported(taken, draft.proposals)
    _refuse(draft, alone, "accepted without what they rest on")
    gone = [p.id for p in taken if p.target and not _unchanged(p, chart)]
    _refuse(draft, gone, "about a resource that changed: draft them anew")
    drafted = [v.draft.record.digest for v in versions if v.origin is Origin.AUTHOR]
    if taken and drafted[-1:] != [chart.digest]:
        raise PolicyError(
            f"the chart changed since the proposals of draft {draft.id} were drafted: reject them, "
            "or draft them anew"
        )
    decisions = tuple(replace(p, accepted=p.id in accepted) for p in draft.proposals)
    return replace(draft, proposals=decisions)


def decisions(draft: Draft) -> str | None:
    """`accepted p1; rejected p2, p3` for the audit; None where there was nothing to decide."""
    said = {True: "accepted", False: "rejected"}
    told = (
        f"{word} {', '.join(names)}"
        for decided, word in said.items()
        if (names := [p.id for p in draft.proposals if p.accepted is decided])
    )
    return "; ".join(told) or None


def require_authority(draft: Draft, accepted: Collection[str], role: str, policy: Policy) -> None:
    """`PolicyError` unless the role may make each of the accepted changes.

    Who may sign a handoff may not order with it.
    """
    for proposal in draft.proposals:
        if proposal.id in accepted:
            policy.require_accept(role, proposal.action.value)


def _unchanged(proposal: Proposal, chart: Chart) -> bool:
    entry = chart.get(proposal.target)
    return entry is not None and entry.version == proposal.version


def _refuse(draft: Draft, names: list[str], why: str) -> None:
    if names:
        said = counted(len(names), "proposal")
        raise PolicyError(f"draft {draft.id} has {said} {why} ({', '.join(names)})")
