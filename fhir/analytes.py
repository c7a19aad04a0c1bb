"""What a laboratory measures: its molar mass, and the LOINC codes that mean the same quantity.

Molar masses: PubChem, National Library of Medicine, in g/mol (standard atomic weights); where a
laboratory reports a part of the molecule (nitrogen of urea, phosphorus of phosphate) it is that
part's mass per mole of the whole. An acid is weighed as the acid (lactate, valproate), as the AMA
Manual of Style's SI table does. Left out, because what is weighed differs between laboratories or
is no single substance: proteins, insulin, citrate, oxalate, thiamine, pyridoxine, gentamicin.

LOINC codes, and which of them are mass and moles of one quantity, were read from the flowsheet of
the Lister Hill Center and from MIRACUM's loinc-conversion. "This material contains content from
LOINC (http://loinc.org). LOINC is copyright Regenstrief Institute, Inc. and the LOINC Committee and
is available at no cost under the license at http://loinc.org/license."
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
    # More specimens and times of the above; a urine over 24 hours is another quantity.
    _analyte("Triglycerides, blood", "885.4", "3043-7 70218-3"),
    _analyte("Glucose, body fluid", "180.156", "2344-0 14745-4"),
    _analyte("Glucose, cerebrospinal fluid", "180.156", "2342-4 14744-7"),
    _analyte("Glucose, 1 hour after 75 g", "180.156", "1507-3 51597-3"),
    _analyte("Glucose, 2 hours after 75 g", "180.156", "1518-0 14995-5"),
    _analyte("Glucose, 1 hour after a dose", "180.156", "20438-8 14756-1"),
    _analyte("Glucose, 2 hours after a dose", "180.156", "20436-2 14759-5"),
    _analyte("Glucose, 3 hours after a dose", "180.156", "20437-0 14765-2"),
    _analyte("Glucose, 2 hours after a meal", "180.156", "1521-4 14761-1"),
    _analyte("Glucose, estimated mean", "180.156", "27353-2 53553-4"),
    _analyte("Creatinine, body fluid", "113.12", "12190-5 25386-4"),
    _analyte("Creatinine, urine, 24 hours", "113.12", "2162-6 14684-5"),
    _analyte("Urea nitrogen, urine", UREA_NITROGEN, "3095-7 14938-5"),
    _analyte("Urea nitrogen, urine, 24 hours", UREA_NITROGEN, "3096-5"),
    _analyte("Calcium, urine", "40.078", "17862-4 2004-0", 2),
    _analyte("Calcium, urine, 24 hours", "40.078", "6874-2 14637-3", 2),
    _analyte("Magnesium, urine", "24.305", "19124-7", 2),
    _analyte("Phosphate (as phosphorus), urine", "30.974", "2778-9 13539-2"),
    _analyte("Phosphate (as phosphorus), urine, 24 hours", "30.974", "2779-7 14881-7"),
    _analyte("Urate, urine", "168.11", "3086-6 14934-4"),
    _analyte("Urate, urine, 24 hours", "168.11", "3087-4 14935-1"),
    _analyte("Sodium, urine", "22.990", "2955-3", 1),
    _analyte("Sodium, urine, 24 hours", "22.990", "2956-1", 1),
    _analyte("Potassium, urine", "39.098", "2828-2", 1),
    _analyte("Potassium, urine, 24 hours", "39.098", "2829-0", 1),
    _analyte("Chloride, urine", "35.45", "2078-4", 1),
    _analyte("Chloride, urine, 24 hours", "35.45", "2079-2", 1),
    _analyte("Lactate, arterial", "90.08", "30242-2 2518-9"),
    _analyte("Lactate, blood", "90.08", "59032-3 32693-4"),
    _analyte("Lactate, cerebrospinal fluid", "90.08", "27941-4 2520-5"),
    # Metabolism.
    _analyte("Ammonia, plasma", "17.031", "22763-7 16362-6"),
    _analyte("Ammonia, serum", "17.031", "20684-7 1841-6"),
    _analyte("Beta-hydroxybutyrate", "104.10", "29512-1"),
    _analyte("Pyruvate, blood", "88.06", "14121-8"),
    _analyte("Homocysteine", "135.18", "2428-1 13965-9"),
    _analyte("Methylmalonate", "118.09", "13964-2"),
    _analyte("Iron binding capacity", "55.845", "2500-7 14800-7"),
    # Hormones.
    _analyte("Thyroxine, total", "776.87", "3026-2 14921-1"),
    _analyte("Thyroxine, free, by dialysis", "776.87", "6892-4 70217-5"),
    _analyte("Triiodothyronine, total", "650.97", "3053-6 14930-2"),
    _analyte("Triiodothyronine, reverse", "650.97", "3052-8 14929-4"),
    _analyte("1,25-Dihydroxyvitamin D", "416.64", "1649-3 14566-4"),
    _analyte("Cortisol, morning", "362.46", "9813-7 14679-5"),
    _analyte("Cortisol, evening", "362.46", "9812-9 14678-7"),
    _analyte("Cortisol, free, urine", "362.46", "11040-3 30173-9"),
    _analyte("11-Deoxycortisol", "346.46", "1657-6"),
    _analyte("Testosterone, sensitive", "288.42", "49041-7 70239-9"),
    _analyte("Testosterone, free", "288.42", "2991-8 14914-6"),
    _analyte("Testosterone, free, sensitive", "288.42", "49042-5 70240-7"),
    _analyte("Estrone", "270.37", "2258-2 22663-9"),
    _analyte("Estriol", "288.38", "2251-7 14716-5"),
    _analyte("Estriol, unconjugated", "288.38", "2250-9 15064-9"),
    _analyte("Progesterone", "314.46", "2839-9 14890-8"),
    _analyte("17-Hydroxyprogesterone", "330.46", "1668-3 14569-8"),
    _analyte("Androstenedione", "286.41", "1854-9 14603-5"),
    _analyte("Dehydroepiandrosterone", "288.42", "2193-1 15054-0"),
    _analyte("Dehydroepiandrosterone sulfate", "368.49", "2191-5 14688-6"),
    _analyte("Aldosterone", "360.44", "1763-2 14586-2"),
    _analyte("Epinephrine", "183.20", "2230-1"),
    _analyte("Epinephrine, urine, 24 hours", "183.20", "2232-7 14712-4"),
    _analyte("Norepinephrine", "169.18", "2666-6"),
    _analyte("Norepinephrine, urine, 24 hours", "169.18", "2668-2 14854-4"),
    _analyte("Dopamine", "153.18", "2216-0 14703-3"),
    _analyte("Dopamine, urine, 24 hours", "153.18", "2218-6 15059-9"),
    _analyte("Metanephrine", "197.23", "25473-0"),
    _analyte("Metanephrine, urine, 24 hours", "197.23", "19049-6 11140-1"),
    _analyte("Normetanephrine", "183.20", "2669-0 25489-6"),
    _analyte("Normetanephrine, urine, 24 hours", "183.20", "2671-6 15083-9"),
    _analyte("Serotonin", "176.21", "27057-9"),
    _analyte("5-Hydroxyindoleacetate, urine, 24 hours", "191.18", "1695-6 14573-0"),
    _analyte("Vanillylmandelate, urine, 24 hours", "198.17", "3122-9 14947-6"),
    _analyte("Homovanillate, urine, 24 hours", "182.17", "2436-4"),
    _analyte("C peptide", "3020.3", "1986-9 14633-2"),
    _analyte("Parathyrin, intact", "9424.6", "2731-8 14866-8"),
    _analyte("Corticotropin", "4541.1", "2141-0 14674-6"),
    # Vitamins and elements.
    _analyte("Retinol", "286.45", "2923-1 14905-4"),
    _analyte("Alpha tocopherol", "430.71", "1823-4"),
    _analyte("Ascorbate", "176.12", "1903-4 14622-5"),
    _analyte("Copper", "63.546", "5631-7 14665-4"),
    _analyte("Zinc", "65.38", "5763-8 14955-9"),
    _analyte("Selenium", "78.971", "5724-0 25521-6"),
    _analyte("Aluminum", "26.982", "5574-9"),
    _analyte("Lead, blood", "207.2", "5671-3 14807-2"),
    _analyte("Lead, serum", "207.2", "10912-4 25459-9"),
    _analyte("Mercury, blood", "200.59", "5685-3 25170-2"),
    _analyte("Arsenic, blood", "74.922", "5583-0"),
    # Medicines and poisons.
    _analyte("Digitoxin", "764.94", "3559-2 15104-3"),
    _analyte("Phenytoin", "252.27", "3968-5 14877-5"),
    _analyte("Phenytoin, free", "252.27", "3969-3 32109-1"),
    _analyte("Carbamazepine", "236.27", "3432-2 14639-9"),
    _analyte("10-Hydroxycarbazepine", "254.28", "31019-3 48348-7"),
    _analyte("Valproate", "144.21", "4086-5 14946-8"),
    _analyte("Phenobarbital", "232.24", "3948-7 14874-2"),
    _analyte("Primidone", "218.25", "3978-4"),
    _analyte("Ethosuximide", "141.17", "3616-0"),
    _analyte("Lamotrigine", "256.09", "6948-4 25458-1"),
    _analyte("Levetiracetam", "170.21", "30471-7 48347-9"),
    _analyte("Topiramate", "339.36", "17713-9"),
    _analyte("Gabapentin", "171.24", "9738-6"),
    _analyte("Theophylline", "180.16", "4049-3 14915-3"),
    _analyte("Acetaminophen", "151.16", "3298-7 14581-3"),
    _analyte("Salicylate", "138.12", "4024-6 14909-6"),
    _analyte("Methotrexate", "454.44", "3793-7 14836-1"),
    _analyte("Vancomycin", "1449.3", "20578-1 31012-8"),
    _analyte("Vancomycin, trough", "1449.3", "4092-3 39797-6"),
    _analyte("Vancomycin, peak", "1449.3", "4090-7 39796-8"),
    _analyte("Tobramycin", "467.51", "35670-9 50927-3"),
    _analyte("Tobramycin, trough", "467.51", "4059-2 22752-0"),
    _analyte("Tobramycin, peak", "467.51", "4057-6 22751-2"),
    _analyte("Amikacin", "585.60", "35669-1"),
    _analyte("Cyclosporine, blood", "1202.6", "3520-4"),
    _analyte("Cyclosporine, serum", "1202.6", "3521-2 15103-5"),
    _analyte("Tacrolimus, blood", "804.02", "11253-2"),
    _analyte("Sirolimus, blood", "914.17", "29247-4"),
    _analyte("Lidocaine", "234.34", "3714-3 14812-2"),
    _analyte("Quinidine", "324.42", "6694-4"),
    _analyte("Procainamide", "235.33", "3982-6"),
    _analyte("Amiodarone", "645.31", "3330-8"),
    _analyte("Flecainide", "414.34", "3638-4"),
    _analyte("Amitriptyline", "277.40", "3333-2"),
    _analyte("Nortriptyline", "263.38", "3872-9"),
    _analyte("Clozapine", "326.82", "6896-5"),
    _analyte("Haloperidol", "375.86", "3669-9"),
    _analyte("Ethanol, serum", "46.07", "5643-2 14719-9"),
    _analyte("Ethanol, blood", "46.07", "5640-8 15120-9"),
    _analyte("Methanol", "32.04", "5693-7 14835-3"),
    _analyte("Isopropanol", "60.10", "5669-7 14802-3"),
    _analyte("Acetone", "58.08", "5568-1 14582-1"),
    _analyte("Ethylene glycol", "62.07", "5646-5"),
)

_BY_CODE: Final = {code: analyte for analyte in ANALYTES for code in analyte.codes}


def analyte(loinc: str) -> Analyte | None:
    """What this LOINC code measures; None for a code that is not in the table."""
    return _BY_CODE.get(loinc)
