"""Scores for atrial fibrillation: what of a chart answers their items.

A disease counts by its codes or name (`concepts`). One that the chart does not hold counts as no,
and the sheet says so; what no chart answers is left open.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from chartside.tools.formulas import concepts as c
from chartside.tools.formulas import quantities as q
from chartside.tools.formulas.bounds import hold
from chartside.tools.formulas.history import cite, ever, known, now
from chartside.tools.formulas.readings import Reading
from chartside.tools.formulas.scores import CHA2DS2_VASC, HAS_BLED, Score, total
from chartside.tools.formulas.sheet import Result, Sheet
from chartside.tools.formulas.taking import Need, glance, take, take_pressure
from chartside.tools.formulas.treatment import BLEEDING_DRUGS, VITAMIN_K_ANTAGONISTS, taken

_YEAR: Final = 365
_ANY_TIME: Final = 36524
"""Days: a hundred years."""


def summed(sheet: Sheet, score: Score, answers: Mapping[str, bool | None]) -> Result | None:
    """The score, and on the sheet what counted; None where an input is missing."""
    if sheet.missing:
        return None
    for name, points in score.items.items():
        if answers[name]:
            sheet.counted.append(f"{name.replace('_', ' ')} {points}")
    span = total(score, answers)
    return Result(span.low, span.high)


_OLD: Final = 75
_ELDERLY: Final = 65


def of_cha2ds2_vasc(sheet: Sheet) -> Result | None:
    """From age, sex, the problem list and the ejection fraction; for adults."""
    age, sex = sheet.age(), sheet.sex()
    if age is None or sex is None:
        return None
    hold("age", age, "18", "120", "years")
    _for_fibrillation(sheet)
    answers = {
        "heart_failure": _heart_failure(sheet),
        "hypertension": ever(sheet, c.HYPERTENSION),
        "age_75": age >= _OLD,
        "diabetes": ever(sheet, c.DIABETES),
        "stroke": ever(sheet, c.STROKE),
        "vascular": _vascular(sheet),
        "age_65_to_74": _ELDERLY <= age < _OLD,
        "female": sex == "female",
    }
    return summed(sheet, CHA2DS2_VASC, answers)


def _for_fibrillation(sheet: Sheet) -> None:
    if known(sheet, c.ATRIAL_FIBRILLATION) is None:
        sheet.notes.append("made for atrial fibrillation, which the record does not hold")


_WEAK: Final = 40
"""Per cent: an ejection fraction up to this is dysfunction (Lip 2010, appendix)."""


def _heart_failure(sheet: Sheet) -> bool | None:
    found = glance(sheet, Need(q.EJECTION_FRACTION, _ANY_TIME))
    if found is not None and found.number <= _WEAK:
        return True
    return ever(sheet, c.HEART_FAILURE)


def _vascular(sheet: Sheet) -> bool | None:
    """Infarction, peripheral or aortic disease; coronary disease without is open (ESC 2020)."""
    coronary = known(sheet, c.CORONARY)
    if coronary is None or known(sheet, c.VASCULAR) is not None:
        return ever(sheet, c.VASCULAR)
    cite(sheet, "coronary disease", coronary)
    sheet.ask("coronary disease counts where it is significant by angiography")
    return None


_PRESSURE: Final = 160
_CREATININE: Final = Decimal("2.26")
"""mg/dL: 200 umol/L."""


def of_has_bled(sheet: Sheet) -> Result | None:
    """From the newest pressure and creatinine of a year, problems and current medicines."""
    age = sheet.age()
    pressure = take_pressure(sheet, _YEAR)
    renal = _renal(sheet)
    if age is None or pressure is None or renal is None:
        return None
    hold("age", age, "18", "120", "years")
    _for_fibrillation(sheet)
    answers = {
        "hypertension": pressure[0] > _PRESSURE,
        "renal": renal,
        "liver": _liver(sheet),
        "stroke": ever(sheet, c.ANY_STROKE),
        "bleeding": _bleeding(sheet),
        "labile_inr": _labile(sheet),
        "elderly": age > _ELDERLY,
        "drugs": taken(sheet, "platelet inhibitor or NSAID", BLEEDING_DRUGS),
        "alcohol": _alcohol(sheet),
    }
    return summed(sheet, HAS_BLED, answers)


def _renal(sheet: Sheet) -> bool | None:
    """Dialysis, transplant, or a creatinine of 200 umol/L; None where creatinine is missing."""
    failed = known(sheet, c.KIDNEY_FAILURE)
    if failed is not None:
        cite(sheet, c.KIDNEY_FAILURE.name, failed)
        return True
    found = take(sheet, Need(q.CREATININE, _YEAR))
    return None if found is None else found[0].number >= _CREATININE


def _liver(sheet: Sheet) -> bool | None:
    """Chronic disease, or bilirubin twice and an enzyme three times the laboratory's limit."""
    bilirubin = glance(sheet, Need(q.BILIRUBIN, _YEAR))
    if bilirubin is None:
        sheet.notes.append("no bilirubin of the last year: liver judged by problems alone")
    elif _times(bilirubin, 2):
        enzymes = [glance(sheet, Need(w, _YEAR)) for w in (q.AST, q.ALT, q.ALKALINE_PHOSPHATASE)]
        if any(_times(e, 3) for e in enzymes):
            return True
    return ever(sheet, c.CIRRHOSIS)


def _times(found: Reading | None, factor: int) -> bool:
    """Whether a result is above so many times the upper limit that came with it."""
    limit = found.value.range.high if found and found.value.range else None
    number = found.value.number if found else None
    return limit is not None and number is not None and number > factor * limit


def _bleeding(sheet: Sheet) -> bool | None:
    """Bleeding at any time, or anemia now: a history of bleeding, or a disposition to it."""
    bled, anemic = ever(sheet, c.BLEEDING), now(sheet, c.ANEMIA)
    if bled or anemic:
        return True
    return None if bled is None or anemic is None else False


def _labile(sheet: Sheet) -> bool | None:
    """Only a vitamin K antagonist makes an INR labile; how often it was in range is open."""
    if taken(sheet, "vitamin K antagonist", VITAMIN_K_ANTAGONISTS) is False:
        return False
    sheet.ask("labile INR: in range less than 60 % of the time")
    return None


def _alcohol(sheet: Sheet) -> bool | None:
    found = known(sheet, c.ALCOHOL, active=True)
    if found is not None:
        cite(sheet, c.ALCOHOL.name, found)
        return True
    sheet.ask("alcohol: 8 or more drinks a week")
    return None
