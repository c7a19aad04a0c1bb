"""What common LOINC codes are called, for sources that give a code and no name.

Long common names, shortened. "This material contains content from LOINC (http://loinc.org)", as in
`chartside.fhir.analytes`.
"""

import re
from typing import Final

from chartside.fhir.analytes import ANALYTES

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


_NO_NAME = re.compile(
    r"^(?:(?:loinc|snomed(?: ct)?)?[ -]?code|display|name|unknown|no (?:name|display)|null|n/?a)?$",
    re.IGNORECASE,
)


def is_name(words: str) -> bool:
    """Whether words are a name, and not the word "code" in the place of one.

    >>> is_name("Troponin I"), is_name("LOINC Code"), is_name("")
    (True, False, False)
    """
    return not _NO_NAME.match(words.strip())
