"""Molar masses against chemical formulas, and conversions against published SI factors."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.analytes import ANALYTES, Analyte, analyte
from chartside.fhir.units import convert

ATOMS = {
    "H": 1.008, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Na": 22.990, "Mg": 24.305,
    "Al": 26.982, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078, "Fe": 55.845,
    "Co": 58.933, "Cu": 63.546, "Zn": 65.38, "As": 74.922, "Se": 78.971, "I": 126.90, "Hg": 200.59,
    "Pb": 207.2, "Li": 6.94,
}  # fmt: skip
"""IUPAC standard atomic weights (abridged, 2021)."""

FORMULAS = {
    "Glucose": "C6H12O6", "Creatinine": "C4H7N3O", "Cholesterol": "C27H46O",
    "HDL cholesterol": "C27H46O", "LDL cholesterol": "C27H46O", "Non-HDL cholesterol": "C27H46O",
    "Triglycerides": "C57H104O6",
    "Urea nitrogen": "N2", "Urea": "CH4N2O", "Bilirubin": "C33H36N4O6",
    "Calcium": "Ca", "Magnesium": "Mg", "Phosphate (as phosphorus)": "P", "Urate": "C5H4N4O3",
    "Iron": "Fe", "Iron binding capacity": "Fe", "Lactate": "C3H6O3", "Thyroxine": "C15H11I4NO4",
    "Triiodothyronine": "C15H12I3NO4", "25-Hydroxyvitamin D3": "C27H44O2",
    "1,25-Dihydroxyvitamin D": "C27H44O3", "Vitamin B12": "C63H88CoN14O14P", "Folate": "C19H19N7O6",
    "Cortisol": "C21H30O5", "11-Deoxycortisol": "C21H30O4", "Testosterone": "C19H28O2",
    "Estradiol": "C18H24O2", "Estrone": "C18H22O2", "Estriol": "C18H24O3",
    "Progesterone": "C21H30O2", "17-Hydroxyprogesterone": "C21H30O3", "Androstenedione": "C19H26O2",
    "Dehydroepiandrosterone": "C19H28O2", "Dehydroepiandrosterone sulfate": "C19H28O5S",
    "Aldosterone": "C21H28O5", "Epinephrine": "C9H13NO3", "Norepinephrine": "C8H11NO3",
    "Dopamine": "C8H11NO2", "Metanephrine": "C10H15NO3", "Normetanephrine": "C9H13NO3",
    "Serotonin": "C10H12N2O", "5-Hydroxyindoleacetate": "C10H9NO3", "Vanillylmandelate": "C9H10O5",
    "Homovanillate": "C9H10O4", "C peptide": "C129H211N35O48", "Parathyrin": "C408H674N126O126S2",
    "Corticotropin": "C207H308N56O58S", "Retinol": "C20H30O", "Alpha tocopherol": "C29H50O2",
    "Ascorbate": "C6H8O6", "Copper": "Cu", "Zinc": "Zn", "Selenium": "Se", "Aluminum": "Al",
    "Lead": "Pb", "Mercury": "Hg", "Arsenic": "As",
    "Digoxin": "C41H64O14", "Digitoxin": "C41H64O13",
    "Phenytoin": "C15H12N2O2", "Carbamazepine": "C15H12N2O", "10-Hydroxycarbazepine": "C15H14N2O2",
    "Valproate": "C8H16O2", "Phenobarbital": "C12H12N2O3", "Primidone": "C12H14N2O2",
    "Ethosuximide": "C7H11NO2", "Lamotrigine": "C9H7Cl2N5", "Levetiracetam": "C8H14N2O2",
    "Topiramate": "C12H21NO8S", "Gabapentin": "C9H17NO2", "Theophylline": "C7H8N4O2",
    "Acetaminophen": "C8H9NO2", "Salicylate": "C7H6O3", "Methotrexate": "C20H22N8O5",
    "Vancomycin": "C66H75Cl2N9O24", "Tobramycin": "C18H37N5O9", "Amikacin": "C22H43N5O13",
    "Cyclosporine": "C62H111N11O12", "Tacrolimus": "C44H69NO12", "Sirolimus": "C51H79NO13",
    "Lidocaine": "C14H22N2O", "Quinidine": "C20H24N2O2", "Procainamide": "C13H21N3O",
    "Amiodarone": "C25H29I2NO3", "Flecainide": "C17H20F6N2O3", "Amitriptyline": "C20H23N",
    "Nortriptyline": "C19H21N", "Clozapine": "C18H19ClN4", "Haloperidol": "C21H23ClFNO2",
    "Ethanol": "C2H6O", "Methanol": "CH4O", "Isopropanol": "C3H8O", "Acetone": "C3H6O",
    "Ethylene glycol": "C2H6O2", "Ammonia": "NH3", "Beta-hydroxybutyrate": "C4H8O3",
    "Pyruvate": "C3H4O3", "Homocysteine": "C4H9NO2S", "Methylmalonate": "C4H6O4", "Sodium": "Na",
    "Potassium": "K", "Chloride": "Cl", "Bicarbonate": "HCO3", "Carbon dioxide": "CO2",
    "Lithium": "Li",
}  # fmt: skip
"""By the part of an analyte's name before the first comma and space."""

WEIGHED = [a for a in ANALYTES if a.molar_mass]


def weight(formula: str) -> float:
    parts = re.findall(r"([A-Z][a-z]?)(\d*)", formula)
    return sum(ATOMS[atom] * int(count or 1) for atom, count in parts)


@pytest.mark.parametrize("known", WEIGHED, ids=lambda a: a.name)
def test_a_molar_mass_is_the_sum_of_its_atoms(known: Analyte) -> None:
    if known.name == "Hemoglobin":  # a protein: a quarter of the tetramer of 64,458
        assert known.molar_mass == Decimal("16114.5")
        return
    assert known.molar_mass is not None
    assert weight(FORMULAS[known.name.split(", ")[0]]) == pytest.approx(
        float(known.molar_mass), rel=1e-4
    )


def test_more_than_sixty_substances_have_a_molar_mass() -> None:
    assert len({a.name.split(", ")[0] for a in WEIGHED}) >= 90


@pytest.mark.parametrize("code", sorted(c for a in ANALYTES for c in a.codes))
def test_a_loinc_code_has_the_check_digit_that_it_should(code: str) -> None:
    number, digit = code.split("-")
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(number))]
    assert (-sum(n // 10 + n % 10 for n in doubled)) % 10 == int(digit)


def test_no_two_analytes_share_a_name() -> None:
    names = [a.name for a in ANALYTES]
    assert len(names) == len(set(names))


PUBLISHED = """
2345-7 mg/dL mmol/L 0.0555   | 2160-0 mg/dL umol/L 88.4     | 2093-3 mg/dL mmol/L 0.0259
2571-8 mg/dL mmol/L 0.0113   | 3094-0 mg/dL mmol/L 0.357    | 1975-2 mg/dL umol/L 17.1
17861-6 mg/dL mmol/L 0.25    | 19123-9 mg/dL mmol/L 0.411   | 2777-1 mg/dL mmol/L 0.323
3084-1 mg/dL umol/L 59.48    | 2498-4 ug/dL umol/L 0.179    | 2524-7 mg/dL mmol/L 0.111
3024-7 ng/dL pmol/L 12.87    | 3026-2 ug/dL nmol/L 12.87    | 3053-6 ng/dL nmol/L 0.0154
1989-3 ng/mL nmol/L 2.496    | 1649-3 pg/mL pmol/L 2.40     | 2132-9 pg/mL pmol/L 0.738
2284-8 ng/mL nmol/L 2.266    | 2143-6 ug/dL nmol/L 27.59    | 2986-8 ng/dL nmol/L 0.0347
2243-4 pg/mL pmol/L 3.671    | 2839-9 ng/mL nmol/L 3.18     | 2191-5 ug/dL umol/L 0.0271
1763-2 ng/dL nmol/L 0.0277   | 1854-9 ng/dL nmol/L 0.0349   | 10535-3 ng/mL nmol/L 1.281
3968-5 ug/mL umol/L 3.96     | 3432-2 ug/mL umol/L 4.23     | 4086-5 ug/mL umol/L 6.93
3948-7 ug/mL umol/L 4.31     | 4049-3 ug/mL umol/L 5.55     | 3298-7 ug/mL umol/L 6.61
4024-6 mg/dL mmol/L 0.0724   | 5671-3 ug/dL umol/L 0.0483   | 5631-7 ug/dL umol/L 0.157
5763-8 ug/dL umol/L 0.153    | 16362-6 ug/dL umol/L 0.587   | 2428-1 mg/L umol/L 7.397
5643-2 mg/dL mmol/L 0.217    | 5693-7 mg/dL mmol/L 0.312    | 2230-1 pg/mL pmol/L 5.46
2666-6 pg/mL nmol/L 0.00591  | 2141-0 pg/mL pmol/L 0.22     | 2731-8 pg/mL pmol/L 0.106
1986-9 ng/mL nmol/L 0.331    | 2923-1 ug/dL umol/L 0.0349   | 1823-4 mg/dL umol/L 23.22
1903-4 mg/dL umol/L 56.78    | 3714-3 ug/mL umol/L 4.27     | 6694-4 ug/mL umol/L 3.08
20578-1 ug/mL umol/L 0.690   | 35670-9 ug/mL umol/L 2.14    | 3520-4 ng/mL nmol/L 0.832
3122-9 mg/d umol/d 5.046     | 1695-6 mg/(24.h) umol/d 5.23 | 718-7 g/dL mmol/L 0.6206
2216-0 pg/mL pmol/L 6.53     | 5685-3 ug/L nmol/L 4.985     | 5724-0 ug/L umol/L 0.0127
6874-2 mg/d mmol/d 0.025     | 2162-6 g/d mmol/d 8.84       | 2823-3 meq/L mmol/L 1
17863-2 meq/L mmol/L 0.5     | 2258-2 pg/mL pmol/L 3.699    | 1668-3 ng/dL nmol/L 0.0303
"""
"""Factors to SI units in common use (those of the AMA Manual of Style), written down by hand.

Not copied from its table; they hold within one per cent, as rounding there does.
"""
FACTORS = [tuple(row.split()) for row in re.split(r"[|\n]", PUBLISHED) if row.strip()]


@pytest.mark.parametrize(("loinc", "start", "goal", "factor"), FACTORS)
def test_a_conversion_is_the_published_one(loinc: str, start: str, goal: str, factor: str) -> None:
    found = convert(Decimal(1), start, goal, analyte_loinc=loinc)
    assert found is not None
    assert float(found) == pytest.approx(float(factor), rel=0.01)


CONCENTRATIONS = ("mg/dL", "g/L", "ug/mL", "ng/mL", "pg/mL", "mmol/L", "umol/L", "nmol/L", "pmol/L")
RATES = ("mg/d", "g/(24.h)", "ug/h", "mmol/d", "umol/(24.h)", "nmol/min")
MASSES = ("mg/kg", "ug/g", "mmol/kg", "nmol/g", "umol/kg")


@given(
    st.sampled_from(WEIGHED),
    st.sampled_from([CONCENTRATIONS, RATES, MASSES]).flatmap(
        lambda units: st.tuples(*[st.sampled_from(units)] * 3)
    ),
    st.decimals("0.001", "99999", places=3),
)
def test_any_way_round_three_units_leads_back_to_the_number(
    known: Analyte, units: tuple[str, str, str], number: Decimal
) -> None:
    loinc, found = min(known.codes), number
    for start, goal in zip(units, units[1:] + units[:1], strict=True):
        carried = convert(found, start, goal, analyte_loinc=loinc)
        assert carried is not None
        found = carried
    assert round(found, 9) == number


@given(
    st.sampled_from(WEIGHED),
    st.tuples(st.sampled_from(CONCENTRATIONS), st.sampled_from(CONCENTRATIONS)),
    st.lists(st.decimals("0.001", "99999", places=3), min_size=2, max_size=2, unique=True),
)
def test_the_larger_of_two_results_is_the_larger_in_every_unit(
    known: Analyte, units: tuple[str, str], numbers: list[Decimal]
) -> None:
    low, high = sorted(numbers)
    less, more = (convert(n, *units, analyte_loinc=min(known.codes)) for n in (low, high))
    assert less is not None
    assert more is not None
    assert less < more


@pytest.mark.parametrize(
    ("start", "goal", "loinc"),
    [
        ("mg/mmol", "mg/g", "2345-7"),  # below the line is creatinine, not glucose
        ("umol/mmol", "mg/g", "2345-7"),
        ("mg/g", "mL/L", "2345-7"),
        ("mol/mol", "%", "2345-7"),
        ("mmol/L", "mg/d", "2345-7"),
        ("mmol/L", "meq/L", "2345-7"),  # glucose has no charge
        ("mosm/L", "mmol/L", "2345-7"),
        ("umol/L", "g/L", "1751-7"),  # albumin: no single molar mass is agreed
        ("mU/L", "pmol/L", "2484-4"),
        ("mmol/L{FEU}", "mg/L", "2345-7"),
        ("mmol/L{log}", "mg/L", "2345-7"),
    ],
)
def test_mass_and_moles_of_two_things_are_not_confused(start: str, goal: str, loinc: str) -> None:
    assert convert(Decimal(5), start, goal, analyte_loinc=loinc) is None


def test_an_unknown_code_measures_nothing_that_we_know() -> None:
    assert analyte("0000-0") is None
