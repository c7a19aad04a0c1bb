"""Results as series: corrections, units, what is abnormal, where they go."""

from typing import Any

import pytest

from chartside.fhir.clinical import (
    is_abnormal,
    is_critical,
    lab_series,
    outside_usual,
    superseded,
    trend,
    vital_series,
)
from chartside.fhir.entry import Kind


def flagged(code: str) -> dict[str, Any]:
    return {"interpretation": [{"coding": [{"code": code}]}]}


def ranged(low: float | None, high: float | None) -> dict[str, Any]:
    ends = {"low": low, "high": high}
    return {"referenceRange": [{k: {"value": v} for k, v in ends.items() if v is not None}]}


@pytest.mark.parametrize(
    ("flag", "meaning"),
    [("H", "high"), ("HH", "high"), ("L", "low"), ("LL", "low"), ("A", "abnormal"), ("N", "")],
)
def test_the_laboratorys_own_judgement_decides(make: Any, flag: str, meaning: str) -> None:
    entry = make.entry(make.lab("o", 500, **flagged(flag), **ranged(70, 99)))
    assert is_abnormal(entry) == meaning


@pytest.mark.parametrize(("number", "meaning"), [(60, "low"), (70, ""), (99, ""), (100, "high")])
def test_without_a_judgement_the_range_beside_the_value_decides(
    make: Any, number: float, meaning: str
) -> None:
    assert is_abnormal(make.entry(make.lab("o", number, **ranged(70, 99)))) == meaning


def test_without_judgement_and_range_nothing_is_called_abnormal(make: Any) -> None:
    assert is_abnormal(make.entry(make.lab("o", 500))) == ""


def test_below_detection_is_not_low_when_the_range_starts_lower(make: Any) -> None:
    body = make.lab("o", **ranged(2, 10))
    body["valueQuantity"] = {"value": 5, "comparator": "<", "unit": "ng/L"}
    assert is_abnormal(make.entry(body)) == ""


def test_a_therapeutic_range_does_not_make_a_result_abnormal(make: Any) -> None:
    target = {"type": {"coding": [{"code": "therapeutic"}]}, "high": {"value": 3}}
    assert is_abnormal(make.entry(make.lab("o", 9, referenceRange=[target]))) == ""


def test_a_range_in_another_unit_is_not_compared(make: Any) -> None:
    other = [{"high": {"value": 5.5, "unit": "mmol/L"}}]
    assert is_abnormal(make.entry(make.lab("o", 90, referenceRange=other))) == ""


def test_a_panic_value_is_critical(make: Any) -> None:
    assert is_critical(make.entry(make.lab("o", 20, **flagged("LL"))))
    assert not is_critical(make.entry(make.lab("o", 60, **flagged("L"))))


@pytest.mark.parametrize("final", ["final", "corrected", "amended"])
def test_a_preliminary_result_is_replaced_by_its_final_or_corrected_one(
    make: Any, final: str
) -> None:
    chart = make.chart(make.lab("p", 90, status="preliminary"), make.lab("f", 190, status=final))
    (series,) = lab_series(chart)
    assert [e.reference for e in series.entries] == ["Observation/f"]
    assert [e.reference for e in superseded(chart.of(Kind.LAB))] == ["Observation/p"]


def test_a_correction_with_another_time_is_recognised_by_its_order(make: Any) -> None:
    ordered = {"basedOn": [{"reference": "ServiceRequest/s"}]}
    chart = make.chart(
        make.lab("p", 90, status="preliminary", **ordered),
        make.lab("c", 95, status="corrected", effectiveDateTime="2025-01-01T09:30:00Z", **ordered),
    )
    (series,) = lab_series(chart)
    assert [e.reference for e in series.entries] == ["Observation/c"]


def test_a_preliminary_result_dated_to_the_day_is_replaced_by_the_final_one(make: Any) -> None:
    day = {"effectiveDateTime": "2025-01-01"}
    chart = make.chart(make.lab("p", 90, status="preliminary", **day), make.lab("f", 95, **day))
    (series,) = lab_series(chart)
    assert [e.reference for e in series.entries] == ["Observation/f"]


def test_two_equal_results_of_one_day_without_a_time_both_stand(make: Any) -> None:
    day = {"effectiveDateTime": "2025-01-01"}
    (series,) = lab_series(make.chart(make.lab("a", 90, **day), make.lab("b", 90, **day)))
    assert len(series.entries) == 2


def test_two_final_results_of_one_moment_that_differ_both_stand(make: Any) -> None:
    (series,) = lab_series(make.chart(make.lab("a", 90), make.lab("b", 140)))
    assert len(series.entries) == 2


def test_a_copy_of_a_final_result_is_counted_once(make: Any) -> None:
    (series,) = lab_series(make.chart(make.lab("a", 90), make.lab("b", 90)))
    assert len(series.entries) == 1


def test_a_result_entered_in_error_is_in_no_series(make: Any) -> None:
    assert not lab_series(make.chart(make.lab("o", 999, status="entered-in-error")))


def test_mass_and_molar_results_of_one_analyte_are_one_series(make: Any) -> None:
    molar = make.lab("b", 5.5, "mmol/L", code=make.code("14749-6"), effectiveDateTime="2025-02-01")
    (series,) = lab_series(make.chart(make.lab("a", 99), molar))
    assert len(series.entries) == 2


def at(make: Any, *numbers: float, **fields: Any) -> Any:
    bodies = [
        make.lab(f"o{n}", number, effectiveDateTime=f"202{n}-01-01", **fields)
        for n, number in enumerate(numbers)
    ]
    (series,) = lab_series(make.chart(*bodies))
    return trend(series)


@pytest.mark.parametrize(
    ("numbers", "direction"),
    [
        ((100, 102, 99), "stable"),
        ((100, 120, 140), "rising"),
        ((140, 120, 100), "falling"),
        ((100, 150, 90, 160, 101), "varying"),
    ],
)
def test_a_trend_is_the_direction_of_most_steps_beyond_a_tenth(
    make: Any, numbers: tuple[float, ...], direction: str
) -> None:
    found = at(make, *numbers)
    assert found.direction == direction


def test_two_results_are_no_trend(make: Any) -> None:
    assert at(make, 100, 200) is None


def test_a_change_of_units_is_not_a_trend(make: Any) -> None:
    mass = [make.lab(f"m{n}", 100, effectiveDateTime=f"202{n}-01-01") for n in range(2)]
    molar = make.lab("x", 5.55, "mmol/L", effectiveDateTime="2023-01-01")
    (series,) = lab_series(make.chart(*mass, molar))
    found = trend(series)
    assert found is not None
    assert (found.direction, found.unit) == ("stable", "mmol/L")


def test_hba1c_in_percent_and_in_mmol_per_mol_is_one_trend(make: Any) -> None:
    code = make.code("4548-4", "HbA1c")
    values = [(7.0, "%"), (7.1, "%"), (75.0, "mmol/mol")]
    bodies = [
        make.lab(f"a{n}", number, unit, code=code, effectiveDateTime=f"202{n}-01-01")
        for n, (number, unit) in enumerate(values)
    ]
    (series,) = lab_series(make.chart(*bodies))
    found = trend(series)
    assert found is not None
    assert found.direction == "rising"
    assert round(found.first) == 53


def test_a_vital_sign_is_one_whatever_its_category(make: Any) -> None:
    weight = make.lab("w", 80, "kg", code=make.code("29463-7", "Body weight"))
    assert [s.label for s in vital_series(make.chart(weight))] == ["Body weight"]


def test_usual_adult_ranges_judge_what_came_without_a_range(make: Any) -> None:
    body = make.lab("k", 6.1, "mmol/L", code=make.code("2823-3", "Potassium"))
    chart = make.chart(body)
    assert outside_usual(chart, chart.get("Observation/k")) == "high"


def test_usual_adult_ranges_do_not_judge_a_child_or_overrule_the_laboratory(make: Any) -> None:
    child = {"resourceType": "Patient", "id": "1", "birthDate": "2020-01-01"}
    body = make.lab("k", 6.1, "mmol/L", code=make.code("2823-3"))
    young = make.chart(body, patient=child)
    assert outside_usual(young, young.get("Observation/k")) == ""
    judged = make.chart({**body, **flagged("N")})
    assert outside_usual(judged, judged.get("Observation/k")) == ""


@pytest.mark.parametrize(
    ("loinc", "number", "unit", "said"),
    [
        ("2345-7", 67.4, "mg/dL", "low"),
        ("2345-7", 120, "mg/dL", ""),
        ("2345-7", 8.3, "mmol/L", "high"),
        ("4548-4", 2.59, "%", "low"),
        ("10230-1", 30.9, "%", "low"),
        ("10230-1", 55, "%", ""),
        ("33914-3", 28.3, "mL/min", "low"),
        ("20447-9", 508780, "{copies}/mL", "high"),
        ("33762-6", 480, "pg/mL", "high"),
        ("2524-7", 1.0, "mmol/L", ""),
        ("9279-1", 32, "/min", "high"),
        ("8310-5", 102.4, "[degF]", "high"),
    ],
)
def test_the_usual_adult_range_of_a_common_test(
    loinc: str, number: float, unit: str, said: str, make: Any
) -> None:
    chart = make.chart(make.lab("r", number, unit, code=make.code(loinc, "Test")))
    assert outside_usual(chart, chart.get("Observation/r")) == said


def test_a_usual_range_is_carried_to_the_unit_of_the_result(make: Any) -> None:
    body = make.lab("c", 180, "umol/L", code=make.code("14682-9", "Creatinine"))
    chart = make.chart(body)
    assert outside_usual(chart, chart.get("Observation/c")) == "high"


def test_results_inside_a_report_are_its_components_and_judged(make: Any) -> None:
    inside = make.lab("i", 7.9, "mmol/L", **ranged(3.5, 5.0))
    report = make.resource(
        "DiagnosticReport",
        status="final",
        code={"text": "Electrolytes"},
        contained=[inside],
        result=[{"reference": "#i"}],
    )
    assert is_abnormal(make.entry(report)) == "high"


def seen(make: Any, name: str, when: str, status: str, number: float = 90) -> Any:
    return make.lab(name, number, status=status, effectiveDateTime=when)


DAY, MORNING, EVENING = "2025-11-01", "2025-11-01T08:00:00-05:00", "2025-11-01T21:00:00-05:00"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ((DAY, "preliminary"), (MORNING, "final")),
        ((DAY, "final"), (EVENING, "corrected")),
        ((EVENING, "preliminary"), (DAY, "final")),
    ],
)
def test_a_more_final_result_replaces_the_only_one_of_its_day_though_one_of_them_has_no_hour(
    make: Any, first: tuple[str, str], then: tuple[str, str]
) -> None:
    (found,) = lab_series(make.chart(seen(make, "a", *first), seen(make, "b", *then, 95)))
    assert [e.reference for e in found.entries] == ["Observation/b"]


def test_which_of_two_preliminary_results_a_day_replaced_nobody_knows_so_all_stand(
    make: Any,
) -> None:
    held = [seen(make, "a", MORNING, "preliminary"), seen(make, "b", EVENING, "preliminary", 99)]
    (found,) = lab_series(make.chart(*held, seen(make, "c", DAY, "final", 95)))
    assert len(found.entries) == 3


def test_a_preliminary_result_of_another_hour_or_day_stands_beside_a_final_one(make: Any) -> None:
    final = seen(make, "a", MORNING, "final")
    for other in (EVENING, "2025-11-02", "2025-11"):
        (found,) = lab_series(make.chart(final, seen(make, "b", other, "preliminary", 95)))
        assert len(found.entries) == 2
