"""Pages set by Typst: embedded subset fonts, kerned, one text object for a run of letters."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import typst

from chartside.evals.lab_extraction.marking import ADDRESS


def pdf(source: str) -> bytes:
    """The pages of a Typst source, in fonts that come with packages and not with the machine."""
    folders: list[Any] = [str(files("fontpkg_noto_sans"))]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
    made = typst.compile(source.encode(), font_paths=fonts, format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("one document was asked for")
    return made


def said(text: str, **look: str) -> str:
    """Text as it is, whatever marks it holds; `look` are arguments of Typst's `text`."""
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    given = "".join(f"{k.replace('_', '-')}: {v}, " for k, v in look.items())
    return f'#text({given}"{inner}")'


def valued(number: int, text: str, **look: str) -> str:
    """The text of a value, marked with the number of its row."""
    return f'#link("{ADDRESS}{number}")[{said(text, **look)}]'


def row(cells: Sequence[str]) -> str:
    """A row of a table."""
    return ", ".join(f"[{cell}]" for cell in cells) + ","


def across(columns: int, content: str, fill: str = "none") -> str:
    """A row that is one cell."""
    return f"table.cell(colspan: {columns}, fill: {fill})[{content}],"


def table(columns: str, rows: Sequence[str], more: str = "stroke: none, inset: 3pt") -> str:
    """A table of rows made by `row` and `across`."""
    return f"#table(columns: {columns}, {more},\n" + "\n".join(rows) + "\n)\n"


def page(  # noqa: PLR0913 - what a page is, each by its name
    *,
    paper: str = "a4",
    font: str = "Noto Sans",
    size: float = 9,
    margin: str = "2cm",
    header: str = "",
    footer: str = "",
    flipped: bool = False,
    columns: int = 1,
) -> str:
    """The first lines of a source."""
    return (
        f'#set page(paper: "{paper}", margin: {margin}, flipped: {str(flipped).lower()}, '
        f"columns: {columns}, header: [{header}], footer: [{footer}])\n"
        f'#set text(font: "{font}", size: {size}pt)\n#set par(leading: 0.5em)\n'
    )


def numbered(pattern: str) -> str:
    """`Page 1 of 3` by the pattern `Page {0} of {1}`."""
    before, rest = pattern.split("{0}")
    between, after = rest.split("{1}")
    return (
        f"#context [{said(before)}#counter(page).display(){said(between)}"
        f"#counter(page).final().first(){said(after)}]"
    )
