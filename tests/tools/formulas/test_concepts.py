"""Which problems count for an item of a score, by their codes or by their names."""

from typing import Any

import pytest

from chartside.fhir.codes import Code, Coding
from chartside.fhir.entry import Entry, Kind
from chartside.tools.formulas import concepts as c
from chartside.tools.formulas.concepts import Concept

TEN = "http://hl7.org/fhir/sid/icd-10-cm"
WHO = "http://hl7.org/fhir/sid/icd-10"
NINE = "http://hl7.org/fhir/sid/icd-9-cm"
SNOMED = "http://snomed.info/sct"


def _coded(system: str, code: str, text: str = "") -> Entry:
    return Entry("Condition/1", "1", Kind.PROBLEM, Code((Coding(system, code),), text))


def _named(text: str) -> Entry:
    return Entry("Condition/1", "1", Kind.PROBLEM, Code((Coding(SNOMED, "1", text),)))


CODED: list[Any] = [
    (c.HEART_FAILURE, TEN, ("I50.9", "I5022", "I11.0", "I13.2", "I09.81"), ("I11.9", "I51.7")),
    (c.HEART_FAILURE, NINE, ("428.0", "402.91", "404.93", "398.91"), ("402.90", "429.3")),
    (c.HYPERTENSION, TEN, ("I10", "I11.9", "I12.9", "I15.0", "I16.1"), ("I27.0", "O13.9", "R03.0")),
    (c.HYPERTENSION, NINE, ("401.9", "405.11"), ("416.0", "642.3", "796.2")),
    (c.DIABETES, TEN, ("E11.9", "E10.65", "E08.9", "E139"), ("R73.03", "O24.4", "E23.2")),
    (c.DIABETES, WHO, ("E11", "E14.9"), ("E15",)),
    (c.DIABETES, NINE, ("250.00",), ("253.5", "648.8", "790.29")),
    (c.STROKE, TEN, ("I63.9", "G45.9", "I74.3", "Z86.73", "I69.30"), ("I61.9", "G45.4", "I65.2")),
    (c.ANY_STROKE, TEN, ("I61.9", "I60.7", "I63.4"), ("S06.5", "G45.4")),
    (
        c.VASCULAR,
        TEN,
        ("I21.4", "I25.2", "I70.0", "I70.213", "I73.9"),
        ("I25.10", "I70.1", "I73.0"),
    ),
    (c.CORONARY, TEN, ("I25.10", "I20.9", "Z95.5"), ("I26.99", "Z95.0")),
    (c.CIRRHOSIS, TEN, ("K74.60", "K70.30", "K76.6", "I85.00"), ("K76.0", "K80.2")),
    (c.BLEEDING, TEN, ("K92.2", "K25.4", "I62.9", "D66", "I85.11"), ("K25.9", "R04.0", "K64.9")),
    (c.ANEMIA, TEN, ("D50.9", "D63.1", "D64.9"), ("D69.6", "D72.8")),
    (c.KIDNEY_FAILURE, TEN, ("N18.6", "Z99.2", "Z94.0"), ("N18.5", "N17.9", "Z94.1")),
    (c.ALCOHOL, TEN, ("F10.10", "F10.20", "F10.229", "K70.9"), ("F10.21", "F10.11", "F17.2")),
    (c.DVT, TEN, ("I82.401", "I82.5Z9", "Z86.718", "I80.2"), ("I26.99", "I82.1", "Z86.711")),
    (c.VTE, TEN, ("I26.99", "I82.401", "Z86.718", "I80.2"), ("I82.1", "I80.0", "I27.82")),
    (c.CANCER, TEN, ("C50.911", "C18.9", "C43.9", "C90.00"), ("C44.91", "D05.1", "Z85.3", "D12.6")),
    (c.ASCITES, TEN, ("R18.8", "K70.31", "K71.51"), ("K70.30", "R19.0")),
    (c.ENCEPHALOPATHY, TEN, ("K76.82", "K72.11", "K70.41"), ("K70.10", "G93.40", "K72.10")),
    (c.ATRIAL_FIBRILLATION, TEN, ("I48.0", "I48.92"), ("I47.1", "I49.9")),
]


@pytest.mark.parametrize(("concept", "system", "inside", "outside"), CODED)
def test_an_icd_code_decides(
    concept: Concept, system: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    assert [code for code in inside if not concept.fits(_coded(system, code))] == []
    assert [code for code in outside if concept.fits(_coded(system, code))] == []


def test_an_icd_code_outweighs_a_name() -> None:
    assert not c.DIABETES.fits(_coded(TEN, "R73.03", "Diabetes, borderline"))
    assert c.HYPERTENSION.fits(_coded(TEN, "I10", "BP problem"))


NAMED: list[Any] = [
    (
        c.HEART_FAILURE,
        ("Chronic congestive heart failure (disorder)", "HFpEF", "Acute left ventricular failure"),
        ("No history of heart failure", "Risk of heart failure", "Renal failure"),
    ),
    (
        c.HYPERTENSION,
        ("Essential hypertension", "Hypertensive renal disease", "Malignant hypertension"),
        (
            "Pulmonary hypertension", "Portal hypertension", "Ocular hypertension", "Preeclampsia",
            "Gestational hypertension", "White coat hypertension", "Intracranial hypertension",
            "Family history of hypertension", "Prehypertension",
        ),
    ),
    (
        c.DIABETES,
        ("Diabetes", "Type 2 diabetes mellitus", "Neuropathy due to type 2 diabetes mellitus",
         "Diabetes mellitus without complication", "T2DM"),
        ("Prediabetes", "Pre-diabetes", "Diabetes insipidus", "Gestational diabetes mellitus",
         "Screening for diabetes", "At risk of diabetes", "Diabetes ruled out"),
    ),
    (
        c.STROKE,
        ("Stroke", "Cerebrovascular accident", "Transient ischemic attack", "History of stroke",
         "Cerebral infarction", "Embolic stroke"),
        ("Heat stroke", "Sunstroke", "CVA tenderness", "Hemorrhagic stroke", "Pulmonary embolism"),
    ),
    (
        c.VASCULAR,
        ("Myocardial infarction", "History of myocardial infarction (situation)", "NSTEMI",
         "Peripheral arterial disease", "Peripheral vascular disease"),
        ("Coronary Heart Disease", "Myocarditis", "Peripheral neuropathy"),
    ),
    (
        c.BLEEDING,
        ("Gastrointestinal hemorrhage", "Upper GI bleeding", "Melaena", "Hemophilia A"),
        ("Hemorrhoids", "Dysfunctional uterine bleeding", "Epistaxis", "Postmenopausal bleeding"),
    ),
    (c.ANEMIA, ("Anemia (disorder)", "Iron deficiency anaemia"), ("Sickle cell anemia trait",)),
    (c.ALCOHOL, ("Alcoholism", "Alcohol dependence"), ("Nonalcoholic fatty liver",)),
    (
        c.VTE,
        ("Pulmonary embolism", "Acute deep venous thrombosis of leg", "DVT of left calf"),
        ("DVT prophylaxis", "Portal vein thrombosis", "Possible pulmonary embolism"),
    ),
    (
        c.CANCER,
        ("Malignant tumor of colon", "Non-small cell lung cancer", "Lymphoma"),
        ("Malignant hypertension", "Polyp of colon", "Basal cell carcinoma of skin",
         "Nonmalignant tumour", "History of breast cancer", "Screening for cancer"),
    ),
    (c.CIRRHOSIS, ("Cirrhosis of liver",), ("Fatty liver",)),
    (c.ENCEPHALOPATHY, ("Hepatic encephalopathy",), ("Hypertensive encephalopathy",)),
    (c.ATRIAL_FIBRILLATION, ("Paroxysmal atrial fibrillation",), ("Atrial septal defect",)),
    (
        c.KIDNEY_FAILURE,
        ("End-stage renal disease (disorder)", "Dependence on renal dialysis"),
        ("Chronic kidney disease stage 3", "Kidney stone"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("concept", "inside", "outside"), NAMED)
def test_without_an_icd_code_the_name_decides(
    concept: Concept, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    assert [name for name in inside if not concept.fits(_named(name))] == []
    assert [name for name in outside if concept.fits(_named(name))] == []
