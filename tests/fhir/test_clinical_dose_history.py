"""How a dose went, what a problem is in all its records, and what happened when."""

from typing import Any

import pytest

from chartside.fhir.clinical import daily_dose, dose_history, timeline


def tablets(number: float, times: int = 1) -> Any:
    timing = {"repeat": {"frequency": times, "period": 1, "periodUnit": "d"}}
    dose = [{"doseQuantity": {"value": number, "unit": "tablet"}}]
    return {"dosageInstruction": [{"timing": timing, "doseAndRate": dose}]}


def course(make: Any, *orders: Any) -> list[tuple[str, str, str]]:
    chart = make.chart(*orders)
    found = dose_history(chart, chart.get(f"MedicationRequest/{orders[-1]['id']}"))
    return [(c.kind, c.when.day if c.when else "", c.daily.words if c.daily else "") for c in found]


def order(
    make: Any, name: str, day: str, mg: int, number: float = 1, times: int = 1, **f: Any
) -> Any:
    label = f"Lisinopril {mg} MG Oral Tablet"
    return make.order(name, label, authoredOn=day, **{**tablets(number, times), **f})


def test_a_dose_is_started_raised_and_lowered_and_a_renewal_is_no_change(make: Any) -> None:
    found = course(
        make,
        order(make, "a", "2015-01-01", 10),
        order(make, "b", "2016-01-01", 10),
        order(make, "c", "2017-01-01", 10, number=2),
        order(make, "d", "2018-01-01", 20),
        order(make, "e", "2019-01-01", 5, times=2),
    )
    assert found == [
        ("started", "2015-01-01", "10 mg"),
        ("raised", "2017-01-01", "20 mg"),
        ("lowered", "2019-01-01", "10 mg"),
    ]


def test_two_strengths_of_one_day_are_one_dose(make: Any) -> None:
    found = course(
        make,
        order(make, "a", "2015-01-01", 10),
        order(make, "b", "2017-01-01", 20),
        order(make, "c", "2017-01-01", 5),
    )
    assert found[-1] == ("raised", "2017-01-01", "25 mg")


def test_a_strength_alone_tells_a_change_of_dose(make: Any) -> None:
    found = course(
        make,
        make.order("a", "Lisinopril 10 MG Oral Tablet", authoredOn="2015-01-01"),
        make.order("b", "Lisinopril 5 MG Oral Tablet", authoredOn="2016-01-01"),
    )
    assert [kind for kind, _, _ in found] == ["started", "lowered"]


def test_a_change_that_cannot_be_measured_is_only_a_change(make: Any) -> None:
    found = course(
        make,
        make.order("a", "Prednisone", authoredOn="2015-01-01", dosageInstruction=[{"text": "one"}]),
        make.order("b", "Prednisone", authoredOn="2016-01-01", dosageInstruction=[{"text": "two"}]),
    )
    assert found[-1] == ("changed", "2016-01-01", "")


@pytest.mark.parametrize(
    ("status", "fields", "last"),
    [
        ("stopped", {"statusChanged": "2020-05-02"}, ("stopped", "2020-05-02", "")),
        ("stopped", {}, ("stopped", "", "")),
        ("on-hold", {}, ("held", "", "")),
        ("unknown", {}, ("unknown", "", "")),
    ],
)
def test_how_a_medicine_ended_is_said_with_its_day_or_without(
    make: Any, status: str, fields: Any, last: Any
) -> None:
    found = course(make, order(make, "a", "2015-01-01", 10, status=status, **fields))
    assert found[-1] == last


def test_a_medicine_taken_up_again_after_a_gap_is_restarted(make: Any) -> None:
    ended = {"status": "stopped", "statusChanged": "2016-01-01"}
    found = course(
        make,
        order(make, "a", "2015-01-01", 10, **ended),
        order(make, "b", "2019-01-01", 10),
    )
    assert [kind for kind, _, _ in found] == ["started", "stopped", "restarted"]


def test_a_course_ordered_years_after_one_that_is_over_is_ordered_again(make: Any) -> None:
    found = course(
        make,
        order(make, "a", "2012-01-01", 10, status="completed"),
        order(make, "b", "2012-11-01", 10, status="completed"),
        order(make, "c", "2017-01-01", 10, status="completed"),
    )
    assert [(kind, day) for kind, day, _ in found] == [
        ("started", "2012-01-01"),
        ("ordered again", "2017-01-01"),
        ("completed", ""),
    ]


def test_why_a_medicine_was_stopped_stands_beside_the_stop(make: Any) -> None:
    body = make.order("a", "Lisinopril", "stopped", statusReason={"text": "Cough"})
    chart = make.chart(body)
    assert dose_history(chart, chart.get("MedicationRequest/a"))[-1].reason == "Cough"


@pytest.mark.parametrize(
    ("label", "daily"),
    [
        ("Lisinopril 10 MG Oral Tablet", "20 mg"),
        ("Levothyroxine 25 mcg tablet", "50 ug"),
        ("Amlodipine 5 MG / Olmesartan 20 MG Oral Tablet", None),
        ("Furosemide 10 MG/ML Oral Solution", None),
        ("Lisinopril", None),
    ],
)
def test_a_daily_dose_is_counted_only_where_the_record_says_all_of_it(
    make: Any, label: str, daily: str | None
) -> None:
    found = daily_dose(make.entry(make.order("m", label, **tablets(1, 2))))
    assert (found.words if found else None) == daily


def test_an_as_needed_medicine_has_no_daily_dose(make: Any) -> None:
    steps = [{**tablets(1)["dosageInstruction"][0], "asNeededBoolean": True}]
    assert daily_dose(make.entry(make.order("m", "Codeine 30 MG", dosageInstruction=steps))) is None


def test_the_timeline_tells_beginnings_and_ends_once(make: Any) -> None:
    visit = {"class": {"code": "IMP"}, "status": "finished", "type": [{"text": "Admission"}]}
    stay = {"period": {"start": "2019-02-01", "end": "2019-02-05"}}
    chart = make.chart(
        make.problem("a", "Pneumonia", "resolved", onsetDateTime="2019-01-30",
                     abatementDateTime="2019-03-01"),
        make.problem("b", "Pneumonia", "resolved", onsetDateTime="2019-01-30",
                     abatementDateTime="2019-03-01"),
        make.order("m", "Amoxicillin", "completed", authoredOn="2019-02-05"),
        make.resource("Encounter", "e", **visit, **stay),
        make.lab("k", 7.1, "mmol/L", effectiveDateTime="2019-02-02",
                 interpretation=[{"coding": [{"code": "HH"}]}]),
    )  # fmt: skip
    assert [(e.when.day, e.what) for e in timeline(chart)] == [
        ("1960-05-17", "born"),
        ("2019-01-30", "problem began"),
        ("2019-02-01", "admitted"),
        ("2019-02-02", "critical result"),
        ("2019-02-05", "discharged"),
        ("2019-02-05", "medicine started"),
        ("2019-03-01", "problem ended"),
    ]
