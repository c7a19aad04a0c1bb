"""Write a signed document; refused when unsigned."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chartside.cli.drafts import complete_draft
from chartside.cli.naming import command, draft_for, opened_store, shown
from chartside.cli.options import new_app
from chartside.cli.output import notice
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
) -> None:
    """Write a signed document; refused when unsigned.

    Each export is noted in the audit chain before anything is written.

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
    _put(data, to)


def _signed(store: SignoffStore, held: Held) -> Signed:
    """The signed document; a refusal says what to do about it."""
    if held.status in OPEN:
        short = shown(held.draft.id)
        raise PolicyError(
            f"draft {short} is not signed ({held.status.value}) and nothing unsigned leaves; to "
            f"read and sign it: {command('review', 'sign', short)}"
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
    if to == STANDARD_OUTPUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        write_atomically(to, data)
    except OSError as wrong:
        raise StoreError(
            f"{to} cannot be written: {wrong.strerror or 'the disk refused'}"
        ) from None
    notice(f"Written to {to}")
