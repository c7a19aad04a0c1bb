"""An active allergy that a draft does not mention.

Grave ones (criticality high, or a reaction such as anaphylaxis) are an omission of any clinical
document; the others of a summary of the whole record, together in one finding. An unconfirmed
allergy counts. Source: FHIR R4 AllergyIntolerance.criticality ("high: worst case life
threatening"); The Joint Commission, required content of a summary list (RC.02.01.07: allergies).
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import allergies
from chartside.fhir.clinical.same import gathered
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules.allergy_against_order import allergen, is_grave
from chartside.grounding.rules.drug_classes import classes_of
from chartside.grounding.rules.finding import cite, cite_all
from chartside.grounding.rules.ingredients import named, named_classes
from chartside.grounding.rules.said import Said
from chartside.grounding.rules.wording import listed, reactions

SEVERE: Final = "unsaid-severe-allergy"
OTHER: Final = "unsaid-allergy"

_SPOKEN = re.compile(r"\ballerg|\bintoleran|hypersensitiv|anaphyla|\breaction", re.IGNORECASE)


def unsaid_severe_allergies(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for each grave allergy."""
    for allergy in _unsaid(said, chart):
        if is_severe(allergy):
            text = f"The active allergy to {allergen(allergy)}{reactions(allergy)} is not mentioned"
            yield Finding(SEVERE, text, Severity.HIGH, (cite(allergy),))


def unsaid_allergies(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for all others; moderate if one of them is to a medicine."""
    held = [a for a in _unsaid(said, chart) if not is_severe(a)]
    if held:
        names = listed([f"{allergen(a)}{reactions(a)}" for a in held])
        many = "allergy to" if len(held) == 1 else "allergies to"
        verb = "is" if len(held) == 1 else "are"
        text = f"The active {many} {names} {verb} not mentioned"
        drug = any("medication" in a.category for a in held)
        yield Finding(OTHER, text, Severity.MODERATE if drug else Severity.LOW, cite_all(held))


def is_severe(allergy: Entry) -> bool:
    """Whether the record says that it may kill."""
    return allergy.criticality == "high" or is_grave(allergy)


def _unsaid(said: Said, chart: Chart) -> list[Entry]:
    groups = gathered(e for e in chart.of(Kind.ALLERGY) if e.live)
    held = allergies(chart)
    same = {a.reference: next(g for g in groups if a in g) for a in held}
    return [a for a in held if not (said.cites(same[a.reference]) or _is_named(said, a))]


def _is_named(said: Said, allergy: Entry) -> bool:
    """Whether a sentence on allergies names the allergen, by its name, a brand or its class."""
    spoken = said.only(_SPOKEN)
    names = frozenset(n for label in allergy.code.labels for n in named(label))
    classes = {c.key for c in classes_of(names)}
    classes |= {key for label in allergy.code.labels for key in named_classes(label)}
    return bool(
        names & spoken.ingredients
        or classes & spoken.classes
        or spoken.has_phrase(allergen(allergy))
        or spoken.has_words(allergen(allergy))
    )
