"""Declining a draft; amending and retracting a signed document."""

import asyncio
from typing import Annotated

import typer

from chartside.agent.assistant import Assistant
from chartside.cli.absent import NoRecord
from chartside.cli.asking import interactive, leaving, line
from chartside.cli.layout import plain, put
from chartside.cli.naming import DraftId, Signer, command, draft_for, opened_store, shown
from chartside.cli.options import Json, PassphraseEnv
from chartside.cli.output import emit, out
from chartside.cli.signers import Keyring, chosen
from chartside.draft import Status
from chartside.errors import UsageError
from chartside.settings import Settings, settings
from chartside.signoff import decide, editing
from chartside.signoff.decision import Decision
from chartside.signoff.states import OPEN

_SIGNED = (Status.SIGNED,)

Reason = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why; it is kept under signature.")
]


def decline(
    draft: DraftId = None,
    *,
    reason: Reason = None,
    identity: Signer = None,
    passphrase_env: PassphraseEnv = None,
    as_json: Json = False,
) -> None:
    """Turn a draft down, with a reason.

    Exit status: 0 declined, 2 usage, 4 not allowed or decided already, 5 the store cannot be used.
    """
    here = settings()
    store = opened_store(here)
    held = draft_for(store, draft, OPEN)
    keys = Keyring(here.identities, chosen(here.identities, identity), passphrase_env, store)
    why = _reason(reason)
    with leaving("Nothing was declined."):
        decision = decide.decline(store, held.draft.id, keys.signer("decline"), reason=why)
    ended(here, held.draft.id)
    _tell(decision, "It stays in the store, and nothing of it leaves.", as_json=as_json)


def amend(
    draft: DraftId = None,
    *,
    identity: Signer = None,
    passphrase_env: PassphraseEnv = None,
    as_json: Json = False,
) -> None:
    """Open a draft that corrects a signed document; signing it replaces the document.

    Exit status: 0 opened, 2 usage, 4 not allowed or not signed, 5 the store cannot be used.
    """
    here = settings()
    store = opened_store(here)
    held = draft_for(store, draft, _SIGNED)
    keys = Keyring(here.identities, chosen(here.identities, identity), passphrase_env, store)
    with leaving("Nothing was opened."):
        fresh = editing.amend(store, held.draft.id, keys.signer("amend"))
    if held.source:
        store.remember_source(fresh.id, held.source)
    if as_json:
        emit({"draft": fresh.id, "status": fresh.status.value, "amends": held.draft.id})
        return
    put(
        plain(f"Draft {fresh.id} corrects {shown(held.draft.id)}, which stands until it is signed.")
    )
    out.print(f"  edit   {command('review', 'edit', fresh.id, 's1')}")
    out.print(f"  sign   {command('review', 'sign', fresh.id)}")


def retract(
    draft: DraftId = None,
    *,
    reason: Reason = None,
    identity: Signer = None,
    passphrase_env: PassphraseEnv = None,
    as_json: Json = False,
) -> None:
    """Withdraw a signed document, with a reason; from then on it cannot be exported.

    Exit status: 0 retracted, 2 usage, 4 not allowed or not signed, 5 the store cannot be used.
    """
    here = settings()
    store = opened_store(here)
    held = draft_for(store, draft, _SIGNED)
    keys = Keyring(here.identities, chosen(here.identities, identity), passphrase_env, store)
    why = _reason(reason)
    with leaving("Nothing was retracted."):
        decision = decide.retract(store, held.draft.id, keys.signer("retract"), reason=why)
    copies = (
        f"Copies already filed in {here.documents} or sent elsewhere have to be withdrawn there."
    )
    _tell(decision, copies, as_json=as_json)


def ended(here: Settings, draft_id: str) -> None:
    """End the run of a decided draft; its record need not be there any more."""
    asyncio.run(Assistant(NoRecord(), settings=here).finish(draft_id))


def _reason(given: str | None) -> str:
    if given is not None:
        return given
    if not interactive():
        raise UsageError("without a terminal, give --reason TEXT")
    with leaving("Nothing was decided."):
        put(plain("Why? The reason is kept, signed, in the store."))
        return line("> ")


def _tell(decision: Decision, then: str, *, as_json: bool) -> None:
    if as_json:
        emit(
            {
                "draft": decision.draft_id,
                "status": decision.status.value,
                "decision": decision.decision_id,
                "identity": decision.who,
                "at": decision.at,
            }
        )
    else:
        put(plain(f"Draft {shown(decision.draft_id)} is {decision.status.value}. {then}"))
