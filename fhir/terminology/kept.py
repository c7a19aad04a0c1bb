"""What a terminology service has said, kept so that it is not asked again.

Only codes and systems are kept, and no record of whose they are.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from chartside.fhir.codes import Coding

AGE: Final = timedelta(days=30)
"""After which an answer is asked for again: code systems and maps come in monthly editions."""

_TABLE: Final = """CREATE TABLE IF NOT EXISTS answer (
    service TEXT, system TEXT, code TEXT, target TEXT, found TEXT NOT NULL, said TEXT NOT NULL,
    PRIMARY KEY (service, system, code, target)) WITHOUT ROWID"""


class Question(NamedTuple):
    """What a code of one system is in another."""

    system: str
    code: str
    target: str


class Kept:
    """Answers in memory, and in a file where one is named; that nothing is known is one too.

    A file that cannot be used costs questions, nothing else.

    Args:
        path: The file, made when it is needed.
        service: Whose answers they are, by its base URL.
    """

    def __init__(self, path: Path | None = None, service: str = "") -> None:
        self._path = path
        self._service = service
        self._held: dict[Question, tuple[Coding, ...]] = {}

    def known(self, questions: Iterable[Question]) -> dict[Question, tuple[Coding, ...]]:
        """The answers at hand."""
        wanted = list(questions)
        if missing := [q for q in wanted if q not in self._held]:
            self._held |= self._read(missing)
        return {q: self._held[q] for q in wanted if q in self._held}

    def keep(self, answers: Mapping[Question, tuple[Coding, ...]]) -> None:
        """Keep answers."""
        self._held |= answers
        if self._path is None or not answers:
            return
        now = datetime.now(UTC).isoformat()
        rows = [
            (self._service, *q, json.dumps([(c.system, c.code) for c in found]), now)
            for q, found in answers.items()
        ]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            with closing(sqlite3.connect(self._path)) as conn, conn:
                conn.execute(_TABLE)
                conn.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?)", rows)
        except (OSError, sqlite3.Error):
            self._path = None

    def _read(self, questions: list[Question]) -> dict[Question, tuple[Coding, ...]]:
        if self._path is None or not self._path.is_file():
            return {}
        oldest = (datetime.now(UTC) - AGE).isoformat()
        find = (
            "SELECT found FROM answer WHERE service = ? AND system = ? AND code = ? AND target = ?"
            " AND said > ?"
        )
        found = {}
        try:
            with closing(sqlite3.connect(self._path)) as conn:
                for question in questions:
                    row = conn.execute(find, (self._service, *question, oldest)).fetchone()
                    if row:
                        pairs = json.loads(row[0])
                        found[question] = tuple(Coding(system, code) for system, code in pairs)
        except (OSError, sqlite3.Error, ValueError, TypeError):
            return {}
        return found
