"""One attachment as characters: its bytes, its format, its charset, and its markup taken off.

What is covered: plain text and HTML, inline or in a Binary. What is not covered in this version:
RTF, PDF, CDA and images, which come back as `Unread` with the reason.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError  # type: ignore[import-untyped]  # inscriptis parses with it

Json = Mapping[str, Any]

MAX_BYTES: Final = 10_000_000
"""Larger attachments are not decoded.

A note is some kilobytes, and a megabyte of HTML costs seconds.
"""

PLAIN: Final = frozenset(
    {"text/plain", "text/markdown", "text/x-markdown", "text/tab-separated-values"}
)
MARKUP: Final = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Unread:
    """Why an attachment gives no text."""

    reason: str


def objects(value: Any) -> Iterable[Json]:
    """The JSON objects of a list; nothing for any other shape."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else ()


def media_type(form: Json) -> str:
    """The media type of an attachment without its parameters, lower case."""
    written = form.get("contentType")
    return written.partition(";")[0].strip().lower() if isinstance(written, str) else ""


def decoded(form: Json, raw: Callable[[str], Json | None]) -> tuple[str, str] | Unread:
    """Characters and media type of an attachment or of the Binary it points to."""
    data, holder = form.get("data"), form
    if data is None and (url := form.get("url")) is not None:
        binary = raw(str(url))
        if binary is None:
            return Unread("its content is kept elsewhere")
        data = binary.get("data")
        holder = binary if binary.get("contentType") else form
    if not isinstance(data, str) or not data:
        return Unread("it is empty")
    if len(data) * 3 // 4 > MAX_BYTES:
        return Unread(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    try:
        octets = b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return Unread("its content is not valid base64")
    kind = _kind(media_type(holder), octets)
    if kind not in PLAIN | MARKUP:
        return Unread(f"{_format_name(kind)} is not read in this version")
    return characters(octets, str(holder.get("contentType") or "")), kind


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
    start = octets[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for mark, kind in SIGNATURES:
        if start.startswith(mark.lower()):
            xhtml = kind == "application/xml" and (
                declared in MARKUP or b"<html" in octets[:1024].lower()
            )
            return "text/html" if xhtml else kind
    if declared.startswith("text/") and declared not in MARKUP and declared != "text/rtf":
        return "text/plain"
    return declared or "text/plain"


def _format_name(kind: str) -> str:
    names = {
        "application/pdf": "PDF",
        "application/rtf": "RTF",
        "text/rtf": "RTF",
        "application/xml": "CDA or other XML",
        "text/xml": "CDA or other XML",
        "application/hl7-v3+xml": "CDA",
        "application/hl7-sda+xml": "CDA",
    }
    return names.get(kind, "an image" if kind.startswith("image/") else "its format")


def characters(octets: bytes, content_type: str) -> str:
    """Octets as characters.

    By byte order mark, by the declared charset, as UTF-8, and last as Windows-1252.
    """
    declared = content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    marked = [name for mark, name in marks if octets.startswith(mark)]
    for charset in [*marked, declared, "utf-8", "cp1252"]:
        if not charset:
            continue
        try:
            return octets.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return octets.decode("latin-1")


def text_of(found: tuple[str, str]) -> str | Unread:
    """The reading text: markup taken off, one kind of line end, no control characters."""
    text, kind = found
    if kind in MARKUP:
        if not text.strip():
            return Unread("it is empty")
        try:
            text = get_text(text, _STRICT)
        except (RecursionError, LxmlError, ValueError, AssertionError):
            return Unread("its HTML cannot be read")
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL).strip("\n")
    return text if text.strip() else Unread("no text was found in it")


_STRICT: Final = ParserConfig(css=CSS_PROFILES["strict"])
"""The layout of a plain browser, without the indents that the relaxed profile adds."""

_CONTROL: Final = {code: None for code in range(32) if chr(code) not in "\n\t"}
