"""Problems, medicines, allergies, vaccines, background, plans: what the lists say."""

from typing import Any

import pytest

NO_ALLERGY = {
    "coding": [{"system": "http://snomed.info/sct", "code": "716186003"}],
    "text": "No known allergy",
}


async def test_a_problem_has_its_onset_as_precisely_as_it_is_known(make: Any, told: Any) -> None:
    chart = make.chart(
        make.problem("a", "Essential hypertension", onsetDateTime="1998"),
        make.problem("b", "Type 2 diabetes mellitus", onsetDateTime="2009-05"),
        make.problem("c", "Atrial Fibrillation (disorder)", onsetDateTime="2019-11-22"),
        make.problem("d", "Asthma", recordedDate="2020-01-02"),
        make.problem("e", "Glaucoma"),
    )
    assert set(await told(chart, "problems")) == {
        "Essential hypertension, active since 1998.",
        "Type 2 diabetes mellitus, active since May 2009.",
        "Atrial fibrillation, active since 22 November 2019.",
        "Asthma, active, recorded on 2 January 2020.",
        "Glaucoma, active.",
    }


async def test_refuted_mistaken_and_social_conditions_are_no_problems(make: Any, told: Any) -> None:
    def verified(code: str) -> dict[str, Any]:
        return {"verificationStatus": {"coding": [{"code": code}]}}

    chart = make.chart(
        make.problem("a", "Breast cancer", **verified("refuted")),
        make.problem("b", "Type 1 diabetes", **verified("entered-in-error")),
        make.problem("c", "Full-time employment (finding)"),
        make.problem("d", "Anemia", **verified("provisional"), onsetDateTime="2025-12-09"),
    )
    assert await told(chart, "problems") == ["Anemia, provisional diagnosis on 9 December 2025."]


async def test_an_event_of_long_ago_is_recorded_and_not_going_on(make: Any, told: Any) -> None:
    chart = make.chart(
        make.problem("a", "Miscarriage in first trimester", onsetDateTime="1967-12-18"),
        make.problem("b", "History of cardiac arrest (situation)", onsetDateTime="1963-12-17"),
    )
    assert await told(chart, "problems") == [
        "History of cardiac arrest, recorded on 17 December 1963.",
        "Miscarriage in first trimester, recorded on 18 December 1967.",
    ]


async def test_past_problems_have_both_ends_and_passing_ones_come_last_and_only_if_recent(
    make: Any, told: Any
) -> None:
    chart = make.chart(
        make.problem("a", "Gout", "resolved", onsetDateTime="2017-06-10", abatementDateTime="2018"),
        make.problem(
            "b",
            "Acute bronchitis",
            "resolved",
            onsetDateTime="2025-11-01",
            abatementDateTime="2025-11-09",
        ),
        make.problem(
            "c",
            "Acute sinusitis",
            "resolved",
            onsetDateTime="2012-11-01",
            abatementDateTime="2012-11-09",
        ),
        make.problem("d", "Rheumatic fever", "resolved", onsetDateTime="1971"),
        make.visit("v", "Office visit", "2025-12-01"),
    )
    assert await told(chart, "past_problems") == [
        "Gout, resolved 2018 (onset 10 June 2017).",
        "Rheumatic fever, resolved, onset 1971.",
        "Acute bronchitis, resolved 9 November 2025 (onset 1 November 2025).",
    ]


async def test_a_medicine_has_dose_reason_and_date_and_says_that_it_is_held(
    make: Any, told: Any
) -> None:
    daily = [{"text": "100 mg by mouth once daily"}]
    chart = make.chart(
        make.order(
            "a",
            "Losartan 100 mg tablet",
            dosageInstruction=daily,
            reasonCode=[{"text": "Essential Hypertension (disorder)"}],
            authoredOn="2014-03-11",
        ),
        make.order(
            "b",
            "24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]",
            authoredOn="2019",
        ),
        make.order("c", "Semaglutide pen", "on-hold", authoredOn="2025-04-08"),
        make.order(
            "d",
            "Paracetamol 500 mg tablet",
            dosageInstruction=[{"asNeededBoolean": True}],
            authoredOn="2025-05-01",
        ),
    )
    assert await told(chart, "medicines") == [
        "Losartan 100 mg tablet: 100 mg by mouth once daily, for essential hypertension, "
        "ordered 11 March 2014.",
        "24-hour metoprolol succinate 100 mg extended-release oral tablet (Toprol), ordered 2019.",
        "Semaglutide pen, on hold, ordered 8 April 2025.",
        "Paracetamol 500 mg tablet: as needed, ordered 1 May 2025.",
    ]


async def test_stopped_cancelled_and_mistaken_orders_are_not_taken(make: Any, told: Any) -> None:
    chart = make.chart(
        make.order("a", "Naproxen 500 mg tablet", "stopped"),
        make.order("b", "Ibuprofen 400 mg tablet", "cancelled"),
        make.order("c", "Warfarin 5 mg tablet", "entered-in-error"),
        make.visit("v", "Office visit", "2025-12-01"),
    )
    assert await told(chart, "medicines") == []
    assert await told(chart, "ended_medicines") == [
        "Naproxen 500 mg tablet: stopped, ordered 1 January 2025."
    ]


async def test_what_ended_long_ago_is_not_news(make: Any, told: Any) -> None:
    old = make.order("a", "Naproxen 500 mg tablet", "stopped", authoredOn="2014-01-01")
    chart = make.chart(old, make.visit("v", "Office visit", "2025-12-01"))
    assert await told(chart, "ended_medicines") == []


async def test_dangerous_allergies_come_first_with_reaction_and_date(make: Any, told: Any) -> None:
    reaction = [{"manifestation": [{"text": "Hives"}], "severity": "severe"}]
    chart = make.chart(
        make.allergy("a", "Latex", recordedDate="2001-02-03"),
        make.allergy(
            "b", "Penicillin", criticality="high", reaction=reaction, onsetDateTime="1979"
        ),
        make.allergy("c", "Codeine", type="intolerance"),
        make.allergy("d", "Egg", clinicalStatus={"coding": [{"code": "inactive"}]}),
        make.allergy("e", "House dust mite allergy"),
    )
    assert sorted(await told(chart, "allergies"))[0] == "Allergy to egg, inactive."
    first = (await told(chart, "allergies"))[0]
    assert first == "Allergy to penicillin: hives (severe), high criticality, since 1979."
    assert {
        "Allergy to latex, recorded on 3 February 2001.",
        "Intolerance to codeine.",
        "House dust mite allergy.",
    } <= set(await told(chart, "allergies"))


async def test_no_known_allergy_is_said_only_where_it_is_recorded_and_none_is(
    make: Any, told: Any
) -> None:
    none = make.allergy("n", "", code=NO_ALLERGY, recordedDate="2024-02-01")
    assert await told(make.chart(none), "allergies") == [
        "No known allergy, recorded on 1 February 2024."
    ]
    both = make.chart(none, make.allergy("p", "Penicillin"))
    assert await told(both, "allergies") == ["Allergy to penicillin."]
    assert await told(make.chart(make.problem("x", "Asthma")), "allergies") == []


async def test_a_vaccine_is_said_once_with_its_last_dose(make: Any, told: Any) -> None:
    def dose(name: str, day: str, status: str = "completed") -> dict[str, Any]:
        return {
            "resourceType": "Immunization",
            "id": name,
            "patient": {"reference": "Patient/1"},
            "status": status,
            "vaccineCode": {"text": "Influenza, seasonal, injectable, preservative free"},
            "occurrenceDateTime": day,
        }

    chart = make.chart(
        dose("a", "2023-10-01"), dose("b", "2024-10-01"), dose("c", "2025-10-01", "not-done")
    )
    assert await told(chart, "immunizations") == ["Influenza vaccine given on 1 October 2024."]


async def test_what_the_family_had_is_never_the_patients(make: Any, told: Any) -> None:
    mother = {
        "resourceType": "FamilyMemberHistory",
        "id": "f",
        "patient": {"reference": "Patient/1"},
        "status": "completed",
        "relationship": {"text": "Mother"},
        "condition": [{"code": {"text": "Malignant neoplasm of breast"}}],
    }
    chart = make.chart(mother)
    assert await told(chart, "background") == [
        "Family history: mother, malignant neoplasm of breast."
    ]
    assert await told(chart, "problems") == []
    assert await told(chart, "key_points") == []


async def test_an_open_order_says_since_when_and_why(make: Any, told: Any) -> None:
    order = make.resource(
        "ServiceRequest",
        "o",
        status="active",
        intent="order",
        code={"text": "CT chest without contrast"},
        authoredOn="2024-03-12",
        reasonCode=[{"text": "Pulmonary nodule"}],
    )
    done = {**order, "id": "d", "status": "completed", "code": {"text": "Colonoscopy"}}
    assert await told(make.chart(order, done), "plans") == [
        "CT chest without contrast, ordered 12 March 2024 for pulmonary nodule: "
        "overdue, the order is still active."
    ]


async def test_a_plan_for_an_episode_of_long_ago_is_not_in_force(make: Any, told: Any) -> None:
    def plan(name: str, text: str, begun: str) -> dict[str, Any]:
        return make.resource(
            "CarePlan",
            name,
            status="active",
            intent="plan",
            category=[{"text": text}],
            period={"start": begun},
        )

    chart = make.chart(
        plan("a", "Routine antenatal care", "1974-03-04"),
        plan("b", "Diabetes self management plan", "1970-07-06"),
        make.visit("v", "Office visit", "2025-12-01"),
    )
    assert await told(chart, "plans") == [
        "Care plan: diabetes self management plan, active since 6 July 1970."
    ]


async def test_a_goal_is_said_without_the_names_that_machines_use(make: Any, told: Any) -> None:
    def goal(name: str, text: str, status: str = "active") -> dict[str, Any]:
        return make.resource("Goal", name, lifecycleStatus=status, description={"text": text})

    chart = make.chart(
        goal("a", "Hemoglobin A1c total in Blood < 7.0"),
        goal("b", "Glucose [Mass/volume] in Blood < 108"),
        goal("c", "Walk daily", "cancelled"),
    )
    assert sorted(await told(chart, "plans")) == [
        "Goal: glucose < 108.",
        "Goal: hemoglobin A1c < 7.0.",
    ]


async def test_a_goal_is_said_with_its_target_where_it_stands_and_its_due_date(
    make: Any, told: Any
) -> None:
    target = {
        "measure": {"text": "Hemoglobin A1c total in Blood"},
        "detailRange": {"high": {"value": 7, "unit": "%"}},
        "dueDate": "2026-06-01",
    }
    pursued = make.resource(
        "Goal",
        "a",
        lifecycleStatus="active",
        achievementStatus={"coding": [{"code": "worsening"}]},
        description={"text": "Control diabetes"},
        target=[target],
    )
    held = make.resource(
        "Goal",
        "b",
        lifecycleStatus="on-hold",
        achievementStatus={"coding": [{"code": "in-progress"}]},
        description={"text": "HbA1c below 7 %"},
        target=[target],
    )
    assert sorted(await told(make.chart(pursued, held), "plans")) == [
        "Goal: HbA1c below 7 %, on hold, due 1 June 2026.",
        "Goal: control diabetes (hemoglobin A1c up to 7 %), worsening, due 1 June 2026.",
    ]


async def test_after_a_death_no_request_is_open(make: Any, told: Any) -> None:
    dead = {"resourceType": "Patient", "id": "1", "deceasedBoolean": True}
    goal = make.resource("Goal", "g", lifecycleStatus="active", description={"text": "Walk daily"})
    assert await told(make.chart(goal), "plans") == ["Goal: walk daily."]
    assert await told(make.chart(goal, patient=dead), "plans") == []


async def test_a_first_line_that_cannot_hold_every_problem_says_so_and_names_the_treated(
    make: Any, told: Any
) -> None:
    diseases = ("Glaucoma", "Psoriasis", "Epilepsy", "Asthma", "Gout", "Vitiligo", "Narcolepsy")
    more = ("Sarcoidosis", "Rosacea", "Endometriosis", "Osteoporosis", "Celiac disease")
    problems = [
        make.problem(f"p{n}", name, onsetDateTime=f"{2000 + n}")
        for n, name in enumerate((*diseases, *more))
    ]
    drops = make.order("m", "Latanoprost eye drops", reasonCode=[{"text": "Glaucoma"}])
    (line,) = await told(make.chart(*problems, drops), "person")
    assert "glaucoma" in line
    assert "psoriasis" not in line
    assert line.endswith("celiac disease and others.")


async def test_a_first_line_that_holds_every_problem_says_nothing_of_others(
    make: Any, told: Any
) -> None:
    (line,) = await told(
        make.chart(make.problem("a", "Asthma"), make.problem("g", "Gout")), "person"
    )
    assert line.endswith("with asthma and gout.")


async def test_never_smoker_beside_an_earlier_former_smoker_tells_both(
    make: Any, told: Any
) -> None:
    def smoking(name: str, day: str, what: str) -> Any:
        return make.resource(
            "Observation",
            name,
            status="final",
            category=[{"coding": [{"code": "social-history"}]}],
            code={
                "coding": [{"system": "http://loinc.org", "code": "72166-2"}],
                "text": "Tobacco smoking status",
            },
            effectiveDateTime=day,
            valueCodeableConcept={"text": what},
        )

    former, never = smoking("f", "2024-03-12", "Former smoker"), smoking("n", "2025-10-31", "Never")
    assert await told(make.chart(former, never), "background") == [
        "Tobacco smoking status: never on 31 October 2025.",
        "Tobacco smoking status: former smoker on 12 March 2024.",
    ]
    assert (
        len(await told(make.chart(former, smoking("n", "2025-10-31", "Smoker")), "background")) == 1
    )


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ({"abatementAge": {"value": 12, "unit": "a"}}, " (at age 12)"),
        ({"abatementString": "in childhood"}, " (in childhood)"),
    ],
)
async def test_a_problem_called_active_with_an_end_tells_both(
    make: Any, told: Any, end: dict[str, Any], words: str
) -> None:
    chart = make.chart(make.problem("a", "Asthma", onsetDateTime="1998", **end))
    assert await told(chart, "problems") == [
        f"Asthma, active since 1998, though the entry also gives an end{words}."
    ]


async def test_what_the_record_says_is_not_there_stands_after_the_past_problems(
    make: Any, told: Any
) -> None:
    chart = make.chart(
        make.problem("g", "Gout", "resolved", onsetDateTime="2020", abatementDateTime="2021"),
        make.problem("n", "No evidence of malignancy", recordedDate="2025-03-02"),
        make.problem("o", "No evidence of tuberculosis", recordedDate="2009-03-02"),
    )
    assert await told(chart, "past_problems") == [
        "Gout, resolved 2021 (onset 2020).",
        "No evidence of malignancy, recorded on 2 March 2025.",
    ]
    assert await told(chart, "problems") == []
