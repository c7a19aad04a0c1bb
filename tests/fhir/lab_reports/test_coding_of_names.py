"""Which LOINC code a printed result has; these names were written without looking at the table."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.lab_reports.checking import checks
from chartside.fhir.lab_reports.coding.candidates import candidates
from chartside.fhir.lab_reports.coding.context import Context
from chartside.fhir.lab_reports.coding.names import named

CodeOf = Callable[..., str]


@pytest.mark.parametrize(
    ("language", "name", "unit", "value", "loinc"),
    [
        ("en", "Sodium", "mmol/L", "140", "2951-2"),
        ("en", "Potassium", "mEq/L", "4.2", "2823-3"),
        ("en", "Hemoglobin A1c", "%", "5.5", "4548-4"),
        ("en", "Carbon Dioxide, Total", "mmol/L", "25", "2028-9"),
        ("en", "T4, Free (Direct)", "ng/dL", "1.2", "3024-7"),
        ("en", "Neutrophils (Absolute)", "K/uL", "4", "751-8"),
        ("en", "Lymphs", "%", "30", "736-9"),
        ("nl", "Bezinking", "mm/u", "10", "30341-2"),
        ("nl", "Kreatinine (enzymatisch)", "umol/L", "80", "14682-9"),
        ("nl", "Eosinofiele granulocyten", "10^9/L", "0.2", "711-2"),
        ("nl", "Glucose nuchter", "mmol/L", "5", "14771-0"),
        ("nl", "Hematocriet", "L/L", "0.42", "4544-3"),
        ("fr", "Glycémie à jeun", "g/L", "0.95", "1558-6"),
        ("fr", "Polynucléaires neutrophiles", "G/L", "4", "751-8"),
        ("fr", "Taux de prothrombine", "%", "95", "5894-1"),
        ("fr", "Gamma-GT", "UI/L", "30", "2324-2"),
        ("fr", "ASAT (TGO)", "U/L", "20", "1920-8"),
        ("fr", "Hémoglobine glyquée (HbA1c)", "mmol/mol", "42", "59261-8"),
        ("de", "Leukozyten", "/nl", "7", "6690-2"),
        ("de", "GPT/ALAT", "U/l", "25", "1742-6"),
        ("de", "Harnsaeure", "mg/dl", "5", "3084-1"),
        ("de", "freies T4", "ng/dl", "1.2", "3024-7"),
        ("de", "Kreatinin [mg/dl]", "mg/dl", "0.9", "2160-0"),
        ("es", "Hematíes", "10^6/uL", "5", "789-8"),
        ("es", "PCR", "mg/L", "2", "1988-5"),
        ("es", "Cociente albúmina/creatinina", "mg/g", "12", "9318-7"),
        ("es", "INR", "", "1.1", "6301-6"),
    ],
)
def test_a_usual_analyte_is_coded_in_the_five_languages(
    code_of: CodeOf, language: str, name: str, unit: str, value: str, loinc: str
) -> None:
    assert code_of(name, unit, value, language) == loinc


@pytest.mark.parametrize(
    ("name", "unit", "value", "loinc"),
    [
        ("Glucose", "mg/dL", "90", "2345-7"),
        ("Glucose", "mmol/L", "5.1", "14749-6"),
        ("Hemoglobin", "g/L", "140", "718-7"),
        ("Hemoglobin", "mmol/L", "8.7", "59260-0"),
        ("Urea", "mg/dL", "30", "3091-6"),
        ("BUN", "mg/dL", "14", "3094-0"),
        ("Testosterone", "nmol/L", "15", "14913-8"),
        ("Protein/Creatinine ratio", "mg/mmol", "15", "34366-5"),
    ],
)
def test_mass_and_moles_of_one_analyte_are_two_codes(
    code_of: CodeOf, name: str, unit: str, value: str, loinc: str
) -> None:
    assert code_of(name, unit, value) == loinc


@pytest.mark.parametrize(
    ("name", "unit", "more", "loinc"),
    [
        ("Glucose", "mg/dL", {"specimen": "CSF"}, "2342-4"),
        ("Glucose (Liquor)", "mg/dL", {}, "2342-4"),
        ("Glucose", "mg/dL", {"specimen": "Capillary blood"}, "32016-8"),
        ("Sodium", "mmol/L", {"panel": "URINE"}, "2955-3"),
        ("Sodium, Urine", "mmol/L", {}, "2955-3"),
        ("Natrium i.U.", "mmol/l", {}, "2955-3"),
        ("Creatinine, 24 h urine", "mmol/24h", {}, "14684-5"),
        ("Urine RBC", "/uL", {}, "30391-7"),
        ("WBC (Urine)", "/HPF", {}, "5821-4"),
        ("Calcium, Ionized (whole blood)", "mmol/L", {}, "1994-3"),
        ("pH", "", {"specimen": "Arterial blood"}, "2744-1"),
        ("pCO2", "kPa", {"specimen": "arterial"}, "2019-8"),
        ("Potassium", "mmol/L", {"panel": "Arterial blood gas"}, "32713-0"),
        ("Urea", "mmol/L", {"panel": "Arterial blood gas"}, ""),
        ("Potassium", "mmol/L", {"specimen": "Pleural fluid"}, ""),
        ("Potassium", "mmol/L", {"specimen": "Zorblatt"}, ""),
        ("Potassium", "mmol/L", {"specimen": "serum, urine"}, ""),
    ],
)
def test_the_specimen_decides_which_code_it_is(
    code_of: CodeOf, name: str, unit: str, more: dict[str, object], loinc: str
) -> None:
    value = {"pH": "7.4", "Calcium, Ionized (whole blood)": "1.2"}.get(name, "5")
    assert code_of(name, unit, value, **more) == loinc


@pytest.mark.parametrize(
    ("name", "unit", "more", "loinc"),
    [
        ("LDL cholesterol", "mg/dL", {}, "2089-1"),
        ("LDL cholesterol", "mg/dL", {"method": "Friedewald"}, "13457-7"),
        ("LDL-cholesterol berekend", "mg/dL", {}, "13457-7"),
        ("LDL, direct", "mg/dL", {}, "18262-6"),
        ("eGFR (CKD-EPI 2021)", "mL/min/1.73m2", {}, "98979-8"),
        ("eGFR MDRD", "mL/min/1.73m2", {}, "33914-3"),
        ("eGFR", "mL/min/1.73m2", {}, ""),
        ("eGFR (CKD-EPI)", "mL/min/1.73m2", {}, ""),
        ("Neutrophils", "%", {"method": "manual differential"}, "26511-6"),
        ("ESR", "mm/h", {"method": "Westergren"}, "4537-7"),
        ("Vancomycin trough", "mg/L", {}, "4092-3"),
    ],
)
def test_the_method_and_the_time_decide_where_they_are_printed(
    code_of: CodeOf, name: str, unit: str, more: dict[str, object], loinc: str
) -> None:
    assert code_of(name, unit, "50", **more) == loinc


@pytest.mark.parametrize(
    ("name", "unit", "value", "more"),
    [
        ("Sodium after exercise", "mmol/L", "140", {}),
        ("Glucose, 2 hour post", "mg/dL", "120", {}),
        ("Cortisol 30 min", "ug/dL", "12", {}),
        ("B Lymphocytes", "%", "10", {}),
        ("T3 uptake", "%", "30", {}),
        ("Free Testosterone %", "%", "2", {}),
        ("BUN/Creatinine Ratio", "", "15", {}),
        ("HbA1c", "", "5.5", {}),
        ("Sodium", "mg/L", "140", {}),
        ("Neutrophils #", "%", "60", {}),
        ("Vitamin D", "nmol/L", "60", {}),
        ("Lactate", "mmol/L", "1", {}),
        ("pH", "", "7.4", {}),
        ("D-dimer", "mg/L", "0.3", {}),
        ("Troponin T", "ng/L", "5", {}),
        ("Cholesterol/HDL ratio", "", "3.5", {}),
        ("Glukose", "mg/dl", "90", {"specimen": "Blut"}),
        ("Hemoglobn", "g/dL", "14", {}),
        ("Leukocyten", "/uL", "512", {}),
        ("Potassium", "mmol/L", "410", {}),
        ("", "mmol/L", "2.4", {}),
        ("x" * 5000, "mmol/L", "2.4", {}),
    ],
)
def test_what_is_not_sure_has_no_code(
    code_of: CodeOf, name: str, unit: str, value: str, more: dict[str, object]
) -> None:
    assert code_of(name, unit, value, **more) == ""


def test_a_range_of_another_specimen_speaks_against_the_usual_one(code_of: CodeOf, a: Any) -> None:
    urine, serum = a.limits("54", "150"), a.limits("136", "145")
    assert code_of("Sodium", "mmol/L", "140", limits=(serum,)) == "2951-2"
    assert code_of("Chloride", "mmol/L", "100", limits=(a.limits("15", "40"),)) == ""
    assert code_of("Creatinine", "mg/dL", "90", limits=(a.limits("20", "275"),)) == ""
    assert code_of("Sodium", "mmol/L", "60", limits=(urine,), specimen="urine") == "2955-3"


def test_two_names_of_two_analytes_in_one_cell_are_no_name() -> None:
    assert not any(n.exact for n in named("Calcium / Albumin"))
    assert [n.analyte.key for n in named("AST (SGOT)")] == ["aspartate aminotransferase"]


def test_an_abbreviation_means_what_it_does_in_the_language_of_the_report(
    code_of: CodeOf,
) -> None:
    assert code_of("TP", "%", "90", "fr") == "5894-1"
    assert code_of("TP", "g/L", "70", "en") == "2885-2"


def test_a_result_that_is_not_there_yet_is_coded_only_where_no_unit_decides(
    code_of: CodeOf,
) -> None:
    from chartside.fhir.lab_reports.report import State

    assert code_of("TSH", "", "follows", state=State.PENDING) == "3016-3"
    assert code_of("Glucose", "", "follows", state=State.PENDING) == ""
    assert code_of("TG", "", "follows", state=State.PENDING) == ""


def test_an_abbreviation_of_two_analytes_is_told_apart_by_what_can_be_measured(
    code_of: CodeOf,
) -> None:
    assert code_of("TG", "mg/dL", "150") == "2571-8"
    assert code_of("Tg", "ng/mL", "20") == "3013-0"


def test_a_gas_of_venous_blood_is_not_that_of_any_blood(code_of: CodeOf) -> None:
    assert code_of("O2 Sat", "%", "70", specimen="Venous blood") == "2711-0"
    assert code_of("Base excess", "mmol/L", "2", specimen="Venous blood") == ""
    assert code_of("pO2", "mm[Hg]", "40", specimen="venous blood") == "2705-2"


def test_a_value_that_nobody_has_takes_a_code_away_only_where_the_specimen_is_in_question(
    code_of: CodeOf,
) -> None:
    assert code_of("MCV", "fL", "6") == "787-2"
    assert code_of("Potassium", "mmol/L", "41") == ""
    assert code_of("Potassium", "mmol/L", "41", specimen="serum") == "2823-3"


@pytest.mark.parametrize(
    "specimen",
    [
        *(
            "Serum (SST)",
            "Blood serum",
            "Plasma, EDTA",
            "Li-Heparin plasma",
            "Sang veineux (sérum)",
        ),
        *("Venous blood", "Blood, venous", "Bloed", "Serum/Plasma", "EDTA-Plasma", "suero"),
    ],
)
def test_serum_and_plasma_are_printed_in_many_ways(code_of: CodeOf, specimen: str) -> None:
    assert code_of("Potassium", "mmol/L", "4.2", specimen=specimen) == "2823-3"


@pytest.mark.parametrize("specimen", ["EDTA whole blood", "Vollblut", "sang total", "whole blood"])
def test_whole_blood_is_not_serum(code_of: CodeOf, specimen: str) -> None:
    assert code_of("Potassium", "mmol/L", "4.2", specimen=specimen) == "6298-4"


def test_a_heading_of_the_blood_count_is_no_specimen(code_of: CodeOf) -> None:
    assert code_of("Hemoglobine", "g/dL", "14", "nl", panel="Rode bloedcellen") == "718-7"
    assert code_of("MCV", "fL", "90", "de", panel="Erythrozyten") == "787-2"


def test_an_abbreviation_that_means_two_things_in_one_country_means_neither(
    code_of: CodeOf,
) -> None:
    assert code_of("PTT", "s", "28", "de") == "14979-9"
    assert code_of("PTT", "s", "28", "nl") == ""


@pytest.mark.parametrize(
    "name", ["POTASSIUM", "potassium", "Potassium\u00b9", "K\u207a", "Potassium (K\u207a)", "K+"]
)
def test_case_charges_and_footnotes_change_nothing(code_of: CodeOf, name: str) -> None:
    assert code_of(name, "mmol/L", "4.2") == "2823-3"


@given(
    name=st.text(max_size=80),
    unit=st.text(max_size=20),
    specimen=st.text(max_size=40),
    number=st.decimals(allow_nan=False, allow_infinity=False),
)
def test_nothing_that_can_be_printed_breaks_the_coding(
    a: Any, name: str, unit: str, specimen: str, number: Decimal
) -> None:
    result = replace(a.result(name, "1", unit, specimen=specimen, panel=name), value=number)
    assert all(0 <= c.score <= 1 for c in candidates(result, Context("fr")))
    assert isinstance(checks(result), tuple)
