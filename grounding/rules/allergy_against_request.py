"""An open request that would expose the patient: contrast medium, or latex.

Sources: ACR Manual on Contrast Media (2024), chapter "Patient selection and preparation
strategies": a prior reaction to the same class is the main risk, and iodinated and gadolinium
media are two classes; seafood allergy is none. Latex: FDA safety communication on natural rubber
latex, 1991, and 21 CFR 801.437.
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import allergies
from chartside.fhir.entry import Entry
from chartside.grounding.rules.allergy_against_order import allergen
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.ingredients import named_classes
from chartside.grounding.rules.open_orders import open_orders
from chartside.grounding.rules.wording import ordered_on, outer, reactions

RULE: Final = "allergy-against-request"

_WITHOUT = re.compile(
    r"\b(?:without|w/o|no|non)[\s-]*(?:iv |intravenous |oral )?contrast", re.IGNORECASE
)
_CONTRAST = re.compile(r"\bcontrast\b|\bangiogra|\bCTA\b|\burogra", re.IGNORECASE)
_MAGNETIC = re.compile(r"\bMR(?:I|A|CP)?\b|magnetic|gadolin", re.IGNORECASE)
_LATEX = re.compile(r"\blatex\b(?![\s-]*free)", re.IGNORECASE)
_NO_LATEX = re.compile(r"\b(?:non|no|without)[\s-]*latex", re.IGNORECASE)


def allergy_against_request(chart: Chart) -> Iterator[Finding]:
    """One finding for each pair of an allergy and an open request that exposes to it."""
    held = [(a, _dangers(a)) for a in allergies(chart)]
    held = [(a, dangers) for a, dangers in held if dangers]
    for order in open_orders(chart) if held else ():
        exposure = _exposure(order)
        for allergy, dangers in held:
            if exposure in dangers:
                text = (
                    f"{outer(order.label)}{ordered_on(order)} conflicts with the recorded allergy "
                    f"to {allergen(allergy)}{reactions(allergy)}"
                )
                yield Finding(RULE, text, Severity.HIGH, cite_all([order, allergy]))


def _dangers(allergy: Entry) -> frozenset[str]:
    said = {key for label in allergy.code.labels for key in named_classes(label)}
    latex = {"latex"} if any(_LATEX.search(label) for label in allergy.code.labels) else set()
    return frozenset((said & {"iodinated contrast media", "gadolinium contrast media"}) | latex)


def _exposure(order: Entry) -> str:
    label = order.label
    if _LATEX.search(label) and not _NO_LATEX.search(label):
        return "latex"
    if _CONTRAST.search(_WITHOUT.sub("", label)):
        return f"{'gadolinium' if _MAGNETIC.search(label) else 'iodinated'} contrast media"
    return ""
