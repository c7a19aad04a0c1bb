"""Which quantity of one analyte a result without a LOINC code is: a share, a number, an amount.

Sources: LOINC, part "property" (NFr number fraction, NCnc number concentration, MRat mass rate): of
one component each property is a code of its own. Analysers print `NEUT%` and `NEUT#`.
"""

import re
from typing import Final

from chartside.fhir.clinical.same import plain
from chartside.fhir.entry import Entry
from chartside.fhir.spelling import spelled

_CELLS: Final = re.compile(
    r"\b(?:\w*(?:phil(?:e[ns]?)?s?|philen|filos|cyt(?:es?|en|s)?|citos?|blasts?|granulo\w*)"
    r"|neut\w*|lymph\w*|lym[fp]h?s?|mono[s]?|eos\w?|baso[s]?|retic\w*|bands?|segs?|nrbcs?"
    r"|[tb]-? ?cells?|nk|cd\d+\w*|luc|ig)\b",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"%|\b(?:per ?cent(?:age)?|pct)\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"#(?!\s*\d)")
_RATE: Final = re.compile(r"[munpk]?(?:g|mol)/d")
_VOLUME: Final = re.compile(r".*/[munpfdc]?L|.*/mm3")


def kind_of_quantity(entry: Entry) -> str:
    """`percent`, `number`, `per day`, or empty where neither the name nor the unit sets it apart.

    Of cells in blood the unit decides before the name: 65 % is a share of the white cells, 4.1
    10*9/L is their number. An amount a day (urine of 24 hours) is no concentration.
    """
    unit = spelled(entry.value.ucum or entry.value.unit) if entry.value else ""
    if _RATE.fullmatch(unit):
        return "per day"
    if not _CELLS.search(_loose(entry.label)):
        return "number" if _NUMBER.search(entry.label) and unit != "%" else ""
    if unit == "%":
        return "percent"
    return "percent" if _PERCENT.search(entry.label) and not _VOLUME.fullmatch(unit) else ""


def bare_name(label: str) -> str:
    """A name without the words for a share, which `kind_of_quantity` gives."""
    return plain(_PERCENT.sub(" ", label))


def _loose(label: str) -> str:
    """Words told apart from the signs that analysers join to them (`NEUT%`)."""
    return re.sub(r"[%#/_]", " ", label)
