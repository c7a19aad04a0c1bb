"""The text of notes and reports: decoded, freed of markup, and each text once.

What is covered: plain text and HTML in an attachment or a Binary, the sections of a Composition,
the conclusion of a report. What is not covered in this version: RTF, PDF, CDA and images; such a
document has no text, and says why (`reason`).
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError  # type: ignore[import-untyped]  # inscriptis parses with it

from chartside.fhir.entry import Entry
from chartside.fhir.when import When

Json = Mapping[str, Any]

MAX_BYTES: Final = 10_000_000
"""Larger attachments are not decoded.

A note is some kilobytes, and a megabyte of HTML costs seconds.
"""

SAME_NOTE: Final = 200
"""Characters from which identical texts are one note whatever their dates.

Nobody types that twice.
"""

PLAIN: Final = frozenset(
    {"text/plain", "text/markdown", "text/x-markdown", "text/tab-separated-values"}
)
MARKUP: Final = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Document:
    """A note or report as a reader sees it.

    `references` are all resources that hold this text, a DocumentReference before others. `text` is
    what quotes and offsets count in. `reason` says why there is no text, and is empty otherwise.
    """

    references: tuple[str, ...]
    label: str
    when: When | None = None
    status: str = ""
    author: str = ""
    encounter: str = ""
    text: str = ""
    reason: str = ""

    @property
    def reference(self) -> str:
        """The resource to cite."""
        return self.references[0]


@dataclass(frozen=True, slots=True)
class Unread:
    """Why an attachment gives no text."""

    reason: str


def read_documents(
    entries: Iterable[Entry], raw: Callable[[str], Json | None]
) -> tuple[Document, ...]:
    """Every document of these entries that is not in error, oldest first, each text once."""
    read = []
    for entry in entries:
        body = raw(entry.reference)
        if entry.live and body is not None and (found := content(body, raw)) is not None:
            read.append(
                Document(
                    references=(entry.reference,),
                    label=entry.label or "Document",
                    when=entry.when,
                    status=entry.status,
                    author=entry.author,
                    encounter=entry.encounter,
                    text="" if isinstance(found, Unread) else found,
                    reason=found.reason if isinstance(found, Unread) else "",
                )
            )
    return _once(read)


def content(body: Json, raw: Callable[[str], Json | None]) -> str | Unread | None:
    """The text of one resource.

    `Unread` where it has some that is not read, None where it has none to read.
    """
    kind = body.get("resourceType")
    if kind == "Composition":
        return _sections(body.get("section")) or None
    forms = attachments(body)
    if kind == "DocumentReference":
        return _best(forms, raw) if forms else Unread("it has no content")
    if kind == "DiagnosticReport":
        found = _best(forms, raw) if forms else None
        said = body.get("conclusion")
        return said if isinstance(said, str) and not isinstance(found, str) else found
    return None


def attachments(body: Json) -> list[Json]:
    """The attachments of a DocumentReference or a DiagnosticReport; none for any other type."""
    kind = body.get("resourceType")
    if kind == "DocumentReference":
        held = [c.get("attachment") for c in _objects(body.get("content"))]
        return [a for a in held if isinstance(a, dict)]
    return list(_objects(body.get("presentedForm"))) if kind == "DiagnosticReport" else []


def unreadable(body: Json, raw: Callable[[str], Json | None]) -> str:
    """Why the text of this resource will not be read.

    Empty where it will, or where there is none. Decodes no markup.
    """
    tried = [decoded(form, raw) for form in attachments(body)]
    if not tried or any(not isinstance(t, Unread) for t in tried):
        return ""
    return next(t.reason for t in tried if isinstance(t, Unread))


def _objects(value: Any) -> Iterable[Json]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else ()


def _best(forms: list[Json], raw: Callable[[str], Json | None]) -> str | Unread:
    """The forms of a document are the same text in several formats.

    The first that can be read, plain text before HTML.
    """
    tried: list[Unread] = []
    for form in sorted(forms, key=lambda f: media_type(f) not in PLAIN):
        source = decoded(form, raw)
        found = source if isinstance(source, Unread) else text_of(source)
        if not isinstance(found, Unread):
            return found
        tried.append(found)
    return tried[0]


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


def _sections(sections: Any, depth: int = 0) -> str:
    """Titles and narratives of a Composition, nested sections after their parent."""
    parts: list[str] = []
    for section in _objects(sections) if depth < _DEEPEST else ():
        narrative = section.get("text")
        div = narrative.get("div") if isinstance(narrative, dict) else None
        text = text_of((div, "text/html")) if isinstance(div, str) else ""
        title = section.get("title")
        parts += [title if isinstance(title, str) else "", text if isinstance(text, str) else ""]
        parts.append(_sections(section.get("section"), depth + 1))
    return "\n\n".join(p for p in parts if p)


_DEEPEST: Final = 8


def _once(documents: list[Document]) -> tuple[Document, ...]:
    """Each text once: a note filed under two resources, or imported twice, is one document.

    Short texts are one only on the same day: "No change." at two visits is two notes.
    """
    kept: dict[tuple[str, str], Document] = {}
    for document in documents:
        words = " ".join(document.text.split())
        day = "" if len(words) >= SAME_NOTE else document.when.day if document.when else ""
        key = (words, day) if words else (document.reference, "")
        kept[key] = _joined(kept[key], document) if key in kept else document
    return tuple(kept.values())


def _joined(one: Document, other: Document) -> Document:
    """Both references under the better described of the two, at the earlier time."""
    first, second = sorted(
        (one, other), key=lambda d: not d.reference.startswith("DocumentReference/")
    )
    times = [d.when for d in (one, other) if d.when]
    return replace(
        first,
        references=tuple(dict.fromkeys((*first.references, *second.references))),
        when=min(times) if times else None,
        author=first.author or second.author,
        encounter=first.encounter or second.encounter,
    )
