"""Withdrawing a signed document."""

from chartside.cli.asking import leaving
from chartside.cli.deciding import Deciding, Reason, tell, why
from chartside.cli.naming import DraftId, Signer
from chartside.cli.options import Json, PassphraseEnv, new_app
from chartside.draft import Status
from chartside.signoff import decide

app = new_app()


@app.command()
def retract(
    draft: DraftId = None,
    *,
    reason: Reason = None,
    identity: Signer = None,
    passphrase_env: PassphraseEnv = None,
    as_json: Json = False,
) -> None:
    """Withdraw a signed document, with a reason.

    From then on it cannot be exported. Copies that have left stay where they are.

    Exit status: 0 retracted, 2 usage, 4 not allowed or not signed, 5 the store cannot be used.
    """
    at = Deciding.on(draft, [Status.SIGNED], identity, passphrase_env)
    said = why(reason)
    with leaving("Nothing was retracted."):
        decision = decide.retract(at.store, at.id, at.keys.signer("retract"), reason=said)
    copies = f"Copies filed in {at.here.documents} or sent elsewhere have to be withdrawn there."
    tell(decision, copies, as_json=as_json)
