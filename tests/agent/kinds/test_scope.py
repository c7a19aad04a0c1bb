"""Where a document begins, where it ends, and what it goes on from."""

from typing import Any

import pytest

from chartside.agent.scope import scoped
from chartside.draft import Author, Citation, Draft, RecordStamp, Section, Statement
from chartside.errors import NothingToSay, UsageError
from chartside.prompts.kinds import document_kind

STAY = {"period": {"start": "2022-03-01", "end": "2022-03-09"}}


def signed(as_of: str, *cited: Citation, kind: str = "summary") -> Draft:
    return Draft(
        id="d0",
        kind=kind,
        patient="Patient/1",
        author=Author("extractive"),
        created=as_of,
        record=RecordStamp("0" * 64, 3, as_of),
        sections=(Section("A", (Statement("Asthma.", cited),)),),
    )


def test_an_update_goes_on_from_the_last_signed_summary_or_update(make: Any) -> None:
    chart = make.chart(*make.small())
    held = [
        signed("2025-03-01T09:00:00+00:00"),
        signed("2025-08-01T09:00:00+02:00", kind="update"),
        signed("2025-12-01T09:00:00+00:00", kind="consult"),
    ]
    assert scoped(document_kind("update"), chart, "", "", held).since == held[1].record.as_of


def test_a_day_that_was_asked_for_comes_before_the_last_signed_summary(make: Any) -> None:
    held = [signed("2025-03-01T09:00:00+00:00")]
    chart = make.chart(*make.small())
    assert scoped(document_kind("update"), chart, "2020", "", held).since == "2020"


def test_an_update_without_anything_signed_says_what_to_do(make: Any) -> None:
    with pytest.raises(UsageError, match="sign one, or give --since"):
        scoped(document_kind("update"), make.chart(*make.small()), "", "", [])


def test_what_the_signed_summary_cited_and_has_changed_is_named(make: Any) -> None:
    chart = make.chart(*make.small())
    same = chart.get("Condition/asthma")
    held = [
        signed(
            "2025-12-20T09:00:00+00:00",
            Citation("Condition/asthma", same.version),
            Citation("MedicationRequest/losartan", "another version"),
            Citation("MedicationRequest/withdrawn", "1"),
        )
    ]
    found = scoped(document_kind("update"), chart, "", "", held)
    assert found.cited == ("MedicationRequest/losartan",)
    assert found.gone == 1
    assert "sources of the last signed document that no longer stand: 1" in found.left_out


def test_before_a_visit_what_counts_begins_with_the_last_visit_at_the_usual_place(
    make: Any,
) -> None:
    chart = make.chart(
        make.visit("v1", "Office visit", "2025-03-01"),
        make.visit("v2", "Office visit", "2025-06-01"),
        make.visit("v3", "Urgent care visit", "2025-09-01"),
        make.visit("v4", "Blood test appointment", "2025-10-01"),
    )
    assert scoped(document_kind("previsit"), chart, "", "", []).since == "2025-06-01"


def test_a_discharge_tells_of_the_last_admission(make: Any) -> None:
    chart = make.chart(
        make.visit("a", "Hospital admission", "2020-01-01", "IMP"),
        make.visit("b", "Hospital admission", "", "IMP", **STAY),
        make.visit("c", "Office visit", "2025-01-01"),
    )
    found = scoped(document_kind("discharge"), chart, "", "", [])
    assert (found.since, found.until) == ("2022-03-01", "2022-03-09")


def test_a_discharge_since_a_day_tells_of_the_first_stay_not_over_on_it(make: Any) -> None:
    chart = make.chart(
        make.visit("a", "Hospital admission", "2020-01-01", "IMP"),
        make.visit("b", "Hospital admission", "", "IMP", **STAY),
        make.visit("c", "Hospital admission", "2024-01-01", "IMP"),
    )
    found = scoped(document_kind("discharge"), chart, "2022-03-05", "", [])
    assert (found.since, found.until) == ("2022-03-01", "2022-03-09")


def test_a_stay_that_goes_on_has_no_end(make: Any) -> None:
    body = make.visit("a", "Hospital admission", "2025-12-30", "IMP")
    going_on = {**body, "status": "in-progress", "period": {"start": "2025-12-30"}}
    found = scoped(document_kind("discharge"), make.chart(going_on), "", "", [])
    assert (found.since, found.until) == ("2025-12-30", "")


def test_without_a_stay_there_is_no_discharge(make: Any) -> None:
    with pytest.raises(NothingToSay, match="no admission or emergency"):
        scoped(document_kind("discharge"), make.chart(*make.small()), "", "", [])


def test_the_story_of_a_problem_needs_to_be_told_which(make: Any) -> None:
    with pytest.raises(UsageError, match="needs --focus"):
        scoped(document_kind("problem"), make.chart(*make.small()), "", " ", [])


async def test_a_discharge_of_a_past_stay_lists_nothing_that_came_after_it(
    make: Any, wrote: Any
) -> None:
    stay = make.visit("s", "Hospital admission", "2024-02-10", "IMP")
    stay["period"]["end"] = "2024-02-16"
    record = make.record(
        stay,
        make.allergy("p", "Penicillin", recordedDate="1990-01-01"),
        make.order("old", "Ampicillin 500 mg capsule", authoredOn="2024-02-12"),
        make.order("new", "Amoxicillin 500 mg capsule", authoredOn="2025-12-01"),
        make.lab("k1", 4.4, "2024-02-12"),
        make.lab("k2", 6.9, "2025-12-01"),
    )
    draft = await wrote(record, "discharge")
    cited = {c.reference for f in (*draft.conflicts, *draft.omissions) for c in f.citations}
    assert "MedicationRequest/old" in cited
    assert cited.isdisjoint({"MedicationRequest/new", "Observation/k2"})
    assert "not asked for: events and results after 16 February 2024" in draft.set_aside
    today = await wrote(record, "summary")
    told = {c.reference for f in today.conflicts for c in f.citations}
    assert "MedicationRequest/new" in told


@pytest.mark.parametrize(
    "kind", ["summary", "previsit", "update", "handoff", "discharge", "patient"]
)
async def test_a_first_day_that_is_still_to_come_is_refused(
    make: Any, wrote: Any, kind: str
) -> None:
    with pytest.raises(UsageError, match="is still to come"):
        await wrote(make.record(*make.small()), kind, since="2031")


async def test_where_no_stay_is_late_enough_that_is_said(make: Any, wrote: Any) -> None:
    stay = make.visit("s", "Hospital admission", "2024-02-10", "IMP")
    with pytest.raises(NothingToSay, match="lasted into March 2025 or began later"):
        await wrote(make.record(stay), "discharge", since="2025-03")
