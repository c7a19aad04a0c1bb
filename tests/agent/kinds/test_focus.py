"""A document about one problem or medicine holds what belongs to it, and says so."""

from typing import Any

import pytest

from chartside.agent.focus.names import words_of
from chartside.agent.focus.narrowing import narrowed
from chartside.draft import Draft, Verdict
from chartside.errors import NothingToSay

A1C = {"coding": [{"system": "http://loinc.org", "code": "4548-4"}], "text": "Hemoglobin A1c"}


def two_diseases(make: Any) -> tuple[Any, ...]:
    kidney = {"reasonCode": [{"text": "Chronic kidney disease stage 3"}]}
    return (
        make.problem("ckd", "Chronic kidney disease stage 3", onsetDateTime="2019-04"),
        make.problem("gout", "Gout", onsetDateTime="2020"),
        make.order("allopurinol", "Allopurinol 100 mg tablet"),
        make.order("bicarbonate", "Sodium bicarbonate 500 mg tablet", **kidney),
        make.order(
            "naproxen",
            "Naproxen 500 mg tablet",
            "stopped",
            statusReason={"text": "Chronic kidney disease: no NSAIDs"},
        ),
        make.allergy("penicillin", "Penicillin"),
        make.lab("k", 5.9, "2025-12-01"),
        make.lab("a1c", 9.1, "2025-12-01", code=A1C),
        make.visit("v", "Nephrology visit", "2025-12-01", **kidney),
        make.visit("w", "Dermatology visit", "2025-12-02"),
        make.note("n1", "PLAN\nHold ibuprofen because of the chronic kidney disease.\n"),
        make.note("n2", "PLAN\nSun cream in the summer months, please.\n"),
    )


def said(draft: Draft) -> str:
    return "\n".join(s.text for s in draft.statements)


async def test_a_problems_story_holds_what_belongs_to_it_and_nothing_else(
    make: Any, wrote: Any
) -> None:
    draft = await wrote(make.record(*two_diseases(make)), "problem", focus="CKD")
    text = said(draft)
    for told in ("Chronic kidney disease stage 3, active", "Sodium bicarbonate", "Potassium 5.9"):
        assert told in text
    for told in (
        "Nephrology visit",
        "now stopped (Chronic kidney disease: no NSAIDs)",
        "Hold ibuprofen",
    ):
        assert told in text
    for left in ("Gout", "Allopurinol", "A1c", "Dermatology", "Sun cream"):
        assert left not in text
    assert all(s.verdict is Verdict.SUPPORTED for s in draft.statements)
    assert "not asked for: what does not belong to the problem or medicine named" in draft.set_aside


async def test_allergies_are_said_whatever_the_document_is_about(make: Any, wrote: Any) -> None:
    draft = await wrote(make.record(*two_diseases(make)), "problem", focus="gout")
    assert "Allergy to penicillin." in said(draft)


async def test_a_letter_about_one_problem_keeps_every_medicine(make: Any, wrote: Any) -> None:
    draft = await wrote(make.record(*two_diseases(make)), "consult", focus="gout")
    assert "Sodium bicarbonate" in said(draft)
    assert "Nephrology visit" not in said(draft)


async def test_a_medicine_can_be_the_focus(make: Any, wrote: Any) -> None:
    draft = await wrote(make.record(*two_diseases(make)), "problem", focus="allopurinol")
    assert "Allopurinol 100 mg tablet" in said(draft)
    assert "Sodium bicarbonate" not in said(draft)


async def test_a_focus_that_the_chart_does_not_know_is_said_and_not_repeated(
    make: Any, wrote: Any
) -> None:
    with pytest.raises(NothingToSay, match="nothing in the chart is named as the focus") as silent:
        await wrote(make.record(*two_diseases(make)), "problem", focus="hemochromatosis")
    assert "hemochromatosis" not in str(silent.value)


def test_a_focus_does_not_take_another_kidney_trouble(make: Any) -> None:
    stones = make.problem("stone", "Kidney stone", onsetDateTime="2011")
    chart = make.chart(*two_diseases(make), stones)
    assert "Condition/stone" not in narrowed(chart, "chronic kidney disease")
    assert "Condition/ckd" not in narrowed(chart, "kidney stone")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("CKD", "Chronic kidney disease stage 3b"),
        ("chronic kidney disease", "Chronic Kidney Disease, Stage 4 (Severe)"),
        ("AF", "Paroxysmal atrial fibrillation"),
        ("anaemia", "Anemia of chronic disease"),
        ("Ménière", "Meniere disease"),
    ],
)
def test_common_names_of_one_thing_meet(asked: str, name: str) -> None:
    assert words_of(asked).name(name)


async def test_what_is_read_is_narrowed_and_what_is_asked_is_not_of_the_record(
    make: Any, run: Any, attacks: dict[str, str]
) -> None:
    async def asked(*more: Any) -> Any:
        begun = run(make.record(*two_diseases(make), *more))
        state = await begun.go(kind="problem", bounds={"focus": "gout"})
        return [c for held in state["evidence"].values() for c in held["calls"]]

    expected = await asked(make.note("x", "Well."))
    for name, text in list(attacks.items())[::7]:
        assert await asked(make.note("x", text)) == expected, name


def nodule(make: Any) -> tuple[Any, ...]:
    chest = {
        "coding": [{"system": "http://loinc.org", "code": "24627-2"}],
        "text": "CT chest without contrast",
    }
    tobacco = {
        "coding": [{"system": "http://loinc.org", "code": "72166-2"}],
        "text": "Tobacco smoking status",
    }
    return (
        make.problem("n", "Solitary pulmonary nodule, right upper lobe", onsetDateTime="2024-02"),
        make.resource(
            "ServiceRequest",
            "ct",
            status="active",
            intent="order",
            code=chest,
            authoredOn="2024-03-12",
            occurrenceDateTime="2024-08",
            reasonCode=[{"text": "8 mm pulmonary nodule"}],
        ),
        make.resource(
            "DiagnosticReport",
            "report",
            status="final",
            category=[{"coding": [{"code": "RAD"}]}],
            code=chest,
            effectiveDateTime="2024-02-12",
            conclusion="8 mm solid density, right upper lobe.",
        ),
        make.resource(
            "Observation",
            "smoking",
            status="final",
            category=[{"coding": [{"code": "social-history"}]}],
            code=tobacco,
            effectiveDateTime="2024-03-12",
            valueCodeableConcept={"text": "Former smoker"},
        ),
        make.problem("gout", "Gout", onsetDateTime="2020"),
    )


@pytest.mark.parametrize("asked", ["lung nodule", "pulmonary nodule", "Solitary pulmonary nodule"])
def test_a_nodule_of_the_lung_takes_its_scan_the_order_for_the_next_and_the_smoking(
    make: Any, asked: str
) -> None:
    found = narrowed(make.chart(*nodule(make)), asked)
    assert {
        "Condition/n",
        "ServiceRequest/ct",
        "DiagnosticReport/report",
        "Observation/smoking",
    } <= found
    assert "Condition/gout" not in found


async def test_what_is_overdue_for_a_problem_is_its_key_point(make: Any, wrote: Any) -> None:
    draft = await wrote(make.record(*nodule(make)), "problem", focus="lung nodule")
    assert draft.sections[0].title == "Key points"
    assert draft.statements[0].text == (
        "CT chest without contrast, ordered 12 March 2024 for 8 mm pulmonary nodule, due August "
        "2024: overdue, the order is still active."
    )


def test_the_smoking_is_no_part_of_a_story_that_it_does_not_bear_on(make: Any) -> None:
    assert "Observation/smoking" not in narrowed(make.chart(*nodule(make)), "gout")
