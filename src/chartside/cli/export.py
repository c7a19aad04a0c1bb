"""Write a signed document; refused when unsigned."""

import base64
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from chartside.cli.drafts import complete_draft, complete_signer
from chartside.cli.export_check import checked
from chartside.cli.naming import command, draft_for, opened_store, shown
from chartside.cli.options import Json, PassphraseEnv, new_app
from chartside.cli.output import emit, notice
from chartside.cli.signers import Keyring
from chartside.draft import Status
from chartside.errors import PolicyError, StoreError, UsageError
from chartside.settings import settings
from chartside.signoff.drafts import Held
from chartside.signoff.exporting.forms import BINARY, IN_JSON, Format, Paper, json_bytes, written
from chartside.signoff.exporting.retraction import open_retraction, retraction_fhir
from chartside.signoff.filing import write_to
from chartside.signoff.gate import Signed, open_signed
from chartside.signoff.leaving import note_export
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

app = new_app()

STANDARD_OUTPUT = Path("-")


@app.command()
def export(  # noqa: PLR0913 - what, in which form, where to, and who: each an option
    draft: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The draft; the beginning of its id is enough.",
            autocompletion=complete_draft,
        ),
    ],
    *,
    check: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write nothing: say whether this file is what the document gives.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="Markdown, PDF, Word, a FHIR transaction, or a FHIR document (a Bundle with a "
            "Composition).",
        ),
    ] = Format.MD,
    paper: Annotated[Paper, typer.Option(help="The size of the paper, for PDF and Word.")] = (
        Paper.A4
    ),
    to: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to; `-` is standard output.")
    ] = STANDARD_OUTPUT,
    identity: Annotated[
        str | None,
        typer.Option(
            metavar="WHO",
            help="Who exports it, by their passphrase. Left out: the account of the system.",
            autocompletion=complete_signer,
        ),
    ] = None,
    passphrase_env: PassphraseEnv = None,
    as_json: Json = False,
) -> None:
    """Write a signed document; refused when unsigned.

    Each export is noted in the audit chain before anything is written: by whom, in which form, and
    the SHA-256 of the file. With `--json` the document is the field `content` of one object
    (Markdown as text, FHIR as an object, PDF and Word in base64), or, with `--out`, its `path`. Of
    a document that was retracted, `--format fhir` gives the retraction: a notice that takes its
    place, with the signature of who withdrew it.

    With `--check FILE` nothing is written. The file is what was signed, or what the document gives
    now in any format, or what the audit noted when it left; otherwise it is refused.

    Exit status: 0 done, 2 usage, 4 the document is not signed or stands no more, or the file is not
    of it, 5 the store or the file cannot be used, 6 the audit chain is broken, or ends before what
    its anchor remembers.
    """
    here = settings()
    if check is not None:
        checked(opened_store(here), draft, check, as_json=as_json)
        return
    _require_place(to, format_, as_json=as_json)
    store = opened_store(here)
    held = draft_for(store, draft, {Status.SIGNED})
    data, decision = _written(store, held, format_, paper)
    keys = Keyring(here.identities, identity, passphrase_env, store) if identity else None
    who = keys.signer("export it") if keys else None
    note_export(store, held.draft.id, format_.value, data, who)
    if to != STANDARD_OUTPUT:
        _put(data, to)
    if as_json:
        emit({**_facts(held, decision), "format": format_.value, **_content(data, format_, to)})
    elif to == STANDARD_OUTPUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        notice(f"Written to {to}")


def _facts(held: Held, decision: str) -> dict[str, Any]:
    return {
        "id": held.draft.id,
        "kind": held.draft.kind,
        "status": held.status.value,
        "version": held.version,
        "decision": decision,
    }


def _content(data: bytes, format_: Format, to: Path) -> dict[str, Any]:
    if to != STANDARD_OUTPUT:
        return {"path": str(to)}
    if format_ in BINARY:
        return {"content": base64.b64encode(data).decode(), "encoding": "base64"}
    read = json.loads(data, parse_float=Decimal) if format_ in IN_JSON else data.decode()
    return {"content": read}


def _signed(store: SignoffStore, held: Held) -> Signed:
    """The signed document; a refusal says what to do about it."""
    if held.status in OPEN:
        short = shown(held.draft.id)
        raise PolicyError(
            f"draft {short} is not signed ({held.status.value}) and nothing unsigned leaves; to "
            f"read and sign it: {command('review', 'sign', short)}"
        )
    if held.status is Status.AMENDED:
        raise PolicyError(
            f"draft {held.draft.id} was amended by {held.superseded_by}: it cannot leave any more; "
            f"what took its place: {command('export', held.superseded_by or '')}"
        )
    return open_signed(store, held.draft.id)


def _written(store: SignoffStore, held: Held, format_: Format, paper: Paper) -> tuple[bytes, str]:
    """What is written, and the id of the decision that lets it leave."""
    if held.status is Status.RETRACTED and format_ is Format.FHIR:
        retraction = open_retraction(store, held.draft.id)
        return json_bytes(retraction_fhir(retraction)), retraction.row.decision_id or ""
    signed = _signed(store, held)
    return written(signed, format_, paper), signed.decision_id


def _require_place(to: Path, format_: Format, *, as_json: bool) -> None:
    """The refusals that can be known before anything is opened."""
    if to != STANDARD_OUTPUT:
        if to.is_dir() or not to.parent.is_dir():
            raise UsageError(f"--out {to} is not a file in a folder that is there")
    elif format_ in BINARY and not as_json and sys.stdout.isatty():
        raise UsageError(f"{format_.value} is nothing for a terminal: name a file with --out FILE")


def _put(data: bytes, to: Path) -> None:
    try:
        write_to(to, data)
    except OSError as wrong:
        raise StoreError(
            f"{to} cannot be written: {wrong.strerror or 'the disk refused'}"
        ) from None
