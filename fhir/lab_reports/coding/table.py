"""The analytes that are known by name, and the LOINC terms of each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("any", "en", "nl", "fr", "de", "es")
"""`any` are abbreviations that no language owns."""


@dataclass(frozen=True, slots=True)
class Term:
    """A LOINC code with the parts that a report can agree or disagree with.

    `units` are UCUM codes; without any the result is in words. `possible` are bounds of what is
    measured in living people, `expected` what a reference range of this specimen has something in
    common with, both in the first unit.
    """

    loinc: str
    name: str
    property: str
    system: str
    units: tuple[str, ...] = ()
    time: str = ""
    method: str = ""
    assumed: bool = False
    """Whether the method is meant where a report prints none."""
    unlike: tuple[str, ...] = ()
    """Units in which it is another assay that reports."""
    beside: tuple[str, ...] = ()
    """A unit, and keys of analytes of the same report: those that are there have to stand in it."""
    possible: tuple[Decimal, Decimal] | None = None
    expected: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Analyte:
    """What laboratories call one analyte, by language, and the terms that it may be."""

    key: str
    names: Mapping[str, tuple[str, ...]]
    terms: tuple[Term, ...]
    usual: str = ""
    """The specimen that is meant where a report prints none; empty where none may be taken."""
    either: bool = False
    """Whether blood as drawn may be measured whole as well as in plasma, as glucose is."""
    unsure: bool = False
    """Whether its name leaves open which code is right, so that none is ever given."""


def read_table(name: str) -> dict[str, Any]:
    """A table that lies beside this module."""
    here = files("chartside.fhir.lab_reports.coding") / name
    return tomllib.loads(here.read_text(encoding="utf-8"))


@cache
def analytes() -> tuple[Analyte, ...]:
    """Every analyte of the table that is shipped."""
    return tuple(_analyte(row) for row in read_table("analytes.toml")["analyte"])


@cache
def by_loinc() -> Mapping[str, tuple[Analyte, Term]]:
    """Each LOINC code of the table, with the analyte whose name leads to it."""
    found: dict[str, tuple[Analyte, Term]] = {}
    for analyte in analytes():
        for term in analyte.terms:
            found.setdefault(term.loinc, (analyte, term))
    return found


def _analyte(row: Mapping[str, Any]) -> Analyte:
    return Analyte(
        key=row["key"],
        names={language: tuple(row.get(language, ())) for language in LANGUAGES},
        terms=tuple(_term(term) for term in row["terms"]),
        usual=row.get("usual", ""),
        either=row.get("either", False),
        unsure=row.get("unsure", False),
    )


def _term(row: Mapping[str, Any]) -> Term:
    return Term(
        loinc=row["loinc"],
        name=row["name"],
        property=row["property"],
        system=row["system"],
        units=tuple(row.get("units", ())),
        time=row.get("time", ""),
        method=row.get("method", ""),
        assumed=row.get("assumed", False),
        unlike=tuple(row.get("unlike", ())),
        beside=tuple(row.get("beside", ())),
        possible=_bounds(row.get("possible")),
        expected=_bounds(row.get("expected")),
    )


def _bounds(pair: list[str] | None) -> tuple[Decimal, Decimal] | None:
    return (Decimal(pair[0]), Decimal(pair[1])) if pair else None
