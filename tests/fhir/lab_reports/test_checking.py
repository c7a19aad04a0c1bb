"""What a reviewer is told of a result by rule."""

from dataclasses import replace
from typing import Any

import pytest

from chartside.fhir.lab_reports.checking import checks, position
from chartside.fhir.lab_reports.report import Flag


def codes(result: Any, loinc: str = "") -> list[str]:
    return [check.code for check in checks(result, loinc)]


def test_a_usual_result_raises_nothing(a: Any) -> None:
    ranged = a.limits("3.5", "5.1", text="3.5 - 5.1 mmol/L")
    assert codes(a.result("Potassium", "4.2", "mmol/L", limits=(ranged,)), "2823-3") == []
    assert codes(a.result("Zorbin", "9999", "zz/L")) == []
    assert codes(a.result("HBsAg", "negative"), "5195-3") == []


@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [
        ("Potassium", "mg/dL", "unit-implausible"),
        ("Leukocytes", "g/dL", "unit-implausible"),
        ("TSH", "%", "unit-implausible"),
        ("ALT", "", "unit-missing"),
    ],
)
def test_a_unit_that_the_analyte_is_never_measured_in_is_told(
    a: Any, name: str, unit: str, code: str
) -> None:
    assert code in codes(a.result(name, "4", unit))


def test_a_number_that_needs_no_unit_misses_none(a: Any) -> None:
    assert codes(a.result("INR", "1.1"), "6301-6") == []
    assert codes(a.result("pH", "7.4"), "2744-1") == []


@pytest.mark.parametrize(
    ("loinc", "value", "unit", "told"),
    [
        ("2823-3", "42", "mmol/L", True),
        ("2823-3", "7.9", "mmol/L", False),
        ("718-7", "140", "g/dL", True),
        ("718-7", "140", "g/L", False),
        ("2345-7", "5.1", "mg/dL", False),
        ("14749-6", "510", "mmol/L", True),
        ("2744-1", "74", "", True),
        ("2955-3", "20", "mmol/L", False),
    ],
)
def test_a_value_that_nobody_alive_has_is_told_in_any_unit(
    a: Any, loinc: str, value: str, unit: str, *, told: bool
) -> None:
    assert ("value-implausible" in codes(a.result("as coded", value, unit), loinc)) is told


def test_a_value_below_a_limit_of_detection_is_not_too_low(a: Any) -> None:
    assert codes(a.result("Potassium", "0.5", "mmol/L", comparator="<"), "2823-3") == []
    assert codes(a.result("Potassium", "0.5", "mmol/L"), "2823-3") == ["value-implausible"]


@pytest.mark.parametrize(
    ("value", "flag", "told"),
    [
        ("5.6", Flag.HIGH, False),
        ("5.6", Flag.CRITICALLY_HIGH, False),
        ("5.6", Flag.ABNORMAL, False),
        ("5.6", Flag.LOW, True),
        ("5.6", Flag.NORMAL, True),
        ("4.2", Flag.HIGH, True),
        ("4.2", Flag.NORMAL, False),
        ("3.1", Flag.LOW, False),
        ("3.1", Flag.HIGH, True),
        ("5.1", Flag.HIGH, True),
    ],
)
def test_a_flag_that_its_own_range_denies_is_told(
    a: Any, value: str, flag: Flag, *, told: bool
) -> None:
    result = a.result("Potassium", value, "mmol/L", limits=(a.limits("3.5", "5.1"),), flag=flag)
    assert ("flag-against-range" in codes(result)) is told


def test_a_bound_that_is_itself_outside_counts_as_outside(a: Any) -> None:
    limits = replace(a.limits("", "5"), high_excluded=True)
    at = a.result("CRP", "5", "mg/L", limits=(limits,))
    assert position(at) == "above"
    assert position(replace(at, limits=(replace(limits, high_excluded=False),))) == "within"


@pytest.mark.parametrize(
    ("value", "comparator", "low", "high", "where"),
    [
        ("5", "<", "", "5", "within"),
        ("5", "<", "3", "10", ""),
        ("3", "<", "3", "10", "below"),
        ("3", "<=", "3", "10", ""),
        ("90", ">", "60", "", "within"),
        ("90", ">", "60", "120", ""),
        ("130", ">", "60", "120", "above"),
        ("0.3", "<", "0.5", "5", "below"),
    ],
)
def test_a_comparator_is_judged_only_where_it_is_sure(
    a: Any, value: str, comparator: str, low: str, high: str, where: str
) -> None:
    result = a.result("x", value, "mg/L", comparator=comparator, limits=(a.limits(low, high),))
    assert position(result) == where


def test_ranges_of_several_groups_do_not_judge_a_flag(a: Any) -> None:
    groups = (a.limits("12", "16", "women"), a.limits("13.5", "17.5", "men"))
    result = a.result("Hemoglobin", "13", "g/dL", limits=groups, flag=Flag.LOW)
    assert codes(result) == []
    assert codes(replace(result, limits=groups[:1])) == []


def test_signs_and_ranges_that_cannot_be_are_told(a: Any) -> None:
    assert codes(a.result("CRP", "0", "mg/L", comparator="<")) == ["comparator-impossible"]
    assert codes(a.result("CRP", "negative", "mg/L", comparator="<")) == ["comparator-alone"]
    assert codes(a.result("CRP", "3", "mg/L", comparator="~")) == ["comparator-unknown"]
    assert codes(a.result("CRP", "3", "mg/L", limits=(a.limits("5", "1"),))) == ["range-reversed"]


def test_a_range_in_another_kind_of_unit_is_told(a: Any) -> None:
    odd = a.limits("70", "110", text="70 - 110 mg/dL")
    fine = a.limits("3.9", "6.1", text="3.9 - 6.1 mmol/l")
    assert "range-unit" in codes(a.result("Glucose", "5", "mmol/L", limits=(odd,)))
    assert codes(a.result("Glucose", "5", "mmol/L", limits=(fine,))) == []


def test_a_lost_decimal_point_is_told_by_the_distance_from_the_range(a: Any) -> None:
    limits = (a.limits("0.27", "4.2"),)
    assert codes(a.result("TSH", "456", "mU/L", limits=limits)) == ["range-far"]
    assert codes(a.result("TSH", "45.6", "mU/L", limits=limits)) == []
    assert codes(a.result("TSH", "0.005", "mU/L", limits=(a.limits("0.27", ""),))) == []
    assert codes(a.result("TSH", "0.001", "mU/L", limits=(a.limits("0.27", ""),))) == ["range-far"]


def test_no_check_repeats_a_value_or_a_name(a: Any) -> None:
    result = a.result("Potassium", "4242", "mg/dL", limits=(a.limits("9.9", "3.3"),))
    said = " ".join(check.reason for check in checks(result))
    assert said
    assert not [w for w in ("Potassium", "4242", "9.9", "3.3") if w in said]
