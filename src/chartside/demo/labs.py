"""Blood and urine tests as resources.

The panels drawn before each review, with ranges, flags and the reports that hold them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chartside.demo.analytes import ANALYTES
from chartside.demo.kidney import MG_DL_TO_UMOL_L, age_on, egfr_2009, egfr_2021
from chartside.demo.measures import rounded
from chartside.demo.people import NEW_LABORATORY, OLD_LABORATORY, display
from chartside.demo.scales import CHANGE_OF_LABORATORY, Scale
from chartside.demo.shapes import (
    PATIENT,
    Json,
    Term,
    at,
    concept,
    loinc,
    quantity,
    ref,
    refs,
    status,
)

EQUATION_CHANGED = "2022-01-01"
"""From here the laboratory computes eGFR by CKD-EPI 2021; before, by CKD-EPI 2009."""

MG_DL_TO_MMOL_L_CHOLESTEROL = 0.02586
_PER_GFR = "mL/min/{1.73_m2}"
_GFR = "Glomerular filtration rate/1.73 sq M.predicted"
_BY = "in Serum, Plasma or Blood by Creatinine-based formula"
_EGFR_2009 = Scale(
    "62238-1", f"{_GFR} [Volume Rate/Area] {_BY} (CKD-EPI)", "mL/min/1.73 m2", _PER_GFR, 60, None
)
_EGFR_2021 = Scale(
    "98979-8",
    f"{_GFR} [Volume Rate/Area] {_BY} (CKD-EPI 2021)",
    "mL/min/1.73 m2",
    _PER_GFR,
    60,
    None,
)
_LDL_OLD = Scale(
    "13457-7",
    "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation",
    "mg/dL",
    "mg/dL",
    None,
    100,
)
_LDL_NEW = Scale(
    "39469-2",
    "Cholesterol in LDL [Moles/volume] in Serum or Plasma by calculation",
    "mmol/L",
    "mmol/L",
    None,
    2.6,
    1,
)

PANELS: dict[str, tuple[Term, tuple[str, ...]]] = {
    "metabolic": (
        loinc("51990-8", "Basic metabolic panel - Blood", "Basic metabolic panel"),
        ("sodium", "potassium", "chloride", "bicarbonate", "urea", "creatinine", "egfr", "glucose"),
    ),
    "hba1c": (Term("HbA1c"), ("hba1c",)),
    "acr": (Term("Urine albumin/creatinine ratio"), ("urine-acr",)),
    "lipids": (
        loinc("57698-3", "Lipid panel with direct LDL - Serum or Plasma", "Lipid panel"),
        ("cholesterol", "hdl", "triglycerides", "ldl"),
    ),
    "count": (
        loinc("58410-2", "CBC panel - Blood by Automated count", "Complete blood count"),
        ("hemoglobin", "hematocrit", "mcv", "leukocytes", "platelets"),
    ),
    "liver": (Term("Liver and bone profile"), ("alt", "alp", "albumin", "calcium")),
    "vitamin-d": (Term("25-hydroxyvitamin D"), ("vitamin-d",)),
    "yearly": (Term("TSH and vitamin B12"), ("tsh", "vitamin-b12")),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A printed result: value, the scale it was printed on, and its flag (`H`, `L`, `N`)."""

    key: str
    name: str
    value: float
    scale: Scale

    @property
    def flag(self) -> str:
        """What the value is against its printed range, both ends inclusive."""
        return flag(self.value, self.scale.low, self.scale.high)

    @property
    def words(self) -> str:
        """As a letter quotes it: `Potassium 5.9 mmol/L (H)`."""
        mark = "" if self.flag == "N" else f" ({self.flag})"
        return f"{self.name} {self.value} {self.scale.unit}{mark}"


def flag(value: float, low: float | None, high: float | None) -> str:
    """`L`, `H` or `N` against a range whose ends are normal; None is no bound."""
    if low is not None and value < low:
        return "L"
    return "H" if high is not None and value > high else "N"


def result(key: str, day: str) -> Result:
    """A test's printed result on a day; computed tests rest on the printed values of the others."""
    if key == "egfr":
        return _egfr(day)
    if key == "ldl":
        return _ldl(day)
    analyte = ANALYTES[key]
    scale = analyte.scale_on(day)
    raw = analyte.curve.on(day)
    ifcc = key == "hba1c" and scale is analyte.new
    value = (round(raw, 1) - 2.15) * 10.929 if ifcc else raw * scale.factor
    return Result(key, analyte.name, rounded(value, scale.digits), scale)


def egfr_from(creatinine: Result, day: str) -> Result:
    """EGFR from a printed creatinine by the equation that the laboratory used on that day."""
    per_dl = creatinine.value / (MG_DL_TO_UMOL_L if creatinine.scale.ucum == "umol/L" else 1)
    old = day < EQUATION_CHANGED
    equation, scale = (egfr_2009, _EGFR_2009) if old else (egfr_2021, _EGFR_2021)
    return Result("egfr", "eGFR", round(equation(per_dl, age_on(day))), scale)


def _egfr(day: str) -> Result:
    return egfr_from(result("creatinine", day), day)


def _ldl(day: str) -> Result:
    """Friedewald: total less HDL less a fifth of the triglycerides (by mass; / 2.2 in mmol/L)."""
    total, hdl, fats = (result(k, day).value for k in ("cholesterol", "hdl", "triglycerides"))
    if day < CHANGE_OF_LABORATORY:
        return Result("ldl", "LDL cholesterol", round(total - hdl - fats / 5), _LDL_OLD)
    return Result("ldl", "LDL cholesterol", round(total - hdl - fats / 2.2, 1), _LDL_NEW)


def laboratory(day: str) -> str:
    """The laboratory in use on a day."""
    return OLD_LABORATORY if day < CHANGE_OF_LABORATORY else NEW_LABORATORY


def observation(printed: Result, day: str, clock: str, encounter: str, suffix: str = "") -> Json:
    """One result as an Observation `<test>-<day>`, drawn at a time within an encounter."""
    return {
        "resourceType": "Observation",
        "id": f"{printed.key}-{day}{suffix}",
        "status": "final",
        "category": [status("observation-category", "laboratory")],
        "code": loinc(printed.scale.loinc, printed.scale.display, printed.name).concept,
        "subject": ref(PATIENT),
        "encounter": ref(encounter),
        "effectiveDateTime": at(day, clock),
        "issued": at(day, clock, 8 * 60),
        "performer": [ref(laboratory(day), display(laboratory(day)))],
        "valueQuantity": quantity(printed.value, printed.scale.unit, printed.scale.ucum),
        "interpretation": [interpretation(printed.flag)],
        "referenceRange": [reference_range(printed.scale)],
    }


def interpretation(code: str) -> Json:
    """A laboratory flag."""
    words = {"H": "High", "L": "Low", "N": "Normal", "HH": "Critical high", "A": "Abnormal"}[code]
    system = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
    return concept(words, (system, code, words))


def reference_range(scale: Scale) -> Json:
    """The printed range, in the unit of the result."""
    bounds = (("low", scale.low), ("high", scale.high))
    return {name: quantity(b, scale.unit, scale.ucum) for name, b in bounds if b is not None}


def panel(name: str, day: str, clock: str, encounter: str) -> Iterator[Json]:
    """A panel's Observations, and the DiagnosticReport `report-<panel>-<day>` that lists them."""
    term, keys = PANELS[name]
    members = [observation(result(k, day), day, clock, encounter) for k in keys]
    yield from members
    yield report(term, f"report-{name}-{day}", members)


def report(term: Term, key: str, members: list[Json]) -> Json:
    """A laboratory DiagnosticReport over Observations of one draw."""
    first = members[0]
    return {
        "resourceType": "DiagnosticReport",
        "id": key,
        "status": "final",
        "category": [
            concept(
                "Laboratory", ("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", "Laboratory")
            )
        ],
        "code": term.concept,
        "subject": ref(PATIENT),
        "encounter": first["encounter"],
        "effectiveDateTime": first["effectiveDateTime"],
        "issued": first["issued"],
        "performer": first["performer"],
        "result": refs(f"Observation/{m['id']}" for m in members),
    }
