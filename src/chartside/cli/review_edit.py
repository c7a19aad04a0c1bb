"""Giving a sentence other words, or taking it out; it is checked again at once."""

from typing import Annotated

import typer

from chartside.cli.asking import corrected, interactive, leaving
from chartside.cli.layout import plain, put
from chartside.cli.naming import Moved, Signer, draft_for, opened_store, shown
from chartside.cli.options import Json, PassphraseEnv, new_app
from chartside.cli.output import emit
from chartside.cli.reading import statement_of
from chartside.cli.reopening import reopen
from chartside.cli.settling import changed
from chartside.cli.signers import Keyring, chosen
from chartside.cli.sitting import Sitting
from chartside.draft import Draft
from chartside.errors import UsageError
from chartside.settings import settings
from chartside.signoff.states import OPEN

app = new_app()


@app.command()
def edit(  # noqa: PLR0913 - the options are the contract of the command
    words: Annotated[
        list[str],
        typer.Argument(metavar="[ID] SENTENCE", help="The draft, and the sentence by its id (s3)."),
    ],
    *,
    text: Annotated[str | None, typer.Option("--text", help="The sentence's new words.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the sentence out.")] = False,
    cite: Annotated[
        list[str] | None,
        typer.Option(
            "--cite",
            metavar="Type/id",
            help="What the sentence cites from now on, one option a source; left out: as before.",
        ),
    ] = None,
    identity: Signer = None,
    passphrase_env: PassphraseEnv = None,
    source: Moved = None,
    as_json: Json = False,
) -> None:
    """Give a sentence other words, or take it out; all is checked again.

    With `--cite` it rests on other sources, in the version that the chart holds now. Without
    `--text`, `--remove` and `--cite` the sentence is corrected on the terminal.

    Exit status: 0 edited (also when the chart contradicts the new words: the answer says so, and
    they cannot be signed), 2 usage, 4 not allowed, 5 the record or the store cannot be used.
    """
    here = settings()
    store = opened_store(here)
    given, sentence = _split(words)
    held = draft_for(store, given, OPEN)
    before = statement_of(held.draft, sentence).text
    if cite and remove:
        raise UsageError("--cite or --remove, not both")
    new = before if cite and text is None else _words(before, text, remove=remove)
    keys = Keyring(here.identities, chosen(here.identities, identity), passphrase_env, store)
    opened = reopen(store, held, source)
    draft = Sitting(here, store, held.draft.id, opened, keys).edit(
        sentence, new, cite, version=held.version
    )
    if as_json:
        emit(_json(draft, store.held(draft.id).version, sentence))
        return
    put(changed(draft, sentence))
    put(plain(f"Draft {shown(draft.id)} is now version {store.held(draft.id).version}.", "dim"))


def _split(words: list[str]) -> tuple[str | None, str]:
    if len(words) > 2:  # noqa: PLR2004 - a draft and a sentence
        raise UsageError("name a draft and one of its sentences: review edit ID s3")
    return (words[0] if len(words) > 1 else None), words[-1]


def _words(before: str, text: str | None, *, remove: bool) -> str | None:
    """The new words; None takes the sentence out."""
    if remove and text is not None:
        raise UsageError("--text or --remove, not both")
    if remove or text is not None:
        return text
    if not interactive():
        raise UsageError("without a terminal, give --text, --cite or --remove")
    with leaving("Nothing was changed."):
        put(plain("Correct the sentence, then Enter.", "dim"))
        return corrected(before)


def _json(draft: Draft, version: int, sentence: str) -> dict[str, object]:
    now = [s for s in draft.to_json()["sections"] for s in s["statements"] if s["id"] == sentence]
    return {"draft": draft.id, "version": version, "statement": now[0] if now else None}
