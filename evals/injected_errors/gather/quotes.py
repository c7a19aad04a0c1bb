"""Passages of documents, word for word."""

import random
import re
from collections.abc import Iterator
from typing import Final

from chartside.evals.injected_errors.facts import Fact, Quote
from chartside.fhir.chart import Chart
from chartside.fhir.documents import Document

_PASSAGE: Final = re.compile(r"[A-Z][^.\n\"#:*|{}]{28,140}(?=[.\n]|$)")
_EACH: Final = 4
"""Passages of one document, at most: one sentence or line each, without marks of a list."""


def quotes(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """A few passages of each document with a day."""
    for document in chart.documents():
        if document.when and document.when.precision in {"day", "time"}:
            found = [m for m in _PASSAGE.finditer(document.text) if len(m[0].split()) > 4]  # noqa: PLR2004 - a title is no passage
            for match in rng.sample(found, min(len(found), _EACH)):
                yield _quote(document, match)


def _quote(document: Document, match: re.Match[str]) -> Quote:
    passage = match[0].rstrip()
    return Quote(
        sources=(document.reference,),
        key="document",
        names=(_called(document),),
        day=document.when.day if document.when else "",
        words=passage,
        held=passage,
        at=match.start(),
    )


def _called(document: Document) -> str:
    """What a reader calls a document: by its type where it is a short one."""
    if not document.reference.startswith("DocumentReference/"):
        return "report"
    plain = document.label.lower()
    known = next((n for n in ("discharge summary", "progress note", "letter") if n in plain), "")
    return known or "note"
