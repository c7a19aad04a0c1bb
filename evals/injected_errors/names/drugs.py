"""Medicines: ingredient, strength and form out of a label, and medicines a chart may not have."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from chartside.fhir.clinical import drug_name

_STRENGTH = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)\s*(mg|mcg|g|units?|unt|meq)\b(?!\s*/|\s*or\b|\s*per\b)",
    re.IGNORECASE,
)
_MIXED = re.compile(r"\s/\s|\bor\b|/\s*(?:ml|actuat)", re.IGNORECASE)

ELSEWHERE: Final = (
    *("lisinopril", "amlodipine", "gabapentin", "omeprazole", "sertraline", "levothyroxine"),
    *("citalopram", "tamsulosin", "montelukast", "pantoprazole", "ramipril", "carvedilol"),
    *("duloxetine", "allopurinol", "bisoprolol", "venlafaxine", "tramadol", "mirtazapine"),
    *("methotrexate", "lamotrigine", "diltiazem", "hydroxychloroquine", "trazodone"),
)
"""Common medicines to name where the chart has none of them."""


@lru_cache(maxsize=4096)
def medicine_names(label: str) -> tuple[str, ...]:
    """Ways to name a medicine without its strength."""
    plain = drug_name(label)
    parts = [re.sub(r"(?:\s+[\d./]+)+$", "", part) for part in plain.split(" / ")]
    names = ["/".join(parts)]
    if len(parts) == 2:  # noqa: PLR2004 - two ingredients are also joined by a hyphen
        names.append("-".join(parts))
    return tuple(names)


def named(label: str) -> bool:
    """Whether the ingredient can be told from the label; "Abuse-Deterrent 12 HR ..." hides it."""
    return not label.startswith("Abuse-Deterrent")


@lru_cache(maxsize=4096)
def strength(label: str) -> tuple[Decimal, str] | None:
    """The one strength that a label gives (`10`, `mg`); None for none, several, or a concentration.

    >>> strength("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]")
    (Decimal('100'), 'mg')
    >>> strength("10 ML Furosemide 10 MG/ML Injection") is None
    True
    """
    found = _STRENGTH.findall(label)
    if len(found) != 1 or _MIXED.search(label):
        return None
    unit = found[0][1].lower()
    return Decimal(found[0][0]), {"unt": "units", "unit": "units", "meq": "mEq"}.get(unit, unit)


@lru_cache(maxsize=4096)
def numbers(label: str) -> frozenset[Decimal]:
    """Every number of a label, so that none is taken for a wrong dose."""
    return frozenset(Decimal(n).normalize() for n in re.findall(r"\d+(?:\.\d+)?", label))


_COUNTED = re.compile(r"\b(?:tablet|capsule|mg|pack)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def counted(label: str) -> bool:
    """Whether one dose of the medicine is one solid piece of the strength on its label."""
    return bool(_COUNTED.search(label)) and not re.search(r"/\s*ML|inject|spray|patch", label, re.I)
