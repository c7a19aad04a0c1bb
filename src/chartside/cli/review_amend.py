"""Correcting a signed document."""

from chartside.cli.asking import leaving
from chartside.cli.deciding import Deciding
from chartside.cli.layout import plain, put
from chartside.cli.naming import DraftId, Signer, command, shown
from chartside.cli.options import Json, PassphraseEnv, new_app
from chartside.cli.output import emit, out
from chartside.draft import Status
from chartside.signoff import editing

app = new_app()


@app.command()
def amend(
    draft: DraftId = None,
    *,
    identity: Signer = None,
    passphrase_env: PassphraseEnv = None,
    as_json: Json = False,
) -> None:
    """Open a draft that corrects a signed document.

    The document stands until the correction is signed, and is amended by it then.

    Exit status: 0 opened, 2 usage, 4 not allowed or not signed, 5 the store cannot be used.
    """
    at = Deciding.on(draft, [Status.SIGNED], identity, passphrase_env)
    with leaving("Nothing was opened."):
        fresh = editing.amend(at.store, at.id, at.keys.signer("amend"))
    if at.held.source:
        at.store.remember_source(fresh.id, at.held.source)
    if as_json:
        emit({"draft": fresh.id, "status": fresh.status.value, "amends": at.id})
        return
    put(plain(f"Draft {fresh.id} corrects {shown(at.id)}, which stands until it is signed."))
    out.print(f"  edit   {command('review', 'edit', fresh.id, 's1')}")
    out.print(f"  sign   {command('review', 'sign', fresh.id)}")
