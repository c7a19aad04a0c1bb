"""Turning a draft down."""

import asyncio

from chartside.agent.assistant import Assistant
from chartside.cli.absent import NoRecord
from chartside.cli.asking import leaving
from chartside.cli.deciding import Deciding, Reason, tell, why
from chartside.cli.naming import DraftId, Signer
from chartside.cli.options import Json, PassphraseEnv, new_app
from chartside.signoff import decide
from chartside.signoff.states import OPEN

app = new_app()


@app.command()
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
    at = Deciding.on(draft, OPEN, identity, passphrase_env)
    said = why(reason)
    with leaving("Nothing was declined."):
        decision = decide.decline(at.store, at.id, at.keys.signer("decline"), reason=said)
    asyncio.run(Assistant(NoRecord(), settings=at.here).finish(at.id))
    tell(decision, "It stays in the store, and nothing of it leaves.", as_json=as_json)
