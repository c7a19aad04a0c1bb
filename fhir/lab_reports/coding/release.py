"""A LOINC release that the user has (`CHARTSIDE_LOINC` names its Loinc.csv), indexed once.

The table stays where it is, under the licence that the user has of LOINC; an SQLite file is made of
it beside the user's other data. It adds suggestions and, where every word of a name is that of one
term, codes; and it says which of the codes that are shipped are no longer in use.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from chartside.fhir.lab_reports.coding.candidates import candidates, clear, ranked
from chartside.fhir.lab_reports.coding.context import NOTHING, Context
from chartside.fhir.lab_reports.coding.names import OWN, Named
from chartside.fhir.lab_reports.coding.release_index import in_words, indexed
from chartside.fhir.lab_reports.coding.scoring import AHEAD, SURE, Candidate, scored
from chartside.fhir.lab_reports.coding.table import Analyte, Term
from chartside.fhir.lab_reports.coding.words import Words, beside, without_noise, words_of
from chartside.fhir.lab_reports.report import Result
from chartside.fhir.schema import store_errors

_SYSTEMS: Final = {
    "Ser/Plas": "SerPl", "Ser": "Ser", "Plas": "Plas", "PPP": "PPP", "Bld": "Bld", "BldA": "BldA",
    "BldV": "BldV", "BldC": "BldC", "Urine": "Urine", "CSF": "CSF", "Body fld": "BdyFld",
    "Stool": "Stool", "RBC": "RBC", "Ser/Plas/Bld": "SerPl",
}  # fmt: skip
_TIMES: Final = {"Pt": "", "24H": "24h"}
_IN_USE: Final = frozenset({"ACTIVE", "TRIAL"})
_QUANTITATIVE: Final = frozenset({"Qn", "OrdQn"})
_MOST: Final = 60
_PARTLY: Final = SURE - AHEAD
"""What a name counts that is not the whole of a component: a suggestion, whatever else agrees."""


class Release:
    """A LOINC table, to be asked for the candidates of a result.

    Args:
        table: Loinc.csv.
        index: The SQLite file made of it; made anew where the table is another one.

    Raises:
        UsageError: The table cannot be read, or is no LOINC table.
        StoreError: The index cannot be written or read.
    """

    def __init__(self, table: Path, index: Path) -> None:
        self._index = indexed(table, index)

    def in_use(self, loinc: str) -> bool | None:
        """Whether a code is active in this edition; None where the edition has no such code."""
        found = self._rows("SELECT STATUS FROM term WHERE LOINC_NUM = ?", loinc)
        return found[0]["STATUS"] in _IN_USE if found else None

    def candidates(self, result: Result, context: Context = NOTHING) -> tuple[Candidate, ...]:
        """The shipped candidates that are still in use, and those of the table, likeliest first."""
        shipped = [c for c in candidates(result, context) if self.in_use(c.loinc) is not False]
        known = {c.loinc for c in shipped}
        more = (c for c in self._of(result, context) if c.loinc not in known)
        return ranked([*shipped, *more])

    def coded(self, result: Result, context: Context = NOTHING) -> Candidate | None:
        """The code of a result, by the same rule as without a table."""
        return clear(self.candidates(result, context))

    def _of(self, result: Result, context: Context) -> Iterator[Candidate]:
        said = beside(words_of(result.name.text))
        words = without_noise(said.rest)
        for row in self._holding(words):
            if (term := _term(row)) is not None:
                whole = set(words_of(row["COMPONENT"])) == set(words)
                found = Named(Analyte(term.loinc, {}, (term,)), OWN if whole else _PARTLY, said)
                yield scored(found, term, result, context, "release")

    def _holding(self, words: Words) -> list[sqlite3.Row]:
        """Terms that hold all the words, the closest first."""
        match = " AND ".join(f'"{word}"' for word in words if word.isalnum())
        if not match:
            return []
        return self._rows(
            "SELECT term.* FROM term_fts JOIN term ON term.rowid = term_fts.rowid "
            "WHERE term_fts MATCH ? AND STATUS = 'ACTIVE' ORDER BY term_fts.rank LIMIT ?",
            match,
            _MOST,
        )

    def _rows(self, question: str, *values: object) -> list[sqlite3.Row]:
        with store_errors(self._index.name), closing(sqlite3.connect(self._index)) as db:
            db.row_factory = sqlite3.Row
            return db.execute(question, values).fetchall()


def _term(row: sqlite3.Row) -> Term | None:
    """A row as a term; None where it is measured where or when no rule here knows of."""
    system, time = _SYSTEMS.get(row["SYSTEM"]), _TIMES.get(row["TIME_ASPCT"])
    quantitative = row["SCALE_TYP"] in _QUANTITATIVE
    units = tuple(_units(row["EXAMPLE_UCUM_UNITS"] or "")) if quantitative else ()
    if system is None or time is None or (quantitative and not units):
        return None
    return Term(
        loinc=row["LOINC_NUM"],
        name=row["LONG_COMMON_NAME"] or row["SHORTNAME"] or row["COMPONENT"],
        property=row["PROPERTY"],
        system=system,
        units=units,
        time=time,
        method=_method(row["METHOD_TYP"] or ""),
    )


def _units(text: str) -> Iterable[str]:
    return (unit.strip() for unit in text.split(";") if unit.strip())


def _method(text: str) -> str:
    """A method as the rules name it, else as LOINC does, which no report says."""
    known = sorted(beside(words_of(text)).methods)
    return known[0] if len(known) == 1 else in_words(text)
