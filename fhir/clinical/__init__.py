"""What a chart says to a clinician, by fixed rules.

Problems, medicines, allergies, results, events, background. Knows no model.
"""

from chartside.fhir.clinical.allergies import (
    allergies,
    is_no_known_allergy,
    no_known_allergy,
    past_allergies,
)
from chartside.fhir.clinical.background import (
    care_team,
    family_history,
    goals,
    plans,
    smoking_status,
    social_history,
)
from chartside.fhir.clinical.drugs import drug_name, route_of
from chartside.fhir.clinical.events import (
    encounters,
    imaging,
    immunization_doses,
    immunizations,
    procedures,
    study_reports,
)
from chartside.fhir.clinical.medications import (
    current_medications,
    is_current,
    medication_history,
    past_medications,
)
from chartside.fhir.clinical.panels import Panel, derived_from, panels
from chartside.fhir.clinical.pressure import Pressure, blood_pressures
from chartside.fhir.clinical.problems import (
    active_problems,
    episodes,
    has_ended,
    is_circumstance,
    is_provisional,
    past_problems,
    provisional_problems,
)
from chartside.fhir.clinical.ranges import in_usual, outside_usual
from chartside.fhir.clinical.results import (
    Series,
    Trend,
    abnormal_components,
    in_unit_of,
    is_abnormal,
    is_critical,
    lab_series,
    latest,
    measured,
    series,
    superseded,
    trend,
    vital_series,
)
from chartside.fhir.clinical.same import plain

__all__ = [
    "Panel",
    "Pressure",
    "Series",
    "Trend",
    "abnormal_components",
    "active_problems",
    "allergies",
    "blood_pressures",
    "care_team",
    "current_medications",
    "derived_from",
    "drug_name",
    "encounters",
    "episodes",
    "family_history",
    "goals",
    "has_ended",
    "imaging",
    "immunization_doses",
    "immunizations",
    "in_unit_of",
    "in_usual",
    "is_abnormal",
    "is_circumstance",
    "is_critical",
    "is_current",
    "is_no_known_allergy",
    "is_provisional",
    "lab_series",
    "latest",
    "measured",
    "medication_history",
    "no_known_allergy",
    "outside_usual",
    "panels",
    "past_allergies",
    "past_medications",
    "past_problems",
    "plain",
    "plans",
    "procedures",
    "provisional_problems",
    "route_of",
    "series",
    "smoking_status",
    "social_history",
    "study_reports",
    "superseded",
    "trend",
    "vital_series",
]
