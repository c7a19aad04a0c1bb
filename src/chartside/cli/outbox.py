"""Show and send what is signed to the record system's FHIR server."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer
from pydantic import SecretStr

from chartside.cli.drafts import complete_draft, full_id
from chartside.cli.naming import opened_store, shown
from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, notice, out, table
from chartside.errors import PolicyError, SourceError, UsageError
from chartside.fhir.network.address import server_address
from chartside.settings import settings, write_back_server, write_back_token
from chartside.signoff.outbox.bearer import Bearer
from chartside.signoff.outbox.parcel import OTHER_POLICY
from chartside.signoff.outbox.rows import CLOSED, Posting, State, listed
from chartside.signoff.outbox.sending import send as sent
from chartside.signoff.outbox.server import Server
from chartside.signoff.store import SignoffStore

app = new_app()

_PERSON: Final = frozenset({State.REFUSED, State.ALTERED})
"""What a person has to look at."""
_DECIDED_ELSEWHERE: Final = (
    "; the policy in force here would not have allowed the decision on {}: have who may decide on "
    "it amend or retract it, or list the hash that `chartside audit verify` tells under [accepted] "
    "in the file that CHARTSIDE_POLICY names"
)


@app.callback()
def outbox() -> None:
    """Show and send what is signed to the record system's FHIR server.

    Each signed document and each retraction is in the outbox from the moment of the decision on.
    """


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """List what waits, what was sent and where it lies, and what a person has to look at.

    Exit status: 0 done, 2 there are no drafts yet, 5 the store cannot be read.
    """
    store = opened_store(settings())
    with store.read() as tx:
        held = listed(tx)
    if as_json:
        emit({"outbox": [_json(posting) for posting in held]})
        return
    headings = (
        *("draft", "what", "state", "tries", "server said", "not written because"),
        *("there", "not kept"),
    )
    table(headings, map(_line, held))


@app.command()
def send(
    drafts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]…",
            help="Only these drafts' documents, also what was refused before. Left out: all that "
            "is due.",
            autocompletion=complete_draft,
        ),
    ] = None,
    *,
    server: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The FHIR base URL, https or on this machine. Default: $CHARTSIDE_WRITE_BACK.",
        ),
    ] = None,
    transaction: Annotated[
        bool,
        typer.Option(
            "--transaction",
            help="Send a transaction even where the server does not say that it takes one.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Send what is signed to a FHIR server, each document once.

    The server is asked by identifier whether a document is there, and whether the patient of that
    id is the one on the document; what it kept is read back. A bearer token comes from
    `$CHARTSIDE_WRITE_BACK_TOKEN`. Run it again, or from a timer: it goes on where it ended.

    Exit status: 0 all that was due is there, 2 usage, 4 a person has to look at some of it, 5 some
    of it still waits, or the store cannot be used.
    """
    base = server or write_back_server()
    if base is None:
        raise UsageError("name the FHIR server: --server URL, or CHARTSIDE_WRITE_BACK")
    store = opened_store(settings())
    named = [full_id(store, given) for given in drafts or ()]
    done = asyncio.run(_sent(store, base, named, transaction=transaction))
    _mention_others(store, server_address(base))
    if as_json:
        emit({"outbox": [_json(posting) for posting in done]})
    else:
        _tell(done)
    _require(done)


async def _sent(
    store: SignoffStore, base: str, drafts: Sequence[str], *, transaction: bool
) -> tuple[Posting, ...]:
    token = write_back_token()
    async with Server(base, Bearer(SecretStr(token)) if token else None) as server:
        return await sent(store, server, drafts, transaction=transaction)


def _mention_others(store: SignoffStore, base: str) -> None:
    """Say what is left alone because it was first sent elsewhere."""
    with store.read() as tx:
        others = [p for p in listed(tx) if p.state not in CLOSED and p.server not in {"", base}]
    if others:
        notice(f"{counted(len(others), 'document')} of another server left alone")


def _require(done: Sequence[Posting]) -> None:
    found = Counter(posting.state for posting in done)
    if amiss := sum(found[state] for state in _PERSON):
        held = sum(p.state is State.REFUSED and p.reason == OTHER_POLICY for p in done)
        raise PolicyError(
            f"a person is needed for {counted(amiss, 'document')}: chartside outbox list says why"
            + (_DECIDED_ELSEWHERE.format(counted(held, "document")) if held else "")
        )
    if left := found[State.WAITING] + found[State.SENDING]:
        raise SourceError(f"{counted(left, 'document')} not sent yet: run it again later")


def _tell(done: Sequence[Posting]) -> None:
    if not done:
        notice("Nothing is due.")
    for posting in done:
        place = posting.written.get("DocumentReference", "")
        said = ", ".join(word for word in (posting.said, place) if word)
        out.print(f"{shown(posting.draft_id)} {posting.kind}: {posting.state}; {said}".rstrip("; "))
        if posting.lost:
            out.print(f"  the server did not keep: {', '.join(posting.lost)}")


def _line(posting: Posting) -> tuple[str, ...]:
    return (
        shown(posting.draft_id),
        posting.kind.value,
        posting.state.value,
        str(posting.attempts),
        posting.answer,
        posting.reason,
        posting.written.get("DocumentReference", ""),
        ", ".join(posting.lost),
    )


def _json(posting: Posting) -> dict[str, Any]:
    told = {"answer": posting.answer, "reason": posting.reason, "lost": posting.lost}
    held = {**asdict(posting), **told}
    return {name: value for name, value in held.items() if name != "holder"}
