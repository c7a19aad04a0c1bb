"""Files read by the way of the product: words or print, perhaps a model beside them, then judged.

What was told goes through the log of a run, as plain values, and is read back to be counted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Self

import msgspec
from typing_extensions import override

from chartside.errors import MissingExtra
from chartside.evals.lab_extraction.read import told_of
from chartside.evals.lab_extraction.told import ToldReport
from chartside.fhir.lab_reports.opening import Format, format_of, open_octets
from chartside.fhir.lab_reports.page import Page
from chartside.fhir.text.found import Unread
from chartside.tools.labs.files import How
from chartside.tools.labs.judging import judge_file
from chartside.tools.labs.print_reader import ReaderWhenNeeded
from chartside.tools.labs.reading import FileReader, Reading
from chartside.tools.labs.watch import UNWATCHED, Watch

_LETTERS: Final = re.compile(r"[^\d.,' ]+")


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a file: its reports, and of each result whether it came with a doubt.

    `figures` are the digits that the words of its pages have, `reason` is why there is no result,
    `failure` how a model that should have read along failed.
    """

    reports: tuple[ToldReport, ...] = ()
    doubted: tuple[tuple[bool, ...], ...] = ()
    figures: str = ""
    reason: str = ""
    failure: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, numbers as they were printed."""
        held: dict[str, Any] = msgspec.to_builtins(self)
        return held

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Self:
        """As it was before `to_json`."""
        return msgspec.convert(held, cls, strict=False)


class WhenNeeded(ReaderWhenNeeded):
    """The product's, but that it says where no engine is installed.

    The product's own reads what it can and sets the picture aside: measured so, a machine without
    an engine would look like a bad reader.
    """

    @override
    def pages(self, octets: bytes, watch: Watch = UNWATCHED) -> tuple[Page, ...] | Unread:
        """The words of each page.

        Raises:
            MissingExtra: No engine is installed.
            ModelError: The engine failed.
        """
        return self._reader.pages(octets, watch)


class NotInstalled(Exception):
    """What reads a file is not installed: that says nothing of how well it reads."""


def require_readers(heads: Iterable[bytes]) -> None:
    """Refuse before anything is read what files that begin so cannot be read without.

    Raises:
        MissingExtra: It is not installed.
    """
    kinds = {format_of(head) for head in heads}
    if Format.PDF in kinds:
        try:
            import_module("pypdfium2")
        except ImportError as missing:
            raise MissingExtra("PDF", "documents") from missing
    if kinds & {Format.PNG, Format.JPEG, Format.TIFF, Format.WEBP}:
        readers: Any = import_module("chartside.models.page_images.readers")
        readers.word_reader()


async def told_by_product(octets: bytes, reader: FileReader) -> Told:
    """What Chartside tells of a file.

    Raises:
        NotInstalled: What reads such a file is not there, as for a PDF that is a scan.
        ModelError: The engine that reads print failed.
    """
    opened = open_octets(octets)
    if isinstance(opened, Unread):
        return Told(reason=opened.reason)
    how = How(pictures=WhenNeeded())
    try:
        parts = [_told(await reader(one, how)) for one in opened]
    except MissingExtra as missing:
        raise NotInstalled(str(missing)) from None
    return parts[0] if len(parts) == 1 else _together(parts)


def _told(reading: Reading) -> Told:
    pages = reading.read.pages
    judged = judge_file("", reading)
    return Told(
        tuple(told_of(held.report) for held in judged.reports),
        tuple(tuple(bool(one.doubts) for one in held.results) for held in judged.reports),
        figures_in(" ".join(word.text for page in pages for word in page.words)),
        reading.read.reason,
        reading.failure,
    )


def _together(parts: list[Told]) -> Told:
    """Several attachments of one FHIR resource as one file."""
    return Told(
        reports=tuple(one for part in parts for one in part.reports),
        doubted=tuple(one for part in parts for one in part.doubted),
        figures="\n".join(part.figures for part in parts),
        reason="; ".join(part.reason for part in parts if part.reason),
        failure="; ".join(part.failure for part in parts if part.failure),
    )


def figures_in(text: str) -> str:
    """The figures of a text and what stands between their digits; of words, that one was there.

    >>> figures_in("Kalium 5,9 mmol/L").split()
    ['5,9']
    """
    return _LETTERS.sub("\n", text)
