"""C-CDA: the sections of a clinical document, each its title and its narrative.

Covered: CDA R2 documents and lone sections; a body that is not XML is read as what it says it is.
Not covered: coded entries, which repeat the narrative for machines. The parser takes no external
entity, no DTD and no network, and stops at lxml's limits of depth and size. Source: HL7 CDA R2,
NarrativeBlock.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterator
from html import escape
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from chartside.fhir.text.found import Unread
from chartside.fhir.text.markup import laid_out, local_name, pieces, steps
from chartside.fhir.text.struck import as_seen

_TAGS: Final = {
    **{name: name for name in ("table", "thead", "tbody", "tfoot", "tr", "th", "td", "br")},
    "paragraph": "p",
    "list": "ul",
    "item": "li",
    "caption": "b",
}
"""Narrative elements and the HTML that lays them out; any other is a run of text."""
_ROOTS: Final = frozenset({"ClinicalDocument", "section", "component", "structuredBody"})
_DEEPEST: Final = 200
_NO_PREFIX: Final = "NS_ERR_UNDEFINED_NAMESPACE"
Reader = Callable[[bytes, str], str | Unread]
"""Octets and media type to text: for a body that is not XML."""


def cda_text(octets: bytes, read: Reader) -> str | Unread:
    """The text of a document."""
    root = _parsed(octets)
    if isinstance(root, Unread):
        return root
    body = next((e for e in root.iter() if local_name(e) == "nonXMLBody"), None)
    if body is not None:
        return _other_body(body, read)
    parts = [_html(element) for _, element in _shown(root)]
    return laid_out("".join(parts)) if parts else Unread("it has no section with text")


def cda_pieces(octets: bytes) -> Iterator[tuple[str, str]]:
    """Each run of text in reading order, with the path of its element."""
    root = _parsed(octets)
    if not isinstance(root, Unread):
        for path, element in _shown(root):
            yield from pieces(element, path.rpartition("/")[0])


def _parsed(octets: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(octets, parser)
    except (etree.LxmlError, ValueError):
        root = None
    # A fragment may use a prefix that the document around it declares; nothing else is forgiven.
    if root is None or any(e.type_name != _NO_PREFIX for e in parser.error_log):
        return Unread("its XML cannot be read")
    if root.getroottree().docinfo.internalDTD is not None:
        return Unread("its XML declares entities, which are not followed")
    if local_name(root) not in _ROOTS:
        return Unread("it is XML, but no CDA document")
    as_seen(root)
    return root


def _shown(root: Any) -> Iterator[tuple[str, Any]]:
    """Titles and narratives in the order of the document, each with its path."""
    stack = [(root, f"/{local_name(root)}")]
    while stack:
        element, path = stack.pop()
        name, parent = local_name(element), element.getparent()
        within = local_name(parent) if parent is not None else ""
        if name == "title" or (name == "text" and within == "section"):
            yield path, element
        elif name not in {"entry", "#"} and path.count("/") < _DEEPEST:
            stack += reversed([(child, f"{path}/{step}") for child, step in steps(element)])


def _html(element: Any) -> str:
    """A title or a narrative as HTML of its own making: no attribute of the source goes along."""
    if local_name(element) == "title":
        return f"<p><b>{escape(''.join(element.itertext()).strip())}</b></p>"
    return f"<div>{_inside(element, 0)}</div>"


def _inside(element: Any, depth: int) -> str:
    parts = [escape(element.text or "")]
    for child in element if depth < _DEEPEST else ():
        name = local_name(child)
        if name != "#":
            tag = _TAGS.get(name, "span")
            inner = _inside(child, depth + 1)
            parts.append("<br>" if tag == "br" else f"<{tag}>{inner}</{tag}>")
        parts.append(escape(child.tail or ""))
    return "".join(parts)


def _other_body(body: Any, read: Reader) -> str | Unread:
    held = next((e for e in body.iter() if local_name(e) == "text"), None)
    words = "" if held is None else "".join(held.itertext())
    if held is None or not words.strip():
        return Unread("its content is kept elsewhere")
    kind = str(held.get("mediaType") or "text/plain")
    if held.get("representation") != "B64":
        return read(words.encode(), f"{kind}; charset=utf-8")
    try:
        return read(b64decode("".join(words.split()), validate=True), kind)
    except (binascii.Error, ValueError):
        return Unread("its content is not valid base64")
