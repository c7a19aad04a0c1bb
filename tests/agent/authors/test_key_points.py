"""At most three key points, each something to act on or not to do; none for its own sake."""

from typing import Any

import pytest

GLUCOSE = {"coding": [{"system": "http://loinc.org", "code": "2345-7"}], "text": "Glucose"}
CHOLESTEROL = {"coding": [{"system": "http://loinc.org", "code": "2093-3"}], "text": "Cholesterol"}
CREATININE = {"coding": [{"system": "http://loinc.org", "code": "2160-0"}], "text": "Creatinine"}
ALT = {"coding": [{"system": "http://loinc.org", "code": "1742-6"}], "text": "ALT"}
DEAD = {
    "resourceType": "Patient",
    "id": "1",
    "birthDate": "1940-01-01",
    "gender": "male",
    "deceasedDateTime": "2025-12-24",
}
CHILD = {"resourceType": "Patient", "id": "1", "birthDate": "2021-01-01", "gender": "male"}


def mass(value: float, unit: str = "mg/dL") -> dict[str, Any]:
    return {"value": value, "unit": unit, "code": unit}


async def test_a_chart_with_nothing_pressing_has_none(make: Any, told: Any) -> None:
    chart = make.chart(
        make.problem("p", "Essential hypertension", onsetDateTime="1998"),
        make.order("o", "Losartan 50 mg tablet"),
        make.lab("k1", 4.2, "2025-06-01"),
        make.lab("k2", 4.4, "2025-12-01"),
        make.visit("v", "Office visit", "2025-12-01"),
    )
    assert await told(chart, "key_points") == []


async def test_there_are_three_at_most(make: Any, told: Any) -> None:
    chart = make.chart(
        make.allergy("a", "Penicillin", criticality="high"),
        make.order("o1", "Amoxicillin 500 mg capsule"),
        make.order("o2", "Warfarin 5 mg tablet"),
        make.lab("k1", 4.2, "2025-06-01"),
        make.lab("k2", 6.4, "2025-12-01"),
        make.lab("c1", 0, "2025-06-01", code=CREATININE, valueQuantity=mass(0.9)),
        make.lab("c2", 0, "2025-12-01", code=CREATININE, valueQuantity=mass(2.9)),
        make.visit("v", "Inpatient stay", "2025-12-01", "IMP"),
        make.visit("v0", "Office visit", "2020-12-01"),
        make.problem("p", "Heart failure", onsetDateTime="2025-12-01"),
    )
    points = await told(chart, "key_points")
    assert len(points) == 3
    assert "penicillin" in points[0].lower()


async def test_a_new_and_dangerous_potassium_is_one_with_where_it_comes_from(
    make: Any, told: Any
) -> None:
    chart = make.chart(make.lab("k1", 4.2, "2025-06-01"), make.lab("k2", 6.4, "2025-12-01"))
    assert await told(chart, "key_points") == [
        "Potassium 6.4 mmol/L on 1 December 2025, high by the usual adult range, "
        "previously 4.2 mmol/L on 1 June 2025."
    ]


@pytest.mark.parametrize("number", [5.1, 5.2, 3.4])
async def test_a_potassium_that_is_hardly_outside_is_none(
    number: float, make: Any, told: Any
) -> None:
    chart = make.chart(make.lab("k1", 4.2, "2025-06-01"), make.lab("k2", number, "2025-12-01"))
    assert await told(chart, "key_points") == []


async def test_what_the_laboratory_calls_critical_is_one_whatever_the_test(
    make: Any, told: Any
) -> None:
    critical = [{"coding": [{"code": "HH"}]}]
    high = make.lab("g", 0, code=GLUCOSE, valueQuantity=mass(455), interpretation=critical)
    (point,) = await told(make.chart(high), "key_points")
    assert "critically high" in point


async def test_a_cholesterol_that_is_newly_high_is_none(make: Any, told: Any) -> None:
    chart = make.chart(
        make.lab("c1", 0, "2025-06-01", code=CHOLESTEROL, valueQuantity=mass(190)),
        make.lab("c2", 0, "2025-12-01", code=CHOLESTEROL, valueQuantity=mass(240)),
    )
    assert await told(chart, "key_points") == []


async def test_a_liver_enzyme_many_times_its_bound_is_one(make: Any, told: Any) -> None:
    def chart(number: float) -> Any:
        return make.chart(
            make.lab("a1", 0, "2025-06-01", code=ALT, valueQuantity=mass(30, "U/L")),
            make.lab("a2", 0, "2025-12-01", code=ALT, valueQuantity=mass(number, "U/L")),
        )

    assert await told(chart(52), "key_points") == []
    assert len(await told(chart(480), "key_points")) == 1


async def test_a_severe_kidney_failure_is_one_though_it_is_not_new(make: Any, told: Any) -> None:
    chart = make.chart(
        make.lab("c1", 0, "2025-06-01", code=CREATININE, valueQuantity=mass(3.2)),
        make.lab("c2", 0, "2025-12-01", code=CREATININE, valueQuantity=mass(3.1)),
    )
    assert len(await told(chart, "key_points")) == 1


async def test_an_old_result_is_none_where_the_story_went_on(make: Any, told: Any) -> None:
    chart = make.chart(
        make.lab("k", 6.4, "2023-01-01"), make.visit("v", "Office visit", "2025-12-01")
    )
    assert await told(chart, "key_points") == []


async def test_the_last_alarming_result_of_a_record_that_ended_long_ago_still_is(
    make: Any, told: Any
) -> None:
    assert len(await told(make.chart(make.lab("k", 6.4, "2019-01-01")), "key_points")) == 1


async def test_a_result_that_a_conflict_names_is_not_named_twice(make: Any, told: Any) -> None:
    chart = make.chart(
        make.lab("k1", 4.2, "2025-06-01"),
        make.lab("k2", 6.4, "2025-12-01"),
        make.order("o", "Spironolactone 25 mg tablet"),
    )
    points = await told(chart, "key_points")
    assert sum("6.4" in point for point in points) == 1


@pytest.mark.parametrize(
    ("loinc", "text", "number", "unit"),
    [
        ("59408-5", "Oxygen saturation", 88, "%"),
        ("8867-4", "Heart rate", 140, "/min"),
        ("9279-1", "Respiratory rate", 32, "/min"),
        ("8480-6", "Systolic blood pressure", 82, "mm[Hg]"),
        ("8480-6", "Systolic blood pressure", 210, "mm[Hg]"),
        ("8310-5", "Body temperature", 34.2, "Cel"),
    ],
)
async def test_a_sign_for_which_somebody_must_come_at_once_is_one(
    loinc: str, text: str, number: float, unit: str, make: Any, told: Any
) -> None:
    sign = make.vital("s", loinc, text, number, unit)
    (point,) = await told(make.chart(sign), "key_points")
    assert point.startswith(text)
    assert await told(make.chart(sign, patient=CHILD), "key_points") == []
    later = make.visit("v", "Office visit", "2025-12-31")
    old = make.vital("s", loinc, text, number, unit, "2025-05-01")
    assert await told(make.chart(old, later), "key_points") == []


async def test_ordinary_signs_are_none(make: Any, told: Any) -> None:
    chart = make.chart(
        make.vital("s1", "59408-5", "Oxygen saturation", 97, "%"),
        make.vital("s2", "8867-4", "Heart rate", 88, "/min"),
        make.vital("s3", "8310-5", "Body temperature", 98.9, "[degF]"),
        make.vital("s4", "8480-6", "Systolic blood pressure", 152, "mm[Hg]"),
    )
    assert await told(chart, "key_points") == []


async def test_a_pregnancy_is_one_while_it_can_last(make: Any, told: Any) -> None:
    visit = make.visit("v", "Office visit", "2025-12-01")
    now = make.chart(make.problem("p", "Normal pregnancy", onsetDateTime="2025-07-01"), visit)
    assert await told(now, "key_points") == [
        "Pregnant: normal pregnancy, active since 1 July 2025."
    ]
    stale = make.chart(make.problem("p", "Normal pregnancy", onsetDateTime="1976-07-01"), visit)
    assert await told(stale, "key_points") == []
    over = make.problem(
        "p",
        "Normal pregnancy",
        "resolved",
        onsetDateTime="2025-03-01",
        abatementDateTime="2025-11-01",
    )
    assert await told(make.chart(over, visit), "key_points") == []


@pytest.mark.parametrize(
    "drug", ["Warfarin sodium 5 MG Oral Tablet", "Apixaban 5 mg tablet", "Enoxaparin 40 mg syringe"]
)
async def test_an_anticoagulant_is_one(drug: str, make: Any, told: Any) -> None:
    (point,) = await told(make.chart(make.order("o", drug)), "key_points")
    assert point.startswith("Takes an anticoagulant: ")
    stopped = make.chart(make.order("o", drug, "stopped"))
    assert await told(stopped, "key_points") == []


async def test_an_admission_of_the_last_months_is_one(make: Any, told: Any) -> None:
    period = {"start": "2025-11-20T09:00:00Z", "end": "2025-11-24T09:00:00Z"}
    stay = make.visit(
        "v", "Inpatient stay", "", "IMP", period=period, reasonCode=[{"text": "Pneumonia"}]
    )
    assert await told(make.chart(stay), "key_points") == [
        "Inpatient stay from 20 November 2025 to 24 November 2025 for pneumonia."
    ]


async def test_a_new_disease_is_one_and_a_cold_is_none(make: Any, told: Any) -> None:
    first = make.visit("v", "Office visit", "2015-01-01")

    def chart(name: str) -> Any:
        return make.chart(first, make.problem("p", name, onsetDateTime="2025-11-01"))

    assert await told(chart("Heart failure"), "key_points") == [
        "New problem: Heart failure on 1 November 2025."
    ]
    assert await told(chart("Acute bronchitis"), "key_points") == []


async def test_what_a_record_begins_with_is_not_news(make: Any, told: Any) -> None:
    chart = make.chart(make.problem("p", "Asthma", onsetDateTime="2025-11-01"))
    assert await told(chart, "key_points") == []


async def test_after_a_death_there_is_the_death_and_nothing_to_act_on(make: Any, told: Any) -> None:
    cause = make.resource(
        "Observation",
        "c",
        status="final",
        category=[{"coding": [{"code": "exam"}]}],
        code={"text": "Cause of Death [US Standard Certificate of Death]"},
        effectiveDateTime="2025-12-24",
        valueCodeableConcept={"text": "Pneumonia (disorder)"},
    )
    chart = make.chart(
        make.allergy("a", "Penicillin", criticality="high"),
        make.order("o", "Amoxicillin 500 mg capsule"),
        make.order("w", "Warfarin 5 mg tablet"),
        make.lab("k", 6.9, "2025-12-23"),
        cause,
        patient=DEAD,
    )
    assert await told(chart, "key_points") == [
        "The patient died on 24 December 2025.",
        "Cause of death: pneumonia.",
    ]


def asked(make: Any, text: str, status: str = "active") -> Any:
    return make.resource(
        "ServiceRequest",
        "code-status",
        status=status,
        intent="order",
        code={"text": text},
        authoredOn="2025-08-26",
    )


@pytest.mark.parametrize(
    "text",
    [
        "No CPR: Do not attempt resuscitation",
        "DNR",
        "Not for resuscitation",
        "Do not intubate",
        "Allow natural death",
        "Comfort measures only",
    ],
)
async def test_a_limit_of_treatment_comes_before_everything(
    text: str, make: Any, told: Any
) -> None:
    chart = make.chart(
        asked(make, text),
        make.allergy("a", "Penicillin", criticality="high"),
        make.order("o", "Amoxicillin 500 mg capsule"),
        make.lab("k", 6.9),
        make.order("w", "Warfarin 5 mg tablet"),
    )
    points = await told(chart, "key_points")
    assert len(points) == 3
    assert points[0].lower().startswith(text.lower())
    assert points[0].endswith("ordered 26 August 2025: the order is still active.")


@pytest.mark.parametrize(
    "text", ["Nothing by mouth", "CT without contrast", "Resuscitation course"]
)
async def test_another_order_is_no_limit_of_treatment(text: str, make: Any, told: Any) -> None:
    assert await told(make.chart(asked(make, text)), "key_points") == []


async def test_a_limit_that_was_revoked_is_none(make: Any, told: Any) -> None:
    assert await told(make.chart(asked(make, "DNR", "revoked")), "key_points") == []


async def test_a_recorded_limit_among_the_conditions_counts(make: Any, told: Any) -> None:
    chart = make.chart(make.problem("p", "Not for resuscitation (finding)", onsetDateTime="2025"))
    assert await told(chart, "key_points") == ["Not for resuscitation in 2025."]
