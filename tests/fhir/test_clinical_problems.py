"""Which problems a patient has, had, or may have; what is no problem."""

from typing import Any

import pytest

from chartside.fhir.clinical import (
    active_problems,
    episodes,
    past_problems,
    provisional_problems,
    social_history,
)


def names(entries: Any) -> list[str]:
    return [e.label for e in entries]


def refuted(kind: str = "refuted") -> dict[str, Any]:
    return {"verificationStatus": {"coding": [{"code": kind}]}}


@pytest.mark.parametrize("kind", ["refuted", "entered-in-error"])
def test_a_refuted_or_mistaken_diagnosis_is_neither_active_nor_past(make: Any, kind: str) -> None:
    chart = make.chart(make.problem("c", "Lupus", **refuted(kind)))
    assert not active_problems(chart)
    assert not past_problems(chart)
    assert not provisional_problems(chart)


@pytest.mark.parametrize("status", ["resolved", "inactive", "remission"])
def test_a_problem_that_is_over_is_past(make: Any, status: str) -> None:
    chart = make.chart(make.problem("c", "Pneumonia", status))
    assert names(past_problems(chart)) == ["Pneumonia"]
    assert not active_problems(chart)


def test_an_abatement_in_the_past_ends_a_problem_that_is_still_called_active(make: Any) -> None:
    chart = make.chart(make.problem("c", "Pneumonia", abatementDateTime="2019-03"))
    assert names(past_problems(chart)) == ["Pneumonia"]


def test_an_abatement_expected_in_the_future_does_not_end_it(make: Any) -> None:
    chart = make.chart(make.problem("c", "Pregnancy", abatementDateTime="2026-06-01"))
    assert names(active_problems(chart)) == ["Pregnancy"]


def test_a_problem_without_a_clinical_status_counts_as_active(make: Any) -> None:
    body = make.problem("c", "Gout")
    del body["clinicalStatus"]
    assert names(active_problems(make.chart(body))) == ["Gout"]


def test_a_suspicion_found_true_later_under_a_fuller_name_is_none_any_more(make: Any) -> None:
    suspected = make.problem("a", "Suspected lung cancer", onsetDateTime="1984-10-22")
    found = make.problem("b", "Non-small cell lung cancer", onsetDateTime="1984-10-31")
    earlier = make.problem("b", "Non-small cell lung cancer", onsetDateTime="1980-10-31")
    other = make.problem("b", "Cancer of colon", onsetDateTime="1984-10-31")
    assert names(provisional_problems(make.chart(suspected, found))) == []
    assert len(provisional_problems(make.chart(suspected, earlier))) == 1
    assert len(provisional_problems(make.chart(suspected, other))) == 1


@pytest.mark.parametrize("verified", ["provisional", "differential", "unconfirmed"])
def test_an_unsure_diagnosis_is_provisional_not_active(make: Any, verified: str) -> None:
    chart = make.chart(make.problem("c", "Sarcoidosis", **refuted(verified)))
    assert not active_problems(chart)
    assert names(provisional_problems(chart)) == ["Sarcoidosis"]


@pytest.mark.parametrize(
    "name", ["Suspected lung cancer (situation)", "Possible stroke", "Rule out sepsis"]
)
def test_a_name_that_says_suspected_is_provisional_whatever_its_verification(
    make: Any, name: str
) -> None:
    chart = make.chart(make.problem("c", name))
    assert not active_problems(chart)
    assert len(provisional_problems(chart)) == 1


def test_a_problem_recorded_at_two_encounters_is_one_with_its_earliest_onset(make: Any) -> None:
    chart = make.chart(
        make.problem("new", "Essential hypertension (disorder)", onsetDateTime="2019-05-01"),
        make.problem("old", "Essential hypertension", onsetDateTime="2011"),
    )
    (found,) = active_problems(chart)
    assert found.reference == "Condition/old"
    assert len(episodes(chart, found)) == 2


def test_two_spellings_with_one_code_are_one_problem(make: Any) -> None:
    def coded(name: str, text: str) -> Any:
        code = {"coding": [{"system": "http://snomed.info/sct", "code": "44054006"}], "text": text}
        return make.problem(name, text, code=code)

    chart = make.chart(coded("a", "T2DM"), coded("b", "Diabetes mellitus type 2"))
    assert len(active_problems(chart)) == 1


def test_a_past_episode_of_an_active_problem_is_not_listed_as_past(make: Any) -> None:
    chart = make.chart(make.problem("a", "Gout", "resolved"), make.problem("b", "Gout"))
    assert names(active_problems(chart)) == ["Gout"]
    assert not past_problems(chart)


CIRCUMSTANCES = [
    "Full-time employment (finding)",
    "Stress (finding)",
    "Medication review due (situation)",
    "Received higher education (finding)",
    "Limited social contact (finding)",
    "Has a criminal record (finding)",
    "Victim of intimate partner abuse (finding)",
    "Housing unsatisfactory (finding)",
    # Held back while the rule was written:
    "Unemployed (finding)",
    "Homeless (finding)",
    "Lives alone (finding)",
    "Lack of access to transportation (finding)",
    "Not in labor force (finding)",
    "Served in armed forces (finding)",
]


@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_a_social_circumstance_is_kept_apart_from_diseases_but_not_lost(
    make: Any, name: str
) -> None:
    chart = make.chart(make.problem("c", name))
    assert not active_problems(chart)
    assert len(social_history(chart)) == 1


DISEASES = [
    "Chronic congestive heart failure (disorder)",
    "Body mass index 30+ - obesity (finding)",
    "Alcoholism",
    "Misuses drugs (finding)",
    "Chronic low back pain (finding)",
    "History of renal transplant (situation)",
    # Held back while the rule was written:
    "Posttraumatic stress disorder",
    "Stress fracture of tibia",
    "Stress incontinence",
    "Severe anxiety (panic) (finding)",
    "Transport accident injury",
    "Dependence on renal dialysis (finding)",
    "Housemaid's knee",
    "Hypertension, follow-up due",
    "Diabetes (appointment booked)",
    "School phobia",
    "Stress-induced hyperglycaemia",
    # Held back while these were added:
    "COPD exacerbation - referral made",
    "Prison-acquired hepatitis",
    "Abnormal stress test",
]


@pytest.mark.parametrize("name", DISEASES)
def test_a_disease_or_symptom_stays_a_problem(make: Any, name: str) -> None:
    assert len(active_problems(make.chart(make.problem("c", name)))) == 1


def test_an_icd_code_for_circumstances_is_enough(make: Any) -> None:
    code = make.code("Z59.0", "Sleeping rough", "http://hl7.org/fhir/sid/icd-10-cm")
    assert not active_problems(make.chart(make.problem("c", "", code=code)))


def test_an_icd_code_of_a_disease_outweighs_a_word_of_circumstances(make: Any) -> None:
    code = make.code("T74.11XA", "Adult violence, confirmed", "http://hl7.org/fhir/sid/icd-10-cm")
    chart = make.chart(make.problem("c", "", code=code))
    assert [e.reference for e in active_problems(chart)] == ["Condition/c"]


def test_the_left_and_the_right_of_one_code_are_two_problems(make: Any) -> None:
    def cataract(side: str) -> Any:
        code = {
            "coding": [{"system": "http://snomed.info/sct", "code": "193570009"}],
            "text": f"Cataract of {side} eye",
        }
        return make.problem(side, "", "resolved", code=code)

    assert len(past_problems(make.chart(cataract("left"), cataract("right")))) == 2
