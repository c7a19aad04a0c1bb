"""A blood pressure as two numbers in one entry: which of its parts is which.

HL7 FHIR R4 vital signs profile for blood pressure: components 8480-6 and 8462-4 of LOINC.
"""

from decimal import Decimal
from typing import Final

from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Entry

_SYSTOLIC: Final = "8480-6"
_DIASTOLIC: Final = "8462-4"


def systolic(entry: Entry) -> Decimal | None:
    """The systolic pressure of an entry that holds one."""
    return _part(entry, _SYSTOLIC, "systolic")


def diastolic(entry: Entry) -> Decimal | None:
    """The diastolic pressure of an entry that holds one."""
    return _part(entry, _DIASTOLIC, "diastolic")


def _part(entry: Entry, code: str, name: str) -> Decimal | None:
    return next(
        (
            c.value.number
            for c in entry.components
            if c.value and (c.code.has(LOINC, code) or name in c.code.label.lower())
        ),
        None,
    )
