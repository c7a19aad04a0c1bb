"""What a draft leaves out that its reader must know."""

from typing import Any

import pytest

from chartside.draft import Section, Severity
from chartside.errors import UsageError
from chartside.grounding.rules import (
    OMISSION_RULES,
    SAFETY,
    WHOLE_RECORD,
    find_omissions,
    rules_for,
)

NOTHING: tuple[Section, ...] = ()


def missing(draft: Any, chart: Any, rules: Any = WHOLE_RECORD) -> list[str]:
    return [f.rule for f in find_omissions(draft, chart, rules)]


def test_an_allergy_of_high_criticality_must_be_mentioned(make: Any) -> None:
    chart = make.chart(make.allergy("a", "Penicillin", "Rash", criticality="high"))
    (finding,) = find_omissions(NOTHING, chart)
    assert (finding.rule, finding.severity) == ("unsaid-severe-allergy", Severity.HIGH)
    assert [c.reference for c in finding.citations] == ["AllergyIntolerance/a"]


def test_an_allergy_with_anaphylaxis_must_be_mentioned_whatever_its_criticality(make: Any) -> None:
    chart = make.chart(make.allergy("a", "Bee venom", "Anaphylaxis"))
    assert missing(NOTHING, chart, SAFETY) == ["unsaid-severe-allergy"]


def test_mild_allergies_are_one_finding_and_of_the_whole_record_only(make: Any) -> None:
    chart = make.chart(
        make.allergy("a", "House dust mite", "Sneezing"), make.allergy("b", "Grass pollen")
    )
    assert missing(NOTHING, chart, SAFETY) == []
    (finding,) = find_omissions(NOTHING, chart, WHOLE_RECORD)
    assert (finding.rule, len(finding.citations)) == ("unsaid-allergy", 2)


@pytest.mark.parametrize(
    "sentence",
    [
        "Allergic to penicillin.",
        "PCN allergy with rash.",
        "Anaphylaxis to penicillins in 1979.",
        ("Hives in 1979.", "AllergyIntolerance/a"),
        ("Hives in 1979.", "https://ehr.example/fhir/AllergyIntolerance/a/_history/1"),
    ],
)
def test_an_allergy_that_is_cited_or_named_as_one_is_mentioned(make: Any, sentence: Any) -> None:
    chart = make.chart(make.allergy("a", "Penicillin", "Rash", criticality="high"))
    assert missing(make.draft(sentence), chart) == []


def test_a_section_title_says_what_its_sentences_are_about(make: Any) -> None:
    chart = make.chart(make.allergy("a", "Penicillin", criticality="high"))
    assert missing(make.draft("Penicillin: rash.", title="Allergies"), chart) == []


def test_the_allergen_named_as_a_medicine_is_no_mention_of_the_allergy(make: Any) -> None:
    chart = make.chart(make.allergy("a", "Penicillin", criticality="high"))
    draft = make.draft("Penicillin V was given in hospital.", title="Medicines")
    assert missing(draft, chart) == ["unsaid-severe-allergy"]


@pytest.mark.parametrize(
    ("drug", "severity"),
    [
        ("Apixaban 5 mg tablet", Severity.HIGH),
        ("Insulin glargine 100 units/mL pen", Severity.HIGH),
        ("Fentanyl 25 mcg/hr patch", Severity.MODERATE),
        ("Methotrexate 2.5 mg tablet", Severity.MODERATE),
        ("Digoxin 0.125 MG Oral Tablet", Severity.MODERATE),
        ("Glipizide 5 mg tablet", Severity.MODERATE),
    ],
)
def test_a_high_alert_medicine_must_be_mentioned(make: Any, drug: str, severity: Severity) -> None:
    (finding,) = find_omissions(NOTHING, make.chart(make.order("m", drug)))
    assert (finding.rule, finding.severity) == ("unsaid-high-alert-medicine", severity)


@pytest.mark.parametrize("status", ["stopped", "completed", "cancelled", "entered-in-error"])
def test_a_medicine_not_in_force_need_not_be_mentioned(make: Any, status: str) -> None:
    assert missing(NOTHING, make.chart(make.order("m", "Apixaban 5 mg tablet", status))) == []


@pytest.mark.parametrize(
    "sentence",
    ["Takes apixaban.", "On Eliquis 5 mg.", ("Anticoagulated.", "MedicationRequest/old")],
)
def test_a_medicine_is_mentioned_by_a_name_a_brand_or_an_older_order(
    make: Any, sentence: Any
) -> None:
    chart = make.chart(
        make.order("old", "Apixaban 2.5 mg tablet", authoredOn="2024-01-01"),
        make.order("m", "Apixaban 5 mg tablet"),
    )
    assert missing(make.draft(sentence), chart) == []


def test_another_anticoagulant_is_no_mention_of_this_one(make: Any) -> None:
    chart = make.chart(make.order("m", "Apixaban 5 mg tablet"))
    assert missing(make.draft("Warfarin was stopped."), chart) == ["unsaid-high-alert-medicine"]


def potassium(make: Any, name: str, number: float, day: str, **fields: Any) -> Any:
    when = {"effectiveDateTime": f"2025-{day}T08:00:00Z"}
    limits = {"referenceRange": [{"low": {"value": 3.5}, "high": {"value": 5.1}}]}
    return make.lab(name, "2823-3", "Potassium", number, "mmol/L", **{**when, **limits, **fields})


def test_a_critical_last_result_must_be_mentioned(make: Any) -> None:
    by_value = make.chart(potassium(make, "a", 6.8, "12-20"))
    by_flag = make.chart(potassium(make, "a", 5.9, "12-20", interpretation=make.flag("HH")))
    for chart in (by_value, by_flag):
        assert missing(NOTHING, chart, SAFETY) == ["unsaid-critical-result"]


def test_a_critical_result_that_a_later_one_made_good_need_not_be(make: Any) -> None:
    chart = make.chart(potassium(make, "a", 6.8, "12-19"), potassium(make, "b", 4.4, "12-20"))
    assert missing(NOTHING, chart) == []


def test_an_old_critical_result_is_no_news(make: Any) -> None:
    visit = make.note("d", "Seen today.", "2025-12-20")
    chart = make.chart(potassium(make, "a", 6.8, "02-20"), visit)
    assert missing(NOTHING, chart) == []


def test_a_newly_abnormal_result_must_be_mentioned_in_a_summary(make: Any) -> None:
    chart = make.chart(potassium(make, "a", 4.4, "11-01"), potassium(make, "b", 5.6, "12-20"))
    assert missing(NOTHING, chart) == ["unsaid-abnormal-result"]
    assert missing(NOTHING, chart, SAFETY) == []


def test_a_result_that_was_abnormal_and_is_no_worse_need_not_be(make: Any) -> None:
    chart = make.chart(potassium(make, "a", 5.7, "11-01"), potassium(make, "b", 5.6, "12-20"))
    assert missing(NOTHING, chart) == []


@pytest.mark.parametrize(
    ("sentence", "mentioned"),
    [
        ("Potassium 5.63 mmol/L on 20 December.", True),
        ("Potassium rose to 5.6.", True),
        ("Potassium 6 mmol/L.", True),
        (("Hyperkalemia.", "Observation/b"), True),
        ("Potassium was 4.4 mmol/L.", False),
        ("Sodium 5.6.", False),
        (("Potassium was normal.", "Observation/a"), False),
    ],
)
def test_a_result_is_mentioned_by_its_citation_or_its_number(
    make: Any, sentence: Any, mentioned: bool
) -> None:
    chart = make.chart(potassium(make, "a", 4.4, "11-01"), potassium(make, "b", 5.63, "12-20"))
    assert (missing(make.draft(sentence), chart) == []) is mentioned


def test_creatinine_and_the_rate_made_from_it_are_one_omission(make: Any) -> None:
    def pair(day: str, creatinine: float, rate: float) -> list[Any]:
        when = {"effectiveDateTime": f"2025-{day}T08:00:00Z"}
        return [
            make.lab(f"c{day}", "2160-0", "Creatinine", creatinine, "mg/dL", **when),
            make.lab(f"e{day}", "98979-8", "eGFR", rate, "mL/min/{1.73_m2}", **when),
        ]

    chart = make.chart(*pair("06-01", 0.9, 71), *pair("12-20", 1.6, 36))
    (finding,) = find_omissions(NOTHING, chart, WHOLE_RECORD)
    assert finding.text.startswith("eGFR")
    assert missing(make.draft("Creatinine has risen to 1.6 mg/dL."), chart) == []


@pytest.mark.parametrize(
    "problem",
    [
        "Malignant neoplasm of colon",
        "Chronic congestive heart failure",
        "Chronic kidney disease stage 3b",
        "CKD stage 4",
        "Cirrhosis of liver",
        "Atrial fibrillation",
        "Type 1 diabetes mellitus",
        "Kidney transplant status",
    ],
)
def test_a_grave_active_problem_must_be_mentioned_in_a_summary(make: Any, problem: str) -> None:
    chart = make.chart(make.problem("p", problem))
    assert missing(NOTHING, chart) == ["unsaid-grave-problem"]
    assert missing(NOTHING, chart, SAFETY) == []


@pytest.mark.parametrize(
    "problem",
    [
        "Family history of malignant neoplasm",
        "History of stroke",
        "Chronic kidney disease stage 2",
        "Chronic kidney disease stage 3a, since 4 years",
        "Screening for malignant neoplasm of colon",
        "Essential hypertension",
        "Benign neoplasm of colon",
    ],
)
def test_a_lesser_or_a_former_problem_need_not_be(make: Any, problem: str) -> None:
    assert missing(NOTHING, make.chart(make.problem("p", problem))) == []


def test_a_pregnancy_of_long_ago_is_over_whatever_its_status(make: Any) -> None:
    young = {"birthDate": "1995-01-01"}
    now = make.problem("p", "Normal pregnancy", onsetDateTime="2025-10-01")
    then = make.problem("p", "Normal pregnancy", onsetDateTime="2022-10-01")
    assert missing(NOTHING, make.chart(now, **young)) == ["unsaid-grave-problem"]
    assert missing(NOTHING, make.chart(then, **young)) == []


@pytest.mark.parametrize(
    ("sentence", "mentioned"),
    [
        ("Colon cancer, resected.", True),
        ("Known malignancy of the colon.", True),
        (("Resected.", "Condition/p"), True),
        ("Her mother had breast cancer.", False),
        ("Her father had colon cancer.", False),
        ("No sign of colon cancer.", False),
        ("Colonoscopy in 2019.", False),
    ],
)
def test_a_cancer_is_mentioned_with_its_organ(make: Any, sentence: Any, mentioned: bool) -> None:
    chart = make.chart(make.problem("p", "Malignant neoplasm of colon"))
    assert (missing(make.draft(sentence), chart) == []) is mentioned


def test_heart_failure_under_another_name_is_mentioned(make: Any) -> None:
    chart = make.chart(make.problem("p", "Chronic congestive heart failure"))
    assert missing(make.draft("HFpEF, stable."), chart) == []


def test_a_request_past_its_date_that_nothing_answers_is_overdue(make: Any) -> None:
    chart = make.chart(make.request("r", "Colonoscopy", occurrenceDateTime="2025-11"))
    (finding,) = find_omissions(NOTHING, chart, WHOLE_RECORD)
    assert finding.rule == "unsaid-overdue-follow-up"
    assert "due November 2025" in finding.text


@pytest.mark.parametrize(
    "change",
    [
        {"occurrenceDateTime": "2025-12"},  # two weeks of grace after a month that is over today
        {"occurrenceDateTime": "2026-03"},
        {},  # no date, and written less than a year ago
        {"occurrenceDateTime": "2025-11", "status": "completed"},
        {"occurrenceDateTime": "2025-11", "status": "revoked"},
        {"occurrenceDateTime": "2025-11", "doNotPerform": True},
        {"occurrenceDateTime": "2020-11", "authoredOn": "2020-03-01"},
    ],
)
def test_a_request_in_its_time_done_or_forgotten_is_not_overdue(make: Any, change: Any) -> None:
    visit = make.note("d", "Seen today.", "2025-12-20")
    assert missing(NOTHING, make.chart(make.request("r", "Colonoscopy", **change), visit)) == []


def test_a_request_without_a_date_is_overdue_after_a_year(make: Any) -> None:
    chart = make.chart(make.request("r", "Colonoscopy", authoredOn="2024-11-01"))
    assert missing(NOTHING, chart) == ["unsaid-overdue-follow-up"]


def test_a_request_that_a_result_answered_is_not_overdue(make: Any) -> None:
    order = make.request("r", "Repeat potassium", occurrenceDateTime="2025-11")
    result = potassium(make, "a", 4.4, "11-20")
    early = potassium(make, "a", 4.4, "02-01")
    assert missing(NOTHING, make.chart(order, result)) == []
    assert missing(NOTHING, make.chart(order, early)) == ["unsaid-overdue-follow-up"]


def test_nothing_is_overdue_for_the_dead(make: Any) -> None:
    order = make.request("r", "Colonoscopy", occurrenceDateTime="2025-11")
    assert missing(NOTHING, make.chart(order, deceasedDateTime="2025-12-01")) == []


def test_an_overdue_request_that_the_draft_names_is_mentioned(make: Any) -> None:
    chart = make.chart(make.request("r", "CT chest without contrast", occurrenceDateTime="2025-11"))
    earlier = make.draft("The CT of the chest of 2024 showed a nodule.")
    assert missing(make.draft("The CT of the chest is overdue."), chart) == []
    assert missing(earlier, chart) == ["unsaid-overdue-follow-up"]


def test_a_suspected_diagnosis_must_be_said_to_be_one(make: Any) -> None:
    unsure = {"verificationStatus": {"coding": [{"code": "provisional"}]}}
    chart = make.chart(make.problem("p", "Sarcoidosis", **unsure))
    plainly = make.draft(("She has sarcoidosis.", "Condition/p"))
    rightly = make.draft(("Sarcoidosis is suspected.", "Condition/p"))
    assert missing(plainly, chart, SAFETY) == ["unsaid-doubt"]
    assert missing(rightly, chart) == []
    assert missing(NOTHING, chart) == ["unsaid-provisional-problem"]


def test_the_gravest_omission_comes_first(make: Any) -> None:
    chart = make.chart(
        make.allergy("a", "Grass pollen"),
        make.problem("p", "Atrial fibrillation"),
        make.order("m", "Apixaban 5 mg tablet"),
    )
    assert missing(NOTHING, chart) == [
        "unsaid-high-alert-medicine",
        "unsaid-grave-problem",
        "unsaid-allergy",
    ]


def test_a_document_kind_decides_which_rules_apply() -> None:
    assert set(rules_for("summary")) == set(OMISSION_RULES)
    assert rules_for("problem") == SAFETY
    assert "unsaid-high-alert-medicine" not in rules_for("answer")
    assert set(rules_for("answer")) <= set(OMISSION_RULES)


def test_an_unknown_rule_is_refused(make: Any) -> None:
    with pytest.raises(UsageError, match="no-such-rule"):
        find_omissions(NOTHING, make.chart(), ["no-such-rule"])


def test_an_empty_draft_of_an_empty_chart_leaves_nothing_out(make: Any) -> None:
    assert find_omissions(NOTHING, make.chart(), WHOLE_RECORD) == ()
