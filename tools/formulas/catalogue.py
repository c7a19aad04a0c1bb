"""Every formula that `calculate` knows: its title, unit, digits and source."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chartside.tools.formulas import measured as m
from chartside.tools.formulas import scored as s
from chartside.tools.formulas import scored_acute as a
from chartside.tools.formulas.cardiovascular import of_ascvd
from chartside.tools.formulas.sheet import Result, Sheet


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as a reader knows it, and how it is worked out on a chart.

    `digits` are the decimals that are shown; `work` gives None where something is missing.
    """

    title: str
    unit: str
    digits: int
    source: str
    work: Callable[[Sheet], Result | None]


_POINTS: Final = "points"

FORMULAS: Final[dict[str, Formula]] = {
    "egfr": Formula(
        "eGFR (CKD-EPI 2021, creatinine)",
        "mL/min/1.73 m2",
        0,
        "Inker 2021, doi:10.1056/NEJMoa2102953",
        m.of_egfr,
    ),
    "creatinine_clearance": Formula(
        "Creatinine clearance (Cockcroft-Gault)",
        "mL/min",
        0,
        "Cockcroft 1976, doi:10.1159/000180580",
        m.of_clearance,
    ),
    "bmi": Formula(
        "Body mass index", "kg/m2", 1, "Keys 1972, doi:10.1016/0021-9681(72)90027-6", m.BMI
    ),
    "bsa_mosteller": Formula(
        "Body surface area (Mosteller)",
        "m2",
        2,
        "Mosteller 1987, doi:10.1056/NEJM198710223171717",
        m.BSA_MOSTELLER,
    ),
    "bsa_du_bois": Formula(
        "Body surface area (Du Bois)",
        "m2",
        2,
        "Du Bois 1916, doi:10.1001/archinte.1916.00080130010002",
        m.BSA_DU_BOIS,
    ),
    "cha2ds2_vasc": Formula(
        "CHA2DS2-VASc", _POINTS, 0, "Lip 2010, doi:10.1378/chest.09-1584", s.of_cha2ds2_vasc
    ),
    "has_bled": Formula(
        "HAS-BLED", _POINTS, 0, "Pisters 2010, doi:10.1378/chest.10-0134", s.of_has_bled
    ),
    "meld3": Formula(
        "MELD 3.0", _POINTS, 0, "Kim 2021, doi:10.1053/j.gastro.2021.08.050", m.of_meld3
    ),
    "child_pugh": Formula(
        "Child-Pugh", _POINTS, 0, "Pugh 1973, doi:10.1002/bjs.1800600817", a.of_child_pugh
    ),
    "fib4": Formula("FIB-4", "", 2, "Sterling 2006, doi:10.1002/hep.21178", m.of_fib4),
    "corrected_calcium": Formula(
        "Calcium corrected for albumin",
        "mg/dL",
        1,
        "Payne 1973, doi:10.1136/bmj.4.5893.643",
        m.of_calcium,
    ),
    "qtc_bazett": Formula(
        "QTc (Bazett)",
        "ms",
        0,
        "Bazett 1920, doi:10.1111/j.1542-474X.1997.tb00325.x",
        m.QTC_BAZETT,
    ),
    "qtc_fridericia": Formula(
        "QTc (Fridericia)",
        "ms",
        0,
        "Fridericia 1920, doi:10.1111/j.0954-6820.1920.tb18266.x",
        m.QTC_FRIDERICIA,
    ),
    "anion_gap": Formula(
        "Anion gap (without potassium)",
        "mmol/L",
        0,
        "Emmett 1977, doi:10.1097/00005792-197756010-00002",
        m.of_gap,
    ),
    "anion_gap_albumin": Formula(
        "Anion gap corrected to an albumin of 4.0 g/dL",
        "mmol/L",
        1,
        "Figge 1998, doi:10.1097/00003246-199811000-00019",
        m.of_gap_for_albumin,
    ),
    "ascvd": Formula(
        "10-year ASCVD risk (Pooled Cohort Equations 2013)",
        "%",
        1,
        "Goff 2014, doi:10.1161/01.cir.0000437741.48606.98",
        of_ascvd,
    ),
    "wells_pe": Formula(
        "Wells score for pulmonary embolism",
        _POINTS,
        1,
        "Wells 2000, doi:10.1055/s-0037-1613830",
        a.of_wells_pe,
    ),
    "wells_dvt": Formula(
        "Wells score for deep vein thrombosis",
        _POINTS,
        0,
        "Wells 2003, doi:10.1056/NEJMoa023153",
        a.of_wells_dvt,
    ),
    "curb65": Formula("CURB-65", _POINTS, 0, "Lim 2003, doi:10.1136/thorax.58.5.377", a.of_curb65),
    "qsofa": Formula("qSOFA", _POINTS, 0, "Seymour 2016, doi:10.1001/jama.2016.0288", a.of_qsofa),
    "age": Formula("Age", "years", 0, "completed years by the calendar", m.of_age),
}
