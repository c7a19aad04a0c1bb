"""Which draft a command means, and what a person types to go on."""

import shlex
import shutil
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Final

import typer

from chartside.cli.drafts import FEWEST, complete_draft, complete_signer, full_id, has_store
from chartside.cli.output import counted, notice
from chartside.draft import Status
from chartside.errors import UsageError
from chartside.settings import Settings
from chartside.signoff.drafts import Held
from chartside.signoff.store import SignoffStore

SHOWN: Final = 12
"""Characters of an id that are shown; its beginning is enough for every command."""

DraftId = Annotated[
    str | None,
    typer.Argument(
        metavar="ID",
        help="The draft; the beginning of its id is enough. Left out: the only one there is.",
        autocompletion=complete_draft,
    ),
]
Signer = Annotated[
    str | None,
    typer.Option(
        "--identity",
        metavar="WHO",
        help="The local signer; needed when there are several.",
        autocompletion=complete_signer,
    ),
]
Moved = Annotated[
    str | None,
    typer.Option("--source", metavar="SOURCE", help="Where the record lies now, if it was moved."),
]


def opened_store(here: Settings) -> SignoffStore:
    """The sign-off store.

    Raises:
        UsageError: There is none yet.
    """
    if not has_store(here):
        raise UsageError("there are no drafts yet: chartside summarize writes one")
    return SignoffStore(here.signoff, anchor=here.anchor)


def draft_for(store: SignoffStore, given: str | None, among: Collection[Status]) -> Held:
    """The draft that a command means.

    Args:
        store: Where drafts lie.
        given: Its id, or the beginning of it; None means the only one there is. A full id means
            that document and no other.
        among: What the command works on: it decides between several that begin so. A draft in
            another status is still found, so that the refusal can name the status.

    Raises:
        UsageError: No such draft, or several.
    """
    if given is None:
        return _only(store.drafts(status=among))
    begins = store.ids(given) if len(given) >= FEWEST else ()
    if len(begins) > 1 and given not in begins and (meant := _of_several(store, begins, among)):
        notice(f"{counted(len(begins), 'draft')} begin with {given}: this is {meant.draft.id}")
        return meant
    return store.held(full_id(store, given))


def _of_several(
    store: SignoffStore, begins: Collection[str], among: Collection[Status]
) -> Held | None:
    """The one that the command works on; of a document and its amendments the newest of those."""
    able = [held for name in begins if (held := store.held(name)).status in among]
    documents = {held.draft.id.partition(".")[0] for held in able}
    return able[0] if len(documents) == 1 else None


def _only(held: tuple[Held, ...]) -> Held:
    if len(held) == 1:
        return held[0]
    if not held:
        raise UsageError("there is no draft that this could be about: chartside review list")
    ids = ", ".join(shown(one.draft.id) for one in held[:5])
    raise UsageError(f"this could be about {len(held)} drafts: name one ({ids}, ...)")


def shown(draft_id: str) -> str:
    """The id as it is shown; that of an amendment, which begins like another, in full."""
    return draft_id if "." in draft_id else draft_id[:SHOWN]


def command(*words: str) -> str:
    """A command of this program as a person can paste it: with its path where that is needed."""
    started = Path(sys.argv[0])
    found = shutil.which("chartside")
    if started.stem != "chartside" or (found and Path(found).samefile(started)):
        return shlex.join(["chartside", *words])
    here = Path.cwd()
    path = started.relative_to(here) if started.is_relative_to(here) else started
    return shlex.join([str(path), *words])
