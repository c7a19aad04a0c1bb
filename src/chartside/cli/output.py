"""Where words go: results to standard output, everything else to standard error.

Text of a record, a file name or an argument is hostile: whatever passes `out` and `err` loses what
a terminal would obey (escape sequences, control characters, direction overrides) on its way.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text
from typing_extensions import override

from chartside.cli.neutral import neutral

NARROW: Final = 60
"""Columns of a terminal below which a table becomes one block a row."""


class NeutralConsole(Console):
    """A console that shows text and obeys none of it."""

    @override
    def render_str(self, text: str, **how: Any) -> Text:
        """The text, neutralised before it is laid out."""
        return super().render_str(neutral(text), **how)

    @override
    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """What is laid out, neutralised once more: not all text comes as `str`."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(neutral(segment.text), segment.style)


out: Final = NeutralConsole(highlight=False, soft_wrap=True, markup=False, emoji=False)
"""Results. Markup is off: text of a record could contain it."""

err: Final = NeutralConsole(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
"""Progress, notices, errors."""


_exact: Final = msgspec.json.Encoder(decimal_format="number")


def emit(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output; decimals as numbers, exactly as they are."""
    write(msgspec.json.format(_encoded(value), indent=2))


def emit_line(value: Mapping[str, Any]) -> None:
    """One JSON object on a line of its own, written out at once."""
    write(msgspec.json.format(_encoded(value), indent=-1))


def _encoded(value: Mapping[str, Any]) -> bytes:
    try:
        return _exact.encode(value)
    except UnicodeEncodeError:  # a file name that is not UTF-8
        return _exact.encode(_representable(value))


def _representable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_representable(k): _representable(v) for k, v in value.items()}
    return [_representable(v) for v in value] if isinstance(value, list | tuple) else value


def write(data: bytes) -> None:
    """Bytes and a line end on standard output: for programs, as they are."""
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, on: NeutralConsole | None = None
) -> None:
    """A table, on standard output unless another console is given. Nothing is cut.

    Folded to fit a terminal, a block for each row on a narrow one; in a pipe one line a row, cells
    apart by two spaces.
    """
    on = on or out
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    if not on.is_terminal:
        _lines(on, [list(headings), *cells])
    elif on.width < NARROW:
        _blocks(on, headings, cells)
    else:
        shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for heading in headings:
            shown.add_column(heading, overflow="fold")
        for row in cells:
            shown.add_row(*row)
        on.print(shown, soft_wrap=False)


def _lines(on: NeutralConsole, rows: list[list[str]]) -> None:
    clean = [[neutral(cell) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*clean, strict=True)]
    for row in clean:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        on.print(line.rstrip())


def _blocks(on: NeutralConsole, headings: Sequence[str], rows: list[list[str]]) -> None:
    for row in rows:
        for heading, cell in zip(headings, row, strict=True):
            if cell:
                on.print(f"{heading}: {cell}")
        on.print()


def failed(sentence: str, *, code: str) -> None:
    """One sentence on standard error, and the code by which docs/errors.md explains it."""
    err.print(f"chartside: {sentence} [{code}]")


def notice(sentence: str) -> None:
    """A sentence on standard error that is no error."""
    err.print(sentence, style="dim")


def counted(number: int | Decimal, one: str, many: str = "") -> str:
    """`1 resource`, `2 resources`.

    >>> counted(1, "resource"), counted(2500, "resource")
    ('1 resource', '2,500 resources')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
