"""What a chart says to a clinician, by fixed rules.

Problems, medicines, allergies, results, events, background. Knows no model.
"""

from chartside.fhir.clinical.allergies import (
    allergies,
    allergy_not_known,
    allergy_records,
    is_no_known_allergy,
    no_known_allergy,
    past_allergies,
    refuted_allergies,
)
from chartside.fhir.clinical.background import (
    care_team,
    family_history,
    goals,
    plans,
    smoking_status,
    social_history,
)
from chartside.fhir.clinical.dose_history import Change, daily_dose, dose_histories, dose_history
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
    medication_history,
    past_medications,
    uncertain_medications,
)
from chartside.fhir.clinical.medicines import (
    Given,
    Medicine,
    denied_medicines,
    forbidden_medicines,
    given_medicines,
    medicines,
    no_known_medicines,
)
from chartside.fhir.clinical.panels import Panel, derived_from, panels
from chartside.fhir.clinical.pressure import Pressure, blood_pressures
from chartside.fhir.clinical.problem_list import Problem, problem_list
from chartside.fhir.clinical.problems import (
    active_problems,
    encounter_diagnoses,
    episodes,
    has_ended,
    is_circumstance,
    is_of_family,
    is_provisional,
    no_known_problems,
    past_problems,
    provisional_problems,
    refuted_problems,
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
from chartside.fhir.clinical.standing_of_medicines import is_current
from chartside.fhir.clinical.timeline import Event, timeline

__all__ = [
    "Change",
    "Event",
    "Given",
    "Medicine",
    "Panel",
    "Pressure",
    "Problem",
    "Series",
    "Trend",
    "abnormal_components",
    "active_problems",
    "allergies",
    "allergy_not_known",
    "allergy_records",
    "blood_pressures",
    "care_team",
    "current_medications",
    "daily_dose",
    "denied_medicines",
    "derived_from",
    "dose_histories",
    "dose_history",
    "drug_name",
    "encounter_diagnoses",
    "encounters",
    "episodes",
    "family_history",
    "forbidden_medicines",
    "given_medicines",
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
    "is_of_family",
    "is_provisional",
    "lab_series",
    "latest",
    "measured",
    "medication_history",
    "medicines",
    "no_known_allergy",
    "no_known_medicines",
    "no_known_problems",
    "outside_usual",
    "panels",
    "past_allergies",
    "past_medications",
    "past_problems",
    "plain",
    "plans",
    "problem_list",
    "procedures",
    "provisional_problems",
    "refuted_allergies",
    "refuted_problems",
    "route_of",
    "series",
    "smoking_status",
    "social_history",
    "study_reports",
    "superseded",
    "timeline",
    "trend",
    "uncertain_medications",
    "vital_series",
]
