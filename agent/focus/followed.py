"""Which tests, signs and medicines belong to a problem, and which tests to a medicine.

A table for narrowing, not for judging: that a medicine is of a class that treats a problem is no
claim that it was ordered for it, and no sentence says so. Sources: the tests by which the named
guideline follows the disease, and the classes that it treats it with; for medicines the monitoring
in their FDA labels (DailyMed). Covered: what is common in general practice. A problem or medicine
that is not here is narrowed by names and recorded reasons alone.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Followed:
    """`problem` by name; `tests` by name, analyte or sign; `medicines` by ingredient."""

    problem: re.Pattern[str]
    tests: re.Pattern[str]
    medicines: re.Pattern[str]


@cache
def _any(words: str) -> re.Pattern[str]:
    """Words or parts of words, separated by blanks; `_` stands for a blank, `*` for any ending."""
    parts = [re.escape(w).replace("_", r"[\s-]+").replace(r"\*", r"\w*") for w in words.split()]
    parts = [f"{p}(?! a1c)" if p == "hemoglobin" else p for p in parts]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b" if parts else r"(?!)", re.IGNORECASE)


def _of(problem: str, tests: str, medicines: str = "") -> Followed:
    return Followed(_any(problem), _any(tests), _any(medicines))


_KIDNEY: Final = "creatinine egfr glomerular_filtration* urea microalbumin albumin/creatinine"
_LIPIDS: Final = "cholesterol* ldl hdl triglycerides lipid*"
_SMOKING: Final = "tobacco* smok* cigarette* pack_year*"
_STATINS: Final = "*vastatin simvistatin"
_PRESSURE: Final = "blood_pressure systolic* diastolic*"
_RAS: Final = "lisinopril enalapril ramipril captopril perindopril benazepril losartan valsartan"
_RAS_MORE: Final = "candesartan irbesartan olmesartan telmisartan azilsartan"
_DIURETICS: Final = "hydrochlorothiazide chlorthalidone indapamide furosemide torsemide bumetanide"

PROBLEMS: Final = (
    # ADA Standards of Care in Diabetes 2024, sections 6, 9, 11
    _of(
        "diabetes diabetic prediabetes hyperglycemia",
        f"a1c hba1c hemoglobin_a1c glucose {_KIDNEY}",
        "metformin glipizide glimepiride glyburide gliclazide insulin pioglitazone sitagliptin "
        "linagliptin saxagliptin vildagliptin empagliflozin dapagliflozin canagliflozin "
        "semaglutide liraglutide dulaglutide exenatide tirzepatide",
    ),
    # ACC/AHA 2017, high blood pressure
    _of(
        "hypertension hypertensive high_blood_pressure preeclampsia",
        f"{_PRESSURE} potassium sodium creatinine egfr glomerular_filtration*",
        f"{_RAS} {_RAS_MORE} amlodipine nifedipine felodipine {_DIURETICS} spironolactone "
        "doxazosin clonidine hydralazine labetalol",
    ),
    # KDIGO 2024, chronic kidney disease; KDIGO 2012, anemia and 2017, mineral bone disorder in it
    _of(
        "kidney_disease kidney_failure renal_disease renal_insufficiency renal_failure nephropathy "
        "ckd nephrotic*",
        f"{_KIDNEY} potassium phosphate phosphorus calcium hemoglobin bicarbonate carbon_dioxide "
        f"parathyroid* protein/creatinine {_PRESSURE}",
        f"{_RAS} {_RAS_MORE} empagliflozin dapagliflozin canagliflozin finerenone sevelamer "
        "epoetin darbepoetin",
    ),
    # AHA/ACC/HFSA 2022, heart failure
    _of(
        "heart_failure cardiomyopathy hfpef hfref",
        f"nt-probnp bnp natriuretic* ejection_fraction potassium sodium creatinine egfr "
        f"glomerular_filtration* weight {_PRESSURE}",
        f"{_RAS} sacubitril valsartan candesartan furosemide torsemide bumetanide spironolactone "
        "eplerenone carvedilol metoprolol bisoprolol empagliflozin dapagliflozin digoxin lasix",
    ),
    # ACC/AHA/ACCP/HRS 2023, atrial fibrillation
    _of(
        "atrial_fibrillation atrial_flutter",
        "inr heart_rate pulse prothrombin*",
        "warfarin apixaban rivaroxaban edoxaban dabigatran metoprolol bisoprolol diltiazem "
        "verapamil digoxin amiodarone flecainide sotalol",
    ),
    # ACC/AHA 2018, blood cholesterol
    _of(
        "hyperlipid* hypercholesterol* dyslipid* hypertriglycerid*",
        _LIPIDS,
        f"{_STATINS} atorvastatin rosuvastatin simvastatin pravastatin lovastatin fluvastatin "
        "pitavastatin ezetimibe fenofibrate gemfibrozil evolocumab alirocumab bempedoic*",
    ),
    # AHA/ACC 2023, chronic coronary disease; AHA/ASA 2021, prevention of stroke
    _of(
        "coronary ischemic_heart angina myocardial_infarction stroke peripheral_artery*",
        f"{_LIPIDS} troponin* ejection_fraction {_PRESSURE} {_SMOKING}",
        "aspirin clopidogrel ticagrelor prasugrel nitroglycerin isosorbide atorvastatin "
        "rosuvastatin simvastatin simvistatin metoprolol bisoprolol",
    ),
    # Fleischner Society 2017, pulmonary nodules; USPSTF 2021, lung cancer
    _of("pulmonary_nodule* lung_nodule* nodule_of_lung lung_cancer lung_carcinoma", _SMOKING),
    # ATA 2014, hypothyroidism; 2016, hyperthyroidism
    _of(
        "thyroid* hypothyroid* hyperthyroid* graves* hashimoto*",
        "tsh thyrotropin thyroxine t4 t3 triiodothyronine",
        "levothyroxine liothyronine methimazole carbimazole propylthiouracil",
    ),
    # ACR 2020, gout
    _of("gout*", "urate uric_acid creatinine egfr", "allopurinol febuxostat colchicine probenecid"),
    # BSH 2021, iron deficiency; WHO 2024, anemia
    _of(
        "anemia anaemia iron_deficiency",
        "hemoglobin hematocrit mcv mch ferritin iron transferrin* reticulocyte* b12 folate",
        "ferrous iron* cyanocobalamin hydroxocobalamin folic_acid epoetin darbepoetin",
    ),
    # GINA 2024, asthma; GOLD 2024, COPD
    _of(
        "asthma* copd emphysema chronic_obstructive* chronic_bronchitis",
        f"fev1 fvc peak_flow spirometr* oxygen_saturation eosinophils {_SMOKING}",
        "albuterol salbutamol salmeterol formoterol fluticasone budesonide beclomethasone "
        "tiotropium umeclidinium ipratropium montelukast theophylline",
    ),
    # ACOG practice bulletins on prenatal care
    _of("pregnan* gravid*", "hcg hemoglobin blood_pressure weight fundal* glucose", "prenatal*"),
    # ADA 2024, section 8
    _of("obes* overweight body_mass_index*", "body_mass_index* bmi weight", "semaglutide orlistat"),
)

MEDICINES: Final = (
    _of("warfarin", "inr prothrombin* hemoglobin"),
    _of(
        "apixaban rivaroxaban edoxaban dabigatran heparin enoxaparin",
        "hemoglobin creatinine egfr",
    ),
    _of("lithium", "lithium creatinine egfr tsh calcium"),
    _of("digoxin", "digoxin potassium creatinine egfr heart_rate"),
    _of("methotrexate leflunomide azathioprine", "alt ast aminotransferase* platelets leukocytes "
        "white_blood_cells creatinine"),
    _of("amiodarone", "tsh thyroxine alt ast aminotransferase*"),
    _of("levothyroxine", "tsh thyroxine"),
    _of("metformin", "creatinine egfr glomerular_filtration* b12 a1c hemoglobin_a1c hba1c glucose"),
    _of("insulin glipizide glimepiride glyburide semaglutide liraglutide sitagliptin",
        "glucose a1c hemoglobin_a1c hba1c"),
    _of("empagliflozin dapagliflozin canagliflozin",
        "a1c hemoglobin_a1c hba1c glucose creatinine egfr glomerular_filtration*"),
    _of(f"spironolactone eplerenone finerenone {_RAS} {_RAS_MORE}",
        f"potassium creatinine egfr glomerular_filtration* {_PRESSURE}"),
    _of(_DIURETICS, f"potassium sodium creatinine egfr glomerular_filtration* {_PRESSURE}"),
    _of("atorvastatin simvastatin rosuvastatin pravastatin simvistatin",
        f"{_LIPIDS} alt aminotransferase* creatine_kinase"),
    _of("amlodipine metoprolol bisoprolol carvedilol", f"{_PRESSURE} heart_rate"),
    _of("allopurinol febuxostat", "urate uric_acid creatinine"),
    _of("clozapine", "neutrophils leukocytes white_blood_cells"),
    _of("valpro* carbamazepine phenytoin", "valpro* carbamazepine phenytoin sodium alt platelets"),
    _of("ferrous iron*", "hemoglobin ferritin iron"),
)  # fmt: skip
"""The same for a medicine; its own ingredient stands in the place of the problem."""
