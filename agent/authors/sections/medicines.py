"""What the patient takes, and what ended lately."""

from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import YEAR, newest_first
from chartside.agent.authors.renewal import is_single, is_unrenewed
from chartside.agent.authors.wording import because, on, said
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import medicines as current
from chartside.fhir.clinical import past_medications
from chartside.fhir.clinical.regimen import TAKEN
from chartside.fhir.clinical.standing_of_medicines import CURRENT
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Entry
from chartside.tools.names import name_of


def medicines(evidence: Evidence) -> list[Statement]:
    """Each current medicine with its dose; of a patient who died, what was in force at death.

    Last come those for a short time or when needed that nobody ordered again for a year: the record
    still calls them active, and the sentence says that it does.
    """
    chart = evidence.chart
    held = [m for m in current(chart) if m.state in TAKEN]
    old = {e.reference for m in held if is_unrenewed(chart, m) for e in m.entries}
    order = {e.reference: n for n, e in enumerate(chart.entries)}
    entries = sorted(
        evidence.only(e for m in held for e in m.entries),
        key=lambda e: (e.reference in old, order[e.reference]),
    )
    return [said(f"{taken(e)}{_standing(chart, old=e.reference in old)}", e) for e in entries]


def _standing(chart: Chart, *, old: bool) -> str:
    if old:
        end = " at death" if chart.patient.dead else ""
        return f", not renewed since, still active in the record{end}"
    return ", in force at death" if chart.patient.dead else ""


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
    ordered = f", ordered {entry.when.words}" if entry.when else ""
    if is_single(entry):
        return f"{name_of(entry)}{ordered}"
    word = entry.status if entry.status in {"stopped", "completed"} else "no longer taken"
    if entry.end and entry.status in CURRENT:  # nobody closed it: its own length says that it ended
        return f"{name_of(entry)}: course ended{on(entry.end)}{ordered}"
    if entry.end:
        return f"{name_of(entry)}: {word}{on(entry.end)}"
    return f"{name_of(entry)}: {word}{ordered}"
