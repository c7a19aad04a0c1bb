"""HTML as reading text, laid out as a browser would; scripts, styles, deletions are no text."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

from chartside.fhir.text.characters import shown
from chartside.fhir.text.found import Place, Readable, Unread
from chartside.fhir.text.numbered import Numbers, Written, as_written
from chartside.fhir.text.shape import filled, squared
from chartside.fhir.text.sheet import TooManyStyles
from chartside.fhir.text.struck import as_seen

_STRICT: Final = ParserConfig(css=CSS_PROFILES["strict"])
"""The layout of a plain browser, without the indents that the relaxed profile adds."""
_DECLARATION: Final = re.compile(r"\s*<\?xml [^>]*\?>")

_DOCTYPE: Final = re.compile(r"^(\s*)<!DOCTYPE\b[^\[>]*\[[^\]]*\]\s*>", re.IGNORECASE)
"""One with declarations of its own, which an HTML parser takes for text; they are not followed."""


def laid_out(page: str) -> Readable | Unread:
    """The text of a page."""
    return _laid_out(page, as_written)


def html_places(page: str) -> tuple[Place, ...]:
    """Where the parts of that text stand: each line of an element, with its path."""
    numbers = Numbers()
    found = _laid_out(page, numbers)
    return () if isinstance(found, Unread) else numbers.places(found.text)


def _laid_out(page: str, written: Written) -> Readable | Unread:
    root = _parsed(page)
    if isinstance(root, Unread):
        return root
    filled(root)
    try:
        notices = as_seen(root, "\n".join(style.text or "" for style in root.iter("style")))
    except TooManyStyles:
        return Unread("it has more styles than are applied, so that hidden text would be read")
    # The layout takes `&lt;` for `<` once more than was written, and drops what follows `<?`.
    amp = next(sign for sign in map(chr, count(0xE000)) if sign not in page)
    for element, tail, path in runs(root):
        words = element.tail if tail else element.text
        words = written(path, shown(words)).replace("&", amp)
        if tail:
            element.tail = words
        else:
            element.text = words
    etree.strip_tags(root, etree.Comment, etree.PI)
    squared(root)
    try:
        text: str = Inscriptis(root, _STRICT).get_text()
    except (RecursionError, ValueError, AssertionError):
        return Unread("its HTML cannot be read")
    return Readable(text.replace(amp, "&"), notices)


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
    return root


def runs(root: Any) -> Iterator[tuple[Any, bool, str]]:
    """Each run of text in reading order: the node beside it, whether it follows that, its path.

    A stack and not a recursion: markup may be nested as deeply as its parser allows.
    """
    stack: list[tuple[Any, str, bool]] = [(root, f"/{local_name(root)}", False)]
    while stack:
        element, path, after = stack.pop()
        if after:
            if element.tail and element is not root:
                yield element, True, path.rpartition("/")[0]
            continue
        stack.append((element, path, True))
        if isinstance(element.tag, str):
            if element.text:
                yield element, False, path
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
