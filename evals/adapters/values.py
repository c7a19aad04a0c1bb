"""What a benchmark says is true, read from how it was printed: rows of numbers, dates and words.

The tables were printed by Python or by NumPy (`[['a'], ['b']]`, or `[['a']` and `['b']]` on lines
of their own without a comma, `[[201.]]`, `[[nan]]`), so this reads both; nothing is evaluated.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from chartside.evals.adapters.heard import heard

Cell = Decimal | str | None

_LONGEST: Final = 200_000
_TOKEN: Final = re.compile(
    r"""\s+|,|(?P<open>\[)|(?P<close>\])|(?P<more>\.\.\.)
    |'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s,\[\]'"]+)""",
    re.VERBOSE | re.DOTALL,
)
_CELLS: Final = frozenset({"single", "double", "bare"})
_DEEP: Final = 2
"""Cells in rows in a table."""
_ABSENT: Final = frozenset({"none", "nan", "null", "nat", "<na>", ""})
_NOTHING: Final = frozenset({"null", "no answer", "none", "nan", ""})


@dataclass(frozen=True)
class Truth:
    """A table that was the answer; `whole` is False where it could not be read to its end."""

    rows: tuple[tuple[Cell, ...], ...] = ()
    whole: bool = True

    @property
    def nothing(self) -> bool:
        """Whether the answer is that there is none."""
        return self.whole and all(cell is None for row in self.rows for cell in row)

    @cached_property
    def column(self) -> tuple[Cell, ...]:
        """The cells of its only column; none where it has several."""
        return tuple(row[0] for row in self.rows) if {len(r) for r in self.rows} == {1} else ()

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """Its only column where all of it is numbers."""
        held = tuple(c for c in self.column if isinstance(c, Decimal))
        return held if len(held) == len(self.column) else ()

    @property
    def words(self) -> tuple[str, ...]:
        """Its only column where all of it is words, each once."""
        held = tuple(c for c in self.column if isinstance(c, str))
        return tuple(dict.fromkeys(held)) if len(held) == len(self.column) else ()

    @property
    def moments(self) -> tuple[str, ...]:
        """Its only column where all of it is dates, as `2019-03-02` or `2019-03-02 07:02`."""
        held = tuple(_moment(word) for word in self.words)
        return held if held and all(held) else ()

    @property
    def printed(self) -> str:
        """For a reader: `140; 138`."""
        rows = (", ".join("none" if c is None else str(c) for c in row) for row in self.rows)
        return "; ".join(rows) if not self.nothing else "no answer"


def read_truth(text: str) -> Truth:
    r"""The table in a text as it was printed.

    >>> read_truth("[['or ebl']\n ['or urine']]").words
    ('or ebl', 'or urine')
    >>> read_truth("[[201.]]").numbers, read_truth("[]").nothing, read_truth("[[1], [").whole
    ((Decimal('201'),), True, False)
    """
    if text.strip().lower() in _NOTHING:
        return Truth()
    if len(text) > _LONGEST:
        return Truth(whole=False)
    rows = _table(text)
    return Truth(whole=False) if rows is None else truth_of(rows)


def truth_of(rows: Iterable[Sequence[object]]) -> Truth:
    """The table that a database gave."""
    return Truth(tuple(tuple(_cell(cell) for cell in row) for row in rows))


def _cell(held: object) -> Cell:
    if held is None or isinstance(held, Decimal):
        return held
    text = str(int(held) if isinstance(held, bool) else held).strip()
    if text.lower() in _ABSENT:
        return None
    number = _number(text)
    return text if number is None else number


def _number(text: str) -> Decimal | None:
    """A number with no digits after the point that say nothing: NumPy writes 201 as `201.`."""
    try:
        number = Decimal(text)
        if not number.is_finite():
            return None
        whole = number.to_integral_value()
        return whole if number == whole and number.adjusted() < 20 else number.normalize()  # noqa: PLR2004 - digits
    except ArithmeticError:  # no number, or one beyond all measure such as 1e999999999
        return None


def _moment(word: str) -> str:
    """A date, with its time of day where it has one; empty where it is none."""
    told = heard(word)
    if len(told.days) != 1 or any(c.isalnum() for c in told.rest):
        return ""
    clock = told.clocks[0] if told.clocks else ""
    return f"{told.days[0]} {clock}".strip()


def _table(text: str) -> list[list[Cell]] | None:
    """A list of rows, each a list of cells; a list of cells alone is one row; None if neither."""
    rows: list[list[Cell]] = []
    loose: list[Cell] = []
    depth = at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup == "more":
            return None
        at = token.end()
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if not 0 <= depth <= _DEEP:
            return None
        if token.lastgroup == "open" and depth == _DEEP:
            rows.append([])
        elif token.lastgroup in _CELLS:
            if not depth:
                return None
            (rows[-1] if depth == _DEEP else loose).append(_token(token))
    return None if depth or (rows and loose) else [loose] if loose else rows


def _token(token: re.Match[str]) -> Cell:
    quoted = token["single"] if token["single"] is not None else token["double"]
    if quoted is not None:
        return _cell(re.sub(r"\\(.)", r"\1", quoted))
    return _cell({"True": "1", "False": "0"}.get(token["bare"], token["bare"]))
