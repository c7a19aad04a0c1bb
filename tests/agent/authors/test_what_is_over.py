"""What the record calls active and is not: events, orders of long ago, everything after a death."""

from typing import Any

import pytest

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.sections.gaps import gaps
from chartside.agent.authors.sections.problems import problems
from chartside.errors import MissingExtra
from chartside.grounding import find_conflicts
from chartside.tools.gaps import GapRow

DEAD = {
    "resourceType": "Patient",
    "id": "1",
    "birthDate": "1930-01-01",
    "gender": "male",
    "deceasedDateTime": "1985-01-28",
}


@pytest.mark.parametrize(
    "label",
    [
        "Sepsis (disorder)", "Drug overdose", "Miscarriage in first trimester", "Acute bronchitis",
        "Acute respiratory failure", "Fracture of clavicle", "Normal pregnancy", "Cardiac arrest",
    ],
)  # fmt: skip
async def test_an_event_that_nobody_closed_is_told_among_the_past_problems(
    label: str, make: Any, told: Any
) -> None:
    chart = make.chart(make.problem("e", label, onsetDateTime="1976-03-01"))
    (past,) = await told(chart, "past_problems")
    assert past.endswith(", recorded as active since 1 March 1976.")
    evidence = Evidence(chart, (), frozenset({"Condition/e"}), beside=frozenset({"past_problems"}))
    assert problems(evidence) == []
    assert await told(chart, "key_points") == []


@pytest.mark.parametrize(
    "label",
    [
        "Acute myeloid leukemia", "Acute on chronic heart failure", "Chronic bronchitis",
        "Traumatic brain injury with skull fracture", "Recurrent urinary tract infection",
        "Acute intermittent porphyria", "Stroke", "Type 2 diabetes mellitus",
        "Gastroesophageal reflux disease with acute esophagitis",
    ],
)  # fmt: skip
async def test_what_lasts_stays_active(label: str, make: Any, told: Any) -> None:
    chart = make.chart(make.problem("e", label, onsetDateTime="1976-03-01"))
    assert await told(chart, "past_problems") == []
    (active,) = await told(chart, "problems")
    assert active.endswith(", active since 1 March 1976.")


async def test_an_event_of_last_month_is_active(make: Any, told: Any) -> None:
    chart = make.chart(make.problem("e", "Sepsis", onsetDateTime="2025-12-01"))
    assert await told(chart, "problems") == ["Sepsis, active since 1 December 2025."]
    assert await told(chart, "past_problems") == []


async def test_after_a_death_problems_and_medicines_are_as_they_were_at_death(
    make: Any, told: Any
) -> None:
    every = [{"text": "1 tablet every 6 hours"}]
    chart = make.chart(
        make.problem("p", "Hypertension", onsetDateTime="1940"),
        make.order("o", "Oxycodone 5 mg tablet", authoredOn="1935-03-21", dosageInstruction=every),
        make.order("h", "Hydrochlorothiazide 25 mg", authoredOn="1940-11-25"),
        make.visit("v", "Check up", "1984-10-08"),
        patient=DEAD,
    )
    assert await told(chart, "problems") == ["Hypertension, active at death, since 1940."]
    assert await told(chart, "medicines") == [
        "Hydrochlorothiazide 25 mg, ordered 25 November 1940, in force at death.",
        "Oxycodone 5 mg tablet: 1 tablet every 6 hours, ordered 21 March 1935, not renewed since, "
        "still active in the record at death.",
    ]


async def test_an_order_for_need_that_nobody_renewed_for_a_year_comes_last_and_says_so(
    make: Any, told: Any
) -> None:
    need = [{"asNeededBoolean": True}]
    chart = make.chart(
        make.order("a", "Astemizole 10 mg", authoredOn="1991-01-02", dosageInstruction=need),
        make.order("l", "Losartan 50 mg tablet", authoredOn="2014-03-11"),
        make.order("s", "Salbutamol inhaler", authoredOn="2025-06-11", dosageInstruction=need),
        make.visit("v", "Visit", "2025-12-20"),
    )
    assert await told(chart, "medicines") == [
        "Losartan 50 mg tablet, ordered 11 March 2014.",
        "Salbutamol inhaler: as needed, ordered 11 June 2025.",
        "Astemizole 10 mg: as needed, ordered 2 January 1991, not renewed since, still active in "
        "the record.",
    ]


async def test_what_is_given_once_is_not_stopped(make: Any, told: Any) -> None:
    lysis = make.order("o", "Alteplase 100 mg injection", "stopped", authoredOn="2025-11-29")
    assert await told(make.chart(lysis), "ended_medicines") == [
        "Alteplase 100 mg injection, ordered 29 November 2025."
    ]


async def test_a_document_that_was_not_read_says_so_and_advises_nothing(make: Any) -> None:
    chart = make.chart(make.note("d", "x", "2014-11-04", kind="image/png"))
    for reason in ("its content is kept elsewhere", str(MissingExtra("RTF", "documents"))):
        row = GapRow("unread document", ("DocumentReference/d",), "Consult note", "", reason)
        evidence = Evidence(chart, (row,), frozenset(row.references))
        assert [s.text for s in gaps(evidence)] == [
            "The text of the consult note of 4 November 2014 was not read."
        ]


async def test_a_conflict_that_the_key_points_say_is_not_said_again(make: Any, told: Any) -> None:
    chart = make.chart(
        make.allergy("a", "Penicillin", criticality="high"),
        make.order("o", "Amoxicillin 500 mg capsule"),
    )
    conflicts = find_conflicts(chart)
    (point,) = await told(chart, "key_points")
    read = frozenset(e.reference for e in chart.entries)
    alone = Evidence(chart, (), read, conflicts)
    beside = Evidence(chart, (), read, conflicts, beside=frozenset({"key_points"}))
    assert point in [s.text for s in gaps(alone)]
    assert point not in [s.text for s in gaps(beside)]


async def test_a_record_that_ended_years_ago_says_when_the_patient_was_last_seen(
    make: Any, told: Any
) -> None:
    old = make.visit("v", "Office visit", "2019-09-08")
    assert await told(make.chart(old), "gaps") == [
        "The last encounter in the record is office visit on 8 September 2019."
    ]
    assert await told(make.chart(old, patient=DEAD), "gaps") == []
    assert await told(make.chart(old, make.visit("w", "Visit", "2025-06-01")), "gaps") == []
