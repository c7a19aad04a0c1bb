"""What a record files as a finding, an event or a problem, and no clinician would sign."""

from typing import Any


def survey(make: Any, name: str, text: str, day: str, **value: Any) -> Any:
    return make.resource(
        "Observation",
        name,
        status="final",
        category=[{"coding": [{"code": "survey"}]}],
        code={"text": text} if text else {"coding": [{"code": "x"}]},
        effectiveDateTime=day,
        **value,
    )


def number(value: float, unit: str) -> dict[str, Any]:
    return {"valueQuantity": {"value": value, "unit": unit}}


async def test_signs_filed_as_answers_are_no_findings_years_later(make: Any, told: Any) -> None:
    chart = make.chart(
        survey(make, "p", "Pulse", "1992-03-15", **number(83, "beats/minute")),
        survey(
            make, "h", "HIV rapid test", "1992-03-15", valueCodeableConcept={"text": "Positive"}
        ),
        make.visit("v", "Check-up", "2025-04-08"),
    )
    assert await told(chart, "assessments") == ["HIV rapid test: positive on 15 March 1992."]


async def test_a_history_of_what_is_on_the_list_is_told_once(make: Any, told: Any) -> None:
    chart = make.chart(
        make.problem("c", "Cardiac arrest", onsetDateTime="1972-10-14"),
        make.problem("h", "History of cardiac arrest", onsetDateTime="1972-10-14"),
        make.problem("f", "History of falls", onsetDateTime="2020"),
    )
    said = await told(chart, "problems")
    assert [s.split(",")[0] for s in said] == ["Cardiac arrest", "History of falls"]


async def test_a_visit_for_a_vaccine_and_a_clerical_act_are_no_news(make: Any, told: Any) -> None:
    vaccine = make.resource(
        "Immunization",
        "i",
        status="completed",
        vaccineCode={"text": "Influenza vaccine"},
        occurrenceDateTime="2025-11-03",
        patient={"reference": "Patient/1"},
    )
    chart = make.chart(
        vaccine,
        make.visit("v", "Administration of vaccine", "2025-11-03"),
        make.visit("w", "Office visit", "2025-11-04"),
        make.procedure("d", "Documentation of current medications", "2025-11-04"),
        make.procedure("e", "Electrical cardioversion", "2025-11-05"),
    )
    said = await told(chart, "changed_events", since="2025-11")
    assert said == [
        "Electrical cardioversion on 5 November 2025.",
        "Office visit on 4 November 2025.",
        "Influenza vaccine given on 3 November 2025.",
    ]


async def test_a_visit_for_a_vaccine_that_is_not_recorded_is_told(make: Any, told: Any) -> None:
    chart = make.chart(make.visit("v", "Administration of vaccine", "2025-11-03"))
    assert await told(chart, "changed_events", since="2025-11") == [
        "Administration of vaccine on 3 November 2025."
    ]


async def test_an_order_that_only_ran_out_is_said_to_have_ended_its_course(
    make: Any, told: Any
) -> None:
    chart = make.chart(
        make.order(
            "a",
            "Amoxicillin 500 mg capsule",
            authoredOn="2025-11-01",
            dosageInstruction=[{"text": "1 capsule three times daily for ten days"}],
        )
    )
    assert "Amoxicillin 500 mg capsule: course ended on 11 November 2025." in await told(
        chart, "changed_medicines", since="2025-10"
    )
    assert await told(chart, "ended_medicines") == [
        "Amoxicillin 500 mg capsule: course ended on 11 November 2025, ordered 1 November 2025."
    ]
    assert await told(chart, "medicines") == []


async def test_a_raised_dose_that_is_on_hold_today_says_so(make: Any, told: Any) -> None:
    low = {"dosageInstruction": [{"text": "0.25 mg once weekly"}]}
    high = {"dosageInstruction": [{"text": "0.5 mg once weekly"}]}
    for order, amount in ((low, 0.25), (high, 0.5)):
        order["dosageInstruction"][0] |= {
            "doseAndRate": [{"doseQuantity": {"value": amount, "unit": "mg"}}],
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "wk"}},
        }
    chart = make.chart(
        make.order("a", "Semaglutide pen", "completed", authoredOn="2025-03-11", **low),
        make.order(
            "b",
            "Semaglutide pen",
            "on-hold",
            authoredOn="2025-04-08",
            statusReason={"text": "Vomiting"},
            **high,
        ),
    )
    said = await told(chart, "changed_medicines", since="2025-03")
    assert any("raised to 0.5 mg" in s and "now on hold (Vomiting)" in s for s in said)
