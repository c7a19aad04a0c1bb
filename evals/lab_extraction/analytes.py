"""What laboratories measure, with names in five languages, units and ranges of adults."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "nl", "fr", "de", "es")


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit, the range in it, and how many decimals are printed."""

    ucum: str
    low: Decimal | None
    high: Decimal | None
    decimals: int
    women: tuple[Decimal | None, Decimal | None] | None = None
    relation: str = ""
    """How a single bound is printed: `<`, `<=`, `>`, `>=`; empty for the plainest."""
    wide: bool = False
    """Whether results go far above the range, as of ferritin."""


@dataclass(frozen=True, slots=True)
class Analyte:
    """One analyte; without scales it is answered in words."""

    panel: str
    specimen: str
    names: dict[str, str]
    loinc: str = ""
    si: Scale | None = None
    conventional: Scale | None = None
    words: str = ""
    """`negative` or `titre` where the answer is in words."""

    def name(self, language: str, *, american: bool = False) -> str:
        """As that language prints it."""
        return self.names["us"] if american and "us" in self.names else self.names[language]

    def scale(self, *, conventional: bool) -> Scale | None:
        """The scale of a system of units, or the only one that there is."""
        return (self.conventional or self.si) if conventional else (self.si or self.conventional)


@cache
def analytes() -> tuple[Analyte, ...]:
    """Every analyte, by panel."""
    text = files("chartside.evals.lab_extraction").joinpath("analytes.toml")
    held = tomllib.loads(text.read_text(encoding="utf-8"))
    return tuple(
        _analyte(panel, table["specimen"], row)
        for panel, table in held.items()
        for row in table["analytes"]
    )


@cache
def words(language: str) -> dict[str, Any]:
    """What that language prints besides names and numbers."""
    text = files("chartside.evals.lab_extraction").joinpath("words.toml")
    held: dict[str, Any] = tomllib.loads(text.read_text(encoding="utf-8"))[language]
    return held


def _analyte(panel: str, specimen: str, row: dict[str, Any]) -> Analyte:
    names = dict(zip(LANGUAGES, row["n"], strict=True))
    if "us" in row:
        names["us"] = row["us"]
    return Analyte(
        panel,
        specimen,
        names,
        row.get("loinc", ""),
        _scale(row.get("si")),
        _scale(row.get("conv")),
        row.get("q", ""),
    )


def _scale(text: str | None) -> Scale | None:
    """`mmol/L 8.5 11.0 1 | 7.5 10.0`, with `wide` and a relation where they are said."""
    if text is None:
        return None
    men, _, women = text.partition("|")
    ucum, low, high, decimals, *more = men.split()
    theirs = [w for w in women.split() if w != "wide"]
    relations = [m for m in more if m != "wide"]
    return Scale(
        ucum,
        _bound(low),
        _bound(high),
        int(decimals),
        (_bound(theirs[0]), _bound(theirs[1])) if theirs else None,
        relations[0] if relations else "",
        "wide" in text,
    )


def _bound(text: str) -> Decimal | None:
    return None if text == "-" else Decimal(text)
