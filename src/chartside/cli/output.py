"""Where words go: results to standard output, everything else to standard error.

Text of a record, a file name or an argument is hostile: whatever passes `out` and `err` loses what
a terminal would obey (escape sequences, control characters, direction overrides) on its way.
"""

import sys
import textwrap
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

_GAP: Final = 2
_INDENT: Final = "    "


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


class Answer:
    """Whether this run of the program has answered on standard output with JSON already."""

    given: bool = False


answer: Final = Answer()


def emit(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output; decimals as numbers, exactly as they are."""
    write(msgspec.json.format(_encoded(value), indent=2))
    answer.given = True


def emit_line(value: Mapping[str, Any]) -> None:
    """One JSON object on a line of its own, written out at once."""
    write(msgspec.json.format(_encoded(value), indent=-1))
    answer.given = True


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

    Folded to fit a terminal; a few lines for each row where that would break words; in a pipe one
    line a row, cells apart by two spaces.
    """
    on = on or out
    cells = [[" ".join(neutral(cell).split()) for cell in row] for row in rows]
    longest = [
        max(len(w) for c in column for w in (c.split() or [""]))
        for column in zip(headings, *cells, strict=True)
    ]
    if not on.is_terminal:
        _lines(on, [list(headings), *cells])
    elif sum(longest) + _GAP * len(longest) > on.width:
        _blocks(on, headings, cells)
    else:
        _columns(on, headings, cells, longest)


def _columns(
    on: NeutralConsole, headings: Sequence[str], rows: list[list[str]], least: list[int]
) -> None:
    shown = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for heading, width in zip(headings, least, strict=True):
        shown.add_column(heading, overflow="fold", min_width=width)
    for row in rows:
        shown.add_row(*row)
    on.print(shown, soft_wrap=False)


def _lines(on: NeutralConsole, rows: list[list[str]]) -> None:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        on.print(line.rstrip())


def _blocks(on: NeutralConsole, headings: Sequence[str], rows: list[list[str]]) -> None:
    """The first two cells, and under them the others with their headings."""
    for row in rows:
        named = zip(headings[2:], row[2:], strict=True)
        under = [f"{heading}: {cell}" for heading, cell in named if cell]
        for line in (*_packed(row[:2], on.width), *_packed(under, on.width, _INDENT)):
            on.print(line, soft_wrap=True)


def _packed(parts: Iterable[str], width: int, indent: str = "") -> list[str]:
    """As many parts on a line as fit; one that does not is wrapped, and its words left whole."""
    lines: list[str] = []
    for part in filter(None, parts):
        joined = f"{lines[-1]}  {part}" if lines else ""
        if joined and len(joined) <= width:
            lines[-1] = joined
        else:
            lines += textwrap.wrap(
                part,
                width=max(width, 2 * len(_INDENT)),
                initial_indent=indent if not lines else indent or _INDENT,
                subsequent_indent=_INDENT,
                break_long_words=False,
                break_on_hyphens=False,
            )
    return lines


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


def as_sentence(said: object) -> str:
    """What an error says, as a sentence.

    >>> as_sentence("the passphrase is wrong")
    'The passphrase is wrong.'
    """
    text = str(said)
    return f"{text[:1].upper()}{text[1:]}."
