"""A current high-alert medicine that a draft does not mention.

Source: the classes of the ISMP List of High-Alert Medications in Community/Ambulatory Care
Settings (Institute for Safe Medication Practices, 2021): anticoagulants, insulins, opioids,
immunosuppressants and methotrexate, cytotoxic medicines, sulfonylureas; beside them digoxin,
lithium and antiepileptics of narrow therapeutic index (FDA, narrow therapeutic index drugs). A
medicine on hold counts: that it is held must be known. Not on
this list: local and inhaled forms. Of the dead nothing is asked.
"""

from collections.abc import Iterator
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import current_medications, medication_history
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import BY_KEY
from chartside.grounding.rules.duplicate_ingredient import SYSTEMIC, way
from chartside.grounding.rules.finding import cite
from chartside.grounding.rules.ingredients import ingredients
from chartside.grounding.rules.said import Said
from chartside.grounding.rules.wording import ordered_on, outer

RULE: Final = "unsaid-high-alert-medicine"

_CYTOTOXIC: Final = frozenset(
    """capecitabine oxaliplatin cisplatin carboplatin fluorouracil irinotecan docetaxel paclitaxel
    doxorubicin epirubicin vincristine etoposide gemcitabine temozolomide hydroxyurea imatinib
    palbociclib busulfan chlorambucil melphalan bleomycin""".split()  # noqa: SIM905 - a word list
)
_NARROW: Final = frozenset({"digoxin", "lithium", "lithium carbonate", "phenytoin", "theophylline"})

HIGH_ALERT: Final = (
    ("anticoagulant", BY_KEY["anticoagulants"].members, Severity.HIGH),
    ("insulin", BY_KEY["insulins"].members, Severity.HIGH),
    ("opioid", BY_KEY["opioids"].members, Severity.MODERATE),
    ("immunosuppressant", BY_KEY["immunosuppressants"].members, Severity.MODERATE),
    ("cytotoxic medicine", _CYTOTOXIC, Severity.HIGH),
    ("sulfonylurea", BY_KEY["sulfonylureas"].members, Severity.MODERATE),
    ("medicine of narrow therapeutic index", _NARROW, Severity.MODERATE),
    ("antiplatelet medicine", BY_KEY["P2Y12 inhibitors"].members, Severity.MODERATE),
)
_WAYS: Final = SYSTEMIC | {"skin"}
"""Opioid patches are systemic."""


def unsaid_medicines(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for each such medicine, by its ingredient."""
    if chart.patient.dead:
        return
    told: set[frozenset[str]] = set()
    for order in reversed(current_medications(chart)):
        names = ingredients(order)
        found = next(((k, m, s) for k, m, s in HIGH_ALERT if names & m), None)
        if found is None or way(order) not in _WAYS or names in told:
            continue
        told.add(names)
        if not _is_said(said, chart, order, names & found[1]):
            text = f"{outer(order.label)}, {found[0]}{ordered_on(order)}, is not mentioned"
            yield Finding(RULE, text, found[2], (cite(order),))


def _is_said(said: Said, chart: Chart, order: Entry, names: frozenset[str]) -> bool:
    """By a citation of any order of the medicine, or by any of its names."""
    return bool(
        names & said.ingredients
        or any(said.has_phrase(name) for name in names)
        or (names <= BY_KEY["insulins"].members and "insulin" in said.ingredients)
        or said.cites(medication_history(chart, order))
    )
