"""What markup takes back or raises: deleted and hidden words are no text, 10 to the 9 is not 109.

Both change what a reader may quote, and neither is in the words themselves. Covered: elements,
attributes and inline style. Not covered: style sheets. Sources: HTML Living Standard (del, s,
hidden, template); HL7 CDA R2 NarrativeBlock (content revised, sub, sup).
"""

import re
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]  # ships no types

_STRUCK: Final = frozenset({"del", "s", "strike", "template"})
_UNSEEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|text-decoration(?:-line)?\s*:[^;]*line-through",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\s*[-+\u2212]?\d")
_RAISED: Final = {"sup": "^", "sub": "_"}
_BREAKS: Final = frozenset({"td", "th", "tr", "li", "p", "div", "br", "paragraph", "item"})
"""Elements before which a number ends."""


def as_seen(root: Any) -> None:
    """Empties what is deleted or hidden, and writes a raised number after a number as `10^9`.

    The elements stay, so that the paths of all others do. The tree is changed in place.
    """
    last = ""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            name = element.tag.rpartition("}")[2]
            if _unseen(element, name):
                element.clear(keep_tail=True)
                element.set("style", "display:none")
                continue
            last = "" if name in _BREAKS else last
            mark = _RAISED.get(name)
            if mark and last.isdigit() and _NUMBER.match("".join(element.itertext())):
                element.text = mark + (element.text or "").lstrip()
            said = element.text
        else:
            said = element.tail
        last = (said or "").rstrip()[-1:] or last


def _unseen(element: Any, name: str) -> bool:
    taken_back = name in _STRUCK or element.get("revised") == "delete"
    return (
        taken_back or "hidden" in element.attrib or bool(_UNSEEN.search(element.get("style", "")))
    )
