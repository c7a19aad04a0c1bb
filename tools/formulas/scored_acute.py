"""Scores at the bedside: embolism, thrombosis, pneumonia, infection, and Child-Pugh.

Most of their items are seen and judged, not recorded: they stay open, and the score is a range.
"""

from decimal import Decimal
from typing import Final

from chartside.tools.formulas import concepts as c
from chartside.tools.formulas import quantities as q
from chartside.tools.formulas.bounds import hold
from chartside.tools.formulas.concepts import Concept
from chartside.tools.formulas.history import cite, ever, known
from chartside.tools.formulas.liver import child_pugh_class, child_pugh_points
from chartside.tools.formulas.scored import summed
from chartside.tools.formulas.scores import CURB_65, QSOFA, WELLS_DVT, WELLS_PE
from chartside.tools.formulas.sheet import Result, Sheet
from chartside.tools.formulas.taking import Need, glance, take, take_pressure

_DAY: Final = 1
"""Days: of the same day or the day before."""
_WEEK: Final = 7
_FAST: Final = 100


def _asked(sheet: Sheet, **items: str) -> dict[str, None]:
    """Items for a clinician, left open, by their key in the score."""
    for words in items.values():
        sheet.ask(words)
    return dict.fromkeys(items)


def of_wells_pe(sheet: Sheet) -> Result | None:
    """From the heart rate of a day, former embolism or thrombosis, and cancer."""
    rate = take(sheet, Need(q.HEART_RATE, _DAY))
    answers: dict[str, bool | None] = {
        "heart_rate_over_100": None if rate is None else rate[0].number > _FAST,
        "previous_dvt_or_pe": ever(sheet, c.VTE, before_days=_WEEK),
        "cancer": _cancer(sheet),
        **_asked(
            sheet,
            signs_of_dvt="clinical signs of deep vein thrombosis",
            pe_most_likely="pulmonary embolism as likely as or likelier than anything else",
            immobile_or_surgery="immobile for 3 days, or surgery in the last 4 weeks",
            hemoptysis="hemoptysis",
        ),
    }
    return summed(sheet, WELLS_PE, answers)


def of_wells_dvt(sheet: Sheet) -> Result | None:
    """From former thrombosis and cancer; the rest is examination."""
    answers: dict[str, bool | None] = {
        "previous_dvt": _thrombosis(sheet),
        "cancer": _cancer(sheet),
        **_asked(
            sheet,
            paralysis_or_cast="paralysis, paresis or a cast of the leg",
            bedridden_or_surgery="bedridden for 3 days, or major surgery in the last 12 weeks",
            tenderness="tenderness along the deep veins",
            leg_swollen="entire leg swollen",
            calf_3_cm="calf 3 cm or more wider than the other",
            pitting_edema="pitting edema of this leg only",
            collateral_veins="collateral superficial veins",
            alternative_as_likely="another diagnosis at least as likely",
        ),
    }
    return summed(sheet, WELLS_DVT, answers)


def _thrombosis(sheet: Sheet) -> bool | None:
    """Of a vein of the leg or arm; open where only an embolism is recorded (Wells 2003)."""
    if known(sheet, c.DVT) is None and ever(sheet, c.VTE, before_days=_WEEK):
        sheet.ask("deep vein thrombosis before: an embolism is recorded, no thrombosis")
        return None
    return ever(sheet, c.DVT, before_days=_WEEK)


def _cancer(sheet: Sheet) -> bool | None:
    """Open where there is an active one: only treatment in six months or palliation counts."""
    found = known(sheet, c.CANCER, active=True)
    if found is None:
        sheet.absent.append("active cancer")
        return False
    cite(sheet, "cancer", found)
    sheet.ask("cancer treated in the last 6 months, or palliative")
    return None


_UREA: Final = 7
_BREATHS: Final = 30
_LOW_SYSTOLIC: Final = 90
_LOW_DIASTOLIC: Final = 60
_ELDERLY: Final = 65


def of_curb65(sheet: Sheet) -> Result | None:
    """From urea, respiratory rate and pressure of a day, and age; for adults with pneumonia."""
    found = take(sheet, Need(q.UREA, _DAY), Need(q.RESPIRATORY_RATE, _DAY))
    pressure, age = take_pressure(sheet, _DAY), sheet.age()
    if found is None or pressure is None or age is None:
        return None
    hold("age", age, "18", "120", "years")
    answers: dict[str, bool | None] = {
        "urea": found[0].number > _UREA,
        "respiratory_rate": found[1].number >= _BREATHS,
        "pressure": _low(sheet, *pressure),
        "age_65": age >= _ELDERLY,
        **_asked(sheet, confusion="new confusion"),
    }
    return summed(sheet, CURB_65, answers)


def _low(sheet: Sheet, systolic: Decimal, diastolic: Decimal | None) -> bool:
    if diastolic is None and systolic >= _LOW_SYSTOLIC:
        sheet.missing.append("diastolic pressure")
    return systolic < _LOW_SYSTOLIC or (diastolic is not None and diastolic <= _LOW_DIASTOLIC)


_QSOFA_BREATHS: Final = 22
_QSOFA_SYSTOLIC: Final = 100
_AWAKE: Final = 15


def of_qsofa(sheet: Sheet) -> Result | None:
    """From respiratory rate, systolic pressure and coma scale of a day."""
    found = take(sheet, Need(q.RESPIRATORY_RATE, _DAY))
    pressure = take_pressure(sheet, _DAY)
    if found is None or pressure is None:
        return None
    scale = glance(sheet, Need(q.COMA_SCALE, _DAY))
    if scale is None:
        sheet.ask("altered mentation (Glasgow coma scale below 15)")
    answers: dict[str, bool | None] = {
        "respiratory_rate": found[0].number >= _QSOFA_BREATHS,
        "systolic_pressure": pressure[0] <= _QSOFA_SYSTOLIC,
        "altered_mentation": None if scale is None else scale.number < _AWAKE,
    }
    return summed(sheet, QSOFA, answers)


def of_child_pugh(sheet: Sheet) -> Result | None:
    """From bilirubin, albumin and INR of 90 days, within a week of each other.

    Ascites or encephalopathy on the problem list counts 2 or 3, as its grade is open; without, it
    is open whether there is any.
    """
    wanted = (q.BILIRUBIN, q.ALBUMIN, q.INR)
    found = take(sheet, *(Need(w, 90) for w in wanted), spread=_WEEK)
    if found is None:
        return None
    points = sum(child_pugh_points(*(r.number for r in found)))
    lows = [_graded(sheet, c.ASCITES), _graded(sheet, c.ENCEPHALOPATHY)]
    low, high = points + sum(lows), points + 3 * len(lows)
    classes = dict.fromkeys((child_pugh_class(low), child_pugh_class(high)))
    sheet.notes.append(f"class {' to '.join(classes)}")
    return Result(Decimal(low), Decimal(high))


def _graded(sheet: Sheet, concept: Concept) -> int:
    found = known(sheet, concept, active=True)
    if found is None:
        sheet.ask(f"{concept.name}: none, slight or more")
        return 1
    cite(sheet, concept.name, found)
    sheet.ask(f"grade of {concept.name}")
    return 2
