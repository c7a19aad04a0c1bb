"""Two sources of one chart that cannot both be right, and facts that cannot be at all."""

from typing import Any

import pytest

from chartside.draft import Severity
from chartside.grounding.rules import find_conflicts

POTASSIUM = ("2823-3", "Potassium", "mmol/L")


def potassium(make: Any, name: str, number: float, **fields: Any) -> Any:
    loinc, label, unit = POTASSIUM
    return make.lab(name, loinc, label, number, unit, **fields)


def test_never_a_smoker_after_former_smoker_is_impossible_however_much_later(make: Any) -> None:
    chart = make.chart(
        make.smoking("a", "Former smoker", "2015-01-01"),
        make.smoking("b", "Never smoker", "2025-01-01"),
    )
    (finding,) = find_conflicts(chart)
    assert finding.rule == "smoking-disagrees"
    assert [c.reference for c in finding.citations] == ["Observation/a", "Observation/b"]


@pytest.mark.parametrize(
    ("before", "after", "day"),
    [
        ("Current every day smoker", "Former smoker", "2025-01-01"),
        ("Never smoker", "Current some day smoker", "2025-01-01"),
        ("Never smoker", "Never smoker", "2020-01-02"),
        ("Former smoker", "Tobacco smoking consumption unknown", "2020-01-02"),
        ("Smoker, current status unknown", "Never smoker", "2025-01-01"),
        ("Former smoker", "Current non-smoker", "2020-01-05"),
    ],
)
def test_people_start_and_stop_smoking(make: Any, before: str, after: str, day: str) -> None:
    chart = make.chart(make.smoking("a", before, "2020-01-01"), make.smoking("b", after, day))
    assert find_conflicts(chart) == ()


def test_current_and_former_within_a_week_disagree(make: Any) -> None:
    chart = make.chart(
        make.smoking("a", "Current every day smoker", "2025-03-01"),
        make.smoking("b", "Former smoker", "2025-03-06"),
    )
    assert [f.rule for f in find_conflicts(chart)] == ["smoking-disagrees"]


def test_two_final_results_of_one_moment_that_differ_are_reported(make: Any) -> None:
    chart = make.chart(potassium(make, "a", 4.1), potassium(make, "b", 5.2))
    (finding,) = find_conflicts(chart)
    assert finding.rule == "results-disagree"
    assert "4.1 mmol/L" in finding.text
    assert "5.2 mmol/L" in finding.text


@pytest.mark.parametrize(
    "second",
    [
        {"number": 4.1},
        {"number": 4.2},
        {"number": 6.8, "status": "preliminary"},
        {"number": 6.8, "status": "entered-in-error"},
        {"number": 5.2, "effectiveDateTime": "2025-12-20T09:00:00Z"},
    ],
)
def test_equal_preliminary_or_later_results_do_not_disagree(
    make: Any, second: dict[str, Any]
) -> None:
    second = dict(second)
    chart = make.chart(
        potassium(make, "a", 4.1), potassium(make, "b", second.pop("number"), **second)
    )
    assert find_conflicts(chart) == ()


def test_one_value_in_two_units_is_no_disagreement(make: Any) -> None:
    chart = make.chart(
        make.lab("a", "2345-7", "Glucose", 90, "mg/dL"),
        make.lab("b", "2345-7", "Glucose", 5.0, "mmol/L"),
    )
    assert find_conflicts(chart) == ()


def test_a_panel_of_results_that_differ_is_one_finding(make: Any) -> None:
    tests = [("2823-3", "Potassium"), ("2951-2", "Sodium"), ("2075-0", "Chloride")]
    labs = [
        make.lab(f"{name}{n}", loinc, name, number, "mmol/L")
        for loinc, name in tests
        for n, number in enumerate((4.0, 140.0))
    ]
    (finding,) = find_conflicts(make.chart(*labs))
    assert len(finding.citations) == 6
    assert finding.text.startswith("3 tests")


def worded(make: Any, name: str, words: str) -> Any:
    body = make.lab(name, "630-4", "Bacteria identified in urine by culture", 0, "")
    del body["valueQuantity"]
    return {**body, "valueString": words}


def test_two_organisms_of_one_culture_are_no_disagreement(make: Any) -> None:
    chart = make.chart(
        worded(make, "a", "Escherichia coli"), worded(make, "b", "Klebsiella pneumoniae")
    )
    assert find_conflicts(chart) == ()


def test_positive_and_negative_at_one_moment_disagree(make: Any) -> None:
    chart = make.chart(worded(make, "a", "Positive"), worded(make, "b", "Not detected"))
    (finding,) = find_conflicts(chart)
    assert (finding.rule, finding.severity) == ("results-disagree", Severity.MODERATE)


def test_two_blood_groups_disagree_whatever_their_dates(make: Any) -> None:
    def group(name: str, words: str, day: str) -> Any:
        body = make.lab(name, "882-1", "ABO and Rh group", 0, "", effectiveDateTime=day)
        del body["valueQuantity"]
        return {**body, "valueString": words}

    chart = make.chart(group("a", "O Positive", "2001-01-01"), group("b", "A Pos", "2025-01-01"))
    (finding,) = find_conflicts(chart)
    assert (finding.rule, finding.severity) == ("results-disagree", Severity.HIGH)


@pytest.mark.parametrize(
    ("drug", "test", "number"),
    [
        ("Spironolactone 25 mg tablet", ("2823-3", "Potassium", "mmol/L"), 5.9),
        ("Metformin 500 mg tablet", ("33914-3", "eGFR", "mL/min/{1.73_m2}"), 24),
        ("Warfarin 5 mg tablet", ("6301-6", "INR", "{INR}"), 7.2),
        ("Glipizide 5 mg tablet", ("2345-7", "Glucose", "mmol/L"), 2.6),
        ("Apixaban 5 mg tablet", ("777-3", "Platelets", "10*3/uL"), 31),
    ],
)
def test_a_last_result_that_speaks_against_a_current_medicine_is_grave(
    make: Any, drug: str, test: tuple[str, str, str], number: float
) -> None:
    loinc, label, unit = test
    chart = make.chart(make.order("m", drug), make.lab("r", loinc, label, number, unit))
    (finding,) = find_conflicts(chart)
    assert (finding.rule, finding.severity) == ("result-against-order", Severity.HIGH)


def test_a_normal_last_result_or_a_held_medicine_is_no_conflict(make: Any) -> None:
    high = potassium(make, "a", 5.9, effectiveDateTime="2025-12-01T08:00:00Z")
    normal = potassium(make, "b", 4.6)
    drug = "Spironolactone 25 mg tablet"
    assert find_conflicts(make.chart(make.order("m", drug), high, normal)) == ()
    assert find_conflicts(make.chart(make.order("m", drug, "on-hold"), high)) == ()
    assert find_conflicts(make.chart(make.order("m", drug, "stopped"), high)) == ()


@pytest.mark.parametrize(
    ("sex", "problem"),
    [
        ("male", "Normal pregnancy"),
        ("male", "Malignant neoplasm of ovary"),
        ("male", "Endometriosis"),
        ("female", "Benign prostatic hyperplasia"),
        ("female", "Malignant tumor of prostate"),
        ("female", "Torsion of testis"),
    ],
)
def test_a_disease_of_organs_of_the_other_sex_names_the_recorded_sex(
    make: Any, sex: str, problem: str
) -> None:
    chart = make.chart(make.problem("p", problem, onsetDateTime="1990-01-01"), gender=sex)
    (finding,) = find_conflicts(chart)
    assert finding.rule == "impossible-for-sex"
    assert f"the recorded sex is {sex}" in finding.text


@pytest.mark.parametrize(
    ("sex", "problem"),
    [
        ("male", "Family history of ovarian cancer"),
        ("female", "Family history of prostate cancer"),
        ("male", "Breast cancer"),
        ("male", "Pregnancy of partner"),
        ("other", "Normal pregnancy"),
        ("unknown", "Malignant tumor of prostate"),
        ("female", "Cervical spondylosis"),
        ("male", "Cervical radiculopathy"),
        ("male", "Latest HIV test positive"),
        ("male", "Small for gestational age"),
        ("male", "Born by vaginal delivery"),
        ("female", "Testicular feminization syndrome"),
        ("male", "Intrauterine growth restriction"),
    ],
)
def test_what_either_sex_may_have_is_no_conflict(make: Any, sex: str, problem: str) -> None:
    chart = make.chart(make.problem("p", problem, onsetDateTime="1990-01-01"), gender=sex)
    assert find_conflicts(chart) == ()


@pytest.mark.parametrize(
    "extension",
    [
        {
            "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex",
            "valueCode": "M",
        },
        {
            "url": "http://hl7.org/fhir/StructureDefinition/individual-genderIdentity",
            "extension": [
                {
                    "url": "value",
                    "valueCodeableConcept": {
                        "coding": [{"system": "http://snomed.info/sct", "code": "446151000124109"}]
                    },
                }
            ],
        },
    ],
)
def test_a_patient_whose_sex_and_gender_are_recorded_differently_is_not_judged(
    make: Any, extension: Any
) -> None:
    prostate = make.problem("p", "Benign prostatic hyperplasia")
    assert find_conflicts(make.chart(prostate, extension=[extension])) == ()


def test_a_refuted_or_mistaken_problem_is_not_judged(make: Any) -> None:
    wrong = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    chart = make.chart(make.problem("p", "Benign prostatic hyperplasia", **wrong))
    assert find_conflicts(chart) == ()


@pytest.mark.parametrize(
    ("problem", "onset", "impossible"),
    [
        ("Normal pregnancy", "1964-01-01", True),
        ("Normal pregnancy", "1990-01-01", False),
        ("Normal pregnancy", "2024-01-01", True),
        ("Jaundice of newborn", "1990-01-01", True),
        ("Jaundice of newborn", "1960-05-19", False),
        ("Alzheimer's disease", "1970-01-01", True),
        ("Asthma", "1964-01-01", False),
    ],
)
def test_a_problem_at_an_age_that_does_not_have_it(
    make: Any, problem: str, onset: str, impossible: bool
) -> None:
    chart = make.chart(make.problem("p", problem, onsetDateTime=onset))
    expected = ["impossible-for-age"] if impossible else []
    assert [f.rule for f in find_conflicts(chart)] == expected


@pytest.mark.parametrize(
    ("onset", "impossible"),
    [
        ("1950", True),
        ("1960", False),  # the year she was born
        ("1960-05", False),
        ("1960-05-16", False),  # a time zone
        ("1960-04", True),
        ("2025-12-31", False),
        ("2027", True),
        ("2026", False),
    ],
)
def test_an_onset_before_birth_or_in_the_future_is_impossible(
    make: Any, onset: str, impossible: bool
) -> None:
    chart = make.chart(make.problem("p", "Asthma", onsetDateTime=onset))
    expected = ["impossible-date"] if impossible else []
    assert [f.rule for f in find_conflicts(chart)] == expected


def test_an_order_after_death_is_impossible_and_a_letter_is_not(make: Any) -> None:
    dead = {"deceasedDateTime": "2024-03-01"}
    order = make.order("m", "Asthma inhaler", authoredOn="2024-06-01")
    letter = make.note("d", "Condolences.", "2024-06-01")
    assert [f.rule for f in find_conflicts(make.chart(order, **dead))] == ["impossible-date"]
    assert find_conflicts(make.chart(letter, **dead)) == ()


def test_an_end_before_its_start_is_impossible(make: Any) -> None:
    chart = make.chart(make.problem("p", "Pneumonia", "resolved", abatementDateTime="2023-03-01"))
    (finding,) = find_conflicts(chart)
    assert (finding.rule, finding.severity) == ("impossible-date", Severity.LOW)


def test_a_wrong_clock_is_one_finding_with_the_newest_few(make: Any) -> None:
    labs = [
        potassium(make, f"r{n:02}", 4.0, effectiveDateTime=f"2030-01-{n:02}T08:00:00Z")
        for n in range(1, 21)
    ]
    (finding,) = find_conflicts(make.chart(*labs))
    assert "15 more" in finding.text
    assert len(finding.citations) == 5


def test_the_gravest_conflict_comes_first_then_the_newest(make: Any) -> None:
    chart = make.chart(
        make.smoking("a", "Former smoker", "2015-01-01"),
        make.smoking("b", "Never smoker", "2025-12-30"),
        make.allergy("p", "Penicillin", "Hives"),
        make.order("m", "Amoxicillin 500 mg", authoredOn="2025-01-01"),
        make.order("s", "Simvastatin 20 mg", authoredOn="2024-01-01"),
        make.order("t", "Pravastatin 20 mg", authoredOn="2024-02-01"),
    )
    assert [f.rule for f in find_conflicts(chart)] == [
        "allergy-against-order",
        "smoking-disagrees",
        "duplicate-class",
    ]


def test_findings_do_not_depend_on_the_order_of_the_resources(make: Any) -> None:
    resources = [
        make.allergy("p", "Penicillin", "Hives"),
        make.order("m", "Amoxicillin 500 mg"),
        make.order("s", "Simvastatin 20 mg", authoredOn="2024-01-01"),
        make.order("t", "Pravastatin 20 mg", authoredOn="2024-02-01"),
        potassium(make, "a", 4.1),
        potassium(make, "b", 5.2),
    ]
    forwards, backwards = make.chart(*resources), make.chart(*reversed(resources))
    assert find_conflicts(forwards) == find_conflicts(backwards)


def test_a_chart_with_nothing_in_it_has_no_conflicts(make: Any) -> None:
    assert find_conflicts(make.chart()) == ()
