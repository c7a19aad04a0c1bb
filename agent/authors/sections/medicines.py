"""What the patient takes, and what ended lately."""

from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import YEAR, newest_first, within
from chartside.agent.authors.wording import because, on, said
from chartside.draft import Statement
from chartside.fhir.clinical import current_medications, past_medications
from chartside.fhir.entry import Entry
from chartside.tools.names import name_of


def medicines(evidence: Evidence) -> list[Statement]:
    """Each current medicine with its dose."""
    return [said(taken(e), e) for e in evidence.only(current_medications(evidence.chart))]


def ended_medicines(evidence: Evidence) -> list[Statement]:
    """Medicines that ended in the last year, the newest first."""
    over = [
        e
        for e in evidence.only(past_medications(evidence.chart))
        if within(e.end or e.when, YEAR, evidence.chart)
    ]
    return [said(_end(e), e) for e in newest_first(tuple(over))]


_BEGUN: Final = {"MedicationRequest": "ordered", "MedicationDispense": "dispensed"}


def taken(entry: Entry) -> str:
    """`Losartan 100 mg tablet: 100 mg by mouth once daily, for hypertension, ordered 2014`."""
    dose = entry.dose.text if entry.dose else ""
    parts = [f"{name_of(entry)}: {dose}" if dose else name_of(entry)]
    if entry.dose and entry.dose.as_needed and "as needed" not in dose:
        parts.append("as needed")
    if entry.reasons:
        parts.append(because(entry).strip())
    if entry.status == "on-hold":
        parts.append("on hold")
    if entry.when:
        begun = _BEGUN.get(entry.reference.partition("/")[0], "taken since")
        parts.append(f"{begun} {entry.when.words}")
    return ", ".join(parts)


def _end(entry: Entry) -> str:
    word = entry.status if entry.status in {"stopped", "completed"} else "no longer taken"
    if entry.end:
        return f"{name_of(entry)}: {word}{on(entry.end)}"
    ordered = f", ordered {entry.when.words}" if entry.when else ""
    return f"{name_of(entry)}: {word}{ordered}"
