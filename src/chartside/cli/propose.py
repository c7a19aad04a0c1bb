"""Draft changes that the chart calls for, each for a person to decide."""

import asyncio
from typing import Final

from chartside.agent.proposing import propose_changes
from chartside.cli.laid_down import show
from chartside.cli.options import Json, Patient, Source, new_app, patient_reference
from chartside.cli.output import emit
from chartside.cli.progress import steps
from chartside.cli.reopening import remembered
from chartside.cli.source import record_at
from chartside.draft import Draft, Status
from chartside.settings import settings
from chartside.signoff.desk import Desk
from chartside.signoff.gate import open_signed
from chartside.signoff.proposed import KIND
from chartside.signoff.store import SignoffStore

app = new_app()

_DECIDED: Final = (Status.SIGNED, Status.DECLINED)


@app.command()
def propose(source: Source, *, patient: Patient = None, as_json: Json = False) -> None:
    """Draft changes that the chart calls for, each for a person to decide.

    Duplicate orders to stop, medicines that the last result speaks against, overdue follow-up that
    the chart itself ordered, diagnoses of several visits that the problem list does not have. What
    was rejected before is proposed again only where there is a new reason. Each is FHIR, with its
    reason and its sources. Nothing is written: the proposals lie in the sign-off store as a draft,
    and what is accepted at `chartside review sign` leaves with the signed document.

    Exit status: 0 drafted, 2 usage, 3 the chart calls for nothing, 5 the record or a store cannot
    be used.
    """
    here = settings()
    with steps("reading the record"):
        chart = record_at(source).open_chart(patient_reference(patient))
        store = SignoffStore(here.signoff, anchor=here.anchor)
        known = decided(store, chart.patient.reference)
        draft = asyncio.run(propose_changes(chart, Desk(here.signoff, anchor=here.anchor), known))
    store.remember_source(draft.id, remembered(source))
    if as_json:
        emit(draft.to_json())
    else:
        show(draft, chart, here)


def decided(store: SignoffStore, patient: str) -> list[Draft]:
    """Drafts of proposals that a person signed or declined, with what was decided in them."""
    held = [h.draft for h in store.drafts(patient=patient, status=_DECIDED)]
    return [
        open_signed(store, d.id).draft if d.status is Status.SIGNED else d
        for d in held
        if d.kind == KIND
    ]
