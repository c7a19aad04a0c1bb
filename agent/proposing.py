"""Proposals as a draft: their reasons are its sentences, and it lies where every draft lies.

Nothing here can write to a chart. The draft goes through the same gate as any document; what was
accepted in it leaves with it, once it is signed. What a person rejected, or declined with the whole
draft, is not proposed again as long as it rests on the same entries: a new result is a new reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from chartside.draft import Author, Draft, Proposal, RecordStamp, Section, Status
from chartside.errors import NothingToSay
from chartside.fhir.chart import Chart
from chartside.grounding import check_draft
from chartside.grounding.proposing import Proposed
from chartside.signoff.absences import OUT_OF_BOUNDS
from chartside.signoff.decision import DraftDesk
from chartside.signoff.proposed import KIND
from chartside.tools import propose

_TITLE: Final = "Reasons"


async def propose_changes(chart: Chart, desk: DraftDesk, earlier: Sequence[Draft] = ()) -> Draft:
    """Draft what the chart calls for and lay it down for a person to decide, each by itself.

    Args:
        chart: The open chart.
        desk: Where the draft is laid down.
        earlier: Drafts of proposals about the patient that were decided.

    Raises:
        NothingToSay: The chart calls for nothing that was not rejected before.
        StoreError: The store cannot be written.
    """
    found = await propose(chart)
    rejected = {key for draft in earlier for key in _rejected(draft)}
    kept = [p for p in found.items if _key(p.proposal, p.references) not in rejected]
    again = len(found.items) - len(kept)
    if not kept:
        known = f" but {again} that were rejected before" if again else " that a rule knows"
        raise NothingToSay(f"the chart calls for no change{known}", (found.query,))
    asked = tuple(_numbered(p, n) for n, p in enumerate(kept, 1))
    aside = [f"{s.reference or s.source}: {s.reason}" for s in found.set_aside]
    if again:
        aside.append(f"{OUT_OF_BOUNDS}what was rejected before on the same sources: {again}")
    draft = Draft(
        id=uuid4().hex,
        kind=KIND,
        patient=chart.patient.reference,
        author=Author("rules"),
        created=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        record=RecordStamp(chart.digest, len(chart.entries), chart.as_of.isoformat()),
        sections=(Section(_TITLE, tuple(p.reason for p in asked)),),
        set_aside=tuple(aside),
        proposals=tuple(p.proposal for p in asked),
    )
    draft = check_draft(draft, chart)
    desk.propose(draft)
    return draft


def _numbered(found: Proposed, number: int) -> Proposed:
    proposal = replace(found.proposal, id=f"p{number}", statement=f"s{number}")
    return Proposed(proposal, replace(found.reason, id=f"s{number}"))


_Key = tuple[str, str, frozenset[str]]
"""What a proposal would do, to what, and the entries that it rests on."""


def _key(proposal: Proposal, references: Iterable[str]) -> _Key:
    return proposal.action.value, proposal.target, frozenset(references)


def _rejected(draft: Draft) -> Iterable[_Key]:
    reasons = {s.id: {c.reference for c in s.citations} for s in draft.statements}
    for proposal in draft.proposals:
        if draft.status is Status.DECLINED or proposal.accepted is False:
            yield _key(proposal, reasons.get(proposal.statement, ()))
