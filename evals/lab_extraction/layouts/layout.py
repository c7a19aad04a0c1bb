"""What a layout is, and the ways in which laboratories mark what is out of range."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from chartside.evals.lab_extraction.invented import Case, Drawn, Panel
from chartside.evals.lab_extraction.marking import Marks, place
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow

Flags = dict[str, tuple[str, str]]
"""For each grade what is printed, and what that says as a code."""


def _flags(low: str, high: str, very_low: str, very_high: str, abnormal: str) -> Flags:
    printed = {"L": low, "H": high, "LL": very_low, "HH": very_high, "A": abnormal}
    return {grade: (text, grade) for grade, text in printed.items()} | {"": ("", "")}


LETTERS: Final[Flags] = _flags("L", "H", "LL", "HH", "A")
ARROWS: Final[Flags] = _flags("↓", "↑", "↓↓", "↑↑", "!")
WORDS: Final[Flags] = _flags("Low", "High", "Critical low", "Critical high", "Abnormal")
STARS: Final[Flags] = dict.fromkeys(LETTERS, ("*", "A")) | {"": ("", "")}
PLUS: Final[Flags] = _flags("-", "+", "--", "++", "") | {"A": ("+", "H")}

ALL: Final = (
    *("patient", "born", "sex", "identifier", "request", "collected", "received", "reported"),
)
"""What stands at the top of a report, by the keys of the labels."""
WITHOUT_RECEIPT: Final = tuple(key for key in ALL if key != "received")


@dataclass(frozen=True, slots=True)
class Made:
    """A file and what it says, one report for each patient in it."""

    octets: bytes
    reports: tuple[TrueReport, ...]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of report of one laboratory."""

    name: str
    split: str
    """`dev` or `held-out`."""
    producer: str
    """`typst`, `browser` or `drawn`."""
    make: Callable[[random.Random], Made]
    kind: str = ""
    """Of held-out layouts `plain` or `hard`, of which totals are told apart."""

    def report(self, seed: str) -> Made:
        """The report of a seed, each value with its place."""
        made = self.make(random.Random(f"{self.name} {seed}"))
        place(made.octets, made.marks)
        return made


def mark(
    marks: Marks, report: TrueReport, row: TrueRow, flags: Flags, grade: str
) -> tuple[int, str]:
    """The number of a row that is now in the report, and the flag to print beside it."""
    printed, row.flag = flags[grade]
    return marks.mark(report, row), printed


def earlier(case: Case, report: TrueReport, drawn: Drawn) -> list[str]:
    """Earlier results as printed, which the report now knows to be earlier ones."""
    shown = []
    for value in drawn.before:
        if value is None or drawn.scale is None:
            shown.append("")
            continue
        report.previous.append((drawn.name, value))
        shown.append(case.style.number(value, drawn.scale.decimals))
    return shown


def named(case: Case, panel: Panel) -> str:
    """A panel's heading with its specimen, as some laboratories print it."""
    return f"{panel.title} ({case.word('specimen')}: {panel.specimen})"


def facts(case: Case, keys: Sequence[str] = ALL) -> list[tuple[str, str]]:
    """Labels and what stands beside them."""
    style = case.style
    held = {
        "patient": case.patient,
        "born": style.date(case.born),
        "sex": case.word(case.sex),
        "identifier": case.identifier,
        "request": case.request,
        "collected": style.moment(case.collected),
        "received": style.moment(case.received),
        "reported": style.moment(case.reported),
    }
    return [(case.word(key), held[key]) for key in keys]
