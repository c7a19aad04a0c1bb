"""Write a signed document; refused when unsigned."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from chartside.cli.drafts import complete_draft
from chartside.cli.naming import command, draft_for, opened_store, shown
from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, notice
from chartside.draft import Status
from chartside.errors import PolicyError, StoreError, UsageError
from chartside.settings import settings
from chartside.signoff.drafts import Held
from chartside.signoff.export import to_fhir, to_markdown
from chartside.signoff.filing import write_atomically
from chartside.signoff.gate import Signed, open_signed
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

app = new_app()

STANDARD_OUTPUT = Path("-")


class Format(StrEnum):
    """How a document is written."""

    MD = "md"
    FHIR = "fhir"
    PDF = "pdf"
    DOCX = "docx"


@app.command()
def export(
    draft: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The draft; the beginning of its id is enough.",
            autocompletion=complete_draft,
        ),
    ],
    *,
    format_: Annotated[
        Format,
        typer.Option("--format", help="Markdown, or a FHIR transaction; pdf and docx come later."),
    ] = Format.MD,
    to: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to; `-` is standard output.")
    ] = STANDARD_OUTPUT,
    as_json: Json = False,
) -> None:
    """Write a signed document; refused when unsigned.

    Each export is noted in the audit chain before anything is written. With `--json` the document
    is the field `content` of one object (Markdown as text, FHIR as an object), or, with `--out`,
    its `path`.

    Exit status: 0 done, 2 usage, 4 the document is not signed, 5 the store or the file cannot be
    used.
    """
    if format_ in {Format.PDF, Format.DOCX}:
        raise UsageError(f"{format_.value} comes in a later version: md and fhir are there now")
    store = opened_store(settings())
    held = draft_for(store, draft, {Status.SIGNED})
    signed = _signed(store, held)
    data = _written(signed, format_)
    _require_place(to)
    store.note("exported", held.draft.id, detail=format_.value)
    if to != STANDARD_OUTPUT:
        _put(data, to)
    if as_json:
        emit(_facts(signed, format_, data, to))
    elif to == STANDARD_OUTPUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        notice(f"Written to {to}")


def _facts(signed: Signed, format_: Format, data: bytes, to: Path) -> dict[str, Any]:
    content = json.loads(data) if format_ is Format.FHIR else data.decode()
    return {
        "id": signed.draft.id,
        "kind": signed.draft.kind,
        "status": Status.SIGNED.value,
        "version": signed.row.draft_version,
        "decision": signed.decision_id,
        "format": format_.value,
        **({"content": content} if to == STANDARD_OUTPUT else {"path": str(to)}),
    }


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


def _written(signed: Signed, format_: Format) -> bytes:
    if format_ is Format.FHIR:
        return (json.dumps(to_fhir(signed), indent=2, ensure_ascii=False) + "\n").encode()
    return to_markdown(signed).encode()


def _require_place(to: Path) -> None:
    """The refusals that can be known before the export is noted."""
    if to != STANDARD_OUTPUT and (to.is_dir() or not to.parent.is_dir()):
        raise UsageError(f"--out {to} is not a file in a folder that is there")


def _put(data: bytes, to: Path) -> None:
    try:
        write_atomically(to, data)
    except OSError as wrong:
        raise StoreError(
            f"{to} cannot be written: {wrong.strerror or 'the disk refused'}"
        ) from None
