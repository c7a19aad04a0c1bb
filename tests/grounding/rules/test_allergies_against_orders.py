"""Orders of what the patient is allergic to."""

from typing import Any

import pytest

from chartside.draft import Severity
from chartside.grounding.rules import find_conflicts


def against(make: Any, allergen: str, drug: str, *reactions: str, **fields: Any) -> Any:
    chart = make.chart(make.allergy("a", allergen, *reactions, **fields), make.order("m", drug))
    found = [f for f in find_conflicts(chart) if f.rule == "allergy-against-order"]
    return found[0].severity if found else None


@pytest.mark.parametrize(
    ("allergen", "drug"),
    [
        ("Penicillin", "Amoxicillin 500 mg capsule"),
        ("Penicillins", "Augmentin 875 mg tablet"),
        ("Allergy to penicillin", "Piperacillin 4 g / Tazobactam 0.5 g injection"),
        ("Amoxicillin", "Cephalexin 500 MG Oral Capsule"),
        ("Sulfa drugs", "Sulfamethoxazole 800 MG / Trimethoprim 160 MG Oral Tablet"),
        ("Bactrim", "Sulfadiazine 500 mg tablet"),
        ("Aspirin", "Naproxen sodium 220 MG Oral Tablet"),
        ("NSAIDs", "ketorolac 10 mg tablet"),
        ("Erythromycin", "Azithromycin 250 mg tablet"),
        ("Quinolones", "Ciprofloxacin 500 mg tablet"),
        ("Heparin", "Enoxaparin 40 mg syringe"),
        ("Azathioprine", "Mercaptopurine 50 mg tablet"),
        ("Modafinil", "Modafinil 100 mg tablet"),
        ("Morphine", "Kadian 20 mg extended release capsule"),
    ],
)
def test_an_order_of_the_allergen_or_its_class_is_a_grave_conflict(
    make: Any, allergen: str, drug: str
) -> None:
    assert against(make, allergen, drug, "Hives") is Severity.HIGH


@pytest.mark.parametrize(
    ("allergen", "drug"),
    [
        ("Penicillin", "Azithromycin 250 mg tablet"),
        ("Penicillin", "Penicillamine 250 mg capsule"),
        ("Sulfamethoxazole / trimethoprim", "Furosemide 40 mg tablet"),
        ("Sulfa drugs", "Hydrochlorothiazide 25 MG"),
        ("Sulfite", "Ferrous sulfate 325 mg tablet"),
        ("Aspirin", "Acetaminophen 500 mg tablet"),
        ("Lisinopril", "Losartan 50 mg tablet"),
        ("Shellfish allergy", "Iohexol 300 injection"),
        ("Allergy to fish", "Fish oil 1000 mg capsule"),
        ("Codeine", "Fentanyl 25 mcg/hr patch"),
        ("Allergy to nut", "Metformin 500 mg tablet"),
        ("Egg", "Influenza vaccine"),
    ],
)
def test_a_medicine_that_only_sounds_like_the_allergen_is_no_conflict(
    make: Any, allergen: str, drug: str
) -> None:
    assert against(make, allergen, drug, "Hives") is None


def test_cross_reactivity_is_said_and_graded(make: Any) -> None:
    assert against(make, "Penicillin", "Cefuroxime 250 mg tablet", "Rash") is Severity.LOW
    assert against(make, "Penicillin", "Cefuroxime 250 mg", "Anaphylaxis") is Severity.MODERATE
    chart = make.chart(
        make.allergy("a", "Penicillin", "Rash"), make.order("m", "Cefuroxime 250 mg tablet")
    )
    (finding,) = find_conflicts(chart)
    assert "penicillins and cephalosporins can cross-react" in finding.text


def test_a_side_effect_is_weighed_less_than_an_allergy(make: Any) -> None:
    assert against(make, "Codeine", "Codeine 30 mg tablet", "Nausea") is Severity.MODERATE
    assert against(make, "Codeine", "Oxycodone 5 mg tablet", "Nausea") is None
    assert against(make, "Codeine", "Oxycodone 5 mg tablet", "Hives") is Severity.MODERATE
    assert against(make, "Lisinopril", "Ramipril 5 mg capsule", "Dry cough") is Severity.MODERATE
    assert against(make, "Lisinopril", "Ramipril 5 mg capsule", "Angioedema") is Severity.HIGH


def test_sacubitril_after_angioedema_from_an_ace_inhibitor_is_a_grave_conflict(make: Any) -> None:
    assert against(make, "Enalapril", "Entresto 24/26 mg tablet", "Angioedema") is Severity.HIGH
    assert against(make, "Enalapril", "Entresto 24/26 mg tablet", "Cough") is None


@pytest.mark.parametrize(
    "change",
    [
        {"clinicalStatus": {"coding": [{"code": "resolved"}]}},
        {"verificationStatus": {"coding": [{"code": "refuted"}]}},
        {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
    ],
)
def test_an_allergy_not_in_force_conflicts_with_nothing(make: Any, change: Any) -> None:
    assert against(make, "Penicillin", "Amoxicillin 500 mg", "Hives", **change) is None


@pytest.mark.parametrize("status", ["stopped", "completed", "cancelled", "entered-in-error"])
def test_an_order_not_in_force_conflicts_with_nothing(make: Any, status: str) -> None:
    chart = make.chart(
        make.allergy("a", "Penicillin"), make.order("m", "Amoxicillin 500 mg", status)
    )
    assert find_conflicts(chart) == ()


def test_one_order_is_one_conflict_however_many_allergies_it_meets(make: Any) -> None:
    chart = make.chart(
        make.allergy("a", "Penicillin", "Rash"),
        make.allergy("b", "Amoxicillin", "Anaphylaxis"),
        make.order("m", "Amoxicillin 500 mg capsule"),
    )
    (finding,) = find_conflicts(chart)
    assert "amoxicillin (anaphylaxis)" in finding.text
    assert {c.reference for c in finding.citations} == {
        "MedicationRequest/m",
        "AllergyIntolerance/a",
        "AllergyIntolerance/b",
    }


def test_a_finding_cites_the_versions_that_were_read(make: Any) -> None:
    chart = make.chart(make.allergy("a", "Penicillin"), make.order("m", "Amoxicillin 500 mg"))
    assert {c.version for f in find_conflicts(chart) for c in f.citations} == {"1"}


def test_contrast_allergy_against_a_scan_with_contrast_is_reported(make: Any) -> None:
    allergy = make.allergy("a", "Iodinated contrast media", "Hives")
    scan = make.request("s", "CT abdomen and pelvis with IV contrast")
    (finding,) = find_conflicts(make.chart(allergy, scan))
    assert (finding.rule, finding.severity) == ("allergy-against-request", Severity.HIGH)


@pytest.mark.parametrize(
    "scan",
    ["CT chest without contrast", "CT head non-contrast", "MRI brain with contrast", "Chest X-ray"],
)
def test_a_scan_without_that_contrast_is_no_conflict(make: Any, scan: str) -> None:
    allergy = make.allergy("a", "Iodinated contrast media", "Hives")
    assert find_conflicts(make.chart(allergy, make.request("s", scan))) == ()


def test_a_scan_that_was_done_is_no_longer_a_danger(make: Any) -> None:
    scan = make.request("s", "CT abdomen with contrast")
    done = make.resource(
        "ImagingStudy",
        "i",
        status="available",
        started="2025-04-01",
        basedOn=[{"reference": "ServiceRequest/s"}],
        description="CT abdomen",
    )
    allergy = make.allergy("a", "Contrast dye", "Hives")
    assert find_conflicts(make.chart(allergy, scan, done)) == ()


def test_latex_is_held_against_requests_that_name_it_only(make: Any) -> None:
    allergy = make.allergy("a", "Latex", "Wheal")
    bad = make.chart(allergy, make.request("s", "Latex urinary catheter"))
    good = make.chart(allergy, make.request("s", "Latex-free urinary catheter"))
    assert [f.rule for f in find_conflicts(bad)] == ["allergy-against-request"]
    assert find_conflicts(good) == ()


def test_no_known_allergy_beside_an_allergy_of_its_kind_is_a_conflict(make: Any) -> None:
    denial = make.allergy("n", "No known drug allergy")
    drug = make.allergy("a", "Codeine", "Rash", category=["medication"])
    food = make.allergy("f", "Peanut", "Rash", category=["food"])
    (finding,) = find_conflicts(make.chart(denial, drug, food))
    assert finding.rule == "allergy-denied"
    assert "codeine" in finding.text
    assert "peanut" not in finding.text.lower()
    assert find_conflicts(make.chart(denial, food)) == ()


def test_a_note_that_denies_a_known_allergy_is_quoted(make: Any) -> None:
    allergy = make.allergy("a", "Penicillin", "Hives", category=["medication"])
    note = make.note("d", "SUBJECTIVE\nNo known drug allergies.\nSleeps well.\n", "2024-05-06")
    chart = make.chart(allergy, note)
    (finding,) = find_conflicts(chart)
    quote = next(c for c in finding.citations if c.quote)
    text = chart.documents()[0].text
    assert finding.rule == "allergy-denied-in-note"
    assert quote.quote == text[quote.start : quote.end] == "No known drug allergies."


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("No known drug allergies.", "2019-05-06"),  # before the allergy was known
        ("Allergies: penicillin (hives).", "2024-05-06"),
        ("No known allergies other than penicillin.", "2024-05-06"),
        ("Mother has no known allergies.", "2024-05-06"),
        ("No known food allergies.", "2024-05-06"),
        ("Seasonal allergies well controlled.", "2024-05-06"),
    ],
)
def test_a_note_that_denies_nothing_recorded_is_no_conflict(make: Any, text: str, day: str) -> None:
    allergy = make.allergy("a", "Penicillin", "Hives", category=["medication"])
    assert find_conflicts(make.chart(allergy, make.note("d", text, day))) == ()


def test_a_later_note_that_lists_the_allergy_settles_an_earlier_denial(make: Any) -> None:
    allergy = make.allergy("a", "Penicillin", "Hives")
    chart = make.chart(
        allergy,
        make.note("d", "Allergies: NKDA.", "2024-05-06"),
        make.note("e", "Allergies: penicillin.", "2024-08-06"),
    )
    assert find_conflicts(chart) == ()
