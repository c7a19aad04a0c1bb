"""Words in memory, by SQLite's FTS5: porter stems, accents folded, ranked by BM25."""

import math
import sqlite3
import weakref
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, Final

TOKENS: Final = "porter unicode61 remove_diacritics 2"
_UNSTORABLE: Final = dict.fromkeys((0, *range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}")
"""What SQLite ends a text at, or cannot encode. Replaced one for one: no offset moves."""


class WordTable:
    """Rows of text columns, numbered from 0, that can be asked which of them hold an expression.

    Args:
        columns: Each column with its weight.
        rows: The text of each column, row after row.
        kept: Whether the text is kept, which only `marked` needs.
    """

    def __init__(
        self, columns: Mapping[str, float], rows: Iterable[Iterable[str]], *, kept: bool = False
    ) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        self._lock = Lock()
        self._weights = tuple(columns.values())
        content = "" if kept else "content='', "
        marks = ", ".join("?" * len(columns))
        with self._lock:
            self._connection.execute(
                f"CREATE VIRTUAL TABLE t USING fts5({', '.join(columns)}, "
                f"{content}tokenize='{TOKENS}')"
            )
            held = ((n, *(v.translate(_UNSTORABLE) for v in row)) for n, row in enumerate(rows))
            self._connection.executemany(
                f"INSERT INTO t(rowid, {', '.join(columns)}) VALUES (?, {marks})",  # noqa: S608 - our own column names
                held,
            )
            self._connection.commit()
            self._count = int(self._ask("SELECT count(*) FROM t")[0][0])

    def scores(self, expression: str) -> dict[int, float]:
        """The rows that hold an expression, each with its BM25: more is better, never below 0.

        FTS5 takes a word that stands in half of the rows for worthless, which in a small chart is
        the word that was asked for. The frequency is weighed as Lucene does instead:
        ln(1 + (N - n + 0.5) / (n + 0.5)).
        """
        weights = ", ".join("?" * len(self._weights))
        with self._lock:
            found = self._ask(
                f"SELECT rowid, -bm25(t, {weights}) FROM t WHERE t MATCH ?",  # noqa: S608 - only question marks
                (*self._weights, expression),
            )
        rest = (self._count - len(found) + 0.5) / (len(found) + 0.5)
        theirs = max(math.log(rest), _LEAST) if rest > 0 else _LEAST
        scale = math.log1p(rest) / theirs
        return {int(row): score * scale for row, score in found}

    def marked(self, expression: str, column: int, marks: tuple[str, str]) -> dict[int, str]:
        """The text of a column, each match between the two marks, by row."""
        with self._lock:
            found = self._ask(
                "SELECT rowid, highlight(t, ?, ?, ?) FROM t WHERE t MATCH ?",
                (column, *marks, expression),
            )
        return dict(found)

    def _ask(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()


_LEAST: Final = 1e-6
"""FTS5's own floor of a word's weight."""
