"""A medicine that one source has as current, and another says is not taken, or is over.

Source: The Joint Commission NPSG.03.06.01 (what the patient takes is compared with what is
ordered, and discrepancies are resolved); FHIR R4 MedicationStatement.status `not-taken`. What
counts as another source, and which of them is the later, is `Medicine.against`.
"""

from collections.abc import Iterator
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Medicine, denied_medicines, medicines
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import BY_KEY
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.ingredients import ingredients
from chartside.grounding.rules.wording import inner, ordered_on, outer

RULE: Final = "medicine-denied"

GRAVE: Final = frozenset().union(
    *(BY_KEY[k].members for k in ("anticoagulants", "insulins", "immunosuppressants"))
)
"""Medicines of which a dose too many, or none, harms soon (ISMP, high-alert medications)."""
_SAYS: Final = {"not-taken": "is not taken", "completed": "is completed", "ended": "is completed"}


def medicine_denied(chart: Chart) -> Iterator[Finding]:
    """One finding for each medicine in force that another source contradicts."""
    denials = denied_medicines(chart)
    for medicine in medicines(chart):
        against = tuple(dict.fromkeys([*medicine.against, *_by_ingredient(medicine, denials)]))
        if against:
            severity = Severity.HIGH if ingredients(medicine.entry) & GRAVE else Severity.MODERATE
            cited = cite_all([*medicine.entries, *against])
            yield Finding(RULE, _text(medicine, against[-1]), severity, cited)


def _by_ingredient(medicine: Medicine, denials: tuple[Entry, ...]) -> Iterator[Entry]:
    """Denials under a brand, or another name, that the chart itself does not tie to the drug."""
    if medicine.state not in {"current", "on hold"}:
        return
    since = max((e.when for e in medicine.entries if e.when), default=None)
    for denial in denials:
        older = since is not None and denial.when is not None and denial.when.low < since.low
        if not older and ingredients(denial) == ingredients(medicine.entry):
            yield denial


def _text(medicine: Medicine, last: Entry) -> str:
    entry = medicine.entry
    held = f"{outer(entry.label)}{_dated(entry)} is recorded as {medicine.state}"
    why = f" ({inner(last.status_reason)})" if last.status_reason else ""
    return f"{held}, but {_source(last)} says that it {_SAYS.get(last.status, 'was stopped')}{why}"


def _dated(entry: Entry) -> str:
    if entry.reference.startswith("MedicationRequest/"):
        return ordered_on(entry)
    return f" (stated {entry.when.words})" if entry.when else ""


def _source(entry: Entry) -> str:
    of = f" of {entry.when.words}" if entry.when else ""
    ordered = entry.reference.startswith("MedicationRequest/")
    return f"{'an order' if ordered else 'a statement'}{of}"
