"""One ingredient in two current orders that are not one reconciled medicine.

A brand beside its generic name, a combination beside one of its parts, a tablet beside an
injection. Two strengths ordered on one day, and an older order of the same medicine, are one
medicine (`fhir.clinical.medications`). Sources: The Joint Commission NPSG.03.06.01 (medication
reconciliation: duplications); acetaminophen in several products: FDA Drug Safety Communication of
13 January 2011. Not reported: a skin, eye or nose form beside a systemic one; a held order; an
extended-release form beside an as-needed one, or beside a quick opioid (rescue doses); two
as-needed forms by different routes; flushes of a line.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import current_medications, drug_name, route_of
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import BY_KEY
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.ingredients import ingredients
from chartside.grounding.rules.wording import inner, listed, outer

RULE: Final = "duplicate-ingredient"

SYSTEMIC: Final = frozenset({"", "oral", "injected", "rectal"})
_GRAVE: Final = frozenset().union(
    *(BY_KEY[k].members for k in ("anticoagulants", "opioids", "insulins", "immunosuppressants"))
)
_HARMLESS: Final = re.compile(
    r"\b(?:vitamin|cholecalciferol|ergocalciferol|calciferol|folic|cyanocobalamin|b12"
    r"|sodium chloride|water|saline|glucose|dextrose|flush|lancet|strip|needle|multivitamin)\b"
)
_LINE: Final = re.compile(r"\b(?:flush|lock|catheter patency)\b", re.IGNORECASE)
_OPIOIDS: Final = BY_KEY["opioids"].members
_SLOW: Final = re.compile(
    r"\b(?:extended|sustained|prolonged|modified|24 hr|12 hr|er|xr|sr|cr|la)\b", re.IGNORECASE
)


def duplicate_ingredient(chart: Chart) -> Iterator[Finding]:
    """One finding for each pair of medicines with an ingredient in common."""
    held = [e for e in taken(chart) if way(e) in SYSTEMIC]
    for one, other in combinations(held, 2):
        common = {n for n in ingredients(one) & ingredients(other) if not _HARMLESS.search(n)}
        if common and not _one_medicine(one, other) and not _alternatives(one, other, common):
            text = (
                f"{outer(one.label)} and {inner(other.label)} are both current and both contain "
                f"{listed(sorted(common))}"
            )
            grave = Severity.HIGH if common & _GRAVE else Severity.MODERATE
            yield Finding(RULE, text, grave, cite_all([one, other]))


def taken(chart: Chart) -> list[Entry]:
    """Current medicines without the held ones: a held order and its substitute are no pair.

    Flushes and locks of a line are no treatment.
    """
    held = current_medications(chart)
    return [e for e in held if e.status != "on-hold" and not _LINE.search(e.label)]


def way(entry: Entry) -> str:
    """How the medicine enters the body; empty where nothing says."""
    return route_of(entry.label, entry.dose.route if entry.dose else "")


def _one_medicine(one: Entry, other: Entry) -> bool:
    """Two strengths of one day, or a statement made from the order."""
    linked = one.reference in other.links or other.reference in one.links
    day, other_day = (e.when.day if e.when else "" for e in (one, other))
    same = drug_name(one.label) == drug_name(other.label) and way(one) == way(other)
    return linked or (same and day == other_day)


def _alternatives(one: Entry, other: Entry, common: set[str]) -> bool:
    """A slow form with doses for breakthrough, or as-needed forms for when one cannot swallow."""
    slow = [bool(_SLOW.search(e.label)) for e in (one, other)]
    needed = [bool(e.dose and e.dose.as_needed) for e in (one, other)]
    rescue = slow[0] != slow[1] and (needed[0] != needed[1] or common <= _OPIOIDS)
    return rescue or (all(needed) and way(one) != way(other))
