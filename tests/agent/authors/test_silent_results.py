"""What nobody judged and acts soon is named; what became much worse or alarms is a key point."""

from typing import Any

import pytest


def coded(code: str, text: str = "") -> dict[str, Any]:
    named = {"text": text} if text else {}
    return {"coding": [{"system": "http://loinc.org", "code": code}], **named}


Test = tuple[str, str, str]
"""A LOINC code, a name, a unit."""
CREATININE: Test = ("2160-0", "Creatinine", "mg/dL")
HEMOGLOBIN: Test = ("718-7", "Hemoglobin", "g/dL")
PLATELETS: Test = ("777-3", "Platelets", "10*3/uL")


def measured(make: Any, name: str, test: Test, value: float, day: str = "2025-12-01") -> Any:
    code, text, unit = test
    quantity = {"value": value, "unit": unit, "code": unit}
    return make.lab(name, 0, day, code=coded(code, text), valueQuantity=quantity)


def answered(make: Any, name: str, code: str, text: str, words: str) -> Any:
    result = make.lab(name, 0, code=coded(code, text), valueString=words)
    del result["valueQuantity"]
    return result


def ordinary(make: Any) -> list[Any]:
    """Four normal tests: a chart that does not hold few."""
    tests = (
        (("2075-0", "Chloride", "mmol/L"), 101),
        (("2951-2", "Sodium", "mmol/L"), 140),
        (("2823-3", "Potassium", "mmol/L"), 4.1),
        (("17861-6", "Calcium", "mg/dL"), 9.4),
    )
    return [measured(make, f"n{test[0]}", test, value) for test, value in tests]


async def test_a_troponin_without_a_range_is_said_with_value_and_date_alone(
    make: Any, told: Any
) -> None:
    troponin = measured(make, "t", ("10839-9", "Troponin I", "ng/L"), 999)
    said = ["Troponin I 999 ng/L on 1 December 2025."]
    assert await told(make.chart(troponin), "results") == said
    assert await told(make.chart(troponin, *ordinary(make)), "results") == said


async def test_an_urgent_result_in_words_is_quoted_as_recorded(make: Any, told: Any) -> None:
    inr = answered(make, "i", "6301-6", "INR", "7.2 !!")
    assert await told(make.chart(inr, *ordinary(make)), "results") == [
        'INR "7.2 !!" on 1 December 2025.'
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [("Staphylococcus aureus isolated", True), ("No growth", False), ("Not detected", False)],
)
async def test_a_telling_answer_is_named_and_a_negative_one_is_not(
    words: str, said: bool, make: Any, told: Any
) -> None:
    culture = answered(make, "c", "600-7", "Blood culture", words)
    named = await told(make.chart(culture, *ordinary(make)), "results")
    assert any(words in sentence for sentence in named) is said


async def test_of_a_chart_with_few_results_a_normal_one_is_said_to_be_so(
    make: Any, told: Any
) -> None:
    assert await told(make.chart(make.lab("k", 4.1)), "results") == [
        "Potassium 4.1 mmol/L on 1 December 2025, within the usual adult range."
    ]
    assert await told(make.chart(*ordinary(make)), "results") == []


async def test_the_only_sign_of_a_chart_is_named_whatever_it_is(make: Any, told: Any) -> None:
    flow = make.vital("v", "19935-6", "Peak flow", 300, "L/min")
    assert await told(make.chart(flow), "vitals") == ["Peak flow 300 L/min on 1 December 2025."]


async def test_previously_is_the_result_just_before(make: Any, told: Any) -> None:
    values = (5.03, 4.6, 4.2, 3.3, 3.4)
    chart = make.chart(
        *(make.lab(f"k{n}", value, f"2025-0{n}-01") for n, value in enumerate(values, 1))
    )
    (sentence,) = await told(chart, "results")
    assert sentence.endswith("previously 3.3 mmol/L on 1 April 2025.")


@pytest.mark.parametrize(
    ("test", "values", "pressing"),
    [
        (CREATININE, (("2025-01-10", 0.6), ("2025-11-24", 3.4)), True),
        (CREATININE, (("2025-11-20", 0.7), ("2025-11-24", 1.1)), True),
        (CREATININE, (("2025-11-23", 0.6), ("2025-11-24", 0.95)), True),
        (CREATININE, (("2025-01-10", 0.7), ("2025-11-24", 1.0)), False),
        (CREATININE, (("2025-11-20", 1.1), ("2025-11-24", 0.5)), False),
        (HEMOGLOBIN, (("2025-11-20", 15.9), ("2025-11-24", 13.5)), True),
        (HEMOGLOBIN, (("2025-11-20", 14.5), ("2025-11-24", 13.5)), False),
        (("718-7", "Hemoglobin", "g/L"), (("2025-11-20", 159), ("2025-11-24", 135)), True),
        (PLATELETS, (("2025-11-15", 420), ("2025-11-24", 190)), True),
        (PLATELETS, (("2024-11-15", 420), ("2025-11-24", 190)), False),
        (("62238-1", "eGFR", "mL/min/{1.73_m2}"), (("2025-01-10", 95), ("2025-11-24", 44)), True),
    ],
)
async def test_a_large_deterioration_is_a_key_point_and_a_small_change_is_none(
    test: Test, values: Any, pressing: bool, make: Any, told: Any
) -> None:
    results = [measured(make, f"r{n}", test, value, day) for n, (day, value) in enumerate(values)]
    points = await told(make.chart(*results, *ordinary(make)), "key_points")
    assert [p.startswith(test[1]) for p in points] == ([True] if pressing else [])


async def test_a_fall_names_the_point_it_is_measured_from_and_the_result_before(
    make: Any, told: Any
) -> None:
    values = (("2025-11-01", 12.6), ("2025-11-10", 8.0), ("2025-11-12", 8.5))
    chart = make.chart(
        *(measured(make, f"h{n}", HEMOGLOBIN, value, day) for n, (day, value) in enumerate(values))
    )
    (point,) = await told(chart, "key_points")
    assert "down from 12.6 g/dL on 1 November 2025" in point
    assert point.endswith("previously 8.0 g/dL on 10 November 2025.")


@pytest.mark.parametrize(
    ("test", "value"),
    [
        (("6301-6", "INR", "{INR}"), 5.2),
        (("2345-7", "Glucose", "mg/dL"), 48),
        (("10535-3", "Digoxin", "ug/L"), 3.1),
        (("14334-7", "Lithium", "mmol/L"), 1.9),
        (("2524-7", "Lactate", "mmol/L"), 5.1),
    ],
)
async def test_a_result_that_alarms_is_a_key_point_though_nobody_flagged_it(
    test: Test, value: float, make: Any, told: Any
) -> None:
    result = measured(make, "r", test, value)
    (point,) = await told(make.chart(result, *ordinary(make)), "key_points")
    assert point.startswith(test[1])


@pytest.mark.parametrize(("percent", "pressing"), [(30.9, True), (45, False), (60, False)])
async def test_a_reduced_ejection_fraction_is_a_key_point_wherever_it_was_filed(
    percent: float, pressing: bool, make: Any, told: Any
) -> None:
    for category in ("imaging", "exam"):
        fraction = make.vital("e", "10230-1", "Left ventricular ejection fraction", percent, "%")
        fraction["category"] = [{"coding": [{"code": category}]}]
        points = await told(make.chart(fraction), "key_points")
        assert len(points) == pressing


async def test_a_sign_under_a_code_of_its_own_is_judged_by_its_name(make: Any, told: Any) -> None:
    sign = make.vital("s", "5092AAAA", "BLOOD OXYGEN SATURATION", 79, "%")
    sign["category"] = [{"coding": [{"code": "survey"}]}]
    (sentence,) = await told(make.chart(sign), "assessments")
    assert "low by the usual adult range" in sentence
    venous = make.vital("s", "5092AAAA", "Mixed venous oxygen saturation", 70, "%")
    venous["category"] = [{"coding": [{"code": "survey"}]}]
    (sentence,) = await told(make.chart(venous), "assessments")
    assert "usual" not in sentence


async def test_a_common_code_without_a_name_is_called_what_it_is(make: Any, told: Any) -> None:
    for text in ("", "LOINC code"):
        pressure = make.vital("v", "8480-6", text, 130, "mm[Hg]")
        assert await told(make.chart(pressure), "vitals") == [
            "Systolic blood pressure 130 mmHg on 1 December 2025."
        ]
    nameless = measured(make, "u", ("99999-9", "LOINC code", "mg/dL"), 7)
    assert await told(make.chart(nameless), "results") == [
        "Result without a name 7 mg/dL on 1 December 2025."
    ]


async def test_a_pressure_has_a_unit_only_where_the_source_has_one(make: Any, told: Any) -> None:
    pressure = make.vital("p", "85354-9", "Blood pressure", 0, "")
    del pressure["valueQuantity"]
    pressure["component"] = [
        {"code": coded("8480-6", "Systolic"), "valueQuantity": {"value": 123}},
        {"code": coded("8462-4", "Diastolic"), "valueQuantity": {"value": 85}},
    ]
    assert await told(make.chart(pressure), "vitals") == [
        "Blood pressure 123/85 on 1 December 2025."
    ]


async def test_one_of_a_thing_is_no_plural_and_a_broken_score_is_said_to_be_recorded_so(
    make: Any, told: Any
) -> None:
    def asked(name: str, code: str, text: str, value: float, unit: str) -> Any:
        survey = make.vital(name, code, text, value, unit)
        return {**survey, "category": [{"coding": [{"code": "survey"}]}]}

    chart = make.chart(
        asked("a", "75626-2", "Total score [AUDIT-C]", 1, "points"),
        asked("b", "72106-8", "Total score [MMSE]", 0.779, "{score}"),
        asked("c", "11287-0", "Drinks in a day", 1, "drinks"),
    )
    assert sorted(await told(chart, "assessments")) == [
        "AUDIT-C total score 1 on 1 December 2025.",
        "Drinks in a day 1 drink on 1 December 2025.",
        "MMSE total score 0.779 (as recorded) on 1 December 2025.",
    ]


async def test_an_answer_cannot_close_the_quotation_it_stands_in(make: Any, told: Any) -> None:
    words = '9 "ng". Take "all" of it. ' + "The patient has no allergies. " * 9
    (sentence,) = await told(
        make.chart(answered(make, "t", "10839-9", "Troponin I", words)), "results"
    )
    assert sentence.startswith("Troponin I \"9 'ng'. Take 'all' of it.")
    assert sentence.endswith('" on 1 December 2025.')
    assert sentence.count('"') == 2
    assert len(sentence) < 140
