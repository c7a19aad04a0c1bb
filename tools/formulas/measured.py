"""Formulas of measurements, with what each takes from a chart and how old that may be.

How old an input may be is Chartside's choice, not the publications': long enough for what is
measured at check-ups, a month or a day for what changes in illness. It is said where it decides.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from chartside.tools.formulas import quantities as q
from chartside.tools.formulas.body import bmi, bsa_du_bois, bsa_mosteller
from chartside.tools.formulas.bounds import Sex
from chartside.tools.formulas.chemistry import anion_gap, anion_gap_for_albumin, corrected_calcium
from chartside.tools.formulas.concepts import DIALYSIS
from chartside.tools.formulas.history import cite, now, procedures_within
from chartside.tools.formulas.kidney import creatinine_clearance, egfr
from chartside.tools.formulas.liver import LiverTests, fib4, meld3
from chartside.tools.formulas.rhythm import qtc_bazett, qtc_fridericia
from chartside.tools.formulas.sheet import Result, Sheet
from chartside.tools.formulas.taking import Need, take

YEAR: Final = 365
QUARTER: Final = 90
MONTH: Final = 30
ADULT_HEIGHT: Final = 3652
"""Days: ten years, between which an adult's height hardly changes."""
GROWN: Final = 20
"""Years from which a height stays (CDC growth charts end here)."""


def one(value: Decimal | int) -> Result:
    """A result without a span."""
    return Result(Decimal(value), Decimal(value))


def of_egfr(sheet: Sheet) -> Result | None:
    """From the newest creatinine of a year, at the age on its day."""
    found = take(sheet, Need(q.CREATININE, YEAR))
    age = sheet.age(found[0].when.date if found else None)
    sex = sheet.sex()
    if found is None or age is None or sex is None:
        return None
    sheet.notes.append("does not hold in acute kidney injury, in pregnancy or on dialysis")
    return one(egfr(found[0].number, age, sex))


def of_clearance(sheet: Sheet) -> Result | None:
    """From a creatinine and a weight, each of the last 90 days, at the age on the day."""
    found = take(sheet, Need(q.CREATININE, QUARTER), Need(q.WEIGHT, QUARTER))
    age, sex = sheet.age(), sheet.sex()
    if found is None or age is None or sex is None:
        return None
    sheet.notes.append("with the actual body weight")
    return one(creatinine_clearance(found[0].number, age, sex, found[1].number))


def of_body(formula: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Sheet], Result | None]:
    """A formula of height and weight: of an adult's height of ten years, of a child's of 90 days.

    The weight is of the last year.
    """

    def work(sheet: Sheet) -> Result | None:
        grown = sheet.chart.patient.age(sheet.at.last - timedelta(days=ADULT_HEIGHT))
        adult = grown is not None and grown >= GROWN
        needs = (Need(q.HEIGHT, ADULT_HEIGHT if adult else YEAR), Need(q.WEIGHT, YEAR))
        found = take(sheet, *needs, spread=None if adult else QUARTER)
        if found is None:
            return None
        if not adult and formula is bmi:
            sheet.notes.append("classes for adults do not hold for the young")
        return one(formula(found[0].number, found[1].number))

    return work


def of_fib4(sheet: Sheet) -> Result | None:
    """From AST, ALT and platelets of half a year, within 30 days of each other."""
    needs = (Need(q.AST, 182), Need(q.ALT, 182), Need(q.PLATELETS, 182))
    found = take(sheet, *needs, spread=MONTH)
    age = sheet.age()
    if found is None or age is None:
        return None
    if not _FIB4_YOUNG <= age <= _FIB4_OLD:
        sheet.notes.append("less reliable under 35 and over 65 years")
    ast, alt, platelets = (r.number for r in found)
    return one(fib4(age, ast, alt, platelets))


_FIB4_YOUNG: Final = 35
_FIB4_OLD: Final = 65


def of_calcium(sheet: Sheet) -> Result | None:
    """From calcium and albumin of 90 days, within a day of each other."""
    found = take(sheet, Need(q.CALCIUM, QUARTER), Need(q.ALBUMIN, QUARTER), spread=1)
    return None if found is None else one(corrected_calcium(found[0].number, found[1].number))


_ELECTROLYTES: Final = (Need(q.SODIUM, MONTH), Need(q.CHLORIDE, MONTH), Need(q.BICARBONATE, MONTH))


def of_gap(sheet: Sheet) -> Result | None:
    """From sodium, chloride and bicarbonate of one day of the last 30."""
    found = take(sheet, *_ELECTROLYTES, spread=0)
    return None if found is None else one(anion_gap(*(r.number for r in found)))


def of_gap_for_albumin(sheet: Sheet) -> Result | None:
    """As the anion gap, with an albumin of the same day or the day before."""
    found = take(sheet, *_ELECTROLYTES, Need(q.ALBUMIN, MONTH), spread=1)
    if found is None:
        return None
    sodium, chloride, bicarbonate, albumin = (r.number for r in found)
    return one(anion_gap_for_albumin(anion_gap(sodium, chloride, bicarbonate), albumin))


def of_qtc(formula: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Sheet], Result | None]:
    """A correction of a QT interval of 30 days by the heart rate of the same day."""

    def work(sheet: Sheet) -> Result | None:
        found = take(sheet, Need(q.QT, MONTH), Need(q.HEART_RATE, MONTH), spread=0)
        if found is None:
            return None
        if found[0].when.low != found[1].when.low:
            sheet.notes.append("QT interval and heart rate are of one day, not of one moment")
        return one(formula(found[0].number, found[1].number))

    return work


def of_meld3(sheet: Sheet) -> Result | None:
    """From five tests of 90 days, within two days of each other, and dialysis in the last week."""
    wanted = (q.BILIRUBIN, q.INR, q.CREATININE, q.SODIUM, q.ALBUMIN)
    found = take(sheet, *(Need(w, QUARTER) for w in wanted), spread=2)
    age, sex = sheet.age(), sheet.sex()
    dialysed = _dialysed(sheet)
    if found is None or age is None or sex is None:
        return None
    tests = LiverTests(*(r.number for r in found))
    return _meld(age, sex, tests, dialysed)


def _meld(age: int, sex: Sex, tests: LiverTests, dialysed: bool | None) -> Result:  # noqa: FBT001 - three-valued, as read from the chart
    low = meld3(age, sex, tests, dialysis=dialysed is True)
    high = meld3(age, sex, tests, dialysis=dialysed is not False)
    return Result(Decimal(min(low, high)), Decimal(max(low, high)))


def _dialysed(sheet: Sheet) -> bool | None:
    """Twice in the last week by procedures; open where the patient depends on dialysis."""
    done = procedures_within(sheet, DIALYSIS, 7)
    if len(done) > 1:
        for entry in done[-2:]:
            cite(sheet, "dialysis", entry)
        return True
    if not done and now(sheet, DIALYSIS) is False:
        return False
    sheet.ask("two or more dialyses in the last week")
    return None


BMI: Final = of_body(bmi)
BSA_MOSTELLER: Final = of_body(bsa_mosteller)
BSA_DU_BOIS: Final = of_body(bsa_du_bois)
QTC_BAZETT: Final = of_qtc(qtc_bazett)
QTC_FRIDERICIA: Final = of_qtc(qtc_fridericia)


def of_age(sheet: Sheet) -> Result | None:
    """Completed years; a span where the birth date or the day is known only to a month or year."""
    born = sheet.chart.patient.birth
    if born is None:
        sheet.missing.append("birth date")
        return None
    latest = (born.high - timedelta(microseconds=1)).date()
    low, high = _years(latest, sheet.at.first), _years(born.date, sheet.at.last)
    if high < 0:
        sheet.missing.append("a day after birth")
        return None
    sheet.cite_birth()
    return Result(Decimal(max(low, 0)), Decimal(high))


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
