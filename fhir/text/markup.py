"""HTML as reading text, laid out as a browser would; scripts, styles, deletions are no text."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

from chartside.fhir.text.found import Unread
from chartside.fhir.text.struck import as_seen

_STRICT: Final = ParserConfig(css=CSS_PROFILES["strict"])
"""The layout of a plain browser, without the indents that the relaxed profile adds."""
_SILENT: Final = frozenset({"script", "style", "head", "title", "template", "noscript"})
_DECLARATION: Final = re.compile(r"\s*<\?xml [^>]*\?>")

_DOCTYPE: Final = re.compile(r"^(\s*)<!DOCTYPE\b[^\[>]*\[[^\]]*\]\s*>", re.IGNORECASE)
"""One with declarations of its own, which an HTML parser takes for text; they are not followed."""


def laid_out(page: str) -> str | Unread:
    """The text of a page."""
    root = _parsed(page)
    if isinstance(root, Unread):
        return root
    try:
        found: str = Inscriptis(root, _STRICT).get_text()
    except (RecursionError, ValueError, AssertionError):
        return Unread("its HTML cannot be read")
    return found


def html_pieces(page: str) -> Iterator[tuple[str, str]]:
    """Each run of text of a page in reading order, with the path of its element."""
    root = _parsed(page)
    if not isinstance(root, Unread):
        yield from pieces(root)


def _parsed(page: str) -> Any:
    """The tree of a page; what the parser would have dropped in silence is not read at all."""
    bare = _DOCTYPE.sub(r"\1", _DECLARATION.sub("", page, count=1), count=1).strip()
    if not bare:
        return Unread("it is empty")
    parser = html.HTMLParser()
    try:
        root = html.document_fromstring(bare, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return Unread("its HTML cannot be read")
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        return Unread("its HTML is nested too deeply, or too large, to be read whole")
    as_seen(root)
    return root


def pieces(root: Any, base: str = "") -> Iterator[tuple[str, str]]:
    """The same below any element; `base` is the path of the element that holds `root`.

    A stack and not a recursion: markup may be nested as deeply as its parser allows.
    """
    stack: list[tuple[Any, str, bool]] = [(root, f"{base}/{local_name(root)}", False)]
    while stack:
        element, path, after = stack.pop()
        if after:
            if element.tail and element is not root:
                yield path.rpartition("/")[0], element.tail
            continue
        stack.append((element, path, True))
        silent = element is not root and local_name(element) in _SILENT  # a title may be asked for
        if silent or not isinstance(element.tag, str):
            continue
        if element.text:
            yield path, element.text
        stack += reversed([(child, f"{path}/{step}", False) for child, step in steps(element)])


def steps(element: Any) -> list[tuple[Any, str]]:
    """The children of an element, each with its step in a path: `p`, or `p[2]` of several."""
    several = Counter(map(local_name, element))
    seen: Counter[str] = Counter()
    found = []
    for child in element:
        name = local_name(child)
        seen[name] += 1
        found.append((child, f"{name}[{seen[name]}]" if several[name] > 1 else name))
    return found


def local_name(element: Any) -> str:
    """The name of an element without its namespace; `#` for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else "#"
