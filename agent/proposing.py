"""Proposals as a draft: their reasons are its sentences, and it lies where every draft lies.

Nothing here can write to a chart. The draft goes through the same gate as any document; what was
accepted in it leaves with it, once it is signed.
"""

from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from chartside.draft import Author, Draft, RecordStamp, Section
from chartside.errors import NothingToSay
from chartside.fhir.chart import Chart
from chartside.grounding import check_draft
from chartside.signoff.decision import DraftDesk
from chartside.signoff.proposed import KIND
from chartside.tools import propose

_TITLE: Final = "Reasons"


async def propose_changes(chart: Chart, desk: DraftDesk) -> Draft:
    """Draft what the chart calls for and lay it down for a person to decide, each by itself.

    Raises:
        NothingToSay: The chart calls for nothing.
        StoreError: The store cannot be written.
    """
    found = await propose(chart)
    if not found.items:
        raise NothingToSay("the chart calls for no change that a rule knows", (found.query,))
    draft = Draft(
        id=uuid4().hex,
        kind=KIND,
        patient=chart.patient.reference,
        author=Author("rules"),
        created=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        record=RecordStamp(chart.digest, len(chart.entries), chart.as_of.isoformat()),
        sections=(Section(_TITLE, tuple(p.reason for p in found.items)),),
        set_aside=tuple(f"{s.reference or s.source}: {s.reason}" for s in found.set_aside),
        proposals=tuple(p.proposal for p in found.items),
    )
    draft = check_draft(draft, chart)
    desk.propose(draft)
    return draft
