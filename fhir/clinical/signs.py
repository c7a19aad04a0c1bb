"""Vital signs and the ejection fraction: which LOINC code a name means."""

import re
from typing import Final

from chartside.fhir.clinical.same import loincs, plain
from chartside.fhir.codes import Code
from chartside.fhir.common_names import SIGNS

LOINC: Final = re.compile(r"^\d{1,7}-\d$")
"""A code that LOINC could have given."""

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
    coded = [c for c in loincs(code) if LOINC.match(c)]
    if coded:
        return coded[0]
    return next((_WORDS[words] for n in code.labels if (words := plain(n)) in _WORDS), "")
