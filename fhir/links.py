"""What a reference points at, asked of a store."""

import json
import sqlite3

from chartside.fhir.references import Conditional, address, conditional, local
from chartside.fhir.search.definitions import parameters
from chartside.fhir.search.extract import numbers_of
from chartside.fhir.servers import server_of


class Links:
    """The store's answers to `resolve`, remembered; `clear` after a write."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._known: dict[str, str | None] = {}

    def resolve(self, text: str) -> str | None:
        """`Type/id` that a reference means, as any resource of the store writes it.

        None where it is not known: an address on another server, a urn of no stored Bundle, a urn
        that two Bundles give to different resources, or a conditional reference that not exactly
        one resource answers.
        """
        try:
            return self._known[text]
        except KeyError:
            told = self.get(text)
            found = None if told is not None and told == text else told or local(text)
            self._known[text] = found
            return found

    def get(self, text: str) -> str | None:
        """Only what the store was told: full URLs, servers, and conditional references.

        An address that is known to be another server's is given back as it is.
        """
        if not _is_text(text):
            return None
        asked = conditional(text)
        if asked is not None:
            return self._carrier(asked)
        row = self._conn.execute("SELECT target FROM link WHERE text = ?", (text,)).fetchone()
        if row and row[0]:
            return str(row[0])
        found = address(text)
        if found is None:
            return None
        server = server_of(self._conn, found.reference)
        if server == found.base:
            return found.reference
        return text if row or server else None

    def _carrier(self, asked: Conditional) -> str | None:
        """The one resource that carries an identifier."""
        parameter = parameters(asked.type).get("identifier")
        if parameter is None:
            return None
        rows = self._conn.execute(
            "SELECT DISTINCT r.id FROM token AS t JOIN resource AS r ON r.number = t.resource "
            "WHERE t.param IN (SELECT value FROM json_each(?1)) "
            "AND t.code = ?2 AND t.code = ?2 COLLATE BINARY "
            "AND (?3 IS NULL OR t.system = ?3) LIMIT 2",
            (json.dumps(numbers_of(parameter)), asked.value, asked.system),
        ).fetchall()
        return f"{asked.type}/{rows[0][0]}" if len(rows) == 1 else None

    def prepare(self, patient: str) -> None:
        """Learn at once the urns of a compartment, where each is `urn:uuid:` and the id."""
        self._known.update(
            self._conn.execute(
                "SELECT l.text, l.target FROM resource AS r "
                "JOIN link AS l ON l.text = 'urn:uuid:' || r.id "
                "WHERE r.patient = ? AND l.target <> ''",
                (patient,),
            )
        )

    def clear(self) -> None:
        """Forget what was learnt."""
        self._known.clear()


def _is_text(text: str) -> bool:
    """Whether the database can hold it: half a character, as a shell may pass one, it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
