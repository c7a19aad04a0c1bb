"""Relatives, circumstances, teams and goals, as they stand today."""

from typing import Any

import pytest

from chartside.fhir.clinical import (
    care_team,
    family_history,
    goals,
    plans,
    smoking_status,
    social_history,
)


def member(name: str, *roles: str, **fields: Any) -> dict[str, Any]:
    return {"role": [{"text": r} for r in roles], "member": {"display": name}, **fields}


def team(make: Any, *members: dict[str, Any], **fields: Any) -> Any:
    base = {"status": "active", "name": "Heart team", "participant": list(members)}
    return make.resource("CareTeam", "t", **{**base, **fields})


def goal(make: Any, text: str = "Control diabetes", **fields: Any) -> Any:
    base = {"lifecycleStatus": "active", "description": {"text": text}}
    return make.resource("Goal", "g", **{**base, **fields})


def smoked(make: Any, name: str, day: str, words: str) -> Any:
    return make.lab(
        name,
        code=make.code("72166-2"),
        effectiveDateTime=day,
        valueCodeableConcept={"text": words},
    )


def relative(make: Any, **fields: Any) -> Any:
    return make.resource("FamilyMemberHistory", "f", relationship={"text": "father"}, **fields)


@pytest.mark.parametrize(
    "period", [{"start": "2010", "end": "2020-03-01"}, {"end": "2025-12-31"}, {"start": "2027"}]
)
@pytest.mark.parametrize("element", ["period", "coveragePeriod"])
def test_who_left_the_team_or_has_yet_to_join_it_is_no_member_today(
    make: Any, element: str, period: dict[str, str]
) -> None:
    held = team(make, member("Dr. Away", "surgeon", **{element: period}), member("Dr. Here", "GP"))
    chart = make.chart(held)
    (found,) = care_team(chart)
    assert [m.value and m.value.words for m in found.components] == ["Dr. Here"]
    assert found.text == "Heart team; Dr. Here (GP); active"
    whole = chart.get("CareTeam/t")
    assert whole is not None
    assert "Dr. Away (surgeon, " in whole.text


def test_a_member_whose_period_ends_in_the_future_is_still_one(make: Any) -> None:
    (found,) = care_team(make.chart(team(make, member("Dr. A", period={"end": "2026-06-01"}))))
    assert found.text == "Heart team; Dr. A (until 2026-06-01); active"


def test_a_member_is_shown_with_every_role(make: Any) -> None:
    (found,) = care_team(make.chart(team(make, member("Dr. A", "cardiologist", "case manager"))))
    assert "Dr. A (cardiologist, case manager)" in found.text


def test_of_a_member_who_is_not_named_the_organisation_is_shown(make: Any) -> None:
    nurse = {"role": [{"text": "nurse"}], "onBehalfOf": {"display": "Home Care"}}
    (found,) = care_team(make.chart(team(make, nurse)))
    assert "Home Care (nurse)" in found.text


@pytest.mark.parametrize(
    "fields", [{"status": "proposed"}, {"status": "suspended"}, {"period": {"start": "2026-07"}}]
)
def test_a_team_that_is_only_proposed_suspended_or_to_come_cares_for_nobody_yet(
    make: Any, fields: dict[str, Any]
) -> None:
    assert care_team(make.chart(team(make, member("Dr. A"), **fields))) == ()


def test_a_plan_that_begins_next_year_is_not_in_force(make: Any) -> None:
    begun = {"status": "active", "intent": "plan", "title": "Rehabilitation"}
    now = make.resource("CarePlan", "a", **begun, period={"start": "2025-12-31"})
    later = make.resource("CarePlan", "b", **begun, period={"start": "2027-01-01"})
    assert [e.reference for e in plans(make.chart(now, later))] == ["CarePlan/a"]


def test_a_goal_says_its_life_cycle_achievement_target_and_due_date(make: Any) -> None:
    body = goal(
        make,
        achievementStatus={"coding": [{"code": "worsening"}]},
        target=[
            {
                "measure": {"text": "HbA1c"},
                "detailRange": {"high": {"value": 7, "unit": "%"}},
                "dueDate": "2026-06-01",
            }
        ],
        outcomeCode=[{"text": "Dose was raised"}],
    )
    (found,) = goals(make.chart(body))
    assert found.text == (
        "Control diabetes; HbA1c up to 7 %; active; worsening; due 2026-06-01; "
        "outcome: Dose was raised"
    )


def test_each_of_several_targets_has_its_own_date_and_the_first_is_due_first(make: Any) -> None:
    def target(kilos: int, due: str) -> dict[str, Any]:
        weight = {"value": kilos, "unit": "kg"}
        return {"measure": {"text": "Weight"}, "detailQuantity": weight, "dueDate": due}

    later_first = [target(75, "2026-09-01"), target(80, "2026-03-01")]
    (found,) = goals(make.chart(goal(make, "Lose weight", target=later_first)))
    assert "Weight 75 kg by 2026-09-01, Weight 80 kg by 2026-03-01" in found.text
    assert found.end is not None
    assert found.end.day == "2026-03-01"
    assert [c.end and c.end.day for c in found.components] == ["2026-09-01", "2026-03-01"]


def test_a_due_time_that_is_no_date_is_not_made_one(make: Any) -> None:
    target = {"measure": {"text": "Steps"}, "dueDuration": {"value": 3, "unit": "months"}}
    (found,) = goals(make.chart(goal(make, "Walk", target=[target])))
    assert "within 3 months" in found.text
    assert found.end is None


def test_why_a_goal_is_on_hold_is_said(make: Any) -> None:
    body = goal(make, "Walk", lifecycleStatus="on-hold", statusReason="knee surgery")
    (found,) = goals(make.chart(body))
    assert "on-hold (knee surgery)" in found.text


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "health-unknown", "dataAbsentReason": {"text": "adopted"}},
        {"status": "completed", "notDone": True, "notDoneReason": {"text": "adopted"}},  # STU3
    ],
)
def test_a_relative_of_whom_nothing_is_known_is_no_family_history(
    make: Any, fields: dict[str, Any]
) -> None:
    chart = make.chart(relative(make, **fields))
    assert family_history(chart) == ()
    held = chart.get("FamilyMemberHistory/f")
    assert held is not None
    assert held.text == "father: health unknown (adopted)"


def test_a_relative_without_a_condition_was_asked_about(make: Any) -> None:
    (found,) = family_history(make.chart(relative(make, status="completed")))
    assert found.text == "father: no condition recorded"


@pytest.mark.parametrize(
    "later",
    [
        "Unknown if ever smoked",
        "Tobacco smoking consumption unknown",
        "Not asked",
        "Declined to answer",
        "Prefer not to say",
        "Unknown",
    ],
)
def test_that_smoking_was_not_asked_hides_no_earlier_answer(make: Any, later: str) -> None:
    chart = make.chart(
        smoked(make, "a", "2015-01-01", "Smoker"), smoked(make, "b", "2024-01-01", later)
    )
    found = smoking_status(chart)
    assert found is not None
    assert found.reference == "Observation/a"
    assert [e.reference for e in social_history(chart)] == ["Observation/a"]


def test_where_nothing_is_known_of_smoking_that_is_said(make: Any) -> None:
    found = smoking_status(make.chart(smoked(make, "b", "2024-01-01", "Unknown if ever smoked")))
    assert found is not None
    assert found.value is not None
    assert found.value.words == "Unknown if ever smoked"


@pytest.mark.parametrize("later", ["Smoker, current status unknown", "Unable to work", "Never"])
def test_an_answer_that_tells_something_is_the_newest(make: Any, later: str) -> None:
    chart = make.chart(
        smoked(make, "a", "2015-01-01", "Former"), smoked(make, "b", "2024-01-01", later)
    )
    assert [e.reference for e in social_history(chart)] == ["Observation/b"]
