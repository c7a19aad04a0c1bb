"""The shape that a page gives its parts, so that no two of them run into one word.

What a browser shows apart (`dt` and `dd`, two flex boxes, two cells that are no table) must not
become `Na140K4.1`; a cell that spans three rows must not push two of them under the wrong heading.
Sources: HTML Living Standard 15.3 (rendering), 4.9.12 (table model); CSS Display 3.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

_BLOCKS: Final = frozenset(
    {
        *("caption", "center", "dd", "details", "dialog", "dir", "dl", "dt", "fieldset", "form"),
        *("frameset", "hr", "legend", "menu", "optgroup", "option", "search", "section"),
        *("summary", "textarea"),
    }
)
"""Elements that stand on lines of their own, and that the layout does not know as such."""
_BOXES: Final = frozenset(
    {"block", "flex", "grid", "table", "list-item", "flow-root", "table-row", "table-caption"}
)
_BESIDE: Final = frozenset({"inline-block", "inline-flex", "inline-grid", "table-cell"})
_OF_TABLES: Final = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
_RUNS: Final = frozenset({"a", "b", "em", "font", "i", "small", "span", "strong", "u"})
_KEPT: Final = frozenset({"pre", "pre-line", "pre-wrap", "break-spaces"})
_TICKS: Final = frozenset({"checkbox", "radio"})
_FIELDS: Final = frozenset({"", "text", "number", "date", "email", "tel", "time", "datetime-local"})
_WIDEST: Final = 30
"""Rows and columns that one cell may span here."""
_MOST_ADDED: Final = 3_000


def shape(element: Any, name: str, said: Mapping[str, str]) -> None:
    """Writes the style of an element anew, as far as the layout understands it."""
    if not said and not element.attrib and name not in _BLOCKS:
        return
    display = "" if name in _OF_TABLES else said.get("display", "")
    beside = display in _BESIDE or (display == "inline" and name == "li")
    if beside or name in {"input", "select", "button"}:
        element.text = f" {element.text or ''}"
        element.tail = f" {element.tail or ''}"
    boxed = display in _BOXES or (name in _BLOCKS and not display)
    kept = said.get("white-space") in _KEPT
    inline = bool(display) and not boxed
    parts = ("display:block" * boxed, "display:inline" * inline, "white-space:pre" * kept)
    element.attrib.pop("align", None)  # no column is shifted by it
    element.attrib.pop("style", None)
    if style := ";".join(filter(None, parts)):
        element.set("style", style)


def filled(root: Any) -> None:
    """Writes what the controls of a form show: a tick, a chosen answer, the words in a field."""
    for control in root.iter("input"):
        kind = (control.get("type") or "").lower()
        if kind in _TICKS:
            control.text = "[x]" if "checked" in control.attrib else "[ ]"
        elif kind in _FIELDS:
            control.text = control.get("value") or "____"
    for choice in root.iter("select"):
        _choose(choice)
    for ordered in root.iter("ol"):
        first, start = ordered.find("li"), ordered.get("start", "")
        if first is not None and start.isdecimal() and "value" not in first.attrib:
            first.set("value", str(int(start[:6])))


def _choose(choice: Any) -> None:
    """Leaves the chosen answers of a list, or the first, which it shows then."""
    options = list(choice.iter("option"))
    chosen = [o for o in options if "selected" in o.attrib] or options[:1]
    for option in options:
        if option not in chosen:
            option.clear(keep_tail=False)


def squared(root: Any) -> None:
    """Adds an empty cell wherever one of another column or row reaches, so that columns hold.

    A table begins on a line of its own.
    """
    added = 0
    for table in list(root.iter("table")):
        before, above = table.getprevious(), table.getparent()
        said = before.tail if before is not None else above.text if above is not None else ""
        if (said or "").strip() or (before is not None and before.tag in _RUNS):
            table.addprevious(table.makeelement("br", {}))
        reach: dict[int, int] = {}
        for row in _rows(table):
            added += _square(row, reach)
            if added > _MOST_ADDED:
                return


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child if row.tag == "tr")


def _square(row: Any, reach: dict[int, int]) -> int:
    """Fills up a row; `reach` holds the columns taken in the next rows, and in how many."""
    added = column = 0
    left = {c: rows - 1 for c, rows in reach.items() if rows > 1}
    for cell in [c for c in row if c.tag in {"td", "th"}]:
        while reach.get(column):
            cell.addprevious(cell.makeelement("td", {}))
            added, column = added + 1, column + 1
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        left |= {column + n: high - 1 for n in range(wide) if high > 1}
        for _ in range(min(wide - 1, max(_MOST_ADDED - added, 0))):
            cell.addnext(cell.makeelement("td", {}))
        added, column = added + wide - 1, column + wide
    reach.clear()
    reach.update(left)
    return added


def _span(cell: Any, name: str) -> int:
    said = (cell.get(name) or "").strip()
    return min(max(int(said[:4]), 1), _WIDEST) if said.isdecimal() else 1
