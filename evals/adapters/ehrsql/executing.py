"""A benchmark's query run on the user's database: it reads, within a time, and nothing else."""

import re
import sqlite3
import time
from pathlib import Path
from typing import Final

from chartside.errors import UsageError
from chartside.evals.adapters.values import Truth, truth_of

_SECONDS: Final = 10.0
"""After which a query is given up."""
_STEPS: Final = 10_000
_ROWS: Final = 2_000
"""A table of more is no answer that a person reads."""

_BYTES: Final = 1_000_000
"""Of one value: a query may not fill the memory either."""

NOW: Final = "2100-12-31 23:59:00"
"""The moment that the benchmark's queries mean by now, by its official scorer."""

_ALLOWED: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_FORBIDDEN: Final = frozenset(
    (
        *("load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"),
        *("printf", "format", "zeroblob", "randomblob"),  # long work in one step, uncounted
    )
)


class Unanswered(Exception):
    """A query failed, took too long, gave too much, or wanted more than to read."""


class Database:
    """The user's database, opened to be read."""

    def __init__(self, path: Path, seconds: float = _SECONDS) -> None:
        """Raises UsageError where it is no SQLite database."""
        self._seconds = seconds
        self._until = 0.0
        try:
            address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._conn = sqlite3.connect(address, uri=True)
            self._conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            raise UsageError(f"{path.name} is no SQLite database that can be read") from None
        self._conn.text_factory = lambda held: held.decode(errors="replace")
        self._conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _BYTES)
        self._conn.set_authorizer(_authorise)
        self._conn.set_progress_handler(lambda: time.monotonic() > self._until, _STEPS)

    def asked(self, sql: str) -> Truth:
        """What a query gives.

        Raises:
            Unanswered: It gives nothing that can be used.
        """
        self._until = time.monotonic() + self._seconds
        try:
            rows = self._conn.execute(in_sqlite(sql)).fetchmany(_ROWS + 1)
        except (sqlite3.Error, sqlite3.Warning, ValueError):
            raise Unanswered from None
        if len(rows) > _ROWS:
            raise Unanswered
        return truth_of(rows)

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()


def _authorise(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Whether SQLite may do this: read, compute, and nothing else; no ATTACH, no PRAGMA."""
    del first
    function = action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FORBIDDEN
    return sqlite3.SQLITE_OK if action in _ALLOWED and not function else sqlite3.SQLITE_DENY


_SHIFT: Final = re.compile(
    r"DATE_(?P<way>SUB|ADD)\(\s*(?P<from>\w+\(\)|'[^']*'|[\w.]+)\s*,\s*INTERVAL\s+(?P<n>\d+)\s+"
    r"(?P<unit>DAY|MONTH|YEAR)S?\s*\)",
    re.IGNORECASE,
)
_RANGES: Final = {
    "temperature": ("35.5", "38.1"),
    "sao2": ("95.0", "100.0"),
    "heart_rate": ("60.0", "100.0"),
    "respiration": ("12.0", "18.0"),
    "systolic_bp": ("90.0", "120.0"),
    "diastolic_bp": ("60.0", "90.0"),
    "mean_bp": ("60.0", "110.0"),
}
"""What the benchmark calls normal, by the names that its queries leave open."""


def in_sqlite(sql: str) -> str:
    """A query as the benchmark writes it in the words of SQLite, with its "now" put in.

    >>> in_sqlite("SELECT DATE_SUB(NOW(), INTERVAL 2 YEAR)")
    "SELECT datetime('2100-12-31 23:59:00', '-2 year')"
    """
    text = re.sub(r"([<>!]) =", r"\1=", " ".join(sql.split()))
    text = _SHIFT.sub(_shifted, text)
    day, _, clock = NOW.partition(" ")
    for word, value in (
        (r"\bcurrent_time\b|\bNOW\(\)|'now'", NOW),
        (r"\bcurrent_date\b|\bCURDATE\(\)", day),
        (r"\bCURTIME\(\)", clock),
    ):
        text = re.sub(word, f"'{value}'", text)
    for name, (low, high) in _RANGES.items():
        text = re.sub(rf"\b{name}_lower\b", low, text)
        text = re.sub(rf"\b{name}_upper\b", high, text)
    return text.replace("%y", "%Y").replace("%j", "%J")


def _shifted(match: re.Match[str]) -> str:
    sign = "-" if match["way"].upper() == "SUB" else "+"
    return f"datetime({match['from']}, '{sign}{match['n']} {match['unit'].lower()}')"
