"""`encounters` and `timeline`: where the patient was, and what happened."""

from typing import Any

from chartside.tools import encounters, timeline


async def test_visits_of_one_name_and_reason_are_one_row_with_their_days(make: Any) -> None:
    chart = make.chart(
        *(make.visit(f"v{n}", "Dialysis", f"2025-0{n}-01") for n in range(1, 7)),
        make.visit("other", "Eye clinic", "2025-03-05"),
    )
    rows = (await encounters(chart)).items
    assert [(r.name, r.count, r.dates[0]) for r in rows] == [
        ("Dialysis", 6, "2025-06-01"),
        ("Eye clinic", 1, "2025-03-05"),
    ]
    assert len(rows[0].references) == len(rows[0].dates) == 4


async def test_every_admission_has_a_row_of_its_own(make: Any) -> None:
    chart = make.chart(
        make.visit("a1", "Inpatient stay", "2025-01-01", "IMP"),
        make.visit("a2", "Inpatient stay", "2025-06-01", "IMP"),
    )
    assert [r.count for r in (await encounters(chart)).items] == [1, 1]


async def test_grave_encounters_are_found_behind_hundreds_of_visits(make: Any) -> None:
    chart = make.chart(
        make.visit("stay", "Inpatient stay", "2024-01-01", "IMP"),
        make.visit("night", "Observation", "2024-02-01", "OBSENC"),
        make.visit("er", "Emergency visit", "2024-03-01", "EMER"),
        *(
            make.visit(f"v{n}", f"Visit for reason {n}", f"2025-{1 + n % 12:02}-02")
            for n in range(300)
        ),
    )
    found = await encounters(chart, which="grave")
    assert [r.references for r in found.items] == [
        ("Encounter/er",),
        ("Encounter/night",),
        ("Encounter/stay",),
    ]
    assert not found.truncated
    every = await encounters(chart)
    assert (len(every.items), every.total, every.truncated) == (25, 303, True)


async def test_a_stay_of_several_days_has_its_last(make: Any) -> None:
    period = {"start": "2025-01-01T09:00:00Z", "end": "2025-01-04T09:00:00Z"}
    chart = make.chart(make.visit("stay", "Inpatient stay", "", "IMP", period=period))
    (row,) = (await encounters(chart)).items
    assert row.line == "Inpatient stay: 2025-01-01 to 2025-01-04"


async def test_planned_and_cancelled_encounters_did_not_happen(make: Any) -> None:
    chart = make.chart(
        make.visit("v1", "Office visit", "2026-03-01", status="planned"),
        make.visit("v2", "Office visit", "2025-03-01", status="cancelled"),
    )
    assert (await encounters(chart)).items == ()
    assert (await timeline(chart)).items == ()


async def test_the_timeline_is_what_happened_newest_first(make: Any) -> None:
    chart = make.chart(
        make.problem("p1", "Asthma", onsetDateTime="1998"),
        make.order("o1", "Salbutamol inhaler", "1999-02"),
        make.procedure("c1", "Spirometry", "2001-05-04"),
        make.visit("v1", "Office visit", "2002-01-01"),
        make.report("r1", "Chest X-ray", "2003-01-01", "Clear."),
        make.vaccine("i1", "Influenza", "2004-10-01"),
        make.problem("p2", "Gout"),
    )
    assert [r.line for r in (await timeline(chart)).items] == [
        "2004-10-01 vaccine given: Influenza vaccine",
        "2003-01-01 imaging: Chest X-ray",
        "2002-01-01 encounter: Office visit",
        "2001-05-04 procedure: Spirometry",
        "1999-02 medicine ordered: Salbutamol inhaler",
        "1998 problem began: Asthma",
    ]


async def test_a_span_of_the_timeline_takes_in_what_may_lie_in_it(make: Any) -> None:
    chart = make.chart(
        make.problem("p1", "Asthma", onsetDateTime="1998"),
        make.procedure("c1", "Spirometry", "1998-05-04"),
        make.procedure("c2", "Spirometry", "1999-05-04"),
    )
    rows = (await timeline(chart, since="1998-03", until="1998-12")).items
    assert [r.name for r in rows] == ["Spirometry", "Asthma"]
