"""Vital signs and ejection fraction: what their codes are called, and which code a name means.

Names: LOINC long common names, shortened. "This material contains content from LOINC
(http://loinc.org)", as in `chartside.fhir.analytes`.
"""

import re
from typing import Final

from chartside.fhir.analytes import ANALYTES
from chartside.fhir.clinical.same import loincs, plain
from chartside.fhir.codes import Code

_LOINC = re.compile(r"\d{1,7}-\d")

SIGNS: Final = {
    "85354-9": "Blood pressure",
    "8480-6": "Systolic blood pressure",
    "8462-4": "Diastolic blood pressure",
    "8867-4": "Heart rate",
    "9279-1": "Respiratory rate",
    "59408-5": "Oxygen saturation by pulse oximetry",
    "2708-6": "Oxygen saturation",
    "8310-5": "Body temperature",
    "8331-1": "Oral temperature",
    "29463-7": "Body weight",
    "8302-2": "Body height",
    "39156-5": "Body mass index",
    "10230-1": "Left ventricular ejection fraction",
}
_OTHERS: Final = {
    "6301-6": "INR", "34714-6": "INR", "5902-2": "Prothrombin time", "777-3": "Platelets",
    "6690-2": "Leukocytes", "4544-3": "Hematocrit", "1742-6": "Alanine aminotransferase",
    "1920-8": "Aspartate aminotransferase", "6768-6": "Alkaline phosphatase", "1751-7": "Albumin",
    "3016-3": "Thyrotropin", "1988-5": "C-reactive protein", "89579-7": "Troponin I",
    "10839-9": "Troponin I", "6598-7": "Troponin T", "67151-1": "Troponin T", "33914-3": "eGFR",
    "62238-1": "eGFR", "98979-8": "eGFR", "30934-4": "BNP", "33762-6": "NT-proBNP",
}  # fmt: skip
NAMES: Final = {**{c: a.name for a in ANALYTES for c in a.codes}, **_OTHERS, **SIGNS}
"""What common LOINC codes are called where the source gives no name."""

_WORDS: Final = {
    **{plain(name): code for code, name in SIGNS.items()},
    **{
        plain(name): code
        for code, names in (
            ("8480-6", ("systolic", "systolic bp", "sbp")),
            ("8462-4", ("diastolic", "diastolic bp", "dbp")),
            ("8867-4", ("pulse", "pulse rate", "hr")),
            ("9279-1", ("breathing rate", "respirations", "rr")),
            ("59408-5", ("blood oxygen saturation", "spo2", "o2 saturation", "pulse oximetry")),
            ("8310-5", ("temperature", "temp")),
            ("10230-1", ("ejection fraction", "lvef", "lv ejection fraction")),
        )
        for name in names
    },
}


def sign_of(code: Code) -> str:
    """The LOINC code of a sign: as coded, else by a name that means no other; empty if unknown.

    Sources file signs under codes of their own, some of them under LOINC's address; a code that
    LOINC could have given decides, whatever the name.
    """
    coded = [c for c in loincs(code) if _LOINC.fullmatch(c)]
    if coded:
        return coded[0]
    return next((_WORDS[words] for n in code.labels if (words := plain(n)) in _WORDS), "")
