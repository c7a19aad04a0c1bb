"""How the extractive author says dates, values and names, and how it cites."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from chartside.draft import Citation, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.results import outside
from chartside.fhir.entry import Entry, Range, Value, shown_number, shown_unit
from chartside.fhir.when import When
from chartside.grounding.rules.finding import cite, cite_all
from chartside.tools.names import EPONYMS, capital, spoken


def said(text: str, *entries: Entry) -> Statement:
    """A sentence that rests on these entries."""
    return Statement(finished(text), cite_all(entries))


def quoting(chart: Chart, entry: Entry, passage: str) -> Citation:
    """The entry, with the passage of its text where the text has it word for word."""
    document = chart.document(entry.reference)
    start = document.text.find(passage) if document else -1
    if start < 0:
        return cite(entry)
    return Citation(entry.reference, entry.version, passage, start, start + len(passage))


def finished(text: str) -> str:
    """One line, a capital at the start and a full stop at the end."""
    line = capital(" ".join(text.split()))
    return (
        line
        if line.endswith((".", '."', ".'\"", ".\N{RIGHT DOUBLE QUOTATION MARK}", "?", "!"))
        else f"{line}."
    )


def on(when: When | None) -> str:
    """` on 2 March 2019`, ` in March 2019`, ` in 2019`; nothing without a date."""
    if when is None:
        return ""
    return f" on {when.words}" if when.precision in {"day", "time"} else f" in {when.words}"


def listed(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    held = list(parts)
    return " and ".join([", ".join(held[:-1]), held[-1]] if len(held) > 1 else held)


_NAMED = re.compile(r"^(?:[A-Z]{2,}|\w*\d|[A-Z]\b|\w+'s\b|[a-z]{1,2}[A-Z]|[A-Z]\w*[A-Z])")


def inner(name: str) -> str:
    """A name inside a sentence: small at the start, unless it is an abbreviation or a proper name.

    >>> inner("Essential hypertension"), inner("COPD"), inner("Parkinson's disease")
    ('essential hypertension', 'COPD', "Parkinson's disease")
    """
    first = name.split(" ", 1)[0].strip(",")
    if not name or first in EPONYMS or _NAMED.match(name):
        return name
    return name[0].lower() + name[1:]


def because(entry: Entry) -> str:
    """` for heart failure and atrial fibrillation`; nothing where no reason is recorded."""
    reasons = list(dict.fromkeys(inner(spoken(reason)) for reason in entry.reasons))
    return f" for {listed(reasons)}" if reasons else ""


LONGEST: Final = 220


def shortened(text: str, most: int = LONGEST) -> str:
    """At most so many characters, cut at a sentence, else at a word and marked so."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head = line[:most]
    stop = max(head.rfind(". "), head.rfind("; "))
    return head[: stop + 1] if stop > most // 3 else f"{head.rsplit(' ', 1)[0]} ..."


def number_words(number: Decimal, unit: str = "") -> str:
    """A number as a clinician writes it.

    Sources that calculate give 181.44508129; what no instrument resolves is rounded to three
    digits, and pressures and rates from fifty on to whole numbers. Two decimals, or three of a
    small number (a specific gravity, a pH), are kept as they are; from ten on one decimal is.

    >>> number_words(Decimal("181.44508129")), number_words(Decimal("1.025"))
    ('181', '1.025')
    >>> number_words(Decimal("7.20")), number_words(Decimal("1.94891"))
    ('7.20', '1.95')
    >>> number_words(Decimal("108.57")), number_words(Decimal("12.5"))
    ('108.6', '12.5')
    >>> number_words(Decimal("76.0312"), "mm[Hg]"), number_words(Decimal("7.5"), "mm[Hg]")
    ('76', '7.5')
    """
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    if decimals > 0 and unit in _WHOLE and abs(number) >= _LARGE:
        return f"{round(number):d}"
    if decimals == _EXACT and abs(number) >= _SMALL:
        return f"{round(number, 1):f}"
    if decimals <= _EXACT or (decimals == _EXACT + 1 and abs(number) < _SMALL):
        return f"{number:f}"
    kept = 0 if unit in _WHOLE else max(0, min(decimals, 2 - number.adjusted()))
    rounded = f"{round(number, kept):f}"
    return rounded.rstrip("0").rstrip(".") if kept else rounded


_WHOLE: Final = frozenset({"mm[Hg]", "mmHg", "/min", "{beats}/min", "{breaths}/min"})
_EXACT: Final = 2
_SMALL: Final = 10
_LARGE: Final = 50
_OF_SCORES: Final = frozenset({"score", "points", "point", "total score"})
_POWER = re.compile(r"^10\*(\d+)")


def is_score(unit: str) -> bool:
    """Whether a unit says only that points are counted."""
    return unit.lower().strip("{}()[] ") in _OF_SCORES


def unit_words(unit: str) -> str:
    """A unit in print: `x10^9/L` for UCUM's `10*9/L`, micro as a sign."""
    if is_score(unit):
        return ""
    shown = _POWER.sub(r"x10^\1", shown_unit(unit))
    return re.sub(r"(?<![A-Za-z])u(?=[gLlmM])", "\N{MICRO SIGN}", shown)


def value_words(value: Value) -> str:
    """A value with its comparator and unit."""
    if value.number is None:
        return value.words
    unit = unit_words(value.unit or value.ucum)
    number = number_words(value.number, value.ucum or value.unit)
    if outside(value) != outside(replace(value, number=Decimal(number))):
        number = f"{value.number:f}"  # rounded it would seem to lie within its range
    if number == "1" and _PLURAL.match(unit):
        unit = unit[:-1]
    return f"{value.comparator}{number} {unit}".strip()


_PLURAL = re.compile(r"^[a-z]{3,}[a-rt-z]s$")
"""A counted thing (`drinks`, `findings`), of which there may be one."""


def range_words(bounds: Range | None) -> str:
    """`reference range 3.5 to 5.3`; empty where the range has no numbers."""
    if bounds is None or (bounds.low is None and bounds.high is None):
        return ""
    if bounds.low is None or bounds.high is None:
        end = bounds.high if bounds.low is None else bounds.low
        side = "up to" if bounds.low is None else "from"
        return f"reference range {side} {shown_number(end)}" if end is not None else ""
    return f"reference range {shown_number(bounds.low)} to {shown_number(bounds.high)}"
