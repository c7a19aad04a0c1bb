"""One attachment as characters: its bytes, its format, its charset, and its markup taken off.

Covered: plain text, HTML, RTF, C-CDA and the text layer of PDF, inline or in a Binary (RTF and PDF
with the extra `documents`). Not covered: images and scans, which come back as `Unread` with the
reason.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from chartside.errors import MissingExtra
from chartside.fhir.text import pdf, rtf
from chartside.fhir.text.cda import cda_places, cda_text
from chartside.fhir.text.characters import shown, smuggled
from chartside.fhir.text.charsets import GUESSED
from chartside.fhir.text.charsets import characters as decoded_as
from chartside.fhir.text.found import HIDDEN, Place, Readable, Unread
from chartside.fhir.text.markup import html_places, laid_out

Json = Mapping[str, Any]

MAX_BYTES: Final = 10_000_000
"""Larger attachments are not decoded.

A note is some kilobytes, and a megabyte of HTML costs seconds.
"""

PLAIN: Final = frozenset(
    {"text/plain", "text/markdown", "text/x-markdown", "text/tab-separated-values"}
)
MARKUP: Final = frozenset({"text/html", "application/xhtml+xml"})


RTF: Final = frozenset({"application/rtf", "text/rtf", "application/x-rtf"})
PDF: Final = frozenset({"application/pdf", "application/x-pdf"})
XML: Final = frozenset(
    {
        *("application/xml", "text/xml", "application/hl7-v3+xml", "application/hl7-cda+xml"),
        *("application/cda+xml", "application/hl7-sda+xml"),
    }
)


class Held(NamedTuple):
    """The bytes of an attachment, the format that they are in, and the type that was declared."""

    octets: bytes
    kind: str
    declared: str


def objects(value: Any) -> Iterable[Json]:
    """The JSON objects of a list; nothing for any other shape."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else ()


def media_type(form: Json) -> str:
    """The media type of an attachment without its parameters, lower case."""
    written = form.get("contentType")
    return written.partition(";")[0].strip().lower() if isinstance(written, str) else ""


def decoded(form: Json, raw: Callable[[str], Json | None]) -> Held | Unread:
    """Bytes and format of an attachment or of the Binary it points to."""
    found = _content(form, raw)
    if isinstance(found, Unread):
        return found
    octets, holder = found
    declared = str(holder.get("contentType") or "")
    kind = _kind(media_type(holder), octets)
    return Unread(wrong) if (wrong := _unreadable(kind)) else Held(octets, kind, declared)


def decoded_octets(
    form: Json, raw: Callable[[str], Json | None], most: int = MAX_BYTES
) -> bytes | Unread:
    """Bytes of an attachment or of the Binary it points to, whatever their format.

    `most` is how many bytes it may have.
    """
    found = _content(form, raw, most)
    return found if isinstance(found, Unread) else found[0]


def _content(
    form: Json, raw: Callable[[str], Json | None], most: int = MAX_BYTES
) -> tuple[bytes, Json] | Unread:
    """The bytes, and what declares their type: the attachment, or the Binary."""
    data, holder = form.get("data"), form
    if data is None and (url := form.get("url")) is not None:
        binary = raw(str(url))
        if binary is None:
            return Unread("its content is kept elsewhere")
        data = binary.get("data")
        holder = binary if binary.get("contentType") else form
    if not isinstance(data, str) or not data:
        return Unread("it is empty")
    if len(data) * 3 // 4 > most:
        return Unread(f"it is larger than {most // 1_000_000} MB")
    try:
        return b64decode("".join(data.split()), validate=True), holder
    except (binascii.Error, ValueError):
        return Unread("its content is not valid base64")


def _unreadable(kind: str) -> str:
    """Why a format cannot be read here; empty where it can."""
    if kind in PLAIN | MARKUP | XML:
        return ""
    if kind in RTF:
        return "" if rtf.INSTALLED else str(MissingExtra("RTF", "documents"))
    if kind in PDF:
        return "" if pdf.INSTALLED else str(MissingExtra("PDF", "documents"))
    return (
        f"{'an image' if kind.startswith('image/') else 'its format'} is not read in this version"
    )


SIGNATURES: Final = (
    (b"%PDF", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"PK\x03\x04", "application/zip"),
    (b"<?xml", "application/xml"),
    (b"<ClinicalDocument", "application/xml"),
    (b"<html", "text/html"),
    (b"<!doctype html", "text/html"),
)
"""How a format begins; believed before the declared type, which is often a default."""


def _kind(declared: str, octets: bytes) -> str:
    head = octets[:_HEAD]
    if head[:2] in _WIDE_MARKS or head[:2].count(0) == 1:
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    start = head[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for mark, kind in SIGNATURES:
        if start.startswith(mark.lower()):
            xhtml = kind == "application/xml" and (declared in MARKUP or b"<html" in head.lower())
            return "text/html" if xhtml else kind
    if declared in XML and start[:1] not in {b"<", b""}:
        return "text/plain"
    if declared.startswith("text/") and declared not in MARKUP | XML | RTF:
        return "text/plain"
    return declared or "text/plain"


def characters(held: Held) -> Readable:
    """The octets of a text or a page as characters, by the charset that they or it declare."""
    declared = held.declared.lower().partition("charset=")[2].partition(";")[0]
    text, guessed = decoded_as(held.octets, declared or _of_page(held.octets))
    return Readable(text, (GUESSED,) if guessed else ())


def _of_page(octets: bytes) -> str:
    """The charset in the head of a page, looked for where a browser does; empty without one."""
    found = _META.search(octets[:_HEAD])
    named = found[1].decode("ascii").lower() if found else ""
    return "utf-8" if named.startswith("utf-16") else named  # it could not have been read so far


_META: Final = re.compile(
    rb"<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)"
    rb"\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})",
    re.IGNORECASE,
)
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 1024
"""Octets in which a page declares its charset: HTML Living Standard, 4.2.5.4."""


def text_of(held: Held) -> Readable | Unread:
    """The reading text: markup taken off, one kind of line end, no control characters."""
    found = _formatted(held)
    return found if isinstance(found, Unread) else tidied(found)


def _formatted(held: Held) -> Readable | Unread:
    if held.kind in PDF:
        return pdf.pdf_text(held.octets)
    if held.kind in RTF:
        return rtf.rtf_text(held.octets)
    if held.kind in XML:
        return cda_text(held.octets, lambda octets, kind: _inner(octets, kind, _formatted))
    read = characters(held)
    if held.kind not in MARKUP:
        return read
    found = laid_out(read.text)
    return found if isinstance(found, Unread) else found.also(read.notices)


def _inner(
    octets: bytes, declared: str, read: Callable[[Held], Readable | Unread]
) -> Readable | Unread:
    """The text of a body that a CDA document wraps; one that wraps another is not followed."""
    kind = _kind(declared.partition(";")[0].strip().lower(), octets)
    if wrong := "is CDA within CDA" if kind in XML else _unreadable(kind):
        return Unread(wrong)
    return read(Held(octets, kind, declared))


def tidied(found: Readable) -> Readable | Unread:
    """One kind of line end, no control characters, no empty lines around it."""
    text = shown(found.text).strip("\n")
    if not text.strip():
        hidden = HIDDEN in found.notices
        return Unread("none of its text can be seen" if hidden else "no text was found in it")
    return Readable(text, found.notices).also((HIDDEN,) if smuggled(found.text) else ())


def places_of(held: Held) -> tuple[Place, ...]:
    """Where the parts of the reading text stand in the attachment; none for plain text and RTF."""
    found = _formatted(held)
    if isinstance(found, Unread):
        return ()
    whole = shown(found.text)
    cut = len(whole) - len(whole.lstrip("\n"))
    return tuple(place.moved(-cut) for place in _placed(held))


def _placed(held: Held) -> tuple[Place, ...]:
    if held.kind in PDF:
        return pdf.pdf_places(held.octets)
    if held.kind in XML:
        return cda_places(held.octets, _inner_places)
    if held.kind in MARKUP:
        return html_places(characters(held).text)
    return ()


def _inner_places(octets: bytes, declared: str) -> tuple[Place, ...]:
    """The places of a body that a CDA document wraps; a text without any is one place itself."""
    held = Held(octets, _kind(declared.partition(";")[0].strip().lower(), octets), declared)
    found = _placed(held)
    text = Unread("") if found or held.kind in XML else _formatted(held)
    return found if isinstance(text, Unread) else (Place(0, len(shown(text.text))),)
