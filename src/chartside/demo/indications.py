"""Why a long-term medicine was ordered, and the few ways in which most of them are taken."""

from chartside.demo.prescribing import SUBCUTANEOUS, Dose

DIABETES = "Condition/condition-diabetes"
PRESSURE = "Condition/condition-hypertension"
LIPIDS = "Condition/condition-hyperlipidemia"
KNEE = "Condition/condition-knee-osteoarthritis"
FIBRILLATION = "Condition/condition-atrial-fibrillation"
HEART = "Condition/condition-heart-failure"

CLEARANCE = "Dose reduced because of falling kidney function"
"""The one reason to stop that two orders share."""


def mg(amount: float, times: int = 1, needed_for: str = "") -> Dose:
    """By mouth, so many times a day."""
    return Dose(amount, "mg", times, needed_for=needed_for)


def bedtime(units: int) -> Dose:
    """Units of insulin, once a day."""
    return Dose(units, "units", 1, route=SUBCUTANEOUS)


def weekly(amount: float) -> Dose:
    """An injection of so many mg, once a week."""
    return Dose(amount, "mg", 1, 1, "wk", route=SUBCUTANEOUS)
