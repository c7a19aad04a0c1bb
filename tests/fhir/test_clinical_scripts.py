"""Names that are not written in plain Latin letters, and codes that are not there."""

from typing import Any

import pytest

from chartside.fhir.clinical import (
    active_problems,
    allergies,
    lab_series,
    past_problems,
    plain,
    refuted_allergies,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u8840\u7cd6", "\u808c\u9150"),  # glucose, creatinine
        ("\u041d\u0430\u0442\u0440\u0438\u0439", "\u041a\u0430\u043b\u0438\u0439"),  # Na, K
        ("\u03b11-globulin", "\u03b21-globulin"),
        # Held back while the rule was written:
        ("\u0633\u0643\u0631", "\u0643\u0631\u064a\u0627\u062a\u064a\u0646\u064a\u0646"),
        ("\u0915\u093f", "\u0915\u093e"),  # the vowel alone differs
    ],
)
def test_two_tests_in_any_script_are_two_series(make: Any, one: str, other: str) -> None:
    chart = make.chart(
        make.lab("a", 90, code={"text": one}), make.lab("b", 1.1, code={"text": other})
    )
    assert [[e.reference for e in s.entries] for s in lab_series(chart)] == [
        ["Observation/a"],
        ["Observation/b"],
    ]


def test_a_problem_in_any_script_is_one_with_its_later_records(make: Any) -> None:
    name = "\u80ba\u708e"
    begun = {"onsetDateTime": "2025-01-01"}
    chart = make.chart(
        make.problem("a", name, recordedDate="2025-01-01", **begun),
        make.problem("b", name, "resolved", recordedDate="2025-01-20", **begun),
    )
    assert not active_problems(chart)
    assert [e.reference for e in past_problems(chart)] == ["Condition/b"]


def test_an_allergy_in_any_script_is_refuted_by_a_later_record_of_it(make: Any) -> None:
    name = "\u9752\u9709\u7d20"
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    chart = make.chart(
        make.allergy("a", name, recordedDate="2020-01-01"),
        make.allergy("b", name, recordedDate="2021-01-01"),
        make.allergy("c", name, recordedDate="2022-01-01", **refuted),
    )
    assert [e.reference for e in allergies(chart)] == ["AllergyIntolerance/b"]
    assert [e.reference for e in refuted_allergies(chart)] == ["AllergyIntolerance/c"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M\u00e9ni\u00e8re's disease", "Meniere's disease"),
        ("\uff23\uff32\uff30", "CRP"),
        ("Lipitor\u2122 10 mg", "Lipitor 10 mg"),
        ("hyper\u00adtension", "Hypertension"),
        ("Sjo\u0308gren", "Sj\u00f6gren"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert plain(one) == plain(other) != ""


def test_a_microgram_is_not_a_gram() -> None:
    assert plain("5 \u00b5g") == plain("5 \u03bcg") != plain("5 g")
