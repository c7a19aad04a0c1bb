"""Diseases: abbreviations in common clinical use, and diseases that a chart may not have."""

import re
from functools import lru_cache
from typing import Final

_SHORT: Final = {
    "hypertension": ("HTN", "hypertension"),
    "essential hypertension": ("HTN", "essential hypertension", "hypertension"),
    "type 2 diabetes mellitus": ("T2DM", "type 2 diabetes", "type 2 diabetes mellitus"),
    "diabetes mellitus type 2": ("T2DM", "type 2 diabetes"),
    "hyperlipidemia": ("HLD", "hyperlipidemia"),
    "atrial fibrillation": ("AF", "atrial fibrillation", "AFib"),
    "paroxysmal atrial fibrillation": ("paroxysmal AF", "paroxysmal atrial fibrillation"),
    "chronic congestive heart failure": ("CHF", "chronic congestive heart failure"),
    "heart failure with preserved ejection fraction": (
        "HFpEF",
        "heart failure with preserved ejection fraction",
    ),
    "coronary heart disease": ("CHD", "coronary heart disease"),
    "chronic kidney disease": ("CKD", "chronic kidney disease"),
    "chronic kidney disease stage 1": ("CKD stage 1", "stage 1 CKD"),
    "chronic kidney disease stage 3a": ("CKD 3a", "CKD stage 3a", "stage 3a CKD"),
    "chronic kidney disease stage 3b": ("CKD 3b", "CKD stage 3b", "stage 3b CKD"),
    "chronic obstructive pulmonary disease": ("COPD", "chronic obstructive pulmonary disease"),
    "tuberculosis": ("TB", "tuberculosis"),
    "urinary tract infection": ("UTI", "urinary tract infection"),
    "community-acquired pneumonia": ("CAP", "community-acquired pneumonia"),
    "deep vein thrombosis": ("DVT", "deep vein thrombosis"),
    "pulmonary embolism": ("PE", "pulmonary embolism"),
    "myocardial infarction": ("MI", "myocardial infarction", "heart attack"),
    "osteoarthritis of knee": ("knee osteoarthritis", "OA of the knee"),
    "osteoarthritis of right knee": ("right knee OA", "right knee osteoarthritis"),
    "osteoarthritis of left knee": ("left knee OA", "left knee osteoarthritis"),
    "cataract of right eye": ("right-eye cataract", "cataract of the right eye"),
    "cataract of left eye": ("left-eye cataract", "cataract of the left eye"),
    "gastroesophageal reflux disease": ("GERD", "gastroesophageal reflux disease"),
    "malignant neoplasm of breast": ("breast cancer", "malignant neoplasm of breast"),
    "malignant tumor of colon": ("colon cancer", "malignant tumor of colon"),
    "seizure disorder": ("seizure disorder",),
    "anemia": ("anemia",),
}

ABSENT: Final = (
    ("deep vein thrombosis", "DVT thrombosis venous"),
    ("pulmonary embolism", "PE embolism embolus"),
    ("stroke", "CVA stroke cerebrovascular ischemic ischaemic infarct TIA"),
    ("asthma", "asthma asthmatic wheeze"),
    ("chronic obstructive pulmonary disease", "COPD obstructive emphysema"),
    ("rheumatoid arthritis", "rheumatoid RA"),
    ("hepatitis C", "hepatitis HCV"),
    ("psoriasis", "psoriasis psoriatic"),
    ("Parkinson's disease", "parkinson parkinsons"),
    ("multiple sclerosis", "sclerosis MS"),
    ("glaucoma", "glaucoma"),
    ("epilepsy", "epilepsy seizure seizures epileptic convulsion"),
    ("hypothyroidism", "hypothyroidism thyroid hypothyroid TSH"),
    ("gout", "gout gouty"),
    ("myocardial infarction", "MI infarction infarct coronary"),
    ("Crohn's disease", "crohn crohns bowel"),
    ("celiac disease", "celiac coeliac"),
    ("lupus", "lupus SLE"),
)
"""Diseases to say absent, each with the words that must stand nowhere in the chart."""


@lru_cache(maxsize=4096)
def illness_names(label: str) -> tuple[str, ...]:
    """Ways to name a problem: the label, and what clinicians shorten it to."""
    own = " ".join(uncapitalized(word) for word in label.split())
    return tuple(dict.fromkeys((own, *_SHORT.get(label.lower(), ()))))


def uncapitalized(label: str) -> str:
    """The label as it stands inside a sentence: `Acute bronchitis` → `acute bronchitis`.

    Proper names and abbreviations keep their capital.

    >>> uncapitalized("Acute bronchitis"), uncapitalized("Alzheimer's disease")
    ('acute bronchitis', "Alzheimer's disease")
    """
    first = label.split(maxsplit=1)[0] if label.strip() else ""
    proper = (
        "'s" in first
        or len(first.split("-")[0]) == 1
        or any(c.isupper() or c.isdigit() for c in first[1:])
    )
    return label if proper else label[:1].lower() + label[1:]


_SMALL: Final = frozenset(
    [
        "with",
        "without",
        "due",
        "from",
        "that",
        "this",
        "than",
        "into",
        "over",
        "under",
        "type",
        "disease",
        "disorder",
        "acute",
        "chronic",
        "stage",
        "mild",
        "moderate",
        "severe",
        "history",
        "finding",
        "primary",
        "single",
        "both",
        "other",
        "unspecified",
        "first",
        "second",
        "third",
        "localized",
    ]
)


@lru_cache(maxsize=16384)
def telling(words: str) -> frozenset[str]:
    """The words of a name that tell it from other names, in lower case and without plurals."""
    found = re.findall(r"[a-z0-9]+", words.lower())
    return frozenset(w.rstrip("s") for w in found if len(w) > 2 and w not in _SMALL)  # noqa: PLR2004 - "of", "to"
