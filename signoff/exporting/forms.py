"""The forms in which a signed document is written, as bytes."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from importlib.util import find_spec
from typing import Any, Final

from chartside.signoff.exact import exact_json
from chartside.signoff.export import to_docx, to_fhir, to_fhir_document, to_markdown, to_pdf
from chartside.signoff.gate import Signed


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


BINARY: Final = frozenset({Format.PDF, Format.DOCX})
IN_JSON: Final = frozenset({Format.FHIR, Format.FHIR_DOCUMENT})
_BEGINS: Final = {Format.PDF: b"%PDF", Format.DOCX: b"PK", **dict.fromkeys(IN_JSON, b"{")}


def written(signed: Signed, format_: Format, paper: Paper) -> bytes:
    """The document in this form.

    Raises:
        PolicyError: it is not signed (any more).
        MissingExtra: what makes this form is not installed.
    """
    ways: Mapping[Format, Callable[[], bytes]] = {
        Format.MD: lambda: to_markdown(signed).encode(),
        Format.PDF: lambda: to_pdf(signed, size=paper.value),
        Format.DOCX: lambda: to_docx(signed, size=paper.value),
        Format.FHIR: lambda: json_bytes(to_fhir(signed)),
        Format.FHIR_DOCUMENT: lambda: json_bytes(to_fhir_document(signed)),
    }
    return ways[format_]()


def installed(format_: Format) -> bool:
    """Whether what makes this form is installed: the extra `documents` for PDF and DOCX."""
    return all(map(find_spec, _NEEDS.get(format_, ())))


_NEEDS: Final = {Format.PDF: ("typst", "fontTools"), Format.DOCX: ("docx",)}
"""The packages without which a form cannot be made."""


def alike(signed: Signed, data: bytes) -> Mapping[str, Callable[[], bytes]]:
    """What the document gives in each form that begins as these bytes do."""
    return {
        f"{form.value} on {size.value}" if form in BINARY else form.value: partial(
            written, signed, form, size
        )
        for form in Format
        for size in Paper
        if data.startswith(_BEGINS.get(form, b""))
    }


def json_bytes(bundle: Mapping[str, Any]) -> bytes:
    """FHIR as it is written: indented, with a line end."""
    return (exact_json(bundle) + "\n").encode()
