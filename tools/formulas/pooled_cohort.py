"""Ten-year risk of a first atherosclerotic event: the Pooled Cohort Equations of 2013.

Source: Goff et al., Circulation 2014;129:S49-73, doi:10.1161/01.cir.0000437741.48606.98, Table A:
coefficients, mean sum and survival at ten years of four groups, by sex and by what the paper calls
race. Chartside does not read a patient's race. The set "white" was published for everyone who is
not African American; the set "black" is given beside it, so that a clinician sees both.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from chartside.tools.formulas.bounds import Sex, hold

Cohort = Literal["white", "black"]


@dataclass(frozen=True, slots=True)
class Risk:
    """What the equations take: age in years, cholesterol in mg/dL, systolic pressure in mmHg."""

    age: int
    sex: Sex
    total: Decimal
    hdl: Decimal
    systolic: Decimal
    treated: bool = False
    smoker: bool = False
    diabetes: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """Coefficients of one group, as strings of the published table.

    A pair is the coefficient of the value and that of its product with the logarithm of age.
    """

    age: tuple[str, str]
    total: tuple[str, str]
    hdl: tuple[str, str]
    treated: tuple[str, str]
    untreated: tuple[str, str]
    smoker: tuple[str, str]
    diabetes: str
    mean: str
    survival: str


_GROUPS: Final[dict[tuple[Sex, Cohort], _Group]] = {
    ("female", "white"): _Group(
        age=("-29.799", "4.884"), total=("13.540", "-3.114"), hdl=("-13.578", "3.149"),
        treated=("2.019", "0"), untreated=("1.957", "0"), smoker=("7.574", "-1.665"),
        diabetes="0.661", mean="-29.18", survival="0.9665",
    ),
    ("female", "black"): _Group(
        age=("17.114", "0"), total=("0.940", "0"), hdl=("-18.920", "4.475"),
        treated=("29.291", "-6.432"), untreated=("27.820", "-6.087"), smoker=("0.691", "0"),
        diabetes="0.874", mean="86.61", survival="0.9533",
    ),
    ("male", "white"): _Group(
        age=("12.344", "0"), total=("11.853", "-2.664"), hdl=("-7.990", "1.769"),
        treated=("1.797", "0"), untreated=("1.764", "0"), smoker=("7.837", "-1.795"),
        diabetes="0.658", mean="61.18", survival="0.9144",
    ),
    ("male", "black"): _Group(
        age=("2.469", "0"), total=("0.302", "0"), hdl=("-0.307", "0"),
        treated=("1.916", "0"), untreated=("1.809", "0"), smoker=("0.549", "0"),
        diabetes="0.645", mean="19.54", survival="0.8954",
    ),
}  # fmt: skip


def ascvd(risk: Risk, cohort: Cohort) -> Decimal:
    """Ten-year risk of a first heart attack, coronary death or stroke.

    Args:
        risk: Age 40 to 79 years, total cholesterol 130 to 320 mg/dL, HDL cholesterol 20 to 100
            mg/dL, systolic pressure 90 to 200 mmHg. For persons without cardiovascular disease.
        cohort: Which published coefficients are used.

    Returns:
        Per cent, unrounded.

    Raises:
        OutOfRange: A value is outside the range above (that of the ACC/AHA risk estimator).

    Source: see the module.

    >>> risk = Risk(55, "male", Decimal(213), Decimal(50), Decimal(120))
    >>> round(ascvd(risk, "white")), round(ascvd(risk, "black"))
    (5, 6)
    """
    hold("age", risk.age, "40", "79", "years")
    hold("total cholesterol", risk.total, "130", "320", "mg/dL")
    hold("HDL cholesterol", risk.hdl, "20", "100", "mg/dL")
    hold("systolic pressure", risk.systolic, "90", "200", "mmHg")
    group = _GROUPS[risk.sex, cohort]
    log_age = Decimal(risk.age).ln()

    def term(pair: tuple[str, str], value: Decimal) -> Decimal:
        return (Decimal(pair[0]) + Decimal(pair[1]) * log_age) * value

    sum_of_terms = (
        term(group.age, log_age)
        + term(group.total, risk.total.ln())
        + term(group.hdl, risk.hdl.ln())
        + term(group.treated if risk.treated else group.untreated, risk.systolic.ln())
        + term(group.smoker, Decimal(risk.smoker))
        + Decimal(group.diabetes) * risk.diabetes
    )
    above = (sum_of_terms - Decimal(group.mean)).exp()
    return 100 * (1 - Decimal(group.survival) ** above)
