"""`read_resource` and the filters of `find` and `lab_trend`: one entry in full, and its links."""

from typing import Any

import pytest

from chartside.errors import ToolError
from chartside.tools import find, lab_trend, read_resource

VOID = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}


async def test_an_entry_is_read_with_its_codes_dates_value_and_range(make: Any) -> None:
    fields = {"referenceRange": [{"low": {"value": 3.5}, "high": {"value": 5.1}}]}
    chart = make.chart(make.lab("k", 5.9, "2025-03-02T08:00:00+01:00", **fields))
    said = [row.line for row in (await read_resource(chart, "Observation/k")).items]
    assert "code: http://loinc.org 2823-3" in said
    assert "value: 5.9 mmol/L" in said
    assert "reference range: 3.5 to 5.1" in said
    assert "judged: high" in said
    assert "date: 2025-03-02T08:00:00+01:00" in said


async def test_a_month_stays_a_month(make: Any) -> None:
    chart = make.chart(make.problem("p", "Gout", onsetDateTime="2010-05"))
    rows = (await read_resource(chart, "Condition/p", facts="date")).items
    assert [row.line for row in rows] == ["date: 2010-05"]


async def test_only_the_facts_that_are_asked_for_are_given(make: Any) -> None:
    dosage = [{"text": "one tablet at night"}]
    chart = make.chart(make.order("o", "Warfarin", "2020-01-01", dosageInstruction=dosage))
    rows = (await read_resource(chart, "MedicationRequest/o", facts="Dose status")).items
    assert [row.line for row in rows] == ["status: active", "dose: one tablet at night"]


async def test_links_are_followed_both_ways_and_cite_both_ends(make: Any) -> None:
    chart = make.chart(
        make.problem("p", "Atrial fibrillation"),
        make.order("o", "Apixaban", "2020-01-01", reasonReference=[{"reference": "Condition/p"}]),
    )
    there = (await read_resource(chart, "MedicationRequest/o", facts="refers")).items
    assert [(r.line, r.references) for r in there] == [
        (
            "refers to: Condition/p, problem: Atrial fibrillation",
            ("MedicationRequest/o", "Condition/p"),
        )
    ]
    back = (await read_resource(chart, "Condition/p", facts="referred")).items
    assert [r.line for r in back] == [
        "referred to by: MedicationRequest/o, 2020-01-01 medication: Apixaban"
    ]


async def test_a_visit_leads_to_what_belongs_to_it(make: Any) -> None:
    chart = make.chart(
        make.visit("v", "Office visit", "2025-01-01"),
        make.lab("k", 4.1, "2025-01-01", encounter={"reference": "Encounter/v"}),
        make.lab("l", 4.2, "2025-02-01"),
    )
    back = (await read_resource(chart, "Encounter/v", facts="referred")).items
    assert [r.references for r in back] == [("Encounter/v", "Observation/k")]
    found = await find(chart, "lab", linked_to="Encounter/v")
    assert [r.reference for r in found.items] == ["Observation/k"]


async def test_what_was_entered_in_error_is_read_as_that_and_never_rested_on(make: Any) -> None:
    chart = make.chart(
        make.problem("p", "Breast cancer", **VOID),
        make.order("o", "Tamoxifen", "2020-01-01", reasonReference=[{"reference": "Condition/p"}]),
    )
    own = [r.line for r in (await read_resource(chart, "Condition/p")).items]
    assert any(line.startswith("stands: no, entered in error") for line in own)
    (link,) = (await read_resource(chart, "MedicationRequest/o", facts="refers")).items
    assert link.references == ("MedicationRequest/o",)
    assert "supports nothing" in link.line


@pytest.mark.parametrize(
    "other", ["Patient/2", "Observation/none", "Patient/1/../2", "", "x" * 9000]
)
async def test_an_entry_of_no_part_in_the_chart_is_not_read_and_what_to_do_is_said(
    other: str, make: Any
) -> None:
    found = await read_resource(make.chart(), other)
    assert found.items == ()
    assert "take one from a row" in found.set_aside[0].reason


async def test_results_are_filtered_by_their_side_of_the_range_and_by_the_last_day(
    make: Any,
) -> None:
    high = {"interpretation": [{"coding": [{"code": "H"}]}]}
    chart = make.chart(
        make.lab("a", 5.9, "2024-01-01", **high),
        make.lab("b", 4.0, "2024-06-01"),
        make.lab("c", 5.8, "2025-01-01", **high),
    )
    named = [r.reference for r in (await find(chart, "lab", flag="high", until="2024")).items]
    assert named == ["Observation/a"]
    assert (await find(chart, "lab", flag="low")).total == 0
    assert (await find(chart, "lab", flag="abnormal")).total == 2


async def test_the_first_ever_is_asked_for_by_order_and_limit(make: Any) -> None:
    chart = make.chart(*(make.lab(f"k{n}", 4.0, f"20{n}-01-01") for n in range(10, 20)))
    found = await find(chart, "lab", order="oldest", limit=1)
    assert [r.date for r in found.items] == ["2010-01-01"]
    assert (found.total, found.truncated) == (10, True)


async def test_what_has_no_date_stands_last_whichever_way(make: Any) -> None:
    chart = make.chart(
        make.problem("u", "Asthma"),
        make.problem("p", "Gout", onsetDateTime="2010"),
    )
    for order in ("newest", "oldest"):
        rows = (await find(chart, "problem", order=order)).items  # type: ignore[arg-type]  # both are allowed words
        assert [r.name for r in rows] == ["Gout", "Asthma"]


async def test_a_link_to_nothing_in_the_chart_is_refused_with_what_to_give(make: Any) -> None:
    with pytest.raises(ToolError, match="linked_to must be an entry of this chart"):
        await find(make.chart(), "lab", linked_to="Encounter/unknown")


async def test_a_trend_ends_with_the_last_day_asked_for(potassium: Any) -> None:
    (row,) = (await lab_trend(potassium(4.0, 4.2, 5.9), until="2025-02")).items
    assert (row.count, row.points[-1].value) == (2, "4.2 mmol/L")


async def test_tests_come_in_pages(make: Any) -> None:
    tests = [
        make.lab(f"t{n}", 1.0, "2025-01-01", code={"text": f"Test {chr(65 + n)}"}) for n in range(5)
    ]
    chart = make.chart(*tests)
    first = await lab_trend(chart, limit=3)
    assert (len(first.items), first.total, first.truncated) == (3, 5, True)
    rest = await lab_trend(chart, limit=3, cursor=first.next or "")
    assert len({r.name for r in (*first.items, *rest.items)}) == 5
