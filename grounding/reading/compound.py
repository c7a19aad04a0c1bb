"""Sizes told in two units: `13 stone 4 lb` is pounds, `5 ft 7 in` is inches.

A stone is 14 pounds and a foot 12 inches (UCUM, section 36, international customary units).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity

_AND: Final = r"\s?(?:,\s|and\s)?"
_FORMS: Final = (
    (
        Caseless(
            rf"(?<![\w.,/])(\d{{1,2}})[\s-]?(?:stones?|st\.?){_AND}"
            r"(\d{1,2}(?:\.\d+)?)(?:\s?(?:lbs?\b|pounds?\b))?(?![\w/%]|\.\d)",
        ),
        14,
        "lb",
    ),
    (
        Caseless(
            rf"(?<![\w.,/])(\d)(?:[\s-]?(?:ft\.?|foot|feet){_AND}|'|\u2019|\u2032)"
            r"(\d{1,2}(?:\.\d+)?)(?:[\s-]?(?:in(?:s|ch(?:es)?)?\b|\"|\u201d|\u2033|''))?(?![\w/%]|\.\d)",
        ),
        12,
        "in",
    ),
)


def compounds_in(text: str) -> Iterator[Quantity]:
    """Each size in two units, as the smaller of them.

    >>> [(str(q.number), q.unit) for q in compounds_in("height 5 ft 7 in, weight 13 st 4 lb")]
    [('186', 'lb'), ('67', 'in')]
    """
    for form, many, unit in _FORMS:
        for found in form.finditer(text):
            number = Decimal(found[1]) * many + Decimal(found[2])
            yield Quantity(number, found.start(), found.end(), found[0], unit)
