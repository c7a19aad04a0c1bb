"""Illnesses that pass and leave nothing behind."""

import re

_PASSING = re.compile(
    r"\b(?:sinusitis|bronchitis|pharyngitis|tonsillitis|laryngitis|rhinitis|otitis|conjunctivitis"
    r"|common cold|upper respiratory|sore throat|influenza|gastroenteritis|diarrhea|diarrhoea|cough"
    r"|fever|nausea|vomiting|headache|sprain|strain|contusion|bruise|laceration|abrasion|bite"
    r"|first degree burn|cystitis|urinary tract infection|impacted (?:cerumen|molars?)|whiplash"
    r"|acute pain|chill|fatigue|sputum|wheezing|loss of taste|muscle pain|joint pain|dyspnea"
    r"|viral infection|viral disease|acne|insect|wound|gingivitis|dental caries|toothache)",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:chronic|recurrent|persistent|perennial|allerg\w*|anaphyla\w*|rheumatic|familial"
    r"|h(?:a?e)mophilus|migraine|cluster|gunshot|stab|pneumonia|mening\w+|encephal\w+|malign\w+"
    r"|cancer|sepsis)\b",
    re.IGNORECASE,
)


def is_passing(label: str) -> bool:
    """Whether the name is of an illness that passes by itself, or a symptom of one.

    >>> is_passing("Acute bronchitis"), is_passing("Chronic sinusitis"), is_passing("Asthma")
    (True, False, False)
    """
    return bool(_PASSING.search(label)) and not _LASTING.search(label)
