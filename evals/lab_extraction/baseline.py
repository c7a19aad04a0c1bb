"""A plain reader to compare with: the tables that pdfplumber finds, and columns by their headings.

It is what one writes in an afternoon: tables by their lines, or by the alignment of words where no
lines are drawn; a row of headings decides the columns, and without one the usual order does.
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Final

import pdfplumber

from chartside.evals.lab_extraction.told import ToldReport, ToldRow

_HEADINGS: Final = {
    "name": (
        "test|investigation|analyte|onderzoek|bepaling|analyse|examen|param|untersuchung|prueba"
        "|determin|análisis"
    ),
    "value": (
        "result|value|uitslag|waarde|résultat|valeur$|ergebnis|wert$|messwert|valor$|in range"
    ),
    "unit": "unit|eenh|einheit|unidad",
    "range": "ref|réf|norm|usuelles|interval",
    "flag": "flag|abn|vlag|afw|alert|bew|kennz|ind",
}
_USUAL: Final = ("name", "value", "unit", "range", "flag")
_VALUE: Final = re.compile(r"([<>]=?|[≤≥])?\s*([\d.,]*\d)\s*(LL|HH|L|H|\*|\+\+?|--?)?$")
_RANGE: Final = re.compile(r"([\d.,]*\d)\s*(?:-|–|to|à|a|bis)\s*([\d.,]*\d)")
_BOUND: Final = re.compile(r"([<>])\s*=?\s*([\d.,]*\d)")
_FLAGS: Final = {"L": "L", "H": "H", "LL": "LL", "HH": "HH", "*": "A", "+": "H", "++": "HH"} | {
    "-": "L",
    "--": "LL",
}
_BY_WORDS: Final = {"vertical_strategy": "text", "horizontal_strategy": "text"}


def read(octets: bytes) -> tuple[ToldReport, ...]:
    """One report with every row of every table that has a name and a value."""
    with pdfplumber.open(BytesIO(octets)) as document:
        pages = [p.extract_tables() or p.extract_tables(_BY_WORDS) for p in document.pages]
        text = "\n".join(p.extract_text() or "" for p in document.pages)
    comma = len(re.findall(r"\d,\d", text)) > len(re.findall(r"\d\.\d", text))
    rows: list[ToldRow] = []
    for number, tables in enumerate(pages, start=1):
        columns: dict[str, int] = {}
        for table in tables:
            for cells in table:
                held = [" ".join((cell or "").split()) for cell in cells]
                columns = _columns(held) or columns
                row = _row(held, columns or _usual(held), number, comma=comma)
                rows += [row] if row else []
    return (ToldReport(rows=tuple(rows)),)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """The columns of a row of headings; nothing where the row is none."""
    held: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for role, words in _HEADINGS.items():
            if role not in held and re.search(words, cell.casefold()):
                held[role] = at
                break
    return held if {"name", "value"} <= held.keys() or {"value", "range"} <= held.keys() else {}


def _usual(cells: Sequence[str]) -> dict[str, int]:
    filled = [at for at, cell in enumerate(cells) if cell]
    return dict(zip(_USUAL, filled, strict=False))


def _row(
    cells: Sequence[str], columns: dict[str, int], page: int, *, comma: bool
) -> ToldRow | None:
    said = {role: cells[at] for role, at in columns.items() if at < len(cells)}
    name, value = said.get("name", cells[0] if cells else ""), said.get("value", "")
    if not name or not value or _columns(cells):
        return None
    match = _VALUE.match(value)
    if match is None:
        return ToldRow(name, text=value, unit=said.get("unit", ""), page=page)
    low, high = _limits(said.get("range", ""), comma=comma)
    flag = _FLAGS.get(said.get("flag", "") or match[3] or "", "")
    compared = {"≤": "<=", "≥": ">="}.get(match[1] or "", match[1] or "")
    return ToldRow(
        *(name, _number(match[2], comma=comma), compared, ""),
        said.get("unit", ""),
        low=low,
        high=high,
        flag=flag,
        page=page,
    )


def _limits(text: str, *, comma: bool) -> tuple[Decimal | None, Decimal | None]:
    both, one = _RANGE.search(text), _BOUND.search(text)
    if both:
        return _number(both[1], comma=comma), _number(both[2], comma=comma)
    if one:
        bound = _number(one[2], comma=comma)
        return (None, bound) if one[1] == "<" else (bound, None)
    return None, None


def _number(text: str, *, comma: bool) -> Decimal | None:
    plain = text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
