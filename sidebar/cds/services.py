"""The services that discovery lists, and which data each asks for.

The services of one id belong together: the cards of order-sign take the place of those of
order-select, and those of encounter-start that of patient-view's (CDS Hooks 2.0, "Update stale
guidance"). The templates use the portable subset alone: reads, a reference, tokens by equality,
`_count` and `_sort`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from chartside.sidebar.cds.hooks import Context, Hook

CHART: Final = "chartside-chart"
ORDERS: Final = "chartside-orders"

PATIENT: Final = "patient"
ALLERGIES: Final = "allergies"
MEDICATIONS: Final = "medications"
RESULTS: Final = "results"

TEMPLATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        PATIENT: "Patient/{{context.patientId}}",
        ALLERGIES: "AllergyIntolerance?patient={{context.patientId}}",
        MEDICATIONS: "MedicationRequest?patient={{context.patientId}}&status=active",
        RESULTS: (
            "Observation?patient={{context.patientId}}&category=laboratory&_sort=-date&_count=100"
        ),
    }
)
"""What is asked for, by prefetch key."""
NEEDED: Final = (PATIENT, ALLERGIES, MEDICATIONS)
"""Without these nothing is checked; without results, what rests on them is not."""

_NO_ALL_CLEAR: Final = "That no card comes is no all-clear: it also happens when time ran out."


@dataclass(frozen=True, slots=True)
class Service:
    """One service on one hook."""

    id: str
    hook: Hook
    title: str
    description: str

    def to_json(self) -> dict[str, Any]:
        """As discovery lists it."""
        return {
            "hook": self.hook.value,
            "id": self.id,
            "title": self.title,
            "description": self.description,
            "prefetch": dict(TEMPLATES),
            "usageRequirements": (
                "Works from prefetch alone. With fhirAuthorization, it reads what prefetch lacks, "
                f"and a summary is prepared for the next call. {_NO_ALL_CLEAR}"
            ),
        }


_CHART_SAYS: Final = (
    "Tells that a cited, checked summary of the chart is ready to be read and signed, and what in "
    "the chart should not be overlooked: grave allergies, critical results, contradictions."
)
_ORDERS_SAY: Final = (
    "Holds draft orders against recorded allergies, current medicines and the last results, and "
    "names the entries that each notice rests on."
)

SERVICES: Final = (
    Service(CHART, Hook.PATIENT_VIEW, "Chartside: this chart", _CHART_SAYS),
    Service(CHART, Hook.ENCOUNTER_START, "Chartside: this chart", _CHART_SAYS),
    Service(ORDERS, Hook.ORDER_SELECT, "Chartside: draft orders", _ORDERS_SAY),
    Service(ORDERS, Hook.ORDER_SIGN, "Chartside: draft orders", _ORDERS_SAY),
)


def discovered() -> dict[str, Any]:
    """The answer to discovery."""
    return {"services": [one.to_json() for one in SERVICES]}


def hooks_of(identity: str) -> frozenset[Hook]:
    """The hooks of the services with this id; empty where there is no such service."""
    return frozenset(one.hook for one in SERVICES if one.id == identity)


def filled(template: str, context: Context) -> str:
    """A template with the patient of the call in it; the id is safe in a URL (`Context`)."""
    return template.replace("{{context.patientId}}", context.patient_id)
