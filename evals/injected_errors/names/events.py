"""Visits, procedures and examinations as a letter calls them."""

import re
from functools import lru_cache
from typing import Final

from chartside.evals.injected_errors.names.illnesses import uncapitalized

_VISITS: Final = (
    (r"telemedicine", ("telemedicine consultation", "telehealth visit")),
    (r"telephone", ("telephone consultation", "phone call")),
    (r"emergency", ("emergency department visit", "ED visit", "emergency room visit")),
    (r"urgent care", ("urgent care visit",)),
    (r"well child", ("well-child visit",)),
    (r"check.?up", ("check-up",)),
    (r"general examination", ("general examination",)),
    (r"prenatal", ("prenatal visit",)),
    (r"inpatient|hospital admission", ("hospital admission", "inpatient stay")),
    (r"follow-up", ("follow-up visit", "follow-up encounter")),
    (r"office visit", ("office visit", "clinic visit")),
    (r"encounter for (?:problem|symptom)", ("visit", "clinic visit")),
)


@lru_cache(maxsize=1024)
def visit_names(label: str) -> tuple[str, ...]:
    """Ways to name an encounter of this type."""
    plain = label.lower()
    known = next((names for words, names in _VISITS if re.search(words, plain)), ())
    return known or (uncapitalized(label),)


_PROCEDURES: Final = {
    "transthoracic echocardiography": ("transthoracic echocardiogram", "TTE"),
    "trans thoracic echocardiogram": ("transthoracic echocardiogram", "TTE"),
    "echocardiography": ("echocardiogram", "echo"),
    "plain chest x-ray": ("chest X-ray", "CXR"),
    "chest x-ray": ("chest X-ray", "CXR"),
    "fecal occult blood test": ("fecal occult blood test", "FOBT"),
    "electrical cardioversion": ("electrical cardioversion", "DC cardioversion"),
    "appendectomy": ("appendectomy",),
    "ct chest without contrast": ("non-contrast chest CT", "CT chest without contrast"),
    "screening mammogram, both breasts": ("screening mammogram", "bilateral screening mammogram"),
    "x-ray of right knee": ("right knee X-ray", "X-ray of the right knee"),
    "x-ray of left knee": ("left knee X-ray", "X-ray of the left knee"),
    "ultrasound of kidneys": ("renal ultrasound", "ultrasound of the kidneys"),
}


ELSEWHERE: Final = (
    *(("immunization", "rabies vaccine"), ("immunization", "yellow fever vaccine")),
    *(("immunization", "typhoid vaccine"), ("immunization", "cholera vaccine")),
    *(("procedure", "splenectomy"), ("procedure", "hysterectomy"), ("procedure", "thyroidectomy")),
    *(("procedure", "bronchoscopy"), ("procedure", "coronary angiography")),
    *(("procedure", "liver biopsy"), ("procedure", "tonsillectomy"), ("procedure", "vasectomy")),
)
"""Vaccines and procedures to say never given or done, and what each is."""

OF_ONE_SEX: Final = {"hysterectomy": "female", "vasectomy": "male"}

COMMON: Final = frozenset({"vaccine", "fever", "yellow"})
"""Words of those names that stand in other names too."""


@lru_cache(maxsize=1024)
def procedure_names(label: str) -> tuple[str, ...]:
    """Ways to name a procedure or an examination."""
    known = _PROCEDURES.get(label.lower(), ())
    return tuple(dict.fromkeys((*known, uncapitalized(label))))
