"""PDFium in a process of its own, with so much memory and time and no more.

A page of a PDF may unpack to gigabytes, or draw itself ten times within itself, and some kilobytes
are enough for it. What outgrows its bounds ends alone, and says so.
"""

import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from chartside.errors import ChartsideError, MissingExtra
from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.pdf_pages import pdf_pages
from chartside.fhir.lab_reports.pictures import Picture, pictures_of
from chartside.fhir.text import pdf
from chartside.fhir.text.found import Unread

try:
    import resource
except ImportError:  # Windows: there the time is bounded, and the memory is not
    resource = None  # type: ignore[assignment]  # as above

MEMORY: Final = 2 * 1024**3
"""Bytes of address space; a report of 500 dense pages takes a fifth of it."""
SECONDS: Final = 90
"""Of computing, and twice of waiting: a dense page takes a twentieth of a second."""
OUTGROWN: Final = "its PDF takes more memory or time than one report is given"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What comes back: pages, or pictures as base64, or why there is nothing."""

    pages: tuple[Page, ...] = ()
    pictures: tuple[tuple[int, float, float, str], ...] = ()
    reason: str = ""


def confined_pages(octets: bytes) -> tuple[Page, ...] | Unread:
    """`pdf_pages` within bounds.

    Raises:
        MissingExtra: What reads PDF is not installed.
    """
    found = _asked(octets, "pages")
    return found if isinstance(found, Unread) else found.pages


def confined_pictures(octets: bytes, numbers: Collection[int], dpi: int) -> tuple[Picture, ...]:
    """`pictures_of` within bounds; none where they do not suffice or the PDF is damaged.

    Raises:
        MissingExtra: What reads PDF is not installed.
    """
    found = _asked(octets, "pictures", str(dpi), *map(str, sorted(numbers)))
    held = () if isinstance(found, Unread) else found.pictures
    return tuple(Picture(n, wide, high, b64decode(png)) for n, wide, high, png in held)


def _asked(octets: bytes, *job: str) -> _Answer | Unread:
    if not pdf.INSTALLED:
        raise MissingExtra("PDF", "documents")
    try:
        done = subprocess.run(  # noqa: S603 - this very program, and words of our own
            [sys.executable, "-P", "-m", __name__, *job],  # -P: no module of the folder it is in
            input=octets,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Unread(OUTGROWN)
    if done.returncode:
        return Unread(OUTGROWN)
    answer = msgspec.json.decode(done.stdout, type=_Answer)
    return Unread(answer.reason) if answer.reason else answer


def _read(octets: bytes) -> _Answer:
    found = pdf_pages(octets)
    return _Answer(reason=found.reason) if isinstance(found, Unread) else _Answer(pages=found)


def _draw(octets: bytes, dpi: str, *numbers: str) -> _Answer:
    drawn = pictures_of(octets, [int(n) for n in numbers], int(dpi))
    if isinstance(drawn, Unread):
        return _Answer(reason=drawn.reason)
    held = ((p.page, p.width, p.height, b64encode(p.data).decode()) for p in drawn)
    return _Answer(pictures=tuple(held))


_JOBS: Final[dict[str, Callable[..., _Answer]]] = {"pages": _read, "pictures": _draw}


def _confine(limits: Any) -> None:
    if limits is not None:
        limits.setrlimit(limits.RLIMIT_AS, (MEMORY, MEMORY))
        limits.setrlimit(limits.RLIMIT_CPU, (SECONDS, SECONDS))
        limits.setrlimit(limits.RLIMIT_CORE, (0, 0))  # a dump of its memory would hold the report


def _work(job: str, *how: str) -> None:
    octets = sys.stdin.buffer.read()
    _confine(resource)
    try:
        answer = _JOBS[job](octets, *how)
    except MemoryError:
        sys.exit(1)
    except ChartsideError as wrong:
        answer = _Answer(reason=str(wrong))
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    _work(*sys.argv[1:])
