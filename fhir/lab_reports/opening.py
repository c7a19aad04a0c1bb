"""What a file is that is said to be a laboratory report: by its content, never by its name.

Two kinds have pages to read: PDFs and pictures. A FHIR resource is opened for the PDFs and pictures
that are attached to it. Everything else is refused with one sentence, before any of it is decoded.
"""

import hashlib
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from chartside.fhir.attachments import decoded_octets
from chartside.fhir.documents import attachments
from chartside.fhir.projection.source import JSON
from chartside.fhir.text.found import Unread

MOST_BYTES: Final = 50_000_000
"""Of a file: forty pages scanned at 300 dpi in colour have some 40 MB."""
MOST_ATTACHMENTS: Final = 100
"""Of one FHIR file: each is a report to be read."""

Json = Mapping[str, Any]


class Format(StrEnum):
    """What has pages."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    WEBP = "image/webp"


@dataclass(frozen=True)
class Opened:
    """A file, or an attachment, whose pages can be read.

    `reference` is the `Type/id` of the resource that it is attached to; empty for a file.
    """

    octets: bytes
    format: Format
    reference: str = ""

    @cached_property
    def sha256(self) -> str:
        """The digest of its bytes, in hex: the same report is known by it again."""
        return hashlib.sha256(self.octets).hexdigest()


def open_file(path: Path) -> tuple[Opened, ...] | Unread:
    """The PDF or picture at a path, or those that are attached to the FHIR resource there.

    Its name is not looked at, and nothing but an ordinary file is read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Unread("it is no ordinary file")
        with path.open("rb") as file:
            octets = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return Unread("there is no such file")
    except OSError as refused:
        return Unread(f"it cannot be opened: {refused.strerror or 'the system refused'}")
    except ValueError:  # a NUL in the name
        return Unread("there is no such file")
    return open_octets(octets)


def open_octets(octets: bytes) -> tuple[Opened, ...] | Unread:
    """What these bytes are; several where a FHIR resource has several attachments."""
    if len(octets) > MOST_BYTES:
        return Unread(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    if not octets.strip(_BLANK):
        return Unread("it is empty")
    start = octets[:_HEAD].lstrip(_BLANK)
    if start.startswith((b"{", b"[")) and not start.startswith(_RTF):
        return _attached(octets)
    found = format_of(octets)
    return found if isinstance(found, Unread) else (Opened(octets, found),)


def format_of(octets: bytes) -> Format | Unread:
    """The format of the bytes by how they begin; why they have no pages where they have none."""
    head = octets[:_HEAD]
    for form, begins in _PICTURES.items():
        if begins(head):
            return form
    if b"%PDF-" in head:  # some writers put a line before it
        return Format.PDF
    return Unread(next((why for why, begins in _OTHERS if begins(head)), _UNKNOWN))


def attached_to(body: Json, raw: Callable[[str], Json | None]) -> tuple[Opened, ...] | Unread:
    """The PDFs and pictures that a DocumentReference or a DiagnosticReport holds.

    `Unread` where there is none, with why of the first that is something else.
    """
    reference = f"{body.get('resourceType')}/{body.get('id', '')}".rstrip("/")
    found: list[Opened] = []
    amiss = [Unread(f"no PDF and no picture is attached to {reference}")]
    for form in attachments(body):
        octets = decoded_octets(form, raw)
        if isinstance(octets, Unread):
            amiss.append(octets)
            continue
        kind = format_of(octets)
        if isinstance(kind, Unread):
            amiss.append(kind)
        else:
            found.append(Opened(octets, kind, reference))
    return tuple(found) if found else amiss[-1]


def _attached(octets: bytes) -> tuple[Opened, ...] | Unread:
    try:
        body = JSON.decode(octets)
    except (ValueError, RecursionError):
        return Unread("it is JSON that is cut off or damaged")
    held = list(_resources(body))
    if not held:
        return Unread("it is JSON and no FHIR resource")
    known = {name: one for one in held for name in _names(one)}
    found: list[Opened] = []
    amiss: list[Unread] = []
    for resource, _ in held:
        if resource["resourceType"] in _CARRIERS:
            opened = attached_to(resource, lambda url: known.get(url, (None, ""))[0])
            found += () if isinstance(opened, Unread) else opened
            amiss += (opened,) if isinstance(opened, Unread) else ()
    if len(found) > MOST_ATTACHMENTS:
        return Unread(f"more than {MOST_ATTACHMENTS} documents are attached to it")
    none = Unread("no document is attached to it: `chartside chart` reads results that are FHIR")
    return tuple(found) or next(iter(amiss), none)


def _resources(body: Any) -> Iterator[tuple[Json, str]]:
    """The resource, or each of a Bundle, with its full URL."""
    if not isinstance(body, dict) or not isinstance(body.get("resourceType"), str):
        return
    yield body, ""
    entries = body.get("entry")
    for entry in entries if body["resourceType"] == "Bundle" and isinstance(entries, list) else ():
        held = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(held, dict) and isinstance(held.get("resourceType"), str):
            yield held, str(entry.get("fullUrl", ""))


def _names(held: tuple[Json, str]) -> Iterator[str]:
    body, url = held
    if url:
        yield url
    yield f"{body['resourceType']}/{body.get('id', '')}"


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _text(head: bytes) -> bool:
    return all(octet >= ord(" ") or octet in _BLANK for octet in head)


_CARRIERS: Final = frozenset({"DocumentReference", "DiagnosticReport"})
_HEAD: Final = 1024
"""Octets in which a PDF begins (ISO 32000-1, annex H, implementation note 13)."""
_BLANK: Final = b" \t\r\n\f\xef\xbb\xbf"
_RTF: Final = b"{\\rtf"
_UNKNOWN: Final = "it is neither a PDF nor a picture"
_PICTURES: Final[Mapping[Format, Callable[[bytes], bool]]] = {
    Format.PNG: _starts(b"\x89PNG\r\n\x1a\n"),
    Format.JPEG: _starts(b"\xff\xd8\xff"),
    Format.TIFF: _starts(b"II*\0", b"MM\0*"),
    Format.WEBP: lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
}
_HEIF: Final = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif"})
_OTHERS: Final[tuple[tuple[str, Callable[[bytes], bool]], ...]] = (
    (
        "it is a HEIC picture: save it as JPEG or PNG",
        lambda h: h[4:8] == b"ftyp" and h[8:12] in _HEIF,
    ),
    ("it is a GIF or BMP picture: save it as PNG", _starts(b"GIF8", b"BM")),
    (
        "it is a DICOM file, and no report: `chartside image` is for those",
        lambda h: h[128:132] == b"DICM",
    ),
    (
        "it is an office document or an archive: print it to PDF, or unpack it",
        _starts(b"PK\x03\x04"),
    ),
    ("it is an old office document: print it to PDF", _starts(b"\xd0\xcf\x11\xe0")),
    ("it is compressed: unpack it first", _starts(b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ")),
    ("it is an HL7 version 2 message, which has no pages", _starts(b"MSH|", b"\x0bMSH|")),
    ("it is RTF: print it to PDF", _starts(_RTF)),
    (
        "it is XML or HTML, which has no pages: print it to PDF",
        lambda h: h.lstrip(_BLANK)[:1] == b"<",
    ),
    ("it is plain text, which has no pages", _text),
)
"""How what cannot be read begins, and what to do about it. In order."""
