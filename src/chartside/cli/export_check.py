"""Whether a file in hand is what a signed document gives."""

from pathlib import Path
from typing import Any

from chartside.cli.naming import draft_for, shown
from chartside.cli.output import emit, out
from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff.exporting.forms import alike
from chartside.signoff.gate import open_signed
from chartside.signoff.leaving import Recognised, recognise
from chartside.signoff.meaning import Meaning
from chartside.signoff.store import SignoffStore

_HOW = {
    "signed": "it is what was signed ({form})",
    "derived": "the signed document gives exactly these bytes ({form})",
    "exported": "the audit noted exactly these bytes when they left ({form})",
}


def checked(store: SignoffStore, draft: str, file: Path, *, as_json: bool) -> None:
    """Say what a file is.

    Raises:
        PolicyError: It is not of this document, or the document stands no more.
        AuditBroken: The audit chain does not verify, or ends before what its anchor remembers.
    """
    held = draft_for(store, draft, {Status.SIGNED})
    data, name = file.read_bytes(), held.draft.id
    ways = alike(open_signed(store, name), data) if held.status is Status.SIGNED else {}
    found = recognise(store, name, data, ways)
    if as_json:
        emit(_facts(found))
    else:
        row = found.row
        means = Meaning(row.meaning or "").words
        out.print(f"Yes: {_HOW[found.how].format(form=found.form)}.")
        out.print(f"Signed {means} by {row.name} ({row.role}), {row.local_time}.")
        for event in found.exports:
            out.print(f"Exported {event.local_time} by {event.who}.")
    if not found.stands:
        raise PolicyError(
            f"that file is of document {shown(name)}, which is {found.status.value}: it does not "
            "stand any more"
        )


def _facts(found: Recognised) -> dict[str, Any]:
    return {
        "recognised": found.how,
        "format": found.form,
        "stands": found.stands,
        "status": found.status.value,
        "id": found.row.draft_id,
        "decision": found.row.decision_id,
        "signer": found.row.who,
        "meaning": found.row.meaning,
        "at": found.row.at,
        "exports": [{"at": event.at, "who": event.who} for event in found.exports],
    }
