"""Results, signs, scores, procedures, images, visits, gaps: what was found and done."""

from typing import Any

import pytest

RANGE = [{"low": {"value": 3.5, "unit": "mmol/L"}, "high": {"value": 5.3, "unit": "mmol/L"}}]
CHILD = {"resourceType": "Patient", "id": "1", "birthDate": "2023-01-01", "gender": "male"}


async def test_a_result_is_judged_by_its_own_range_before_any_usual_one(
    make: Any, told: Any
) -> None:
    inside = make.lab("k", 5.2, referenceRange=RANGE)
    assert await told(make.chart(inside), "results") == [
        "Potassium 5.2 mmol/L on 1 December 2025, within its reference range 3.5 to 5.3."
    ]
    outside = make.lab("k", 5.9, referenceRange=RANGE)
    assert await told(make.chart(outside), "results") == [
        "Potassium 5.9 mmol/L on 1 December 2025, high (reference range 3.5 to 5.3)."
    ]


async def test_a_childs_result_is_not_judged_by_an_adults_range(make: Any, told: Any) -> None:
    assert await told(make.chart(make.lab("k", 5.4), patient=CHILD), "results") == [
        "Potassium 5.4 mmol/L on 1 December 2025."
    ]


async def test_a_trend_says_from_what_and_since_when(make: Any, told: Any) -> None:
    chart = make.chart(
        *(
            make.lab(f"k{n}", value, f"2025-0{n}-01", referenceRange=RANGE)
            for n, value in enumerate((4.4, 4.8, 5.1, 5.5, 5.9), 1)
        )
    )
    assert await told(chart, "results") == [
        "Potassium 5.9 mmol/L on 1 May 2025, high (reference range 3.5 to 5.3), "
        "up from 5.5 mmol/L on 1 April 2025 and 4.4 mmol/L on 1 January 2025."
    ]


async def test_a_change_of_unit_is_no_change_of_the_value(make: Any, told: Any) -> None:
    def creatinine(name: str, loinc: str, number: float, unit: str, day: str) -> dict[str, Any]:
        code = {"coding": [{"system": "http://loinc.org", "code": loinc}], "text": "Creatinine"}
        value = {"value": number, "unit": unit, "code": unit}
        return make.lab(name, 0, day, code=code, valueQuantity=value)

    chart = make.chart(
        creatinine("c1", "2160-0", 1.5, "mg/dL", "2024-12-01"),
        creatinine("c2", "14682-9", 133, "umol/L", "2025-12-01"),
    )
    (sentence,) = await told(chart, "results")
    assert "previously 1.5 mg/dL (133 \N{MICRO SIGN}mol/L) on 1 December 2024" in sentence
    assert "up from" not in sentence


async def test_a_preliminary_result_says_so_and_gives_way_to_the_final_one(
    make: Any, told: Any
) -> None:
    early = make.lab("k1", 6.8, status="preliminary", referenceRange=RANGE)
    (sentence,) = await told(make.chart(early), "results")
    assert sentence.endswith(", preliminary.")
    assert await told(make.chart(early), "gaps") == [
        "Potassium of 1 December 2025 is preliminary: 6.8 mmol/L."
    ]
    final = make.lab("k2", 4.6, referenceRange=RANGE)
    chart = make.chart(early, final)
    (sentence,) = await told(chart, "results")
    assert sentence.startswith("Potassium 4.6 mmol/L")
    assert await told(chart, "gaps") == []


async def test_what_was_entered_in_error_is_in_no_sentence(make: Any, told: Any) -> None:
    chart = make.chart(
        make.lab("k", 9.9, status="entered-in-error"), make.lab("k0", 4.1, "2025-06-01")
    )
    for name in ("results", "key_points", "gaps"):
        assert "9.9" not in " ".join(await told(chart, name))


async def test_an_abnormal_result_of_years_ago_is_history(make: Any, told: Any) -> None:
    chart = make.chart(make.lab("k", 6.4, "2020-01-01"), make.visit("v", "Visit", "2025-12-01"))
    assert await told(chart, "results") == []


async def test_what_lies_far_out_comes_before_what_hardly_does(make: Any, told: Any) -> None:
    def result(name: str, loinc: str, text: str, number: float, day: str) -> dict[str, Any]:
        code = {"coding": [{"system": "http://loinc.org", "code": loinc}], "text": text}
        value = {"value": number, "unit": "mg/dL", "code": "mg/dL"}
        return make.lab(name, 0, day, code=code, valueQuantity=value)

    chart = make.chart(
        *(
            result(f"c{n}", "2093-3", "Cholesterol", 184 + 8 * n, f"2025-{9 + n:02}-01")
            for n in range(3)
        ),
        result("k1", "2160-0", "Creatinine", 0.4, "2025-06-01"),
        result("k2", "2160-0", "Creatinine", 3.4, "2025-12-01"),
    )
    assert (await told(chart, "results"))[0].startswith("Creatinine 3.4 mg/dL")


async def test_what_is_many_is_gathered_and_not_lost(make: Any, told: Any) -> None:
    many = [
        make.lab(
            f"x{n}",
            9,
            code={"text": f"Test number {n}"},
            interpretation=[{"coding": [{"code": "H"}]}],
        )
        for n in range(14)
    ]
    sentences = await told(make.chart(*many), "results")
    assert len(sentences) == 11
    assert sentences[-1].startswith("Also outside their ranges: test number")
    assert all(any(f"number {n} " in s for s in sentences) for n in range(14))


@pytest.mark.parametrize(
    ("number", "said"),
    [(78.05474545537848, "78.1 kg"), (21.73, "21.7 kg"), (9.46, "9.46 kg"), (80, "80 kg")],
)
async def test_a_number_is_as_precise_as_a_scale(
    number: float, said: str, make: Any, told: Any
) -> None:
    chart = make.chart(make.vital("w", "29463-7", "Body Weight", number, "kg"))
    assert await told(chart, "vitals") == [f"Body weight {said} on 1 December 2025."]


async def test_a_rounded_number_never_seems_to_lie_inside_the_range_it_is_outside_of(
    make: Any, told: Any
) -> None:
    bounds = [{"high": {"value": 12.0, "unit": "mmol/L"}}]
    (sentence,) = await told(make.chart(make.lab("k", 12.04, referenceRange=bounds)), "results")
    assert "12.04 mmol/L" in sentence


async def test_a_blood_pressure_is_systolic_over_diastolic(make: Any, told: Any) -> None:
    def part(loinc: str, number: float) -> dict[str, Any]:
        return {
            "code": {"coding": [{"system": "http://loinc.org", "code": loinc}]},
            "valueQuantity": {"value": number, "unit": "mmHg", "code": "mm[Hg]"},
        }

    pressure = make.vital("b", "85354-9", "Blood pressure panel", 0, "")
    del pressure["valueQuantity"]
    pressure["code"]["text"] = "Blood pressure"
    pressure["component"] = [part("8462-4", 76.2), part("8480-6", 133.9)]
    assert await told(make.chart(pressure), "vitals") == [
        "Blood pressure 134/76 mmHg on 1 December 2025."
    ]


async def test_a_temperature_of_last_year_is_no_vital_sign_and_a_height_is(
    make: Any, told: Any
) -> None:
    chart = make.chart(
        make.vital("t", "8310-5", "Body temperature", 39.2, "Cel", "2025-01-01"),
        make.vital("h", "8302-2", "Body Height", 163, "cm", "2025-01-01"),
        make.visit("v", "Office visit", "2025-12-01"),
    )
    assert await told(chart, "vitals") == ["Body height 163 cm on 1 January 2025."]


def answer(make: Any, name: str, text: str, day: str, **value: Any) -> dict[str, Any]:
    found: dict[str, Any] = make.resource(
        "Observation",
        name,
        status="final",
        category=[{"coding": [{"code": "survey"}]}],
        code={"text": text},
        effectiveDateTime=day,
        **value,
    )
    return found


async def test_a_score_has_its_instrument_and_the_score_before(make: Any, told: Any) -> None:
    chart = make.chart(
        answer(make, "a", "Total score [PHQ-9]", "2024-12-01", valueQuantity={"value": 4}),
        answer(make, "b", "Total score [PHQ-9]", "2025-12-01", valueQuantity={"value": 17}),
    )
    assert await told(chart, "assessments") == [
        "PHQ-9 total score 17 on 1 December 2025, previously 4 on 1 December 2024."
    ]


async def test_a_positive_answer_stands_before_the_others(make: Any, told: Any) -> None:
    chart = make.chart(
        answer(make, "a", "TESTS ORDERED", "2025-12-01", valueString="Blood typing"),
        answer(make, "b", "HIV RAPID TEST, QUALITATIVE", "2025-12-01", valueString="Positive"),
        answer(make, "c", "Hepatitis C test", "2025-12-01", valueString="Not detected"),
    )
    sentences = await told(chart, "assessments")
    assert sentences[0] == "HIV rapid test, qualitative: positive on 1 December 2025."
    assert len(sentences) == 3


async def test_a_procedure_is_said_once_and_routine_care_is_not(make: Any, told: Any) -> None:
    chart = make.chart(
        make.procedure(
            "a", "Colonoscopy", "2021-10-19", reasonCode=[{"text": "Polyps of colon (disorder)"}]
        ),
        make.procedure("b", "Colonoscopy", "2018-08-21"),
        make.procedure("c", "Appendectomy", "1974"),
        make.procedure("d", "Medication Reconciliation (procedure)", "2025-12-01"),
        make.procedure("e", "Depression screening", "2025-12-01"),
        make.procedure("f", "Coronary artery bypass", "2025-12-01", status="not-done"),
    )
    assert await told(chart, "procedures") == [
        "Colonoscopy for polyps of colon on 19 October 2021; earlier: 21 August 2018.",
        "Appendectomy in 1974.",
    ]


async def test_a_reading_is_quoted_with_the_place_where_it_stands(make: Any, told: Any) -> None:
    report = make.resource(
        "DiagnosticReport",
        "r",
        status="final",
        category=[{"coding": [{"code": "RAD"}]}],
        code={"text": "CT chest"},
        effectiveDateTime="2024-02-12",
        conclusion="8 mm solid nodule, right upper lobe.",
    )
    assert await told(make.chart(report), "imaging") == [
        'CT chest on 12 February 2024: "8 mm solid nodule, right upper lobe."'
    ]


async def test_visits_of_one_name_are_one_sentence_and_admissions_are_not(
    make: Any, told: Any
) -> None:
    chart = make.chart(
        *(make.visit(f"d{n}", "Dialysis", f"2025-11-0{n}") for n in range(1, 7)),
        make.visit("s1", "Inpatient stay", "2025-02-01", "IMP"),
        make.visit("s2", "Inpatient stay", "2025-03-01", "IMP"),
        make.visit("old", "Office visit", "1961-05-20"),
        make.visit("er", "Chest pain", "2025-10-01", "EMER"),
    )
    assert await told(chart, "encounters") == [
        "Dialysis on 6 November 2025; earlier: 5 November 2025, 4 November 2025, 3 November 2025.",
        "Chest pain (emergency) on 1 October 2025.",
        "Inpatient stay on 1 March 2025.",
        "Inpatient stay on 1 February 2025.",
    ]


async def test_an_absent_result_and_an_unread_letter_are_said(make: Any, told: Any) -> None:
    absent = make.lab("k", 0, dataAbsentReason={"text": "Sample insufficient"})
    del absent["valueQuantity"]
    letter = make.note("n", "x")
    letter["content"] = [{"attachment": {"url": "https://archive.example/1"}}]
    sentences = await told(make.chart(absent, letter), "gaps")
    assert sentences[0] == "Potassium of 1 December 2025: no result (Sample insufficient)."
    assert sentences[1].startswith("The text of the clinic letter of 1 November 2025 was not read")


async def test_a_conflict_is_told_with_readable_names(make: Any, told: Any) -> None:
    chart = make.chart(
        make.order("a", "Atorvastatin 40 MG Oral Tablet"),
        make.order("b", "Rosuvastatin calcium 10 MG Oral Tablet"),
    )
    (sentence,) = await told(chart, "gaps")
    assert "atorvastatin 40 mg oral tablet" in sentence.lower()
    assert " MG " not in sentence


@pytest.mark.parametrize("evidence", ["problems", "results", "plans", "gaps", "encounters"])
async def test_nothing_is_said_of_what_the_chart_does_not_hold(
    evidence: str, make: Any, told: Any
) -> None:
    assert await told(make.chart(), evidence) == []


async def test_two_sources_of_one_sentence_are_one_sentence(make: Any, told: Any) -> None:
    one, other = make.note("a", "x"), make.note("b", "y")
    for letter in (one, other):
        letter["content"] = [{"attachment": {"url": f"https://archive.example/{letter['id']}"}}]
    assert len(await told(make.chart(one, other), "gaps")) == 1


async def test_an_encounter_without_a_date_says_nothing(make: Any, told: Any) -> None:
    body = make.visit("v", "Unknown", "")
    del body["period"]
    assert await told(make.chart(body), "encounters") == []


async def test_a_visit_over_midnight_is_of_one_day_and_a_stay_is_not(make: Any, told: Any) -> None:
    night = {"start": "2025-11-20T23:40:00Z", "end": "2025-11-21T00:10:00Z"}
    chart = make.chart(
        make.visit("v", "Office visit", "", period=night),
        make.visit("s", "Inpatient stay", "", "IMP", period=night),
    )
    assert sorted(await told(chart, "encounters")) == [
        "Inpatient stay from 20 November 2025 to 21 November 2025.",
        "Office visit on 20 November 2025.",
    ]
