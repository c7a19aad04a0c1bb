"""Signing: on a terminal with a person, one step after the other; in a script all at once."""

from collections.abc import Collection
from typing import Annotated

import typer

from chartside.cli.asking import interactive, leaving
from chartside.cli.ending import Filed, filed, told
from chartside.cli.naming import (
    DraftId,
    Moved,
    Signer,
    command,
    draft_for,
    opened_store,
    shown,
)
from chartside.cli.options import Json, PassphraseEnv, new_app
from chartside.cli.output import emit, out
from chartside.cli.reopening import reopen
from chartside.cli.signers import Keyring, chosen
from chartside.cli.signing import walk
from chartside.cli.sitting import Sitting
from chartside.draft import Draft, Verdict
from chartside.errors import PolicyError, UsageError
from chartside.settings import settings
from chartside.signoff.findings import named
from chartside.signoff.names import shown_id
from chartside.signoff.proposed import Decided
from chartside.signoff.states import OPEN

app = new_app()


@app.command()
def sign(  # noqa: PLR0913 - a signature binds this many things, and each is named
    draft: DraftId = None,
    *,
    identity: Signer = None,
    passphrase_env: PassphraseEnv = None,
    meaning: Annotated[
        str | None,
        typer.Option("--meaning", metavar="M", help="`author`, `review` or `approve`."),
    ] = None,
    seen: Annotated[
        str | None,
        typer.Option(
            "--seen", metavar="HASH", help="What was read: `seen` of `review show --json`."
        ),
    ] = None,
    attest: Annotated[
        list[str] | None,
        typer.Option(
            "--attest", metavar="S", help="An unsupported sentence that the signer answers for."
        ),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="P", help="A proposal that is to leave signed."),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option("--reject", metavar="P", help="A proposal that is not to leave."),
    ] = None,
    acknowledge: Annotated[
        list[str] | None,
        typer.Option(
            "--acknowledge", metavar="W", help="A warning beside the draft that was taken note of."
        ),
    ] = None,
    source: Moved = None,
    as_json: Json = False,
) -> None:
    """Sign what was read: it is filed, and the audit chain verified.

    Exactly the version that was shown is signed, and none that somebody changed meanwhile.

    On a terminal: the document, each flagged sentence by itself, what the signature means, the
    passphrase; the draft can be declined at each step. A script names all of it: `--seen`,
    `--attest` for each unsupported sentence, `--accept` or `--reject` for each proposal,
    `--acknowledge` for each warning (`warnings` of `review show --json`; a site's policy says which
    ones need it), `--meaning`, `--identity` and `--passphrase-env`.

    Exit status: 0 signed and filed, or declined on the way, 2 usage (also an id that no flagged
    sentence, proposal or warning of the draft has), 4 refused (the message says what is missing), 5
    the record or a store cannot be used, 6 the audit chain is broken.
    """
    here = settings()
    store = opened_store(here)
    held = draft_for(store, draft, OPEN)
    keys = Keyring(here.identities, chosen(here.identities, identity), passphrase_env, store)
    sitting = Sitting(here, store, held.draft.id, reopen(store, held, source), keys)
    sitting.seen = seen or ""
    if seen is None or sitting.as_read:  # of another version than was read, signing says so
        _require_flagged(sitting.draft, attest or ())
        _require_proposed(sitting.draft, accept or (), reject or ())
        _require_warned(sitting.draft, acknowledge or ())
    sitting.decided = Decided(tuple(accept or ()), tuple(reject or ()))
    sitting.acknowledged = [*(acknowledge or ())]
    if seen is None and interactive() and not as_json:
        done = _by_hand(sitting, meaning)
        if done is None:
            return
    else:
        done = _in_a_script(sitting, meaning, seen, attest or [])
    if as_json:
        emit(done.to_json())
    else:
        out.print()
        told(done)


def _require_flagged(draft: Draft, attest: Collection[str]) -> None:
    flagged = {s.id for s in draft.statements if s.verdict is not Verdict.SUPPORTED}
    _require_held(draft, ("--attest", "flagged sentence"), attest, flagged)


def _require_proposed(draft: Draft, accept: Collection[str], reject: Collection[str]) -> None:
    proposed = {p.id for p in draft.proposals}
    _require_held(draft, ("--accept", "proposal"), accept, proposed)
    _require_held(draft, ("--reject", "proposal"), reject, proposed)


def _require_warned(draft: Draft, acknowledge: Collection[str]) -> None:
    _require_held(draft, ("--acknowledge", "warning"), acknowledge, named(draft).keys())


def _require_held(
    draft: Draft, about: tuple[str, str], given: Collection[str], held: Collection[str]
) -> None:
    """`UsageError` where an option names what the draft does not have: a slip, not a decision."""
    option, what = about
    if unknown := [shown_id(name) for name in given if name not in held]:
        raise UsageError(f"{option}: draft {shown(draft.id)} has no {what} {', '.join(unknown)}")


def _by_hand(sitting: Sitting, meaning: str | None) -> Filed | None:
    """What was filed; None when the person declined the draft."""
    name = shown(sitting.draft_id)
    if sitting.held.status not in OPEN:
        raise PolicyError(f"draft {name} is {sitting.held.status.value}: it is not open any more")
    again = command("review", "sign", name)
    kept = f"Draft {name} was not signed; finished edits are kept. Go on: {again}"
    with leaving(kept):
        done = walk(sitting, meaning)
    if done is None and not sitting.turned_down:
        raise PolicyError(kept)
    return done


def _in_a_script(
    sitting: Sitting, meaning: str | None, seen: str | None, attest: list[str]
) -> Filed:
    """Everything was said in the command; what is missing is refused, not asked for."""
    name = shown(sitting.draft_id)
    if seen is None:
        raise PolicyError(
            f"draft {name} has to be read before it is signed: give --seen, the field `seen` of "
            f"{command('review', 'show', name, '--json')}"
        )
    if meaning is None:
        raise UsageError("say what the signature means: --meaning author, review or approve")
    for statement in sitting.draft.statements:
        if statement.id in attest:
            sitting.vouch(statement)
    return filed(sitting.assistant, sitting.here, sitting.sign(meaning))
