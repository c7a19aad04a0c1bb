"""Which told row is which true row, and what a told row is that is none."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from chartside.evals.lab_extraction.told import ToldReport, ToldRow
from chartside.evals.lab_extraction.truth import ANY_NAME, WITHOUT_VALUE, TrueReport, TrueRow

_SAME_UNITS: Final = (
    frozenset({"10*9/L", "10*3/uL", "/nL", "G/L", "10*3/mm3"}),
    frozenset({"10*12/L", "10*6/uL", "/pL", "T/L", "10*6/mm3"}),
    frozenset({"[IU]/L", "U/L", "m[IU]/mL", "mU/mL"}),
    frozenset({"m[IU]/L", "u[IU]/mL", "mU/L", "uU/mL"}),
    frozenset({"k[IU]/L", "[IU]/mL", "kU/L", "U/mL"}),
    frozenset({"ng/mL", "ug/L"}),
    frozenset({"mL/min/{1.73_m2}", "mL/min/1.73.m2", "mL/min/(1.73.m2)", "mL/min/1.73m2"}),
    frozenset({"meq/L", "mmol/L"}),
    frozenset({"ug/mL", "mg/L"}),
    frozenset({"", "1", "[pH]"}),
)
"""UCUM codes that say the same of the analytes here, or that a page cannot tell apart."""


_ANNOTATION: Final = re.compile(r"/?\{[^}\d]*\}")
"""What UCUM lets a code carry without meaning: `g/dL{RBC}`, `pg/{cell}`; 1.73 m2 has one."""


def folded(text: str) -> str:
    """Letters, digits and plus signs only, without accents or capitals.

    >>> folded("Érythrocytes (sang)")
    'erythrocytessang'
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold().replace("œ", "oe"))
    return "".join(c for c in plain if c.isalnum() or c == "+")


def same_value(true: TrueRow, told: ToldRow) -> bool:
    """Whether the told result is the true one: numbers as numbers, words as folded words.

    `Not performed` is one result whether it is told as words or as a state; the state is counted
    apart. A result that is pending is none in any words.
    """
    if told.state == "cancelled" and true.state == "final" and true.value is None:
        return folded(true.text) == folded(told.text)
    if true.state in WITHOUT_VALUE or told.state in WITHOUT_VALUE:
        return told.state in WITHOUT_VALUE and true.state in WITHOUT_VALUE and told.value is None
    if true.value is not None or told.value is not None:
        return true.value == told.value
    return folded(true.text) == folded(told.text)


def called(true: TrueRow) -> frozenset[str]:
    """The names that a reader may give."""
    names = (true.name, *true.also_named)
    return frozenset(ANY_NAME if name == ANY_NAME else folded(name) for name in names)


def pairs(true: Sequence[TrueRow], told: Sequence[ToldRow]) -> list[tuple[int, int]]:
    """Places of rows in both that have the same name and value, each row once.

    Where several would do, the nearest on the page is taken.
    """
    names = [called(row) for row in true]
    free = set(range(len(true)))
    held = []
    for at, row in enumerate(told):
        name = folded(row.name)
        fits = [i for i in free if _may_be(name, names[i]) and same_value(true[i], row)]
        if fits:
            best = min(fits, key=lambda i: (name not in names[i], _distance(true[i], row)))
            free.discard(best)
            held.append((best, at))
    return held


def _may_be(name: str, names: frozenset[str]) -> bool:
    return name in names or ANY_NAME in names


def _distance(true: TrueRow, told: ToldRow) -> tuple[bool, float]:
    if true.box is None or told.box is None:
        return (true.page != told.page, 0.0)
    across = abs(true.box[0] - told.box[0]) + abs(true.box[1] - told.box[1])
    return (true.page != told.page, across)


def assigned(
    true: Sequence[TrueReport], told: Sequence[ToldReport]
) -> list[tuple[TrueReport, list[ToldReport]]]:
    """For each true report the told ones that share most with it; no told one twice.

    A told report that mixes two patients counts for one of them, so that its other rows are wrong.
    """
    held: list[tuple[TrueReport, list[ToldReport]]] = [(report, []) for report in true]
    for one in told:
        shares = [len(pairs(report.rows, one.rows)) for report in true]
        best = max(range(len(true)), key=lambda i: (shares[i], _same_person(true[i], one)))
        held[best][1].append(one)
    return held


def _same_person(true: TrueReport, told: ToldReport) -> bool:
    wanted = set(re.findall(r"\w+", true.patient.casefold()))
    return wanted <= set(re.findall(r"\w+", told.patient.casefold()))


def person_right(true: TrueReport, told: Iterable[ToldReport]) -> bool:
    """Whether every told report names the patient and the day of birth."""
    held = list(told)
    return bool(held) and all(_same_person(true, r) and r.born[:10] == true.born for r in held)


def same_unit(true: TrueRow, told: ToldRow) -> bool:
    """Whether the unit is the printed one, its spelling apart."""
    return _spelled(true.unit) == _spelled(told.unit)


def _spelled(unit: str) -> str:
    plain = unicodedata.normalize("NFKC", unit).casefold().replace("μ", "µ")
    return re.sub(r"[\s^*x×]", "", plain)


def same_code(true: TrueRow, told: ToldRow) -> bool:
    """Whether the UCUM code says the same."""
    codes = {_ANNOTATION.sub("", true.ucum), _ANNOTATION.sub("", told.ucum)}
    return len(codes) == 1 or any(codes <= same for same in _SAME_UNITS)


def wrong(row: ToldRow, report: TrueReport, printed: str) -> str:
    """What a told row is that is no true one; empty where it may be told or left.

    That is a result in other units, and what is printed about a sample and is no result.

    `previous`: an earlier result given as current. `not printed`: its digits stand nowhere.
    `other value`: a known name with another value. `other name`: no result has that name.
    """
    name = folded(row.name)
    true = [r for r in report.rows if name in called(r)]
    if any(row.value is not None and row.value in r.also for r in true):
        return ""
    if any(folded(n) == name and value == row.value for n, value in report.either):
        return ""
    if any(folded(n) == name and value == row.value for n, value in report.previous):
        return "previous"
    if row.value is not None and not stands(row, printed):
        return "not printed"
    return "other value" if true else "other name"


def stands(row: ToldRow, printed: str) -> bool:
    """Whether the digits of a value stand in a file's text, in any style."""
    digits = re.sub(r"\D", "", str(row.value))
    return digits in re.sub(r"(?<=\d)[.,' ](?=\d)", "", printed)
