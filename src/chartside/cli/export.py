"""Write a signed document; refused when unsigned."""

import base64
import json
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from chartside.cli.drafts import complete_draft
from chartside.cli.naming import command, draft_for, opened_store, shown
from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, notice
from chartside.draft import Status
from chartside.errors import PolicyError, StoreError, UsageError
from chartside.settings import settings
from chartside.signoff.drafts import Held
from chartside.signoff.export import to_docx, to_fhir, to_fhir_document, to_markdown, to_pdf
from chartside.signoff.exporting.retraction import open_retraction, retraction_fhir
from chartside.signoff.filing import write_to
from chartside.signoff.gate import Signed, open_signed
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

app = new_app()

STANDARD_OUTPUT = Path("-")


class Format(StrEnum):
    """How a document is written."""

    MD = "md"
    PDF = "pdf"
    DOCX = "docx"
    FHIR = "fhir"
    FHIR_DOCUMENT = "fhir-document"


class Paper(StrEnum):
    """The size of the paper."""

    A4 = "a4"
    US_LETTER = "us-letter"


_BINARY: Final = frozenset({Format.PDF, Format.DOCX})
_JSON: Final = frozenset({Format.FHIR, Format.FHIR_DOCUMENT})


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
    as_json: Json = False,
) -> None:
    """Write a signed document; refused when unsigned.

    Each export is noted in the audit chain before anything is written. With `--json` the document
    is the field `content` of one object (Markdown as text, FHIR as an object, PDF and Word in
    base64), or, with `--out`, its `path`. Of a document that was retracted, `--format fhir` gives
    the retraction: a notice that takes its place, with the signature of who withdrew it.

    Exit status: 0 done, 2 usage, 4 the document is not signed, 5 the store or the file cannot be
    used.
    """
    _require_place(to, format_, as_json=as_json)
    store = opened_store(settings())
    held = draft_for(store, draft, {Status.SIGNED})
    data, decision = _written(store, held, format_, paper)
    store.note("exported", held.draft.id, detail=format_.value)
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
    if format_ in _BINARY:
        return {"content": base64.b64encode(data).decode(), "encoding": "base64"}
    return {"content": json.loads(data) if format_ in _JSON else data.decode()}


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
        return _json(retraction_fhir(retraction)), retraction.row.decision_id or ""
    signed = _signed(store, held)
    ways: Mapping[Format, Callable[[], bytes]] = {
        Format.MD: lambda: to_markdown(signed).encode(),
        Format.PDF: lambda: to_pdf(signed, size=paper.value),
        Format.DOCX: lambda: to_docx(signed, size=paper.value),
        Format.FHIR: lambda: _json(to_fhir(signed)),
        Format.FHIR_DOCUMENT: lambda: _json(to_fhir_document(signed)),
    }
    return ways[format_](), signed.decision_id


def _json(bundle: Mapping[str, Any]) -> bytes:
    return (json.dumps(bundle, indent=2, ensure_ascii=False) + "\n").encode()


def _require_place(to: Path, format_: Format, *, as_json: bool) -> None:
    """The refusals that can be known before anything is opened."""
    if to != STANDARD_OUTPUT:
        if to.is_dir() or not to.parent.is_dir():
            raise UsageError(f"--out {to} is not a file in a folder that is there")
    elif format_ in _BINARY and not as_json and sys.stdout.isatty():
        raise UsageError(f"{format_.value} is nothing for a terminal: name a file with --out FILE")


def _put(data: bytes, to: Path) -> None:
    try:
        write_to(to, data)
    except OSError as wrong:
        raise StoreError(
            f"{to} cannot be written: {wrong.strerror or 'the disk refused'}"
        ) from None
