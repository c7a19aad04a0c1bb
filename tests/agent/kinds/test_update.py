"""An update says what is new, and costs what is new."""

from typing import Any

import pytest

from chartside.draft import Draft, Verdict
from chartside.errors import NothingToSay


def said(draft: Draft, title: str) -> list[str]:
    return [t.text for s in draft.sections if s.title == title for t in s.statements]


def aged(make: Any, years: int) -> list[Any]:
    """A result, a visit and a procedure for each month of so many years before 2025."""
    months = [(y, m) for y in range(2025 - years, 2025) for m in range(1, 13)]
    return [
        body
        for y, m in months
        for body in (
            make.lab(f"k-{y}-{m}", 4.0 + m / 20, f"{y}-{m:02}-03"),
            make.visit(f"v-{y}-{m}", "Office visit", f"{y}-{m:02}-03"),
            make.procedure(f"p-{y}-{m}", f"Dressing {y} {m}", f"{y}-{m:02}-03"),
        )
    ]


async def test_what_stands_as_it_stood_is_not_said_again(make: Any, wrote: Any) -> None:
    record = make.record(
        make.problem("old", "Asthma", onsetDateTime="1998"),
        make.problem("new", "Gout", onsetDateTime="2025-11-02"),
        make.order("losartan", "Losartan 50 mg tablet", authoredOn="2014-01-01"),
        make.order("allopurinol", "Allopurinol 100 mg tablet", authoredOn="2025-11-03"),
        make.allergy("penicillin", "Penicillin", onsetDateTime="1979"),
        make.lab("k1", 4.1, "2025-06-01"),
        make.lab("k2", 5.9, "2025-12-01"),
    )
    draft = await wrote(record, "update", since="2025-11-01")
    assert said(draft, "Problems") == ["New problem: Gout on 2 November 2025, active."]
    assert said(draft, "Medicines") == ["Allopurinol 100 mg tablet: started on 3 November 2025."]
    assert said(draft, "Allergies and intolerances") == []
    (potassium,) = said(draft, "Results")
    assert potassium.startswith("Potassium 5.9 mmol/L on 1 December 2025, high")
    assert "4.1 mmol/L on 1 June 2025" in potassium
    assert all(s.verdict is Verdict.SUPPORTED for s in draft.statements)


async def test_a_medicine_that_was_stopped_says_when_and_why(make: Any, wrote: Any) -> None:
    stopped = make.order(
        "n",
        "Naproxen 500 mg tablet",
        "stopped",
        authoredOn="2024-01-01",
        statusReason={"text": "Gastric bleeding"},
        dispenseRequest={"validityPeriod": {"start": "2024-01-01", "end": "2025-11-20"}},
    )
    draft = await wrote(make.record(stopped), "update", since="2025-11-01")
    assert said(draft, "Medicines") == [
        "Naproxen 500 mg tablet: stopped on 20 November 2025 (Gastric bleeding)."
    ]


async def test_a_result_from_before_that_was_reported_only_now_is_new(
    make: Any, wrote: Any
) -> None:
    late = make.lab("k", 6.2, "2025-10-30", issued="2025-11-05T10:00:00Z")
    draft = await wrote(make.record(late, *aged(make, 1)), "update", since="2025-11-01")
    assert any("6.2 mmol/L on 30 October 2025" in text for text in said(draft, "Results"))


async def test_an_entry_that_changed_since_it_was_cited_is_told_though_it_has_no_new_date(
    make: Any, wrote: Any, signed: Any
) -> None:
    held = make.order("s", "Semaglutide pen", "on-hold", authoredOn="2025-01-01")
    draft = await wrote(
        make.record(held, *make.small()),
        "update",
        baselines=lambda _: (signed("2025-12-10T00:00:00+00:00", "MedicationRequest/s"),),
    )
    assert said(draft, "Medicines") == ["Semaglutide pen: now on hold."]


async def test_a_result_that_never_became_final_is_nothing_to_compare_with(
    make: Any, wrote: Any
) -> None:
    before = make.lab("k1", 5.1, "2025-06-01", status="preliminary")
    draft = await wrote(
        make.record(before, make.lab("k2", 5.9, "2025-12-01")), "update", since="2025-11-01"
    )
    (potassium,) = said(draft, "Results")
    assert "5.1" not in potassium
    assert all(s.verdict is Verdict.SUPPORTED for s in draft.statements)


async def test_where_nothing_is_new_there_is_nothing_to_say(make: Any, wrote: Any) -> None:
    with pytest.raises(NothingToSay, match="nothing in the chart since 20 December 2025"):
        await wrote(make.record(*make.small()), "update", since="2025-12-20")


async def test_key_points_of_an_update_are_about_what_is_new(make: Any, wrote: Any) -> None:
    record = make.record(
        make.lab("old", 6.6, "2025-08-01"),
        make.problem("gout", "Gout", onsetDateTime="2025-11-02"),
        make.visit("v", "Office visit", "2019-11-02"),
    )
    draft = await wrote(record, "update", since="2025-11-01")
    assert said(draft, "Key points") == ["New problem: Gout on 2 November 2025."]


async def test_cost_follows_what_changed_and_not_the_record(make: Any, calls: Any) -> None:
    fresh = (
        make.lab("new", 5.9, "2025-12-01"),
        make.order("allopurinol", "Allopurinol 100 mg tablet", authoredOn="2025-11-03"),
        make.visit("now", "Office visit", "2025-12-01"),
    )
    small = await calls(make.record(*fresh, *aged(make, 1)), "update", "2025-11-01")
    large = await calls(make.record(*fresh, *aged(make, 12)), "update", "2025-11-01")
    assert len(small[0]) == len(large[0]) == 10
    assert small[1] == large[1] <= 12
    whole_small = await calls(make.record(*fresh, *aged(make, 1)), "summary")
    whole_large = await calls(make.record(*fresh, *aged(make, 12)), "summary")
    assert whole_small[1] < whole_large[1]
