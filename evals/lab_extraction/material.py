"""Files and their truths, wherever they come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pdfplumber

from chartside.evals.lab_extraction.layouts.layout import Layout
from chartside.evals.lab_extraction.truth import TrueReport


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a reader is given."""

    name: str
    layout: str
    split: str
    """`dev`, `held-out, plain` and so on; the first word is the half."""
    octets: bytes
    reports: tuple[TrueReport, ...]
    printed: str
    """What stands in it, read by other code than the reader under test."""


def made(layouts: list[Layout], each: int, seed: str) -> Iterator[Document]:
    """So many reports of each layout."""
    for layout in layouts:
        for number in range(each):
            yield document(layout, number, seed)


def document(layout: Layout, number: int, seed: str) -> Document:
    """One report of a layout; the same for the same seed."""
    split = f"{layout.split}, {layout.kind}" if layout.kind else layout.split
    made = layout.report(f"{seed}/{number}")
    name = f"{layout.name}-{number}"
    return Document(name, layout.name, split, made.octets, made.reports, text_of(made.octets))


def text_of(octets: bytes) -> str:
    """What stands in a PDF, as pdfplumber reads it."""
    with pdfplumber.open(BytesIO(octets)) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)
