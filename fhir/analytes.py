"""What a laboratory measures: its molar mass, and the LOINC codes that mean the same quantity.

Molar masses: PubChem, National Library of Medicine, in g/mol (standard atomic weights); where a
laboratory reports a part of the molecule (nitrogen of urea, phosphorus of phosphate) it is that
part's mass per mole of the whole. LOINC codes: "This material contains content from LOINC
(http://loinc.org). LOINC is copyright Regenstrief Institute, Inc. and the LOINC Committee and is
available at no cost under the license at http://loinc.org/license."
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Analyte:
    """One quantity in one specimen, whichever unit it is reported in.

    `molar_mass` in g/mol; `valence` for mEq.
    """

    name: str
    codes: frozenset[str]
    molar_mass: Decimal | None = None
    valence: int | None = None


def _analyte(name: str, mass: str | None, codes: str, valence: int | None = None) -> Analyte:
    return Analyte(name, frozenset(codes.split()), Decimal(mass) if mass else None, valence)


HBA1C: Final = _analyte("Hemoglobin A1c", None, "4548-4 17856-6 59261-8 4549-2 41995-2 71875-9")

UREA: Final = "60.056"
UREA_NITROGEN: Final = "28.014"

URINE_ALBUMIN: Final = _analyte(
    "Albumin/creatinine, urine", None, "9318-7 14959-1 32294-1 30000-4 14958-3"
)
URINE_PROTEIN: Final = _analyte("Protein/creatinine, urine", None, "2890-2 34366-5 40486-3")
PER_CREATININE: Final = URINE_ALBUMIN.codes | URINE_PROTEIN.codes
"""Ratios to urine creatinine, which is weighed (mg/g) or counted (mg/mmol)."""

ANALYTES: Final = (
    HBA1C,
    URINE_ALBUMIN,
    URINE_PROTEIN,
    _analyte("Glucose, serum", "180.156", "2345-7 14749-6"),
    _analyte("Glucose, blood", "180.156", "2339-0 15074-8"),
    _analyte("Glucose, fasting", "180.156", "1558-6 14771-0"),
    _analyte("Glucose, capillary", "180.156", "32016-8 51596-5"),
    _analyte("Glucose, meter", "180.156", "41653-7 14743-9"),
    _analyte("Glucose, urine", "180.156", "2350-7 15076-3"),
    _analyte("Creatinine, serum", "113.12", "2160-0 14682-9"),
    _analyte("Creatinine, blood", "113.12", "38483-4 59826-8"),
    _analyte("Creatinine, urine", "113.12", "2161-8 14683-7"),
    _analyte("Cholesterol", "386.65", "2093-3 14647-2"),
    _analyte("HDL cholesterol", "386.65", "2085-9 14646-4"),
    _analyte("LDL cholesterol, calculated", "386.65", "13457-7 39469-2"),
    _analyte("LDL cholesterol, direct", "386.65", "18262-6 69419-0"),
    _analyte("LDL cholesterol", "386.65", "2089-1 22748-8"),
    _analyte("Non-HDL cholesterol", "386.65", "43396-1 70204-3"),
    # A mixture: 885.4 is triolein, the convention behind 88.5 mg/dL per mmol/L.
    _analyte("Triglycerides", "885.4", "2571-8 14927-8"),
    # In moles urea and its nitrogen are reported as the same number (one mole of urea).
    _analyte("Urea nitrogen, serum", UREA_NITROGEN, "3094-0 14937-7 22664-7"),
    _analyte("Urea nitrogen, blood", UREA_NITROGEN, "6299-2 59570-2"),
    _analyte("Urea, serum", UREA, "3091-6"),
    _analyte("Urea, blood", UREA, "20977-5 72903-8"),
    _analyte("Bilirubin, total", "584.66", "1975-2 14631-6"),
    _analyte("Bilirubin, total, blood", "584.66", "42719-5 54363-7"),
    _analyte("Bilirubin, direct", "584.66", "1968-7 14629-0"),
    _analyte("Bilirubin, indirect", "584.66", "1971-1 14630-8"),
    _analyte("Calcium, serum", "40.078", "17861-6 2000-8", 2),
    _analyte("Calcium, blood", "40.078", "49765-1 1996-8", 2),
    _analyte("Calcium, ionized, serum", "40.078", "17863-2 1995-0", 2),
    _analyte("Calcium, ionized, blood", "40.078", "38230-9 1994-3", 2),
    _analyte("Magnesium", "24.305", "19123-9 2601-3", 2),
    _analyte("Phosphate (as phosphorus)", "30.974", "2777-1 14879-1"),
    _analyte("Urate", "168.11", "3084-1 14933-6"),
    _analyte("Iron", "55.845", "2498-4 14798-3"),
    _analyte("Lactate", "90.08", "14118-4 2524-7"),
    _analyte("Thyroxine, free", "776.87", "3024-7 14920-3"),
    _analyte("Triiodothyronine, free", "650.97", "3051-0 14928-6"),
    _analyte("25-Hydroxyvitamin D3", "400.64", "1989-3 14635-7"),
    _analyte("Vitamin B12", "1355.4", "2132-9 14685-2"),
    _analyte("Folate", "441.4", "2284-8 14732-2"),
    _analyte("Cortisol", "362.46", "2143-6 14675-3"),
    _analyte("Testosterone", "288.42", "2986-8 14913-8"),
    _analyte("Estradiol", "272.38", "2243-4 14715-7"),
    _analyte("Digoxin", "780.94", "10535-3 14698-5"),
    # Reported per haemoglobin subunit (one iron), as mmol/L of haemoglobin(Fe) is.
    _analyte("Hemoglobin", "16114.5", "718-7 59260-0"),
    _analyte("Sodium, serum", "22.990", "2951-2", 1),
    _analyte("Sodium, blood", "22.990", "2947-0", 1),
    _analyte("Potassium, serum", "39.098", "2823-3", 1),
    _analyte("Potassium, blood", "39.098", "6298-4 75940-7", 1),
    _analyte("Chloride, serum", "35.45", "2075-0", 1),
    _analyte("Chloride, blood", "35.45", "2069-3", 1),
    _analyte("Bicarbonate, serum", "61.017", "1963-8", 1),
    _analyte("Bicarbonate, blood", "61.017", "1959-6", 1),
    _analyte("Carbon dioxide, total, serum", "44.010", "2028-9", 1),
    _analyte("Carbon dioxide, total, blood", "44.010", "20565-8", 1),
    _analyte("Lithium", "6.94", "14334-7 3719-2", 1),
)

_BY_CODE: Final = {code: analyte for analyte in ANALYTES for code in analyte.codes}


def analyte(loinc: str) -> Analyte | None:
    """What this LOINC code measures; None for a code that is not in the table."""
    return _BY_CODE.get(loinc)
