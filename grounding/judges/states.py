"""Words that name a result by its judgement: hyperkalemia is a potassium above its range.

They are borne out by a cited result on that side of its range; a diagnosis of that name is judged
as a diagnosis. Source: Dorland's Medical Dictionary, definitions of each term.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import in_usual, is_abnormal, outside_usual
from chartside.fhir.units import convert
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.negation import is_negated
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import RESULTS, Profile

STATES: Final = {
    "hyperkalemia": ("=potassium", "high"), "hypokalemia": ("=potassium", "low"),
    "hypernatremia": ("=sodium", "high"), "hyponatremia": ("=sodium", "low"),
    "hypercalcemia": ("=calcium", "high"), "hypocalcemia": ("=calcium", "low"),
    "hypermagnesemia": ("=magnesium", "high"), "hypomagnesemia": ("=magnesium", "low"),
    "hyperphosphatemia": ("=phosphate", "high"), "hypophosphatemia": ("=phosphate", "low"),
    "hyperglycemia": ("=glucose", "high"), "hypoglycemia": ("=glucose", "low"),
    "hyperuricemia": ("=urate", "high"), "hypertriglyceridemia": ("=triglyceride", "high"),
    "hypercholesterolemia": ("=total_cholesterol", "high"),
    "thrombocytopenia": ("=platelet", "low"), "thrombocytosis": ("=platelet", "high"),
    "leukocytosis": ("=white_blood_cell", "high"), "leukopenia": ("=white_blood_cell", "low"),
    "anemia": ("=hemoglobin", "low"), "anemic": ("=hemoglobin", "low"),
    "albuminuria": ("=albumin_creatinine_ratio", "high"),
    "hypoalbuminemia": ("albumin", "low"),
    "acidosis": ("=bicarbonate", "low"), "acidotic": ("=bicarbonate", "low"),
    "hypoxia": ("=oxygen_saturation", "low"), "hypoxemia": ("=oxygen_saturation", "low"),
    "tachycardia": ("=heart_rate", "high"), "tachycardic": ("=heart_rate", "high"),
    "bradycardia": ("=heart_rate", "low"), "bradycardic": ("=heart_rate", "low"),
    "obese": ("=body_mass_index", "high"), "overweight": ("=body_mass_index", "high"),
    "underweight": ("=body_mass_index", "low"),
    "hypertensive": ("=blood_pressure", "high"),
    "hypotensive": ("=blood_pressure", "low"), "hypotension": ("=blood_pressure", "low"),
    "hypoxic": ("=oxygen_saturation", "low"), "desaturated": ("=oxygen_saturation", "low"),
    "hyperkalemic": ("=potassium", "high"), "hypokalemic": ("=potassium", "low"),
    "hyponatremic": ("=sodium", "low"), "hypernatremic": ("=sodium", "high"),
    "hyperglycemic": ("=glucose", "high"), "hypoglycemic": ("=glucose", "low"),
    "normotensive": ("=blood_pressure", ""), "eucalcemic": ("=calcium", ""),
    "normokalemic": ("=potassium", ""), "euthyroid": ("=tsh", ""), "normocytic": ("=mcv", ""),
    "microcytic": ("=mcv", "low"), "macrocytic": ("=mcv", "high"),
    "fever": ("=temperature", "high"), "febrile": ("=temperature", "high"),
    "pyrexia": ("=temperature", "high"), "pyrexial": ("=temperature", "high"),
    "feverish": ("=temperature", "high"), "hypothermic": ("=temperature", "low"),
    "afebrile": ("=temperature", ""), "apyrexial": ("=temperature", ""),
    "tachypneic": ("=respiratory_rate", "high"), "tachypnea": ("=respiratory_rate", "high"),
}  # fmt: skip
"""Word to the measurement that it judges, and to which side of its range; empty for within it."""

_BOUNDS: Final = {
    "=temperature": ("Cel", Decimal("36.0"), Decimal("38.0")),
    "=respiratory_rate": ("/min", Decimal(12), Decimal(20)),
    "=mcv": ("fL", Decimal(80), Decimal(100)),
}
"""Where neither the source nor a usual range judges: unit, lowest and lowest-too-high.

Fever from 38.0 degrees Celsius (WHO, IMCI; NICE NG143); respiratory rate of an adult 12 to 20
(Royal College of Physicians, NEWS2); mean cell volume 80 to 100 fL (ABIM 2024).
"""


def is_state(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a cited result is on the side of its range that the word says."""
    wanted = next((STATES[w] for w in term.words if w in STATES), None)
    if wanted is None:
        return False
    name, side = wanted
    return any(
        p.entry.kind in RESULTS and p.entry.live and name in p.core and _side(p, name) == side
        for p in cited
    )


def _side(profile: Profile, name: str) -> str:
    """`high`, `low` or empty: by the source, else by the usual range, else by the bounds here."""
    entry = profile.entry
    judged = is_abnormal(entry) or outside_usual(profile.chart, entry)
    if judged or name not in _BOUNDS or entry.value is None or entry.value.number is None:
        return judged
    unit, low, high = _BOUNDS[name]
    number = convert(entry.value.number, entry.value.ucum or entry.value.unit, unit)
    if number is None:
        return ""
    return "low" if number < low else "high" if number >= high else ""


def judge_denied_states(scope: Scope) -> list[Fault]:
    """`She was not anemic`, beside a hemoglobin below its range."""
    found = []
    for term in scope.sentence.terms:
        wanted = next((STATES[w] for w in term.words if w in STATES), None)
        if wanted is None or not is_negated(scope.sentence, term.start, term.end):
            continue
        results = [p for p in scope.cited if p.entry.kind in RESULTS and wanted[0] in p.core]
        against = [p for p in results if p.entry.live and _side(p, wanted[0]) == wanted[1]]
        if not results or len(against) < len(results):
            continue
        if wanted[1] or in_usual(scope.index.chart, against[0].entry) is not None:
            reason = f"{against[0].where} is {wanted[1] or 'within its range'}"
            reason += f'; the sentence denies "{term.text}"'
            found.append(contradicted("state", term.start, Severity.MODERATE, reason))
    return found


_GROUPS: Final = {
    "lipid": "=ldl =hdl =triglyceride =total_cholesterol",
    "electrolyte": "=sodium =potassium =chloride =bicarbonate =calcium =magnesium =phosphate",
    "lft": "=alt =ast =alp =total_bilirubin albumin",
    "vital": "=blood_pressure =heart_rate =temperature =respiratory_rate =oxygen_saturation"
    " =weight =height =body_mass_index",
    "observation": "=blood_pressure =heart_rate =temperature =respiratory_rate",
    "renal": "=creatinine =egfr =urea =potassium", "kidney": "=creatinine =egfr =urea",
    "liver": "=alt =ast =alp =total_bilirubin albumin",
    "cbc": "=hemoglobin =white_blood_cell =platelet =hematocrit =red_blood_cell =mcv",
    "bmp": "=sodium =potassium =chloride =bicarbonate =glucose =urea =creatinine =calcium",
    "cmp": "=sodium =potassium =chloride =bicarbonate =glucose =urea =creatinine =calcium =alt",
    "obs": "=blood_pressure =heart_rate =temperature =respiratory_rate =oxygen_saturation",
    "glycemic": "=glucose hba1c =hba1c a1c", "oximetry": "=oxygen_saturation",
    "coagulation": "=inr =partial_thromboplastin_time", "clotting": "=inr",
    "inflammatory": "=crp =esr", "iron": "=ferritin", "bone": "=calcium =phosphate =vitamin_d",
}  # fmt: skip
"""What a group of tests is called, and the tests in it (LOINC panels 24331-1, 24326-1, 24325-3,
85353-1, 58410-2 and common speech)."""


def is_group(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a word names the group of tests that a cited result is in: `lipids: HDL 71`."""
    held = {w for p in cited if p.entry.kind in RESULTS for w in p.core}
    names = (*term.words, *(c[1:].split("_")[0] for c in term.classes))
    return any(held.intersection(_GROUPS[n].split()) for n in names if n in _GROUPS)
