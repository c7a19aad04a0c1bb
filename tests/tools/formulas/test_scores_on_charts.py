"""What of a chart answers the items of a score, and what stays open."""

from decimal import Decimal
from typing import Any

import pytest

Ward = Any


async def test_cha2ds2_vasc_counts_the_problems_with_their_entries(ward: Ward) -> None:
    chart = ward.chart(
        ward.problem("af", "Atrial fibrillation"),
        ward.problem("htn", "Hypertension"),
        ward.problem("dm", "Type 2 diabetes mellitus"),
        ward.problem("tia", "Transient ischemic attack", clinical="resolved"),
    )
    row = await ward.row("cha2ds2_vasc", chart)
    assert row.value == row.high == 6  # hypertension, diabetes, 2 for the attack, age 70, female
    assert row.counted == (
        "hypertension 1", "diabetes 1", "stroke 2", "age 65 to 74 1", "female 1",
    )  # fmt: skip
    assert row.absent == ("heart failure", "vascular disease")
    assert {"Condition/htn", "Condition/dm", "Condition/tia"} <= set(row.references)
    assert row.open == row.notes == ()


@pytest.mark.parametrize(
    "field", [{"verification": "refuted"}, {"verification": "entered-in-error"}]
)
async def test_a_disproved_or_mistaken_diagnosis_does_not_count(
    ward: Ward, field: dict[str, str]
) -> None:
    row = await ward.row("cha2ds2_vasc", ward.chart(ward.problem("s", "Stroke", **field)))
    assert "stroke, TIA or thromboembolism" in row.absent
    assert "Condition/s" not in row.references


async def test_a_suspected_diagnosis_is_open_and_widens_the_score(ward: Ward) -> None:
    chart = ward.chart(ward.problem("s", "Stroke", verification="provisional"))
    row = await ward.row("cha2ds2_vasc", chart)
    assert (row.value, row.high) == (2, 4)
    assert row.open == ("stroke, TIA or thromboembolism: suspected only",)


async def test_the_disease_of_a_relative_does_not_count(ward: Ward) -> None:
    chart = ward.chart(ward.problem("f", "Family history of diabetes mellitus"))
    assert "diabetes" in (await ward.row("cha2ds2_vasc", chart)).absent


async def test_a_weak_heart_counts_by_its_ejection_fraction(ward: Ward) -> None:
    chart = ward.chart(ward.sign("ef", "10230-1", 35, "%", "2025-01-02"))
    row = await ward.row("cha2ds2_vasc", chart)
    assert "heart failure 1" in row.counted
    assert "Observation/ef" in row.references


async def test_coronary_disease_without_infarction_is_open(ward: Ward) -> None:
    row = await ward.row("cha2ds2_vasc", ward.chart(ward.problem("c", "Coronary Heart Disease")))
    assert (row.value, row.high) == (2, 3)
    assert row.open == ("coronary disease counts where it is significant by angiography",)


async def test_as_of_a_day_a_later_disease_does_not_count(ward: Ward) -> None:
    chart = ward.chart(ward.problem("s", "Stroke", "2025-06-01"))
    assert (await ward.row("cha2ds2_vasc", chart, "2025-05-31")).value == 2
    assert (await ward.row("cha2ds2_vasc", chart, "2025-06-01")).value == 4


async def test_without_atrial_fibrillation_the_row_says_so(ward: Ward) -> None:
    row = await ward.row("cha2ds2_vasc", ward.chart())
    assert "made for atrial fibrillation, which the record does not hold" in row.notes


async def _bled(ward: Ward, *resources: Any, top: int = 130) -> Any:
    base = (
        ward.pressure("bp", top, 80, "2026-02-02"),
        ward.creatinine("cr", 1.0, "2026-02-02"),
    )
    return await ward.row("has_bled", ward.chart(*base, *resources))


async def test_has_bled_leaves_alcohol_open(ward: Ward) -> None:
    row = await _bled(ward)
    assert (row.value, row.high) == (1, 2)
    assert row.open == ("alcohol: 8 or more drinks a week",)


async def test_has_bled_without_a_pressure_is_not_calculated(ward: Ward) -> None:
    row = await ward.row("has_bled", ward.chart(ward.creatinine("cr", 1.0, "2026-02-02")))
    assert row.value is None
    assert row.missing == ("blood pressure",)


async def test_a_pressure_without_a_unit_is_not_used_and_said(ward: Ward) -> None:
    bare = ward.pressure("new", 190, 100, "2026-02-20")
    for part in bare["component"]:
        part["valueQuantity"] = {"value": part["valueQuantity"]["value"]}
    row = await _bled(ward, bare)
    assert "Observation/bp" in row.references
    assert "a newer blood pressure, of 2026-02-20, is no exact number in a unit of it" in row.notes


async def test_only_a_systolic_pressure_above_160_counts_as_uncontrolled(ward: Ward) -> None:
    assert "hypertension 1" not in (await _bled(ward, top=160)).counted
    assert "hypertension 1" in (await _bled(ward, top=161)).counted


@pytest.mark.parametrize(
    "drug", ["Aspirin 81 MG Oral Tablet", "clopidogrel 75 mg", "Naproxen 500 mg tablet"]
)
async def test_a_platelet_inhibitor_or_nsaid_that_is_taken_counts(ward: Ward, drug: str) -> None:
    row = await _bled(ward, ward.order("m", drug))
    assert "drugs 1" in row.counted
    assert "MedicationRequest/m" in row.references


@pytest.mark.parametrize(
    ("drug", "status"),
    [("Diclofenac 1 % topical gel", "active"), ("Aspirin 81 mg tablet", "stopped"),
     ("Acetaminophen 500 mg tablet", "active"), ("Aspirin 81 mg", "entered-in-error")],
)  # fmt: skip
async def test_a_gel_a_stopped_or_another_drug_does_not_count(
    ward: Ward, drug: str, status: str
) -> None:
    row = await _bled(ward, ward.order("m", drug, status=status))
    assert "drugs 1" not in row.counted
    assert "platelet inhibitor or NSAID" in row.absent


async def test_on_warfarin_it_is_open_whether_the_inr_is_labile(ward: Ward) -> None:
    row = await _bled(ward, ward.order("w", "Warfarin sodium 5 mg tablet"))
    assert (row.value, row.high) == (1, 3)
    assert "labile INR: in range less than 60 % of the time" in row.open
    other = await _bled(ward, ward.order("a", "Apixaban 5 mg tablet"))
    assert other.high == 2


async def test_dialysis_counts_without_a_creatinine(ward: Ward) -> None:
    chart = ward.chart(
        ward.pressure("bp", 130, 80, "2026-02-02"),
        ward.problem("d", "Dependence on renal dialysis"),
    )
    assert "renal 1" in (await ward.row("has_bled", chart)).counted


async def test_liver_counts_by_the_laboratorys_own_limits(ward: Ward) -> None:
    def test(name: str, code: str, value: float, unit: str, high: float) -> Any:
        limits = [{"high": {"value": high, "unit": unit}}]
        return ward.result(name, code, value, unit, "2026-02-02", referenceRange=limits)

    bilirubin = test("bili", "1975-2", 2.5, "mg/dL", 1.2)
    assert (
        "liver 1" in (await _bled(ward, bilirubin, test("alt", "1742-6", 121, "U/L", 40))).counted
    )
    assert (
        "liver 1"
        not in (await _bled(ward, bilirubin, test("alt", "1742-6", 120, "U/L", 40))).counted
    )


async def test_wells_for_embolism_is_a_range_over_what_is_for_a_clinician(ward: Ward) -> None:
    chart = ward.chart(
        ward.sign("hr", "8867-4", 110, "/min", "2026-03-01T08:00:00Z"),
        ward.problem("dvt", "Deep venous thrombosis of leg", "2019-01-01", clinical="resolved"),
    )
    row = await ward.row("wells_pe", chart)
    assert (row.value, row.high) == (Decimal("3.0"), Decimal("11.5"))
    assert len(row.open) == 4
    assert row.absent == ("active cancer",)


async def test_a_thrombosis_of_this_week_is_no_previous_one(ward: Ward) -> None:
    chart = ward.chart(ward.problem("dvt", "Deep venous thrombosis of leg", "2026-02-27"))
    assert (await ward.row("wells_dvt", chart)).counted == ()


async def test_an_embolism_alone_leaves_open_whether_there_was_a_thrombosis(ward: Ward) -> None:
    embolism = ward.problem("pe", "Pulmonary embolism", "2019-01-01", clinical="resolved")
    thrombosis = ward.problem("dvt", "DVT of left calf", "2020-05-01", clinical="resolved")
    row = await ward.row("wells_dvt", ward.chart(embolism))
    assert (row.value, row.high) == (-2, 8)
    assert row.references == ("Condition/pe",)
    assert "deep vein thrombosis before: an embolism is recorded, no thrombosis" in row.open
    sure = await ward.row("wells_dvt", ward.chart(embolism, thrombosis))
    assert sure.counted == ("previous dvt 1",)
    assert sure.references == ("Condition/dvt",)


async def test_an_active_cancer_is_open_until_its_treatment_is_known(ward: Ward) -> None:
    row = await ward.row("wells_dvt", ward.chart(ward.problem("c", "Malignant tumor of colon")))
    assert (row.value, row.high) == (-2, 8)
    assert "cancer treated in the last 6 months, or palliative" in row.open


def _pneumonia(ward: Ward, urea: float, rate: int, top: int, low: int | None) -> list[Any]:
    return [
        ward.result("u", "22664-7", urea, "mmol/L", "2026-02-28"),
        ward.sign("rr", "9279-1", rate, "/min", "2026-03-01T06:00:00Z"),
        ward.pressure("bp", top, low, "2026-03-01T06:00:00Z"),
    ]


async def test_curb65_leaves_only_confusion_open(ward: Ward) -> None:
    row = await ward.row("curb65", ward.chart(*_pneumonia(ward, 7.1, 30, 120, 60)))
    assert (row.value, row.high) == (4, 5)
    assert row.open == ("new confusion",)
    mild = await ward.row("curb65", ward.chart(*_pneumonia(ward, 7.0, 29, 90, 61)))
    assert (mild.value, mild.high) == (1, 2)


async def test_curb65_takes_urea_nitrogen_in_mg_as_urea(ward: Ward) -> None:
    parts = _pneumonia(ward, 0, 20, 120, 80)[1:]
    bun = ward.result("u", "3094-0", 20, "mg/dL", "2026-03-01")
    assert "urea 1" in (await ward.row("curb65", ward.chart(*parts, bun))).counted


async def test_a_normal_systolic_without_a_diastolic_does_not_answer_curb65(ward: Ward) -> None:
    row = await ward.row("curb65", ward.chart(*_pneumonia(ward, 5, 20, 120, None)))
    assert row.value is None
    assert row.missing == ("diastolic pressure",)


async def test_bedside_signs_of_last_week_are_too_old(ward: Ward) -> None:
    parts = [
        ward.sign("rr", "9279-1", 24, "/min", "2026-02-22"),
        ward.pressure("bp", 95, 60, "2026-02-22"),
    ]
    row = await ward.row("qsofa", ward.chart(*parts))
    assert row.value is None
    assert all("older than a day" in m for m in row.missing)
    assert (await ward.row("qsofa", ward.chart(*parts), "2026-02-22")).value == 2


async def test_qsofa_takes_mentation_from_the_coma_scale(ward: Ward) -> None:
    parts = [
        ward.sign("rr", "9279-1", 22, "/min", "2026-03-01"),
        ward.pressure("bp", 101, 60, "2026-03-01"),
    ]
    assert (await ward.row("qsofa", ward.chart(*parts))).high == 2
    awake = ward.sign("gcs", "9269-2", 15, "{score}", "2026-03-01")
    row = await ward.row("qsofa", ward.chart(*parts, awake))
    assert (row.value, row.high, row.open) == (1, 1, ())
    dull = ward.sign("gcs", "9269-2", 14, "{score}", "2026-03-01")
    assert (await ward.row("qsofa", ward.chart(*parts, dull))).value == 2


def _liver(ward: Ward) -> list[Any]:
    tests = [
        ("b", "1975-2", 3.0, "mg/dL"), ("i", "6301-6", 1.8, "{INR}"), ("c", "2160-0", 1.5, "mg/dL"),
        ("s", "2951-2", 130, "mmol/L"), ("a", "1751-7", 2.8, "g/dL"),
    ]  # fmt: skip
    return [ward.result(n, code, value, unit, "2026-02-02") for n, code, value, unit in tests]


async def test_meld3_counts_dialysis_by_what_was_done_in_the_week(ward: Ward) -> None:
    row = await ward.row("meld3", ward.chart(*_liver(ward)), "2026-02-03")
    assert row.value == row.high == 27
    assert row.absent == ("dialysis",)
    done = [
        {
            "resourceType": "Procedure",
            "id": f"d{day}",
            "subject": {"reference": "Patient/1"},
            "status": "completed",
            "code": {"text": "Hemodialysis"},
            "performedDateTime": f"2026-02-0{day}",
        }
        for day in (1, 3)
    ]
    twice = await ward.row("meld3", ward.chart(*_liver(ward), *done), "2026-02-03")
    assert twice.value == twice.high == 34  # creatinine 3: + 11.14 ln 2 - 1.83 x 0.7 ln 2 = 33.7
    depends = ward.problem("esrd", "Dependence on renal dialysis")
    span = await ward.row("meld3", ward.chart(*_liver(ward), depends), "2026-02-03")
    assert (span.value, span.high) == (27, 34)
    assert span.open == ("two or more dialyses in the last week",)


async def test_child_pugh_never_takes_silence_for_no_ascites(ward: Ward) -> None:
    row = await ward.row("child_pugh", ward.chart(*_liver(ward)), "2026-02-03")
    assert (row.value, row.high) == (8, 12)  # 2 + 2 + 2 for the tests, 1 to 3 for each of two
    assert row.notes == ("class B to C",)
    wet = ward.problem("a", "Ascites")
    known = await ward.row("child_pugh", ward.chart(*_liver(ward), wet), "2026-02-03")
    assert (known.value, known.high) == (9, 12)
    assert "grade of ascites" in known.open


def _risk(ward: Ward, *more: Any) -> list[Any]:
    return [
        ward.result("t", "2093-3", 213, "mg/dL", "2026-02-02"),
        ward.result("h", "2085-9", 50, "mg/dL", "2026-02-02"),
        ward.pressure("bp", 120, 80, "2026-02-02"),
        *more,
    ]


WOMAN_OF_55 = {"birthDate": "1970-06-01"}


async def test_cardiovascular_risk_says_which_coefficients_and_what_the_others_give(
    ward: Ward,
) -> None:
    never = ward.smoking("s", "Never smoked tobacco")
    row = await ward.row("ascvd", ward.chart(*_risk(ward, never), **WOMAN_OF_55))
    assert row.value == row.high == Decimal("2.1")
    assert "race is not used" in row.notes[0]
    assert "African Americans 3.0 %" in row.notes[0]
    assert row.absent == ("antihypertensive", "diabetes")


async def test_a_chart_that_tells_race_gives_the_same_risk(ward: Ward) -> None:
    url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"
    race = [{"url": url, "extension": [{"url": "text", "valueString": "Black"}]}]
    parts = _risk(ward, ward.smoking("s", "Never smoked tobacco"))
    with_race = await ward.row("ascvd", ward.chart(*parts, extension=race, **WOMAN_OF_55))
    assert with_race == await ward.row("ascvd", ward.chart(*parts, **WOMAN_OF_55))


async def test_cardiovascular_risk_needs_the_smoking_status(ward: Ward) -> None:
    row = await ward.row("ascvd", ward.chart(*_risk(ward), **WOMAN_OF_55))
    assert row.missing == ("smoking status",)
    unknown = ward.smoking("s", "Unknown if ever smoked")
    again = await ward.row("ascvd", ward.chart(*_risk(ward, unknown), **WOMAN_OF_55))
    assert again.missing == ("smoking status",)


@pytest.mark.parametrize(
    "text", ["Current every day smoker", "Smokes tobacco daily", "Heavy tobacco smoker"]
)
async def test_a_smoker_and_a_treated_pressure_raise_the_risk(ward: Ward, text: str) -> None:
    parts = _risk(ward, ward.smoking("s", text), ward.order("m", "Lisinopril 10 MG Oral Tablet"))
    row = await ward.row("ascvd", ward.chart(*parts, **WOMAN_OF_55))
    assert row.value > Decimal("2.1")
    assert {"Observation/s", "MedicationRequest/m"} <= set(row.references)


@pytest.mark.parametrize("text", ["Former smoker", "Ex-smoker (finding)", "Never smoker"])
async def test_a_former_smoker_is_no_smoker(ward: Ward, text: str) -> None:
    row = await ward.row("ascvd", ward.chart(*_risk(ward, ward.smoking("s", text)), **WOMAN_OF_55))
    assert row.value == Decimal("2.1")


@pytest.mark.parametrize("birth", ["1986-04-01", "1946-01-01"])
async def test_cardiovascular_risk_is_refused_outside_40_to_79_years(
    ward: Ward, birth: str
) -> None:
    row = await ward.row("ascvd", ward.chart(*_risk(ward), birthDate=birth))
    assert row.refused == ("age must be from 40 to 79 years",)
    assert row.value is None


async def test_cardiovascular_risk_is_refused_after_a_first_event(ward: Ward) -> None:
    parts = _risk(
        ward, ward.smoking("s", "Never smoker"), ward.problem("mi", "Myocardial infarction")
    )
    row = await ward.row("ascvd", ward.chart(*parts, **WOMAN_OF_55))
    assert row.refused == ("made for those without cardiovascular disease: vascular disease",)
    assert row.references == ("Condition/mi",)
