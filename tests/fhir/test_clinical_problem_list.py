"""Problems in all their records, and what is no problem: visits, relatives, absences, means."""

from typing import Any

import pytest

from chartside.fhir.clinical import (
    active_problems,
    allergies,
    allergy_not_known,
    allergy_records,
    denied_problems,
    encounter_diagnoses,
    family_history,
    no_known_allergy,
    no_known_problems,
    past_problems,
    problem_list,
    refuted_allergies,
    refuted_problems,
    social_history,
)

IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


def names(entries: Any) -> list[str]:
    return [e.label for e in entries]


def filed(make: Any, *codes: str) -> dict[str, Any]:
    return {"category": [make.code(c, system="category") for c in codes]}


def without_status(body: Any) -> Any:
    return {k: v for k, v in body.items() if k != "clinicalStatus"}


def test_a_visits_diagnosis_is_apart_where_the_source_keeps_a_list(make: Any) -> None:
    listed = make.problem("a", "Asthma", **filed(make, "problem-list-item"))
    cold = without_status(make.problem("b", "Common cold", **filed(make, "encounter-diagnosis")))
    chart = make.chart(listed, cold)
    assert names(active_problems(chart)) == ["Asthma"]
    assert names(encounter_diagnoses(chart)) == ["Common cold"]


def test_without_a_list_the_diagnoses_of_visits_are_all_there_is(make: Any) -> None:
    cold = without_status(make.problem("b", "Gout", **filed(make, "encounter-diagnosis")))
    assert names(active_problems(make.chart(cold))) == ["Gout"]


def test_a_visits_diagnosis_that_is_called_active_is_a_problem(make: Any) -> None:
    listed = make.problem("a", "Asthma", **filed(make, "problem-list-item"))
    gout = make.problem("b", "Gout", **filed(make, "encounter-diagnosis"))
    assert names(active_problems(make.chart(listed, gout))) == ["Asthma", "Gout"]


def test_the_diagnoses_of_one_encounter_are_those_that_name_it_or_that_it_names(make: Any) -> None:
    met = make.resource("Encounter", "e", diagnosis=[{"condition": {"reference": "Condition/a"}}])
    here = {"encounter": {"reference": "Encounter/e"}}
    chart = make.chart(
        met,
        make.problem("a", "Asthma"),
        make.problem("b", "Gout", **filed(make, "encounter-diagnosis"), **here),
        make.problem("c", "Acne", **filed(make, "encounter-diagnosis")),
    )
    assert names(encounter_diagnoses(chart, "Encounter/e")) == ["Asthma", "Gout"]


def test_a_later_record_of_one_episode_closes_it(make: Any) -> None:
    chart = make.chart(
        make.problem("a", "Otitis", onsetDateTime="2020-01-05", recordedDate="2020-01-05"),
        make.problem("b", "Otitis", "resolved", onsetDateTime="2020-01-05",
                     recordedDate="2020-02-01", abatementDateTime="2020-01-30"),
    )  # fmt: skip
    assert not active_problems(chart)
    (found,) = problem_list(chart)
    assert (found.state, found.ended.day, len(found.records)) == ("resolved", "2020-01-30", 2)
    assert names(past_problems(chart)) == ["Otitis"]


def test_another_episode_that_ended_closes_nothing(make: Any) -> None:
    chart = make.chart(
        make.problem("a", "Gout", onsetDateTime="2010-01-05", recordedDate="2010-01-05"),
        make.problem("b", "Gout", "resolved", onsetDateTime="2020-01-05", recordedDate="2020-02"),
    )  # fmt: skip
    assert names(active_problems(chart)) == ["Gout"]


def test_a_problem_that_came_back_says_so_and_when_it_first_was(make: Any) -> None:
    chart = make.chart(
        make.problem("a", "Gout", "resolved", onsetDateTime="2005", abatementDateTime="2006"),
        make.problem("b", "Gout", "recurrence", onsetDateTime="2019-03"),
    )
    (found,) = problem_list(chart)
    assert (found.state, found.onset, found.first.day) == ("recurrence", "2019-03", "2005")
    assert found.recurrent


def test_the_newest_records_status_and_the_earliest_onset_are_kept(make: Any) -> None:
    chart = make.chart(
        make.problem("a", "Lymphoma", onsetDateTime="2005"),
        make.problem("b", "Lymphoma", "relapse", onsetDateTime="2019"),
    )
    (found,) = problem_list(chart)
    assert (found.state, found.onset) == ("relapse", "2005")


@pytest.mark.parametrize(
    ("fields", "onset"),
    [
        ({"onsetAge": {"value": 45, "unit": "years"}}, "at age 45"),
        ({"onsetString": "in childhood"}, "in childhood"),
        ({"onsetDateTime": "2009-05"}, "2009-05"),
        ({"recordedDate": "2009-05-01"}, ""),
    ],
)
def test_an_onset_is_said_as_the_source_says_it(make: Any, fields: Any, onset: str) -> None:
    (found,) = problem_list(make.chart(make.problem("c", "Asthma", **fields)))
    assert found.onset == onset


def test_a_refuted_diagnosis_is_listed_as_that_unless_another_record_holds_it(make: Any) -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    code = {"code": make.code("55464009", "Lupus", "http://snomed.info/sct")}
    lupus = make.problem("a", "", **{**code, **refuted})
    assert names(refuted_problems(make.chart(lupus))) == ["Lupus"]
    assert [p.state for p in problem_list(make.chart(lupus))] == ["refuted"]
    assert not refuted_problems(make.chart(lupus, make.problem("b", "", **code)))


@pytest.mark.parametrize("state", ["remission", "inactive", "resolved"])
def test_remission_is_told_from_resolved(make: Any, state: str) -> None:
    (found,) = problem_list(make.chart(make.problem("a", "Lymphoma", state)))
    assert found.state == state


@pytest.mark.parametrize(
    "name", ["Family history of colon cancer", "FH: Stroke", "FHx breast cancer"]
)
def test_what_a_relative_had_is_no_problem_of_the_patient(make: Any, name: str) -> None:
    chart = make.chart(make.problem("c", name))
    assert not active_problems(chart)
    assert names(family_history(chart)) == [name]


def test_an_icd_code_of_family_history_is_enough(make: Any) -> None:
    code = make.code(
        "Z80.0", "Malignant neoplasm of digestive organs", "urn:oid:2.16.840.1.113883.6.90"
    )
    chart = make.chart(make.problem("c", "", code=code))
    assert not active_problems(chart)
    assert len(family_history(chart)) == 1


@pytest.mark.parametrize("category", ["sdoh", "food-insecurity", "utility-insecurity"])
def test_a_category_of_circumstances_is_enough(make: Any, category: str) -> None:
    filing = filed(make, "problem-list-item", category)
    chart = make.chart(make.problem("c", "Runs out of food by month end", **filing))
    assert not active_problems(chart)
    assert len(social_history(chart)) == 1


def test_a_disease_stays_one_under_a_category_of_circumstances(make: Any) -> None:
    body = make.problem("c", "Posttraumatic stress disorder", **filed(make, "stress"))
    assert len(active_problems(make.chart(body))) == 1


@pytest.mark.parametrize("name", ["No known problems", "No current medical conditions", "None"])
def test_a_statement_of_no_problems_is_no_problem(make: Any, name: str) -> None:
    body = make.problem("c", name.replace("medical ", ""))
    assert not active_problems(make.chart(body))
    assert len(no_known_problems(make.chart(body))) == 1


@pytest.mark.parametrize(
    "name", ["No control of bladder", "Unknown primary cancer", "Nonepileptic"]
)
def test_a_disease_whose_name_begins_with_no_is_one(make: Any, name: str) -> None:
    assert len(active_problems(make.chart(make.problem("c", name)))) == 1


@pytest.mark.parametrize(
    "name",
    [
        *("No evidence of malignancy", "No diabetes", "Denies chest pain", "Negative for COVID-19"),
        *("NKDA", "No fever, no cough", "Denies fever, chills", "Pneumonia ruled out"),
        *("No heart disease", "No carcinoma of breast", "There is no pneumonia"),
        *("Kein Hinweis auf Malignit\u00e4t", "Pas de diab\u00e8te", "Sin evidencia de neoplasia"),
        *("Geen aanwijzingen voor longembolie", "Not pregnant", "No kidney disease"),
    ],
)
def test_a_condition_that_denies_a_disease_is_no_problem_but_is_not_lost(
    make: Any, name: str
) -> None:
    chart = make.chart(make.problem("c", name), make.problem("d", "Gout"))
    assert names(active_problems(chart)) == ["Gout"]
    assert names(denied_problems(chart)) == [name]
    assert not no_known_problems(chart)


@pytest.mark.parametrize(
    "name",
    [
        *("No fever, pneumonia", "No fever and pneumonia", "No fever, pneumonia or bronchitis"),
        *("Pneumonia, no fever", "No fever (pneumonia)", "Denies chest pain, COPD"),
        *("No progression of lung cancer", "No retinopathy due to diabetes", "No pulse"),
        *("Not controlled hypertension", "Does not have asthma inhaler", "Never stops coughing"),
        *("No improvement in asthma", "No hypertension control", "Absence of kidney", "No spleen"),
        *("No evidence of fetal cardiac activity", "Negative symptoms of schizophrenia"),
        *("Diabetes without complication", "No fever, pneumonia of left lung", "Noonan syndrome"),
    ],
)
def test_a_problem_beside_a_denial_or_the_lack_of_what_one_should_have_stays(
    make: Any, name: str
) -> None:
    assert names(active_problems(make.chart(make.problem("c", name)))) == [name]


@pytest.mark.parametrize(
    "name",
    [
        *("Keine bekannten Allergien", "Aucune allergie connue", "Geen bekende allergie\u00ebn"),
        *("Sin alergias conocidas", "N/K/D/A", "NKDA (no known drug allergies)", "N.K.A."),
        *("Nessuna allergia nota", "Sem alergias conhecidas", "Allergien: keine", "Keine"),
    ],
)
def test_no_known_allergy_is_read_in_the_languages_of_common_records(make: Any, name: str) -> None:
    chart = make.chart(make.allergy("a", name))
    assert not allergies(chart)
    assert names(no_known_allergy(chart)) == [name]


@pytest.mark.parametrize(
    "name",
    ["NKDA, latex", "Keine Allergie gegen Milch", "Aucune allergie connue sauf latex", "Nickel"],
)
def test_an_allergen_beside_a_denial_is_an_allergy(make: Any, name: str) -> None:
    assert names(allergies(make.chart(make.allergy("a", name)))) == [name]


def test_not_applicable_is_no_allergy_unless_a_code_names_one(make: Any) -> None:
    chart = make.chart(make.allergy("a", "N/A"))
    assert not allergies(chart)
    assert len(allergy_not_known(chart)) == 1
    code = {**make.code("7980", "Penicillin G", "rxnorm"), "text": "N/A"}
    assert len(allergies(make.chart(make.allergy("a", "", code=code)))) == 1


def test_that_nothing_is_known_of_allergies_is_not_that_there_are_none(make: Any) -> None:
    code = make.code("no-allergy-info", "No information about allergies", IPS)
    chart = make.chart(make.allergy("a", "", code=code), make.allergy("b", "Allergies not asked"))
    assert not allergies(chart)
    assert not no_known_allergy(chart)
    assert len(allergy_not_known(chart)) == 2


def test_the_patient_summarys_code_for_no_allergies_is_enough(make: Any) -> None:
    chart = make.chart(make.allergy("a", "", code=make.code("no-known-allergies", "nil", IPS)))
    assert len(no_known_allergy(chart)) == 1


def test_an_allergy_disproved_is_listed_as_that(make: Any) -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    chart = make.chart(make.allergy("a", "Penicillin", **refuted))
    assert not allergies(chart)
    assert names(refuted_allergies(chart)) == ["Penicillin"]


def test_every_record_of_one_allergy_is_at_hand(make: Any) -> None:
    chart = make.chart(
        make.allergy("a", "Penicillin", reaction=[{"manifestation": [{"text": "Hives"}]}]),
        make.allergy("b", "Penicillin", recordedDate="2024-01-01"),
    )
    (found,) = allergies(chart)
    assert [e.reactions for e in allergy_records(chart, found)] == [("Hives",), ()]


def of(make: Any, name: str, verification: str, day: str, **fields: Any) -> Any:
    said = {
        "code": make.code("59282003", "Pulmonary embolism", "http://snomed.info/sct"),
        "verificationStatus": {"coding": [{"code": verification}]},
        "recordedDate": day,
    }
    return make.problem(name, "", **{**said, **fields})


@pytest.mark.parametrize("before", ["provisional", "differential", "confirmed"])
def test_what_was_disproved_later_is_refuted_and_neither_suspected_nor_active(
    make: Any, before: str
) -> None:
    chart = make.chart(of(make, "a", before, "2025-01-01"), of(make, "b", "refuted", "2025-01-02"))
    assert [(p.state, p.entry.reference) for p in problem_list(chart)] == [
        ("refuted", "Condition/b")
    ]


def test_what_was_confirmed_after_it_had_been_disproved_is_active(make: Any) -> None:
    chart = make.chart(
        of(make, "a", "refuted", "2025-01-01"), of(make, "b", "confirmed", "2025-06-01")
    )
    assert [p.state for p in problem_list(chart)] == ["active"]


def test_a_disproved_disease_of_the_left_side_leaves_the_right_one(make: Any) -> None:
    sides = {side: {"bodySite": [{"text": f"{side} lung"}]} for side in ("left", "right")}
    chart = make.chart(
        of(make, "a", "confirmed", "2025-01-01", **sides["right"]),
        of(make, "b", "refuted", "2025-01-02", **sides["left"]),
    )
    assert [p.state for p in problem_list(chart)] == ["active", "refuted"]


def test_an_allergy_refuted_later_is_shown_as_both_until_its_record_is_closed(make: Any) -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    chart = make.chart(
        make.allergy("a", "Penicillin", recordedDate="2010-01-01"),
        make.allergy("b", "Penicillin", recordedDate="2025-01-01", **refuted),
        make.allergy("c", "Latex", recordedDate="2025-01-01"),
        make.allergy("d", "Latex", recordedDate="2010-01-01", **refuted),
    )
    assert sorted(names(allergies(chart))) == ["Latex", "Penicillin"]
    assert names(refuted_allergies(chart)) == ["Penicillin"]


def test_where_nobody_knows_which_record_is_the_later_the_disease_stays(make: Any) -> None:
    undated = of(make, "a", "confirmed", "2025-01-01")
    del undated["recordedDate"]
    refuted = of(make, "b", "refuted", "2025-01-02")
    for fields in ({}, {"onsetDateTime": "2010"}):
        chart = make.chart({**undated, **fields}, refuted)
        assert [p.state for p in problem_list(chart)] == ["active"]
