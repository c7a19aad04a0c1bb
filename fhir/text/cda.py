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

from chartside.fhir.text.characters import shown
from chartside.fhir.text.found import Place, Readable, Unread
from chartside.fhir.text.markup import laid_out, local_name, steps
from chartside.fhir.text.numbered import Numbers, Written, as_written
from chartside.fhir.text.struck import as_seen

_TAGS: Final = {
    **{name: name for name in ("table", "thead", "tbody", "tfoot", "tr", "th", "td", "br")},
    **{
        name: name for name in ("p", "div", "ul", "ol", "li", "pre", "dl", "dt", "dd", "blockquote")
    },
    **{name: name for name in ("h1", "h2", "h3", "h4", "h5", "h6", "caption")},
    "paragraph": "p",
    "list": "ul",
    "item": "li",
    "footnote": "footnote",
}
"""Narrative elements and the HTML that lays them out; any other is a run of text.

Elements of HTML are no part of a narrative, and are written into many.
"""
_ROOTS: Final = frozenset({"ClinicalDocument", "section", "component", "structuredBody"})
_DEEPEST: Final = 200
_NO_PREFIX: Final = "NS_ERR_UNDEFINED_NAMESPACE"
_SPANS: Final = ("colspan", "rowspan")
Reader = Callable[[bytes, str], Readable | Unread]
"""Octets and media type to text: for a body that is not XML."""
Placer = Callable[[bytes, str], tuple[Place, ...]]
"""The same to the places of that text."""


def cda_text(octets: bytes, read: Reader) -> Readable | Unread:
    """The text of a document."""
    root = _parsed(octets)
    if isinstance(root, Unread):
        return root
    if (body := _other(root)) is not None:
        held = _held(body)
        return held if isinstance(held, Unread) else read(*held)
    notices = as_seen(root)
    found = _laid_out(root, as_written)
    return found if isinstance(found, Unread) else Readable(found.text, notices)


def cda_places(octets: bytes, placed: Placer) -> tuple[Place, ...]:
    """Where the parts of that text stand: each line of an element, with its path."""
    root = _parsed(octets)
    if isinstance(root, Unread):
        return ()
    if (body := _other(root)) is not None:
        held = _held(body)
        path = _path(_text_of(body))
        return () if isinstance(held, Unread) else tuple(p.moved(0, path) for p in placed(*held))
    as_seen(root)
    numbers = Numbers()
    found = _laid_out(root, numbers)
    return () if isinstance(found, Unread) else numbers.places(found.text)


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
    return root


def _laid_out(root: Any, written: Written) -> Readable | Unread:
    parts = [_html(element, path, written) for path, element in _shown(root)]
    return laid_out("".join(parts)) if parts else Unread("it has no section with text")


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


def _html(element: Any, path: str, written: Written) -> str:
    """A title or a narrative as HTML of its own making: no attribute of the source goes along."""
    inside = _inside(element, path, written, 0)
    return (
        f"<p><b>{inside.strip()}</b></p>"
        if local_name(element) == "title"
        else (f"<div>{inside}</div>")
    )


def _inside(element: Any, path: str, written: Written, depth: int) -> str:
    parts = [escape(written(path, shown(element.text or "")))]
    for child, step in steps(element) if depth < _DEEPEST else ():
        name = local_name(child)
        if name != "#":
            tag = _tag(child, name)
            inner = _inside(child, f"{path}/{step}", written, depth + 1)
            parts.append(_element(tag, _spans(child), inner))
        parts.append(escape(written(path, shown(child.tail or ""))))
    return "".join(parts)


def _element(tag: str, spans: str, inner: str) -> str:
    if tag == "footnote":  # at the foot of the page there, beside its word here
        return f" [{inner.strip()}] "
    return "<br>" if tag == "br" else f"<{tag}{spans}>{inner}</{tag}>"


def _tag(element: Any, name: str) -> str:
    if name == "caption" and local_name(element.getparent()) != "table":
        return "div"
    if name == "list" and element.get("listType") == "ordered":
        return "ol"
    return _TAGS.get(name, "span")


def _spans(cell: Any) -> str:
    """How many columns and rows a cell takes: numbers, and nothing else of what it says."""
    held = ((name, (cell.get(name) or "").strip()) for name in _SPANS)
    return "".join(f' {name}="{said[:4]}"' for name, said in held if said.isdecimal())


def _other(root: Any) -> Any:
    """The body that is not XML; None without one."""
    return next((e for e in root.iter() if local_name(e) == "nonXMLBody"), None)


def _text_of(body: Any) -> Any:
    return next((e for e in body.iter() if local_name(e) == "text"), None)


def _path(element: Any) -> str:
    """The path that leads to an element."""
    path = ""
    while (parent := element.getparent()) is not None:
        path = f"/{next(step for child, step in steps(parent) if child is element)}{path}"
        element = parent
    return f"/{local_name(element)}{path}"


def _held(body: Any) -> tuple[bytes, str] | Unread:
    """Octets and media type of a body that is not XML."""
    held = _text_of(body)
    words = "" if held is None else "".join(held.itertext())
    if held is None or not words.strip():
        return Unread("its content is kept elsewhere")
    kind = str(held.get("mediaType") or "text/plain")
    if held.get("representation") != "B64":
        return words.encode(), f"{kind}; charset=utf-8"
    try:
        return b64decode("".join(words.split()), validate=True), kind
    except (binascii.Error, ValueError):
        return Unread("its content is not valid base64")
