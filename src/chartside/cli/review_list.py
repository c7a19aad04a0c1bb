"""Which drafts there are, and what each is waiting for."""

from collections import Counter
from contextlib import suppress
from typing import Annotated, Any

import typer

from chartside.cli.drafts import has_store
from chartside.cli.naming import shown
from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, out, table
from chartside.draft import Status, Verdict
from chartside.errors import StoreError
from chartside.settings import settings
from chartside.signoff.drafts import Held
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

app = new_app()

_KEPT = frozenset({Status.SIGNED, Status.AMENDED, Status.RETRACTED})


@app.command()
def list_drafts(
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is superseded, declined or expired.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List drafts and signed documents, newest first.

    Drafts whose time is over are closed before: they are expired, and can be signed no more.

    Exit status: 0 done (also when there are none), 5 the store cannot be read.
    """
    here = settings()
    held = _held(SignoffStore(here.signoff, anchor=here.anchor)) if has_store(here) else ()
    if as_json:
        emit({"drafts": [_json(one) for one in held]})
        return
    now = [one for one in held if everything or one.status in OPEN or one.status in _KEPT]
    if now:
        table(("id", "patient", "kind", "status", "written", "to deal with"), map(_row, now))
    else:
        out.print("There are no drafts: chartside summarize writes one.")


def _held(store: SignoffStore) -> tuple[Held, ...]:
    with suppress(StoreError):  # a store that can only be read is listed all the same
        store.expire_due()
    return store.drafts()


def _row(held: Held) -> tuple[str, ...]:
    draft = held.draft
    return (
        shown(draft.id),
        draft.patient.removeprefix("Patient/"),
        draft.kind,
        held.status.value.replace("_", " "),
        held.created[:16].replace("T", " "),
        _flags(held) if held.status in OPEN else "",
    )


def _flags(held: Held) -> str:
    found = Counter(s.verdict for s in held.draft.statements)
    contradicted = found[Verdict.CONTRADICTED]
    unsupported = found.total() - found[Verdict.SUPPORTED] - contradicted
    parts = [f"{contradicted} contradicted"] if contradicted else []
    parts += [f"{unsupported} unsupported"] if unsupported else []
    return ", ".join(parts) or "nothing"


def _json(held: Held) -> dict[str, Any]:
    found = Counter(s.verdict.value if s.verdict else "unjudged" for s in held.draft.statements)
    return {
        "id": held.draft.id,
        "kind": held.draft.kind,
        "patient": held.draft.patient,
        "status": held.status.value,
        "version": held.version,
        "created": held.created,
        "expires": held.expires.isoformat(),
        "superseded_by": held.superseded_by,
        "amends": held.amends.draft_id if held.amends else None,
        "source": held.source,
        "verdicts": dict(found),
    }
