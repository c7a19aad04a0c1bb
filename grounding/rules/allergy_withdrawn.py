"""An allergy in force beside a later record that it was refuted or is over.

Source: FHIR R4 AllergyIntolerance.verificationStatus and clinicalStatus: a refuted allergy was
disproved by evidence (a challenge, a skin test), and the record of it is to be closed. Until
someone does, it counts as one (`fhir.clinical.allergies`), and this says so.
"""

from collections.abc import Iterator
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import allergies
from chartside.fhir.clinical.same import newest, same_thing, written_later
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules.allergy_against_order import allergen
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.wording import of, outer

RULE: Final = "allergy-withdrawn"


def allergy_withdrawn(chart: Chart) -> Iterator[Finding]:
    """One finding for each allergy in force that the newest later record takes back."""
    taken_back = [e for e in chart.of(Kind.ALLERGY) if _verdict(e)]
    for held in allergies(chart):
        later = [e for e in taken_back if same_thing(e, held) and written_later(e, held)]
        if later:
            last = newest(later)
            text = (
                f"{outer(allergen(held))} is recorded as an active allergy, but a later record"
                f"{of(last.recorded)} says that it {_verdict(last)}"
            )
            yield Finding(RULE, text, Severity.MODERATE, cite_all([held, last]))


def _verdict(entry: Entry) -> str:
    if entry.verification == "refuted":
        return "was refuted"
    over = entry.live and entry.status in {"resolved", "inactive"}
    return f"is {entry.status}" if over else ""
