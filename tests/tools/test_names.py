"""What a reader calls things whose coded names are made for machines."""

import pytest

from chartside.tools.names import medicine_name, result_name, spoken, vaccine_name


@pytest.mark.parametrize(
    ("coded", "said"),
    [
        ("Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation", "LDL cholesterol"),
        ("Glomerular filtration rate/1.73 sq M.predicted", "Glomerular filtration rate"),
        ("Glucose [Presence] in Urine by Test strip", "Glucose in urine"),
        ("Body Mass Index", "Body mass index"),
        ("pH of Urine by Test strip", "pH of urine"),
        ("Hemoglobin A1c/Hemoglobin.total in Blood", "Hemoglobin A1c"),
        ("[Mass/volume]", "[Mass/volume]"),
    ],
)
def test_a_result_keeps_what_it_measures_and_where_it_is_not_blood(coded: str, said: str) -> None:
    assert result_name(coded) == said


@pytest.mark.parametrize(
    ("coded", "said"),
    [
        (
            "1 ML Enoxaparin sodium 150 MG/ML Prefilled Syringe",
            "1 mL enoxaparin sodium 150 mg/mL prefilled syringe",
        ),
        (
            "120 ACTUAT Fluticasone 0.044 MG/ACTUAT Metered Dose Inhaler",
            "120 puff fluticasone 0.044 mg/puff metered dose inhaler",
        ),
        ("Insulin glargine 100 units/mL pen", "Insulin glargine 100 units/mL pen"),
        (
            "NDA020503 200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler",
            "200 puff albuterol 0.09 mg/puff metered dose inhaler",
        ),
    ],
)
def test_a_medicine_keeps_its_strength_and_form(coded: str, said: str) -> None:
    assert medicine_name(coded) == said


@pytest.mark.parametrize("label", ["Warfarin 5 MG Oral Tablet", "Vitamin B 12 5 MG/ML Injection"])
def test_no_number_of_a_medicine_is_lost(label: str) -> None:
    numbers = [w for w in label.replace("/", " ").split() if w[0].isdigit()]
    assert [w for w in medicine_name(label).replace("/", " ").split() if w[0].isdigit()] == numbers


def test_a_vaccine_keeps_its_kind_and_loses_its_presentation() -> None:
    assert (
        vaccine_name("Hep B, adolescent or pediatric") == "Hep B, adolescent or pediatric vaccine"
    )
    assert vaccine_name("DTaP, 5 pertussis antigens") == "DTaP, 5 pertussis antigens vaccine"
    assert vaccine_name("meningococcal MCV4P") == "Meningococcal MCV4P vaccine"


@pytest.mark.parametrize(
    ("coded", "said"),
    [
        ("Atrial Fibrillation", "Atrial fibrillation"),
        ("Pulmonary emphysema (disorder)", "Pulmonary emphysema"),
        ("Crohn Disease", "Crohn disease"),
        ("Alzheimer's Disease (disorder)", "Alzheimer's disease"),
        ("COPD Exacerbation", "COPD exacerbation"),
        ("Cataract (left eye)", "Cataract (left eye)"),
        ("CT Chest without contrast", "CT chest without contrast"),
    ],
)
def test_a_disease_is_said_without_tag_and_title_case_and_an_eponym_keeps_its_capital(
    coded: str, said: str
) -> None:
    assert spoken(coded) == said


def test_a_total_score_keeps_its_instrument() -> None:
    assert result_name("Total score [MMSE]") == "MMSE total score"
