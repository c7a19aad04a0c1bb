"""Allergies, procedures, encounters, immunisations, imaging, family and social history."""

from typing import Any

import pytest

from chartside.fhir.clinical import (
    allergies,
    care_team,
    encounters,
    family_history,
    goals,
    imaging,
    immunization_doses,
    immunizations,
    no_known_allergy,
    past_allergies,
    plans,
    procedures,
    smoking_status,
    study_reports,
)


def test_an_active_allergy_keeps_its_reaction_and_criticality(make: Any) -> None:
    reaction = [{"manifestation": [{"text": "Anaphylaxis"}], "severity": "severe"}]
    body = make.allergy("a", "Penicillin", reaction=reaction, criticality="high")
    (found,) = allergies(make.chart(body))
    assert found.reactions == ("Anaphylaxis (severe)",)
    assert found.criticality == "high"


def test_a_refuted_allergy_is_none_and_an_unconfirmed_one_is_kept(make: Any) -> None:
    def verified(name: str, how: str) -> Any:
        return make.allergy(name, name, verificationStatus={"coding": [{"code": how}]})

    chart = make.chart(verified("Sulfa", "refuted"), verified("Latex", "unconfirmed"))
    assert [e.label for e in allergies(chart)] == ["Latex"]


def test_a_resolved_allergy_is_past(make: Any) -> None:
    body = make.allergy("a", "Egg", clinicalStatus={"coding": [{"code": "resolved"}]})
    chart = make.chart(body)
    assert not allergies(chart)
    assert [e.label for e in past_allergies(chart)] == ["Egg"]


@pytest.mark.parametrize(
    "words",
    [
        "No known allergy",
        "No Known Drug Allergies",
        "NKDA",
        "No known food allergies",
        # Held back while the rule was written:
        "No history of drug allergy",
        "NKA",
        "No known allergies (situation)",
        "Patient has no known allergies",
        "Allergies: none",
        "Denies any allergies",
    ],
)
def test_a_statement_of_no_allergy_is_not_an_allergy(make: Any, words: str) -> None:
    chart = make.chart(make.allergy("a", words))
    assert not allergies(chart)
    assert len(no_known_allergy(chart)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "Nuts, without intolerance of milk",
        "No known drug allergy except penicillin",
        "Penicillin (no known allergies before)",
        "No known allergies; penicillin rash in 2003",
        # Held back while the rule was written:
        "Penicillin, no known cross-allergy to cephalosporins",
        "No known allergies other than latex",
    ],
)
def test_a_denial_beside_an_allergy_does_not_hide_it(make: Any, words: str) -> None:
    chart = make.chart(make.allergy("a", words))
    assert len(allergies(chart)) == 1
    assert not no_known_allergy(chart)


def test_the_snomed_code_for_no_known_allergy_is_enough(make: Any) -> None:
    code = make.code("716186003", "nil", "http://snomed.info/sct")
    assert len(no_known_allergy(make.chart(make.allergy("a", "", code=code)))) == 1


def test_an_allergy_named_only_in_its_reaction_is_named(make: Any) -> None:
    body = make.allergy("a", "", reaction=[{"substance": {"text": "Amoxicillin"}}])
    del body["code"]
    assert [e.label for e in allergies(make.chart(body))] == ["Amoxicillin"]


@pytest.mark.parametrize("status", ["not-done", "entered-in-error", "preparation"])
def test_a_procedure_that_was_not_done_is_not_listed(make: Any, status: str) -> None:
    body = make.resource("Procedure", status=status, code={"text": "Appendectomy"})
    assert not procedures(make.chart(body))


def test_a_planned_encounter_has_not_happened(make: Any) -> None:
    visit = {"class": {"code": "AMB"}, "type": [{"text": "Check up"}]}
    chart = make.chart(
        make.resource("Encounter", "p", status="planned", **visit),
        make.resource("Encounter", "f", status="finished", **visit),
    )
    assert [e.reference for e in encounters(chart)] == ["Encounter/f"]


def test_a_vaccine_is_listed_once_with_its_newest_dose_and_refusals_are_no_dose(make: Any) -> None:
    def dose(name: str, day: str, status: str = "completed") -> Any:
        code = make.code("140", "Influenza", "http://hl7.org/fhir/sid/cvx")
        return make.resource(
            "Immunization", name, status=status, vaccineCode=code, occurrenceDateTime=day
        )

    chart = make.chart(
        dose("a", "2019-10-01"), dose("b", "2021-10-01"), dose("c", "2023-10-01", "not-done")
    )
    assert [e.reference for e in immunizations(chart)] == ["Immunization/b"]
    assert [len(doses) for doses in immunization_doses(chart)] == [2]


def test_a_study_and_the_report_that_reads_it_are_one_examination(make: Any) -> None:
    study = make.resource("ImagingStudy", "s", status="available", started="2024-01-01")
    report = make.resource(
        "DiagnosticReport",
        "r",
        status="final",
        category=[{"coding": [{"code": "RAD"}]}],
        code={"text": "CT chest"},
        imagingStudy=[{"reference": "ImagingStudy/s"}],
        conclusion="No nodule.",
    )
    chart = make.chart(study, report)
    (found,) = imaging(chart)
    assert found.reference == "DiagnosticReport/r"
    assert found.value is not None
    assert found.value.words == "No nodule."
    assert study_reports(chart, chart.get("ImagingStudy/s")) == (found,)


def test_an_imaging_study_without_a_report_is_named_by_modality_and_site(make: Any) -> None:
    series = [
        {
            "modality": {"code": "CT", "display": "Computed Tomography"},
            "bodySite": {"display": "Chest"},
        }
    ]
    body = make.resource("ImagingStudy", status="available", series=series)
    (found,) = imaging(make.chart(body))
    assert found.label == "Computed Tomography of Chest"


def test_family_history_names_the_relative_and_is_no_problem_of_the_patient(make: Any) -> None:
    body = {
        "resourceType": "FamilyMemberHistory",
        "id": "f",
        "status": "completed",
        "patient": {"reference": "Patient/1"},
        "relationship": {"text": "Mother"},
        "condition": [{"code": {"text": "Breast cancer"}, "onsetAge": {"value": 45, "code": "a"}}],
    }
    (found,) = family_history(make.chart(body))
    assert found.relationship == "Mother"
    assert found.text == "Mother: Breast cancer (onset at age 45)"


def test_the_newest_smoking_status_counts(make: Any) -> None:
    def status(name: str, day: str, words: str) -> Any:
        return make.lab(
            name,
            code=make.code("72166-2"),
            effectiveDateTime=day,
            valueCodeableConcept={"text": words},
        )

    chart = make.chart(
        status("a", "2010-01-01", "Smoker"), status("b", "2020-01-01", "Former smoker")
    )
    found = smoking_status(chart)
    assert found is not None
    assert found.value is not None
    assert found.value.words == "Former smoker"


def test_plans_and_teams_past_their_period_and_goals_given_up_are_left_out(make: Any) -> None:
    over = {"period": {"start": "2010-01-01", "end": "2011-01-01"}, "status": "active"}
    chart = make.chart(
        make.resource("CarePlan", "p", **over, title="Old plan"),
        make.resource("CareTeam", "t", **over),
        make.resource("Goal", "g", lifecycleStatus="cancelled", description={"text": "Run"}),
        make.resource("Goal", "h", lifecycleStatus="active", description={"text": "Walk"}),
    )
    assert not plans(chart)
    assert not care_team(chart)
    assert [e.label for e in goals(chart)] == ["Walk"]


def test_a_preliminary_reading_gives_way_to_the_final_one(make: Any) -> None:
    def reading(name: str, status: str) -> Any:
        fields = {"category": [{"coding": [{"code": "RAD"}]}], "code": {"text": "CT chest"}}
        return make.resource(
            "DiagnosticReport",
            name,
            status=status,
            effectiveDateTime="2024-02-12T13:40:00Z",
            **fields,
        )

    chart = make.chart(reading("p", "preliminary"), reading("f", "final"))
    assert [e.reference for e in imaging(chart)] == ["DiagnosticReport/f"]


def test_influenza_vaccines_of_different_years_are_one_vaccine(make: Any) -> None:
    def dose(name: str, words: str, year: str) -> Any:
        return make.resource(
            "Immunization",
            name,
            status="completed",
            vaccineCode={"text": words},
            occurrenceDateTime=year,
        )

    chart = make.chart(
        dose("a", "Influenza, seasonal, injectable", "2014"),
        dose("b", "Influenza vaccine, high dose", "2024"),
        dose("c", "Haemophilus influenzae type b", "1960"),
    )
    assert [e.reference for e in immunizations(chart)] == ["Immunization/c", "Immunization/b"]
