"""How well the kidneys filter."""

from decimal import Decimal
from typing import Final

from chartside.tools.formulas.bounds import Sex, hold

_KAPPA: Final = {"female": Decimal("0.7"), "male": Decimal("0.9")}
_ALPHA: Final = {"female": Decimal("-0.241"), "male": Decimal("-0.302")}
_ONE: Final = Decimal(1)


def egfr(creatinine: Decimal, age: int, sex: Sex) -> Decimal:
    """Estimated glomerular filtration rate, CKD-EPI creatinine equation of 2021 (race-free).

    Args:
        creatinine: Serum creatinine, mg/dL, IDMS-traceable, 0.1 to 30.
        age: Years, 18 to 120. The equation was not fitted to children.
        sex: As used for the laboratory's reference range.

    Returns:
        mL/min/1.73 m2, unrounded. Indexed to body surface; not a creatinine clearance. It does not
        hold while creatinine is changing (acute kidney injury), in pregnancy or on dialysis.

    Raises:
        OutOfRange: `creatinine` or `age` is outside the range above.

    Source: Inker et al., N Engl J Med 2021;385:1737-49, doi:10.1056/NEJMoa2102953.

    >>> round(egfr(Decimal("1.0"), 50, "female"))
    69
    """
    hold("creatinine", creatinine, "0.1", "30", "mg/dL")
    hold("age", age, "18", "120", "years")
    ratio = creatinine / _KAPPA[sex]
    rate = 142 * min(ratio, _ONE) ** _ALPHA[sex] * max(ratio, _ONE) ** Decimal("-1.200")
    rate *= Decimal("0.9938") ** age
    return rate * Decimal("1.012") if sex == "female" else rate


def creatinine_clearance(creatinine: Decimal, age: int, sex: Sex, weight: Decimal) -> Decimal:
    """Creatinine clearance by Cockcroft and Gault, with the weight given (not an ideal weight).

    Args:
        creatinine: Serum creatinine, mg/dL, 0.1 to 30.
        age: Years, 18 to 110; the men it was made from were 18 to 92.
        sex: As used for the laboratory's reference range.
        weight: Body weight, kg, 20 to 400. In obesity the actual weight gives too high a clearance.

    Returns:
        mL/min, unrounded, not indexed to body surface; not an eGFR.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Cockcroft and Gault, Nephron 1976;16:31-41, doi:10.1159/000180580.

    >>> round(creatinine_clearance(Decimal("1.09"), 55, "male", Decimal(90)))
    97
    """
    hold("creatinine", creatinine, "0.1", "30", "mg/dL")
    hold("age", age, "18", "110", "years")
    hold("weight", weight, "20", "400", "kg")
    cleared = (140 - age) * weight / (72 * creatinine)
    return cleared * Decimal("0.85") if sex == "female" else cleared
