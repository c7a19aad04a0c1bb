"""Which resources of a patient are pulled: the clinical types, and what those refer to.

Claims, accounts and logs are left where they are (minimum necessary); whoever needs them names
them.
"""

from typing import Final

_CLINICAL = """
AdverseEvent AllergyIntolerance BodyStructure CarePlan CareTeam ClinicalImpression Communication
Composition Condition Consent DetectedIssue Device DeviceRequest DeviceUseStatement DiagnosticReport
DocumentReference Encounter EpisodeOfCare FamilyMemberHistory Flag Goal ImagingStudy Immunization
ImmunizationRecommendation List Media MedicationAdministration MedicationDispense MedicationRequest
MedicationStatement MolecularSequence NutritionOrder Observation Procedure QuestionnaireResponse
RelatedPerson RequestGroup RiskAssessment ServiceRequest Specimen Task VisionPrescription
"""
CLINICAL: Final = tuple(_CLINICAL.split())
"""Searched by `patient` (FHIR R4 search parameters), where the server offers them."""
_EXPECTED = """
AllergyIntolerance Condition DiagnosticReport DocumentReference Encounter Immunization
MedicationRequest Observation Procedure
"""
EXPECTED: Final = frozenset(_EXPECTED.split())
"""Where a server offers none of these, a chart without any would read as a patient without any."""
CATEGORIES: Final = {
    "Observation": (
        *("laboratory", "vital-signs", "social-history", "survey", "imaging", "procedure"),
        *("exam", "therapy", "activity", "sdoh", "functional-status", "disability-status"),
    ),
    "Condition": ("problem-list-item", "encounter-diagnosis", "health-concern"),
    "DiagnosticReport": ("LAB", "RAD", "LP29684-5", "LP29708-2", "LP7839-6"),
    "DocumentReference": ("clinical-note",),
    "CarePlan": ("assess-plan",),
}
"""Categories to ask for, where a server or a scope does not give all of a type at once.

US Core wants a search by patient and category, not by patient alone. Sources: value sets
observation-category and US Core Simple Observation, Condition, DiagnosticReport (radiology,
cardiology, pathology by LOINC) and DocumentReference Category; profile US Core CarePlan."""
BY_SUBJECT: Final = frozenset({"AdverseEvent"})
"""Searched by `subject`: they have no parameter `patient`."""
_SHARED = """
Device Endpoint HealthcareService Location Medication Organization Practitioner PractitionerRole
Substance
"""
SHARED: Final = frozenset(_SHARED.split())
"""Of nobody, or of many: read one by one where a resource of the patient refers to them."""
