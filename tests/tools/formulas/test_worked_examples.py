"""Each formula against an example that others published, or worked out by hand where none was.

Where a publication gives only a table or coefficients the example says so. Of those, MELD 3.0 was
worked out by hand; the others go by their coefficients, their table or their highest sum.
"""

from decimal import Decimal
from typing import Any

import pytest

from chartside.tools.formulas.body import bmi, bsa_du_bois, bsa_mosteller
from chartside.tools.formulas.chemistry import anion_gap, anion_gap_for_albumin, corrected_calcium
from chartside.tools.formulas.kidney import creatinine_clearance, egfr
from chartside.tools.formulas.liver import (
    LiverTests,
    child_pugh_class,
    child_pugh_points,
    fib4,
    meld3,
)
from chartside.tools.formulas.pooled_cohort import Risk, ascvd
from chartside.tools.formulas.rhythm import qtc_bazett, qtc_fridericia
from chartside.tools.formulas.scores import (
    CHA2DS2_VASC,
    CURB_65,
    HAS_BLED,
    QSOFA,
    WELLS_DVT,
    WELLS_PE,
    Score,
    Span,
    total,
)

# National Kidney Foundation's calculator (CKD-EPI 2021), as quoted in the tests of pharmaverse
# admiral, compute_egfr; 85 umol/L is 0.9616 mg/dL.
NKF_EGFR: list[Any] = [(Decimal("1.09"), 55, "male", 80), (Decimal("0.9616"), 65, "female", 66)]


@pytest.mark.parametrize(("creatinine", "age", "sex", "expected"), NKF_EGFR)
def test_egfr_is_what_the_national_kidney_foundation_calculates(
    creatinine: Decimal, age: int, sex: Any, expected: int
) -> None:
    assert round(egfr(creatinine, age, sex)) == expected


def test_egfr_bends_at_the_kappa_of_each_sex() -> None:
    # Both terms are 1 at kappa: 142 x 0.9938^50 = 104.05 for a man, x 1.012 = 105.30 for a woman.
    assert round(egfr(Decimal("0.9"), 50, "male"), 2) == Decimal("104.05")
    assert round(egfr(Decimal("0.7"), 50, "female"), 2) == Decimal("105.30")
    # Below kappa by hand: 142 x (0.5/0.9)^-0.302 x 0.9938^30 = 142 x 1.19425 x 0.82981 = 140.72.
    assert round(egfr(Decimal("0.5"), 30, "male"), 1) == Decimal("140.7")


def test_creatinine_clearance_is_what_the_national_kidney_foundation_calculates() -> None:
    # As quoted in the tests of pharmaverse admiral: 1.09 mg/dL, 55 years, man, 90 kg.
    assert round(creatinine_clearance(Decimal("1.09"), 55, "male", Decimal(90))) == 97


def test_creatinine_clearance_of_a_woman_is_85_per_cent_of_a_mans() -> None:
    # superglobalcalculator.com, creatinine clearance, example 2: 45 years, 60 kg, 0.9 mg/dL.
    assert round(creatinine_clearance(Decimal("0.9"), 45, "female", Decimal(60)), 1) == Decimal(
        "74.8"
    )


def test_body_mass_index_is_the_example_of_the_cdc() -> None:
    # CDC, "Calculating BMI using the metric system": 68 kg, 165 cm.
    assert round(bmi(Decimal(165), Decimal(68)), 2) == Decimal("24.98")


def test_body_surface_by_mosteller_is_the_published_example() -> None:
    # medicalequations.com, body surface area: 170 cm, 70 kg.
    assert round(bsa_mosteller(Decimal(170), Decimal(70)), 3) == Decimal("1.818")


@pytest.mark.parametrize(("height", "weight"), [(170, 70), (110, 18), (190, 120)])
def test_body_surface_by_du_bois_agrees_with_its_other_published_form(
    height: int, weight: int
) -> None:
    # Du Bois in metres: 0.20247 x height^0.725 x weight^0.425.
    metres = (
        Decimal("0.20247")
        * (Decimal(height) / 100) ** Decimal("0.725")
        * Decimal(weight) ** Decimal("0.425")
    )
    assert abs(bsa_du_bois(Decimal(height), Decimal(weight)) - metres) < Decimal("0.001")


def test_fib4_is_the_published_example() -> None:
    # droracle.ai, "How to calculate FIB-4": 50 years, AST 40, ALT 36, platelets 200.
    assert round(fib4(50, Decimal(40), Decimal(36), Decimal(200)), 2) == Decimal("1.67")


def _liver(bilirubin: str, inr: str, creatinine: str, sodium: str, albumin: str) -> LiverTests:
    return LiverTests(
        Decimal(bilirubin), Decimal(inr), Decimal(creatinine), Decimal(sodium), Decimal(albumin)
    )


def test_meld3_by_hand_from_the_published_coefficients() -> None:
    # No published example was found. A woman: 1.33 + 4.56 ln 3 + 0.82 x 7 - 0.24 x 7 ln 3
    # + 9.09 ln 1.8 + 11.14 ln 1.5 + 1.85 x 0.7 - 1.83 x 0.7 ln 1.5 + 6
    # = 1.33 + 5.010 + 5.74 - 1.846 + 5.343 + 4.517 + 1.295 - 0.519 + 6 = 26.87.
    tests = _liver("3", "1.8", "1.5", "130", "2.8")
    assert meld3(50, "female", tests, dialysis=False) == 27
    # A man has 1.33 less: 25.54.
    assert meld3(50, "male", tests, dialysis=False) == 26


def test_meld3_is_least_with_normal_tests_and_takes_them_within_their_bounds() -> None:
    normal = _liver("0.4", "0.9", "0.6", "142", "4.4")
    assert meld3(40, "male", normal, dialysis=False) == 6
    assert meld3(40, "female", normal, dialysis=False) == 7
    # Everything at its worst: 40, however much worse.
    worst = _liver("40", "8", "9", "110", "1.0")
    assert meld3(40, "female", worst, dialysis=False) == 40
    # Creatinine counts as 3 at most, and on dialysis: 6 + 11.14 ln 3 = 18.24.
    assert meld3(40, "male", _liver("1", "1", "8", "140", "4"), dialysis=False) == 18
    assert meld3(40, "male", _liver("1", "1", "1", "140", "4"), dialysis=True) == 18


def test_child_pugh_points_are_those_of_the_table() -> None:
    # Pugh 1973, table 1; INR by Lucey 1997.
    assert child_pugh_points(Decimal("1.9"), Decimal("3.6"), Decimal("1.6")) == (1, 1, 1)
    assert child_pugh_points(Decimal("2.0"), Decimal("3.5"), Decimal("1.7")) == (2, 2, 2)
    assert child_pugh_points(Decimal("3.0"), Decimal("2.8"), Decimal("2.3")) == (2, 2, 2)
    assert child_pugh_points(Decimal("3.1"), Decimal("2.7"), Decimal("2.4")) == (3, 3, 3)
    assert [child_pugh_class(n) for n in (5, 6, 7, 9, 10, 15)] == ["A", "A", "B", "B", "C", "C"]


def test_corrected_calcium_is_the_published_example() -> None:
    # correctedcalciumcalculator.com, example 1: 9.2 mg/dL, albumin 2.8 g/dL.
    assert corrected_calcium(Decimal("9.2"), Decimal("2.8")) == Decimal("10.16")


def test_corrected_calcium_agrees_with_the_form_in_si_units() -> None:
    # gpnotebook.com: measured + 0.02 mmol/L for each g/L of albumin below 40.
    in_si = Decimal("2.00") + Decimal("0.02") * (40 - 26)
    per_mmol = Decimal("4.0078")
    assert abs(
        corrected_calcium(Decimal("2.00") * per_mmol, Decimal("2.6")) / per_mmol - in_si
    ) < Decimal("0.002")


def test_anion_gap_is_sodium_less_chloride_and_bicarbonate() -> None:
    # By hand from the definition: 140 - 104 - 24, the textbooks' normal of 12.
    assert anion_gap(Decimal(140), Decimal(104), Decimal(24)) == 12


def test_anion_gap_rises_by_a_quarter_for_each_gram_per_litre_of_albumin_lacking() -> None:
    # Figge 1998: observed + 0.25 x (normal - observed albumin in g/L), with a normal of 40.
    assert anion_gap_for_albumin(Decimal(12), Decimal("2.0")) == 12 + Decimal("0.25") * (40 - 20)


def test_bazetts_qtc_is_the_published_example() -> None:
    # stethoprep.com, cardiac physiology 073: 480 ms at 64 a minute gives 495 to 496 ms.
    assert 495 <= qtc_bazett(Decimal(480), Decimal(64)) <= 496


def test_fridericias_qtc_is_the_published_example() -> None:
    # calculatorbyte.com: 400 ms at 70 a minute gives 420.6 ms, with a cube root of two decimals.
    assert abs(qtc_fridericia(Decimal(400), Decimal(70)) - Decimal("420.6")) < 1
    assert qtc_fridericia(Decimal(400), Decimal(60)) == qtc_bazett(Decimal(400), Decimal(60)) == 400


# Goff 2014, Table A: 55 years, total cholesterol 213, HDL 50, untreated pressure 120, no smoker, no
# diabetes. The paper works with logarithms of two decimals, which moves a result by up to 0.1.
GOFF: list[Any] = [
    ("female", "white", "2.1"),
    ("female", "black", "3.0"),
    ("male", "white", "5.3"),
    ("male", "black", "6.1"),
]


@pytest.mark.parametrize(("sex", "cohort", "expected"), GOFF)
def test_cardiovascular_risk_is_the_example_of_the_guideline(
    sex: Any, cohort: Any, expected: str
) -> None:
    risk = Risk(55, sex, Decimal(213), Decimal(50), Decimal(120))
    assert abs(ascvd(risk, cohort) - Decimal(expected)) < Decimal("0.1")


@pytest.mark.parametrize(("sex", "cohort"), [g[:2] for g in GOFF])
def test_smoking_diabetes_and_treated_pressure_each_raise_the_risk(sex: Any, cohort: Any) -> None:
    plain = ascvd(Risk(55, sex, Decimal(213), Decimal(50), Decimal(140)), cohort)
    for harm in ("smoker", "diabetes", "treated"):
        assert (
            ascvd(Risk(55, sex, Decimal(213), Decimal(50), Decimal(140), **{harm: True}), cohort)
            > plain
        )


def _answered(score: Score, *true: str) -> dict[str, bool | None]:
    return {name: name in true for name in score.items}


def test_cha2ds2_vasc_is_the_published_example() -> None:
    # stethoprep.com, arrhythmias 022 (after Harrison): man of 68, hypertension, failure, diabetes
    answers = _answered(CHA2DS2_VASC, "heart_failure", "hypertension", "diabetes", "age_65_to_74")
    assert total(CHA2DS2_VASC, answers) == Span(Decimal(4), Decimal(4))


SUMS = [  # The highest sum in each publication; Wells (DVT) less its two negative points.
    (CHA2DS2_VASC, 10),  # 9 in Lip 2010: of the two age items only one can hold
    (HAS_BLED, 9),
    (WELLS_PE, Decimal("12.5")),
    (WELLS_DVT, 9),
    (CURB_65, 5),
    (QSOFA, 3),
]


@pytest.mark.parametrize(("score", "most"), SUMS)
def test_a_score_sums_to_the_most_of_its_publication(score: Score, most: Decimal) -> None:
    good = [name for name, points in score.items.items() if points > 0]
    assert total(score, _answered(score, *good)).high == most
    assert total(score, _answered(score)) == Span(Decimal(0), Decimal(0))


def test_wells_score_for_embolism_by_the_weights_of_its_table() -> None:
    # Wells 2000, table 2, added by hand: signs of thrombosis 3, rate 1.5, cancer 1.
    answers = _answered(WELLS_PE, "signs_of_dvt", "heart_rate_over_100", "cancer")
    assert total(WELLS_PE, answers).low == Decimal("5.5")


def test_an_open_item_makes_a_span_and_is_not_taken_for_no() -> None:
    answers = _answered(WELLS_PE, "cancer") | {"pe_most_likely": None}
    assert total(WELLS_PE, answers) == Span(Decimal(1), Decimal(4))


def test_an_open_item_with_negative_points_lowers_the_span() -> None:
    answers = _answered(WELLS_DVT, "cancer") | {"alternative_as_likely": None}
    assert total(WELLS_DVT, answers) == Span(Decimal(-1), Decimal(1))


def test_an_item_without_any_answer_is_no_score() -> None:
    with pytest.raises(KeyError):
        total(QSOFA, {"respiratory_rate": True})
