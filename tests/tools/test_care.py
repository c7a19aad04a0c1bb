"""The care team, goals and plans, as the tool gives them."""

from typing import Any

from chartside.tools import care


async def test_the_team_of_today_its_goals_and_plans_are_told_with_roles_targets_and_dates(
    make: Any,
) -> None:
    chart = make.chart(
        make.resource(
            "CareTeam",
            "t",
            status="active",
            name="Heart team",
            participant=[
                {
                    "role": [{"text": "cardiologist"}],
                    "member": {"display": "Dr. Gone"},
                    "period": {"end": "2020"},
                },
                {
                    "role": [{"text": "GP"}, {"text": "case manager"}],
                    "member": {"display": "Dr. A"},
                },
            ],
        ),
        make.resource(
            "Goal",
            "g",
            lifecycleStatus="active",
            description={"text": "Lose weight"},
            target=[
                {
                    "measure": {"text": "Weight"},
                    "detailQuantity": {"value": 80, "unit": "kg"},
                    "dueDate": "2026-03-01",
                }
            ],
        ),
        make.resource("Goal", "x", lifecycleStatus="cancelled", description={"text": "Run"}),
        make.resource("CarePlan", "p", status="active", intent="plan", title="Cardiac rehab"),
    )
    found = await care(chart)
    assert [row.line for row in found.items] == [
        "team: Heart team; Dr. A (GP, case manager); active",
        "goal: Lose weight; Weight 80 kg; active; due 2026-03-01",
        "plan: Cardiac rehab; active",
    ]
    assert [row.references for row in found.items] == [
        ("CareTeam/t",),
        ("Goal/g",),
        ("CarePlan/p",),
    ]


async def test_a_chart_without_them_says_what_was_asked(make: Any) -> None:
    found = await care(make.chart())
    assert (found.items, found.query) == ((), "care()")
