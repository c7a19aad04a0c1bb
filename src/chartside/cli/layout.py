"""Lines that fit: wrapped under themselves, so that what stands in the margin can be found."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from chartside.cli.output import out

WIDEST: Final = 100
"""Columns of a line that is still comfortable to read."""


def width() -> int:
    """Columns to fill: the terminal's, but no more than can be read."""
    return min(out.width, WIDEST)


def hung(margin: Text, body: Text) -> Iterator[Text]:
    """The body beside the margin, its further lines indented by the margin's width."""
    indent = margin.cell_len
    flat = Text(" ").join(body.split()) if "\n" in body.plain else body
    for number, line in enumerate(flat.wrap(out, max(width() - indent, 20))):
        line.rstrip()
        yield margin + line if number == 0 else Text(" " * indent) + line


def plain(text: str = "", style: str = "") -> Iterator[Text]:
    """A paragraph from the left edge."""
    yield from hung(Text(), Text(text, style)) if text else [Text()]


def titled(title: str) -> Iterator[Text]:
    """A heading with an empty line above it."""
    yield Text()
    yield Text(title.upper(), "bold")


def put(lines: Iterable[Text]) -> None:
    """The lines on standard output, as they are."""
    for line in lines:
        out.print(line)
