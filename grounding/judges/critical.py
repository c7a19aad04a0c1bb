"""Values that a laboratory telephones at any hour, whatever mark they came with.

"The communication of critical and unexpected pathology results", Royal College of Pathologists,
2017. A laboratory's own limits come first: where it marked the value no further than high or low,
"critical" is a judgement that a person has to make.
"""

from decimal import Decimal
from typing import Final

from chartside.fhir.entry import Entry
from chartside.fhir.units import convert
from chartside.grounding.judges.numbers import loinc_of, unit_of

PHONED: Final = (
    "it is beyond the limit at which laboratories telephone (RCPath 2017), and not marked critical"
)
_LIMITS: Final[dict[str, dict[str, tuple[Decimal, Decimal | None]]]] = {
    "mmol/L": {
        "potassium": (Decimal("2.5"), Decimal("6.5")),
        "sodium": (Decimal(120), Decimal(160)),
        "glucose": (Decimal("2.5"), Decimal(25)),
    },
    "g/L": {"hemoglobin": (Decimal(50), None), "haemoglobin": (Decimal(50), None)},
}
_BLOOD: Final = ("urine", "stool", "fluid", "a1c")


def beyond_limit(entry: Entry) -> bool:
    """Whether a potassium, sodium, glucose or hemoglobin of blood is at or beyond its limit."""
    name = " ".join(entry.code.labels or (entry.label,)).lower()
    value = entry.value
    if value is None or value.number is None or any(w in name for w in _BLOOD):
        return False
    for unit, limits in _LIMITS.items():
        pair = next((ends for analyte, ends in limits.items() if analyte in name), None)
        if pair is None:
            continue
        number = convert(value.number, unit_of(value), unit, analyte_loinc=loinc_of(entry))
        if number is not None:
            low, high = pair
            return number <= low or (high is not None and number >= high)
    return False
