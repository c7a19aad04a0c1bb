"""How FHIR's ways of saying a thing become one: doses, ages, ranges, flags, R5."""

from typing import Any

import pytest

from chartside.fhir.clinical import active_problems, is_abnormal, past_problems, problem_list
from chartside.fhir.codes import UCUM


def step(text: str, number: int | None = None, **fields: Any) -> dict[str, Any]:
    return {"text": text, **({} if number is None else {"sequence": number}), **fields}


def test_steps_with_one_number_go_on_together_and_others_follow(make: Any) -> None:
    both = [step("10 mg in the morning", 1), step("5 mg in the evening", 1)]
    down = [step("20 mg daily", 2), step("40 mg daily", 1)]
    together = make.entry(make.order("m", "Prednisone", dosageInstruction=both)).dose
    taper = make.entry(make.order("m", "Prednisone", dosageInstruction=down)).dose
    assert together.text == "10 mg in the morning; and 5 mg in the evening"
    assert not together.tapering
    assert taper.text == "40 mg daily; then 20 mg daily"


def test_a_taper_is_known_as_one(make: Any) -> None:
    steps = [step(f"{n} mg", n, doseAndRate=[{"doseQuantity": {"value": n}}]) for n in (1, 2)]
    assert make.entry(make.order("m", "Prednisone", dosageInstruction=steps)).dose.tapering


def test_a_range_of_doses_and_of_hours_is_said_as_one(make: Any) -> None:
    timing = {"repeat": {"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}}
    between = {"doseRange": {"low": {"value": 1}, "high": {"value": 2, "unit": "TAB"}}}
    given = {"timing": timing, "doseAndRate": [between], "asNeededFor": [{"text": "pain"}]}
    dose = make.entry(make.order("m", "Codeine", dosageInstruction=[given])).dose
    assert dose.text == "1 to 2 TAB every 4 to 6 hours as needed for pain"
    assert (dose.as_needed, dose.asked) == (True, "pain")


def test_why_an_order_was_stopped_is_kept(make: Any) -> None:
    entry = make.entry(make.order("m", "Lisinopril", "stopped", statusReason={"text": "Cough"}))
    assert entry.status_reason == "Cough"
    assert "stopped (Cough)" in entry.text


@pytest.mark.parametrize(
    ("adherence", "status"),
    [("taking", "recorded"), ("stopped-as-directed", "stopped"), ("on-hold", "on-hold")],
)
def test_an_r5_statement_stands_as_its_adherence_says(
    make: Any, adherence: str, status: str
) -> None:
    body = make.resource(
        "MedicationStatement",
        status="recorded",
        medication={"concept": {"text": "Apixaban"}},
        adherence={"code": {"coding": [{"code": adherence}]}},
        reason=[{"concept": {"text": "Atrial fibrillation"}}],
    )
    entry = make.entry(body)
    assert entry.status == status
    assert entry.reasons == ("Atrial fibrillation",)


def test_an_r5_order_ended_when_its_status_changed(make: Any) -> None:
    entry = make.entry(make.order("m", "Warfarin", "ended", statusChanged="2024-05-02"))
    assert entry.end.day == "2024-05-02"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("onsetAge", {"value": 18, "code": "mo", "system": UCUM}, "at age 18 months"),
        ("onsetAge", {"value": 45, "code": "a", "system": UCUM}, "at age 45"),
        ("onsetRange", {"low": {"value": 40}, "high": {"value": 50}}, "between age 40 and 50"),
        ("onsetString", "in childhood", "in childhood"),
    ],
)  # fmt: skip
def test_an_onset_without_a_date_stays_without_one(
    make: Any, field: str, value: Any, words: str
) -> None:
    (found,) = active_problems(make.chart(make.problem("c", "Asthma", **{field: value})))
    assert found.when is None
    assert f"onset {words}" in found.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("abatementString", "as a teenager"),
        ("abatementAge", {"value": 12}),
        ("abatementBoolean", True),
    ],
)
def test_an_abatement_without_a_date_ends_a_problem_of_no_status(
    make: Any, field: str, value: Any
) -> None:
    body = make.problem("c", "Asthma", **{field: value})
    del body["clinicalStatus"]
    chart = make.chart(body)
    assert not active_problems(chart)
    assert len(past_problems(chart)) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("abatementString", "as a teenager", "ended as a teenager"),
        ("abatementAge", {"value": 12}, "ended at age 12"),
        ("abatementRange", {"high": {"value": 12}}, "ended before age 12"),
        ("abatementBoolean", True, "ended"),
    ],
)
def test_an_abatement_without_a_date_beside_active_is_said_to_disagree(
    make: Any, field: str, value: Any, words: str
) -> None:
    chart = make.chart(make.problem("c", "Asthma", **{field: value}))
    assert len(active_problems(chart)) == 1
    assert [p.disputed for p in problem_list(chart)] == [words]
    assert [s.reference for s in chart.set_aside] == ["Condition/c"]
    assert "abatement without a date" in chart.set_aside[0].reason


@pytest.mark.parametrize(
    ("clinical", "fields"),
    [
        ("resolved", {"abatementString": "as a teenager"}),
        ("active", {"abatementBoolean": False}),
        ("active", {"abatementDateTime": "2020"}),
    ],
)
def test_an_abatement_that_agrees_or_is_dated_is_no_disagreement(
    make: Any, clinical: str, fields: dict[str, Any]
) -> None:
    chart = make.chart(make.problem("c", "Asthma", clinical, **fields))
    assert [p.disputed for p in problem_list(chart)] == [""]
    assert not chart.set_aside


def test_a_range_in_another_spelling_of_the_unit_judges(make: Any) -> None:
    ends = [{"high": {"value": 11, "unit": "10*9/L"}}]
    assert is_abnormal(make.entry(make.lab("o", 15, "K/uL", referenceRange=ends))) == "high"


def test_ranges_for_men_and_women_do_not_judge(make: Any) -> None:
    ends = [
        {"high": {"value": 300}, "appliesTo": [{"text": "male"}]},
        {"high": {"value": 150}, "appliesTo": [{"text": "female"}]},
    ]
    entry = make.entry(make.lab("o", 200, referenceRange=ends))
    assert is_abnormal(entry) == ""
    assert entry.value.range.text == "male: 300; female: 150"


def test_hl7s_own_flag_goes_before_a_laboratorys(make: Any) -> None:
    system = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
    codings = [{"system": "urn:lab", "code": "*"}, {"system": system, "code": "L"}]
    assert is_abnormal(make.entry(make.lab("o", 1, interpretation=[{"coding": codings}]))) == "low"


@pytest.mark.parametrize(
    ("held", "words"),
    [({"high": {"value": 5}}, "up to 5"), ({"low": {"value": 5}}, "at least 5")],
)
def test_a_range_open_at_one_end_is_no_number(make: Any, held: Any, words: str) -> None:
    assert make.entry(make.lab("o", valueRange=held)).value.words == words


def test_a_goal_names_its_target(make: Any) -> None:
    target = [{"measure": {"text": "HbA1c"}, "detailRange": {"high": {"value": 7, "unit": "%"}}}]
    body = make.resource("Goal", description={"text": "Control"}, target=target)
    assert "HbA1c up to 7 %" in make.entry(body).text


@pytest.mark.parametrize("system", ["urn:oid:2.16.840.1.113883.6.1", "https://loinc.org"])
def test_loinc_by_another_name_places_a_vital_sign(make: Any, system: str) -> None:
    body = make.lab("o", 80, "kg", code=make.code("29463-7", "Weight", system))
    assert make.entry(body).kind == "vital"
