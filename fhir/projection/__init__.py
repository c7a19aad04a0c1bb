"""One function for each resource type that turns it into an `Entry`.

One file for each family of types. Knows no other resource.
"""

from collections.abc import Callable
from typing import Final

from chartside.fhir.entry import Entry
from chartside.fhir.projection import (
    care,
    medicines,
    observations,
    others,
    plans,
    problems,
    reports,
)
from chartside.fhir.projection.source import Source

PROJECTIONS: Final[dict[str, Callable[[Source], Entry]]] = {
    "Patient": others.patient,
    "Condition": problems.condition,
    "AllergyIntolerance": problems.allergy,
    "FamilyMemberHistory": problems.family_history,
    "MedicationRequest": medicines.request,
    "MedicationStatement": medicines.statement,
    "MedicationUsage": medicines.statement,
    "MedicationAdministration": medicines.administration,
    "MedicationDispense": medicines.dispense,
    "Medication": medicines.substance,
    "Observation": observations.observation,
    "DiagnosticReport": reports.report,
    "ImagingStudy": reports.study,
    "DocumentReference": reports.document,
    "Composition": reports.composition,
    "Encounter": care.encounter,
    "Procedure": care.procedure,
    "Immunization": care.immunization,
    "CarePlan": plans.plan,
    "CareTeam": plans.team,
    "Goal": plans.goal,
    "Device": care.device,
    "ServiceRequest": care.order,
    "ProcedureRequest": care.order,
    "ReferralRequest": care.order,
    "QuestionnaireResponse": others.answers,
}

ADMINISTRATIVE: Final = frozenset(
    [
        "Account",
        "AuditEvent",
        "ChargeItem",
        "Claim",
        "ClaimResponse",
        "Coverage",
        "CoverageEligibilityRequest",
        "CoverageEligibilityResponse",
        "EnrollmentRequest",
        "EnrollmentResponse",
        "ExplanationOfBenefit",
        "Invoice",
        "PaymentNotice",
        "PaymentReconciliation",
        "Provenance",
    ]
)
"""Types that say who paid or who wrote: listed, never evidence, and only skimmed."""
