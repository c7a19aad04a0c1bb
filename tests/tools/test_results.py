"""`lab_trend` and `gaps`: results over time, and what is unfinished in them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from chartside.errors import ToolError
from chartside.fhir.chart import Chart
from chartside.tools import TOOLS, assessments, gaps, lab_trend

Potassium = Callable[..., Chart]


async def test_a_test_is_one_row_with_first_last_lowest_highest_and_count(
    potassium: Potassium,
) -> None:
    found = await lab_trend(potassium(4.2, 3.9, 4.8, 5.6))
    (row,) = found.items
    assert (row.name, row.count, row.unit) == ("Potassium", 4, "mmol/L")
    assert (row.low, row.high) == (Decimal("3.9"), Decimal("5.6"))
    assert [p.value for p in row.points][::3] == ["4.2 mmol/L", "5.6 mmol/L"]
    assert row.points[-1].flag == "high by the usual adult range"


async def test_a_steady_rise_has_its_slope_in_a_year(potassium: Potassium) -> None:
    (row,) = (await lab_trend(potassium(4.0, 4.2, 4.4, 4.6, 4.8, 5.0))).items
    assert row.direction == "rising"
    assert row.slope is not None
    assert Decimal("2.3") < row.slope < Decimal("2.5")


async def test_two_results_make_no_slope(potassium: Potassium) -> None:
    (row,) = (await lab_trend(potassium(4.0, 5.0))).items
    assert row.slope is None
    assert row.direction == ""


async def test_results_in_two_units_are_carried_into_the_last(make: Any) -> None:
    glucose = {"coding": [{"system": "http://loinc.org", "code": "2345-7"}], "text": "Glucose"}
    old = make.lab(
        "g1", 0, "2024-01-01T08:00:00Z", code=glucose, valueQuantity={"value": 180, "unit": "mg/dL"}
    )
    molar = {"coding": [{"system": "http://loinc.org", "code": "14749-6"}], "text": "Glucose"}
    new = make.lab("g2", 6.0, "2025-01-01T08:00:00Z", code=molar)
    (row,) = (await lab_trend(make.chart(old, new))).items
    assert row.unit == "mmol/L"
    assert row.high is not None
    assert round(row.high, 1) == Decimal("10.0")
    assert row.points[0].value == "180 mg/dL"


async def test_results_before_the_day_are_left_out(potassium: Potassium) -> None:
    (row,) = (await lab_trend(potassium(4.0, 4.5, 5.0), since="2025-02")).items
    assert row.count == 2
    assert row.points[0].date == "2025-02-01"


@pytest.mark.parametrize("asked", ["2823-3", "potassium", "POTASSIUM serum"])
async def test_a_test_is_found_by_its_code_or_by_words_of_its_name(
    asked: str, potassium: Potassium
) -> None:
    found = await lab_trend(potassium(4.0), test=asked)
    assert [r.name for r in found.items] == ["Potassium"]


@pytest.mark.parametrize("asked", ["2160-0", "creatinine", "???"])
async def test_another_test_is_not_found_and_the_answer_says_what_was_asked(
    asked: str, potassium: Potassium
) -> None:
    found = await lab_trend(potassium(4.0), test=asked)
    assert found.items == ()
    assert "test=" in found.query


async def test_only_abnormal_asks_about_the_last_result(potassium: Potassium) -> None:
    assert (await lab_trend(potassium(5.9, 4.1), only="abnormal")).items == ()
    assert len((await lab_trend(potassium(4.1, 5.9), only="abnormal")).items) == 1


async def test_notable_is_abnormal_or_moving(make: Any) -> None:
    others = [
        make.lab(
            f"o{code}",
            1,
            "2025-01-01T08:00:00Z",
            code={"coding": [{"system": "http://loinc.org", "code": code}]},
        )
        for code in ("2075-0", "2028-9", "17861-6")
    ]

    async def potassiums(*numbers: float) -> int:
        labs = [make.lab(f"k{n}", v, f"2025-0{n}-01T08:00:00Z") for n, v in enumerate(numbers, 1)]
        found = await lab_trend(make.chart(*labs, *others), only="notable")
        return sum(row.name == "Potassium" for row in found.items)

    assert await potassiums(4.1, 4.2, 4.1) == 0
    assert await potassiums(3.6, 4.2, 4.9) == 1


async def test_a_number_with_a_comparator_is_in_no_figure(make: Any) -> None:
    below = {"value": 3.0, "comparator": "<", "unit": "mmol/L", "code": "mmol/L"}
    chart = make.chart(
        make.lab("k1", 4.0, "2025-01-01T08:00:00Z"),
        make.lab("k2", 0, "2025-02-01T08:00:00Z", valueQuantity=below),
    )
    (row,) = (await lab_trend(chart)).items
    assert row.low == row.high == Decimal("4.0")
    assert row.points[-1].value == "<3.0 mmol/L"


async def test_vital_signs_are_another_question(potassium: Potassium) -> None:
    assert (await lab_trend(potassium(4.0), of="vital")).items == ()


async def test_a_preliminary_result_that_nothing_followed_is_a_gap(make: Any) -> None:
    chart = make.chart(make.lab("k1", 6.8, "2025-01-01T08:00:00Z", status="preliminary"))
    (row,) = (await gaps(chart)).items
    assert (row.gap, row.references, row.detail) == (
        "preliminary",
        ("Observation/k1",),
        "6.8 mmol/L",
    )


async def test_a_preliminary_result_that_was_corrected_is_none(make: Any) -> None:
    chart = make.chart(
        make.lab("k1", 6.8, "2025-01-01T08:00:00Z", status="preliminary"),
        make.lab("k2", 4.6, "2025-01-01T08:00:00Z"),
    )
    assert (await gaps(chart)).items == ()


async def test_a_test_without_a_result_is_a_gap_until_a_later_one(make: Any) -> None:
    reason = {"coding": [{"code": "error"}], "text": "Sample insufficient"}
    body = make.lab("k1", 0, "2025-01-01T08:00:00Z", dataAbsentReason=reason)
    del body["valueQuantity"]
    (row,) = (await gaps(make.chart(body))).items
    assert (row.gap, row.detail) == ("no result", "no result (Sample insufficient)")
    later = make.lab("k2", 4.4, "2025-02-01T08:00:00Z")
    assert (await gaps(make.chart(body, later))).items == ()


async def test_a_change_of_unit_is_a_gap_and_another_spelling_is_none(make: Any) -> None:
    def chart(old: str, new: str) -> Chart:
        unit = {"k1": old, "k2": new}
        return make.chart(
            *(
                make.lab(name, 0, f"202{n}-01-01", valueQuantity={"value": 4.2, "unit": unit[name]})
                for n, name in enumerate(unit, 3)
            )
        )

    (row,) = (await gaps(chart("mg/dL", "mmol/L"))).items
    assert (row.gap, row.detail) == ("unit change", "mg/dL to mmol/L")
    assert (await gaps(chart("mmol/l", "mmol/L"))).items == ()


async def test_a_document_whose_text_cannot_be_read_is_a_gap_with_its_reason(make: Any) -> None:
    letter = make.resource(
        "DocumentReference",
        "old",
        status="current",
        type={"text": "Referral note"},
        content=[{"attachment": {"url": "https://archive.example/1", "contentType": "text/plain"}}],
    )
    (row,) = (await gaps(make.chart(letter))).items
    assert (row.gap, row.name) == ("unread document", "Referral note")
    assert row.detail


async def test_a_wrong_choice_is_refused(potassium: Potassium) -> None:
    with pytest.raises(ToolError, match="lab_trend: wrong arguments: only"):
        await TOOLS["lab_trend"].call(potassium(4.0), {"only": "worrying"})


def scored(make: Any, name: str, number: int, day: str, text: str = "PHQ-9 total score") -> Any:
    return make.resource(
        "Observation",
        name,
        status="final",
        category=[{"coding": [{"code": "survey"}]}],
        code={"text": text},
        effectiveDateTime=day,
        valueQuantity={"value": number},
    )


async def test_a_question_is_one_row_with_its_last_answer_and_the_one_before(make: Any) -> None:
    chart = make.chart(
        scored(make, "a", 11, "2023-01-01"),
        scored(make, "b", 4, "2024-01-01"),
        scored(make, "c", 17, "2025-01-01"),
        scored(make, "d", 2, "2025-06-01", "AUDIT-C total score"),
    )
    found = await assessments(chart)
    assert [r.line for r in found.items] == [
        "AUDIT-C total score: 2 2025-06-01",
        "PHQ-9 total score: 17 2025-01-01 (3 answers, before: 4)",
    ]
    assert [r.count for r in (await assessments(chart, words="phq-9")).items] == [3]
    assert (await assessments(chart, words="GAD-7")).items == ()
    assert (await assessments(chart, words="?")).items == ()
