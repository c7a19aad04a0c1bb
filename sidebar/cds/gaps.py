"""What of a chart could be held against nothing: entries without a name, resources set aside.

A medicine that is only referred to has no name where the Medication did not come along.
"""

from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind

_KINDS: Final = {
    Kind.ALLERGY: ("AllergyIntolerance/", "allergy", "allergies"),
    Kind.MEDICATION: ("MedicationRequest/", "medicine", "medicines"),
}


def gaps(chart: Chart) -> tuple[str, ...]:
    """Allergies and medicines that no rule could look at, in words for a clinician.

    What another patient is the subject of is among those set aside: it came as this patient's.
    """
    said = []
    for kind, (prefix, one, many) in _KINDS.items():
        nameless = sum(e.live and not e.label for e in chart.of(kind))
        aside = sum((s.reference or "").startswith(prefix) for s in chart.set_aside)
        said += [f"{_counted(nameless, one, many)} without a name"] if nameless else []
        said += [f"{_counted(aside, one, many)} set aside"] if aside else []
    return tuple(said)


def _counted(count: int, one: str, many: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {many}"
