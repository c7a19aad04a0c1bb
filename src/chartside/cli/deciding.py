"""What declining, amending and retracting share: a store, a draft, a signer, a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Self

import typer

from chartside.cli.asking import interactive, leaving, line
from chartside.cli.layout import plain, put
from chartside.cli.naming import draft_for, opened_store, shown
from chartside.cli.output import emit
from chartside.cli.signers import Keyring, chosen
from chartside.draft import Status
from chartside.errors import UsageError
from chartside.settings import Settings, settings
from chartside.signoff.decision import Decision
from chartside.signoff.drafts import Held
from chartside.signoff.store import SignoffStore

Reason = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why; it is kept under signature.")
]


@dataclass(frozen=True, slots=True)
class Deciding:
    """A draft or document that somebody is about to decide on."""

    here: Settings
    store: SignoffStore
    held: Held
    keys: Keyring

    @classmethod
    def on(
        cls, draft: str | None, among: Collection[Status], who: str | None, variable: str | None
    ) -> Self:
        """The one that is meant; its signer is unlocked later, when all else is said."""
        here = settings()
        store = opened_store(here)
        held = draft_for(store, draft, among)
        keys = Keyring(here.identities, chosen(here.identities, who), variable, store)
        return cls(here, store, held, keys)

    @property
    def id(self) -> str:
        """The draft's id."""
        return self.held.draft.id


def why(given: str | None) -> str:
    """The reason, asked for on a terminal where none was given."""
    if given is not None:
        return given
    if not interactive():
        raise UsageError("without a terminal, give --reason TEXT")
    with leaving("Nothing was decided."):
        put(plain("Why? The reason is kept, signed, in the store."))
        return line("> ")


def tell(decision: Decision, then: str, *, as_json: bool) -> None:
    """What was decided, and what follows from it."""
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
