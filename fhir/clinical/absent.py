"""Statements that there is nothing, and statements that nothing is known: neither is a finding.

Sources: HL7 International Patient Summary, CodeSystem absent-unknown-uv-ips (`no-known-…` says that
there is none, `no-…-info` that nobody knows); FHIR data-absent-reason in place of a code (US Core,
"Missing Data"); and what clinicians write.
"""

import re
from typing import Final

from chartside.fhir.clinical.denied import denies
from chartside.fhir.clinical.no_allergy import denies_allergy
from chartside.fhir.codes import SNOMED
from chartside.fhir.entry import Entry, Kind

IPS: Final = "absent-unknown-uv-ips"
_REASON: Final = "data-absent-reason"

NONE_CODES: Final = {
    Kind.ALLERGY: (
        "716186003",  # no known allergy
        "409137002",  # no known drug allergy
        "429625007",  # no known food allergy
        "428607008",  # no known environmental allergy
        "716184000",  # no known latex allergy
        "428197003",  # no known insect allergy
        "716220001",  # no known animal allergy
        "716185004",  # no known allergy to ... (situation)
        "1003774007",  # no known history of hypersensitivity
    ),
    Kind.PROBLEM: ("160245001",),  # no current problems or disability
}
"""SNOMED CT codes that state an absence."""

_NOTHING: Final = (
    r"^none(?: known| reported)?\W*$|^nil(?: known)?\W*$"
    r"|^(?:keine?|aucune?|rien|n\u00e9ant|geen|ninguna?|nessun[ao]?|nenhuma?|ingen|inga|brak)\W*$"
)
_NO: Final = (
    r"^(?:patient (?:has|takes) )?no (?:known |current |active |regular |significant |other )*"
)
_NONE_WORDS: Final = {
    Kind.ALLERGY: re.compile(
        rf"^allerg(?:y|ies)\W{{1,3}}(?:none|nil|nk[dfm]?a)\W*$|{_NOTHING}",
        re.IGNORECASE,
    ),
    Kind.PROBLEM: re.compile(
        rf"{_NO}(?:problems?|conditions?|diagnos[ei]s|diseases?|(?:past )?medical history)$"
        rf"|{_NOTHING}",
        re.IGNORECASE,
    ),
    Kind.MEDICATION: re.compile(
        rf"{_NO}(?:medications?|medicines?|drug therapy|drugs)$"
        rf"|^not (?:on|taking) any (?:medications?|medicines?|drugs)$|{_NOTHING}",
        re.IGNORECASE,
    ),
}
_UNKNOWN_WORDS: Final = re.compile(
    r"^no [a-z ]*information\b|\binformation not available|^(?:status )?unknown$"
    r"|^not (?:asked|known|available|assessed)$|^unable to (?:assess|obtain)"
    r"|\b(?:allerg\w*|medications?|problems?)(?: status| list)? (?:is |are )?"
    r"(?:unknown|not known|not asked|not available)$",
    re.IGNORECASE,
)


_NOT_APPLICABLE: Final = re.compile(r"^(?:n/\s?a|n\.a\.?|not applicable)$", re.IGNORECASE)


def states_none(entry: Entry) -> bool:
    """Whether the entry states that there is none of its kind (allergy, problem, medicine)."""
    if states_unknown(entry):
        return False
    if any(IPS in c.system and c.code.startswith("no-known-") for c in entry.code.codings):
        return True
    if entry.code.has(SNOMED, *NONE_CODES.get(entry.kind, ())):
        return True
    said, names = _NONE_WORDS.get(entry.kind), entry.code.labels
    if entry.kind is Kind.ALLERGY and any(denies_allergy(name) for name in names):
        return True
    return said is not None and any(said.search(name) for name in names)


def states_unknown(entry: Entry) -> bool:
    """Whether the entry says only that nothing is known: no information, not asked."""
    codings = entry.code.codings
    if any(IPS in c.system and c.code.endswith("-info") for c in codings):
        return True
    if not entry.code.text and codings and all(c.system.endswith(_REASON) for c in codings):
        return True
    names = entry.code.labels
    if names and all(_NOT_APPLICABLE.match(name) for name in names):
        return True
    return bool(names) and any(_UNKNOWN_WORDS.search(name) for name in names)


def says_nothing(entry: Entry) -> bool:
    """Whether the entry is a statement of absence or ignorance, not of a thing."""
    return states_unknown(entry) or states_none(entry) or states_denial(entry)


def states_denial(entry: Entry) -> bool:
    """Whether a Condition says that there is no such problem: "No diabetes", "NKDA"."""
    return entry.kind is Kind.PROBLEM and (denies(entry) or denies_allergy(entry.label))
