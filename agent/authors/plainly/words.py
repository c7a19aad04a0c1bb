"""Everyday words for diseases and tests, beside which the record's own name stays.

Source: MedlinePlus (US National Library of Medicine, public domain), the titles and first sentences
of its health topics and of its pages on laboratory tests. Only words that mean the same are here:
what a disease is not called in plain speech keeps its name.
"""

import re
from typing import Final

from chartside.agent.authors.wording import inner, on, value_words
from chartside.fhir.entry import Entry
from chartside.tools.names import name_of

_DISEASES: Final = (
    (r"hypertension|hypertensive disorder", "high blood pressure"),
    (r"hyperlipid(?:a)?emia|hypercholesterol(?:a)?emia", "high cholesterol"),
    (r"atrial fibrillation", "AFib"),
    (r"chronic kidney disease", "long-term kidney disease"),
    (r"myocardial infarction", "heart attack"),
    (r"cerebrovascular accident", "stroke"),
    (r"retinopathy", "eye disease"),
    (r"chronic obstructive (?:pulmonary|lung) disease|emphysema", "lung disease"),
    (r"malignant (?:neoplasm|tumor)", "cancer"),
)
_TESTS: Final = (
    (r"hemoglobin a1c|hba1c", ""),
    (r"egfr|glomerular filtration|creatinine|urea\b|urea nitrogen", "kidney function"),
    (r"h(?:a)?emoglobin|h(?:a)?ematocrit", "blood count"),
    (r"glucose", ""),
    (r"cholesterol|triglycerides", ""),
    (r"potassium|sodium|calcium|magnesium|iron|ferritin|vitamin", ""),
    (r"platelets|white blood|leukocytes", ""),
    (r"thyrotropin|\btsh\b", "thyroid"),
)
"""Tests that patients are told of, with what they look at where the name does not say it."""


def disease(name: str) -> str:
    """What a disease is called at home, empty where its name is what it is called.

    >>> disease("Essential hypertension"), disease("Asthma")
    ('high blood pressure', '')
    """
    return next((w for said, w in _DISEASES if re.search(said, name, re.IGNORECASE)), "")


def test(name: str) -> str | None:
    """What a test looks at, empty where its name says so; None for a test for clinicians alone.

    >>> test("Creatinine"), test("Potassium"), test("Carbon dioxide, total")
    ('kidney function', '', None)
    """
    return next((w for said, w in _TESTS if re.search(said, name, re.IGNORECASE)), None)


_ALLERGY = re.compile(r"\b(?:allerg\w+|intoleran\w+|hypersensitivity)\s*(?:to\s+)?", re.IGNORECASE)


def allergen(entry: Entry) -> str:
    """What the patient does not tolerate, without the words `allergy to`."""
    return inner(_ALLERGY.sub("", entry.label).strip(" ,()") or entry.label)


def result(entry: Entry, flag: str) -> str:
    """`Your creatinine (kidney function) was high on 3 November 2026: 1.9 mg/dL`."""
    name = name_of(entry)
    what = beside(name, test(name) or "")
    value = value_words(entry.value) if entry.value else ""
    if not flag:
        return f"Your {what} was {value}{on(entry.when)}"
    how = flag if flag in {"high", "low"} else "not normal"
    return f"Your {what} was {how}{on(entry.when)}: {value}"


def beside(name: str, plain: str) -> str:
    """The medical name, with everyday words after it: `hypertension (high blood pressure)`."""
    return f"{inner(name)} ({plain})" if plain else inner(name)
