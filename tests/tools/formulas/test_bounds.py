"""Outside what it was made for a formula gives no number."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from chartside.errors import OutOfRange, ToolError
from chartside.tools.formulas.body import bmi, bsa_du_bois, bsa_mosteller
from chartside.tools.formulas.chemistry import anion_gap, anion_gap_for_albumin, corrected_calcium
from chartside.tools.formulas.kidney import creatinine_clearance, egfr
from chartside.tools.formulas.liver import LiverTests, child_pugh_points, fib4, meld3
from chartside.tools.formulas.pooled_cohort import Risk, ascvd
from chartside.tools.formulas.rhythm import qtc_bazett, qtc_fridericia

CASES: list[Any] = [
    ("age", lambda: egfr(Decimal(1), 17, "male")),
    ("creatinine", lambda: egfr(Decimal(0), 50, "male")),
    ("creatinine", lambda: egfr(Decimal("88.4"), 50, "male")),
    ("age", lambda: creatinine_clearance(Decimal(1), 17, "male", Decimal(70))),
    ("weight", lambda: creatinine_clearance(Decimal(1), 50, "male", Decimal("0.07"))),
    ("height", lambda: bmi(Decimal("1.75"), Decimal(70))),
    ("weight", lambda: bsa_mosteller(Decimal(175), Decimal(0))),
    ("height", lambda: bsa_du_bois(Decimal(17), Decimal(70))),
    ("age", lambda: fib4(17, Decimal(40), Decimal(40), Decimal(200))),
    ("ALT", lambda: fib4(50, Decimal(40), Decimal(0), Decimal(200))),
    ("platelets", lambda: fib4(50, Decimal(40), Decimal(40), Decimal(0))),
    ("age", lambda: meld3(12, "male", LIVER, dialysis=False)),
    ("albumin", lambda: child_pugh_points(Decimal(1), Decimal(38), Decimal(1))),
    ("calcium", lambda: corrected_calcium(Decimal("1.2"), Decimal(4))),
    ("bicarbonate", lambda: anion_gap(Decimal(140), Decimal(100), Decimal(0))),
    ("albumin", lambda: anion_gap_for_albumin(Decimal(12), Decimal(40))),
    ("heart rate", lambda: qtc_bazett(Decimal(400), Decimal(0))),
    ("QT interval", lambda: qtc_fridericia(Decimal("0.4"), Decimal(60))),
    ("age", lambda: ascvd(Risk(39, "male", Decimal(213), Decimal(50), Decimal(120)), "white")),
    ("age", lambda: ascvd(Risk(80, "male", Decimal(213), Decimal(50), Decimal(120)), "white")),
    (
        "total cholesterol",
        lambda: ascvd(Risk(55, "male", Decimal(5), Decimal(50), Decimal(120)), "white"),
    ),
    (
        "systolic pressure",
        lambda: ascvd(Risk(55, "male", Decimal(213), Decimal(50), Decimal(220)), "white"),
    ),
]
LIVER = LiverTests(Decimal(1), Decimal(1), Decimal(1), Decimal(140), Decimal(4))


@pytest.mark.parametrize(("name", "call"), CASES)
def test_a_value_outside_the_range_is_refused_by_its_name(
    name: str, call: Callable[[], object]
) -> None:
    with pytest.raises(OutOfRange) as refused:
        call()
    assert refused.value.name == name
    assert str(refused.value).startswith(f"{name} must be from ")


def test_a_refusal_says_the_range_and_not_the_value() -> None:
    with pytest.raises(ToolError) as refused:
        egfr(Decimal("31.7"), 50, "male")
    assert str(refused.value) == "creatinine must be from 0.1 to 30 mg/dL"


def test_both_ends_of_a_range_belong_to_it() -> None:
    for age in (40, 79):
        assert ascvd(Risk(age, "female", Decimal(130), Decimal(100), Decimal(90)), "white") > 0
    assert egfr(Decimal("0.1"), 18, "male") > 0
