"""Estimated glomerular filtration rate, as the laboratories of the story computed it."""

from datetime import date
from math import pow  # noqa: A004 - the built-in one is typed Any

BORN = date(1957, 8, 14)
MG_DL_TO_UMOL_L = 88.4
"""Creatinine, molar mass 113.12 g/mol."""


def age_on(day: str) -> int:
    """The patient's completed years on a day.

    >>> age_on("2026-08-13"), age_on("2026-08-14")
    (68, 69)
    """
    on = date.fromisoformat(day)
    return on.year - BORN.year - ((on.month, on.day) < (BORN.month, BORN.day))


def egfr_2009(creatinine: float, age: int) -> float:
    """CKD-EPI 2009 for a woman who is not Black: mL/min/1.73 m², from serum creatinine in mg/dL.

    Source: Levey et al., Ann Intern Med 2009;150:604-12.
    >>> round(egfr_2009(1.0, 50))
    66
    """
    ratio = creatinine / 0.7
    return 144 * pow(min(ratio, 1.0), -0.329) * pow(max(ratio, 1.0), -1.209) * pow(0.993, age)


def egfr_2021(creatinine: float, age: int) -> float:
    """CKD-EPI 2021 (race-free) for a woman: mL/min/1.73 m², from serum creatinine in mg/dL.

    Source: Inker et al., N Engl J Med 2021;385:1737-49.
    >>> round(egfr_2021(1.0, 50))
    69
    """
    ratio = creatinine / 0.7
    by_creatinine = pow(min(ratio, 1.0), -0.241) * pow(max(ratio, 1.0), -1.2)
    return 142 * by_creatinine * pow(0.9938, age) * 1.012
