"""Make and list local signers."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from chartside.cli.options import Json, PassphraseEnv, new_app
from chartside.cli.output import emit, notice, out, table
from chartside.cli.passphrase import passphrase
from chartside.settings import settings
from chartside.signoff.clock import utc_now, utc_text
from chartside.signoff.identity import Identity, create_identity, damaged, identities
from chartside.signoff.policy import default_policy
from chartside.signoff.roster import roster_in_force
from chartside.signoff.row import AuditRow

app = new_app()


def _roles(incomplete: str) -> list[str]:
    return [role for role in sorted(default_policy().roles) if role.startswith(incomplete)]


@app.callback()
def identity() -> None:
    """Make and list local signers.

    A signer is a key pair in the data folder; the private key is locked by a passphrase that
    nobody can recover.
    """


@app.command()
def create(
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="Short name: letters, digits and `._@-`.")
    ],
    *,
    name: Annotated[
        str, typer.Option("--name", metavar="N", help="The name that stands under a signature.")
    ],
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="R",
            help=f"Decides what the person may sign: {', '.join(sorted(default_policy().roles))}.",
            autocompletion=_roles,
        ),
    ],
    passphrase_env: PassphraseEnv = None,
    as_json: Json = False,
) -> None:
    """Make a local signer; the passphrase is asked for twice and never shown.

    Exit status: 0 made, 2 usage (also a passphrase that is too easy to guess), 4 there is one of
    this name: none is ever overwritten, 5 the data folder cannot be written.
    """
    default_policy().require_known(role)  # said before anybody thinks of a passphrase
    chosen = passphrase(passphrase_env, who=who, new=True)
    made = create_identity(settings().identities, who, name, role, chosen)
    if as_json:
        emit(_json(made))
    else:
        out.print(f"{made.who}: {made.name}, {made.role}")
        out.print(f"Key {made.key_id}")
        out.print(f"Kept in {settings().identities}; without the passphrase nobody can use it.")


@app.command("list")
def list_all(*, as_json: Json = False) -> None:
    """List the local signers; no passphrase is needed.

    A file that cannot be read is named; it hides no other signer. What `--json` prints is what a
    site's list of signers holds (CHARTSIDE_SIGNERS); with such a list, it is said who is not on it.

    Exit status: 0 done (also when there is none).
    """
    folder = settings().identities
    known, broken = identities(folder), damaged(folder)
    for name in broken:
        notice(f"{name} is damaged, or no identity: put back a good copy, or take it away.")
    for who in _unlisted(known):
        notice(f"{who} is not on the site's list of signers: what they sign does not count.")
    if as_json:
        held = {"identities": [_json(one) for one in known]}
        emit(held | ({"damaged": list(broken)} if broken else {}))
    elif known:
        table(
            ("who", "name", "role", "made", "key"),
            ((one.who, one.name, one.role, one.created[:10], one.key_id) for one in known),
        )
    else:
        out.print("There is no local signer yet: chartside identity create makes one.")


def _unlisted(known: Sequence[Identity]) -> list[str]:
    """Who cannot sign here, because the site's list has not them, or another key of them."""
    roster, at = roster_in_force(), utc_text(utc_now())
    rows = ((one, AuditRow("", at=at, who=one.who, name=one.name, role=one.role)) for one in known)
    return [one.who for one, row in rows if roster.amiss(row, one.public_key)]


def _json(one: Identity) -> dict[str, Any]:
    return {**asdict(one), "key_id": one.key_id}
