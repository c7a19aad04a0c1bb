"""What a reader of markup sees: what it hides or deletes is no text, 10 to the 9 is not 109.

Both change what a reader may quote, and neither is in the words themselves. Sources: HTML Living
Standard (del, s, hidden, template); HL7 CDA R2 NarrativeBlock (content revised, sub, sup;
styleCode, whose words for a line through the text are each vendor's).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from chartside.fhir.text.characters import smuggled
from chartside.fhir.text.found import DELETED, HIDDEN
from chartside.fhir.text.paint import PROPERTIES, Paint, unseen
from chartside.fhir.text.shape import shape
from chartside.fhir.text.sheet import Sheet

_STRUCK: Final = frozenset({"del", "s", "strike"})
_SILENT: Final = frozenset({"script", "style", "head", "template", "noframes"})
"""Elements whose content is for the machine; leaving them out is no news."""
_UNDRAWN: Final = frozenset({"template", "iframe", "audio", "video", "canvas", "datalist"})
"""Elements whose text no browser shows."""
_NUMBER: Final = re.compile(r"\s*[-+\u2212]?\d")
_RAISED: Final = {"sup": "^", "sub": "_"}
_BREAKS: Final = frozenset({"td", "th", "tr", "li", "p", "div", "br", "paragraph", "item"})
"""Elements before which a number ends."""


def as_seen(root: Any, styles: str = "") -> tuple[str, ...]:
    """Empties what is deleted or hidden, and writes a raised number after a number as `10^9`.

    The elements stay, so that the paths of all others do. The tree is changed in place; `styles`
    are its style sheets.

    Returns:
        What was left out, in words for a reader.
    """
    seen = _Seen(Sheet(styles, PROPERTIES))
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            seen.open(element)
        elif event == "end":
            seen.close(element)
        else:
            seen.tail(element)
    return tuple(notice for notice in (HIDDEN, DELETED) if notice in seen.notices)


class _Seen:
    """A walk over a tree: what the text at hand is drawn with, and what came before it."""

    def __init__(self, sheet: Sheet) -> None:
        self.notices: set[str] = set()
        self._sheet = sheet
        self._paints = [Paint()]
        self._last = ""

    def open(self, element: Any) -> None:
        name = element.tag.rpartition("}")[2]
        said = self._sheet.said(element)
        self._paints.append(self._paints[-1].within(said, element))
        if notice := _gone(element, name, said):
            if name not in _SILENT and "".join(element.itertext()).strip():
                self.notices.add(notice)
            element.clear(keep_tail=True)
            element.set("style", "display:none")
            return
        self._last = "" if name in _BREAKS else self._last
        element.text = self._drawn(element.text)
        mark = _RAISED.get(name) or _raised(said)
        if mark and self._last.isdigit() and _NUMBER.match("".join(element.itertext())):
            element.text = mark + (element.text or "").lstrip()
        self._after(element.text)
        shape(element, name, said)

    def close(self, element: Any) -> None:
        self._paints.pop()
        self.tail(element)

    def tail(self, element: Any) -> None:
        element.tail = self._drawn(element.tail)
        self._after(element.tail)

    def _drawn(self, words: str | None) -> str | None:
        """The words, or nothing where they are too small or of the colour of their ground."""
        paint = self._paints[-1]
        if words and paint.unseen and words.strip():
            self.notices.add(HIDDEN)
            return " "
        if words and smuggled(words):
            self.notices.add(HIDDEN)
        return words.translate(paint.letters) if words and paint.letters else words

    def _after(self, said: str | None) -> None:
        self._last = (said or "").rstrip()[-1:] or self._last


def _raised(said: Mapping[str, str]) -> str:
    return {"super": "^", "sub": "_"}.get(said.get("vertical-align", ""), "")


def _gone(element: Any, name: str, said: Mapping[str, str]) -> str:
    """What is to be said of an element that no reader sees; empty where it is seen."""
    lined = "text-decoration", "text-decoration-line"
    if name in _STRUCK or any("line-through" in said.get(n, "") for n in lined):
        return DELETED
    styled = element.get("styleCode", "").casefold()
    if element.get("revised") == "delete" or "strike" in styled or "line-through" in styled:
        return DELETED
    shown = said.get("display", "none") != "none"  # a style overrides the attribute
    hidden = "hidden" in element.attrib and not shown
    return HIDDEN if hidden or name in _UNDRAWN or unseen(said) else ""
