"""The age at which a problem began: "diagnosed at 50", "onset at 42", "age at onset of gout: 54".

It is the patient's age on the days that the record gives for the beginning (HL7 FHIR R4
Condition.onset, recordedDate), and of a month or a year any age in it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from chartside.draft import Severity
from chartside.fhir.chart import Demographics
from chartside.fhir.entry import Kind
from chartside.fhir.when import When
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_AHEAD: Final = Caseless(
    r"(?:\b(?:at|aged?|@|age\sof|when(?:\s\w+){0,2}\s(?:was|were))|\bage\b[^;]{0,80}(?::|=|\bis|\bwas))"
    r"\s?(?:about\s|around\s|approximately\s|only\s|just\s|the\sage\sof\s|~\s?)?$",
)
_OLDEST: Final = 120
_MOMENT: Final = timedelta(seconds=1)


def is_onset_age(quantity: Quantity, text: str) -> bool:
    """Whether a number stands where the age at the beginning of a problem does.

    >>> from chartside.grounding.reading.quantities import quantities_in
    >>> text = "Came down with gout at 54"
    >>> is_onset_age(quantities_in(text, [])[0], text)
    True
    """
    whole = quantity.other is None and quantity.number == int(quantity.number)
    if not whole or quantity.sign or not 0 <= quantity.number <= _OLDEST:
        return False
    if quantity.unit.rstrip("s") not in {"", "year", "yr"}:
        return False
    return _AHEAD.search(text[: quantity.start]) is not None


def judge_age_at(
    quantity: Quantity, profiles: Sequence[Profile], patient: Demographics
) -> Fault | None:
    """An age that a sentence gives for a problem."""
    problems = [p for p in profiles if p.entry.kind is Kind.PROBLEM]
    ages = {a for p in problems for w in _begun(p) for a in _ages(w, patient)}
    if not ages or int(quantity.number) in ages:
        return None
    known = " or ".join(str(a) for a in sorted(ages))
    reason = (
        f"{problems[0].where} began when the patient was {known};"
        f" the sentence says {quantity.number:f}"
    )
    return contradicted("age", quantity.start, Severity.MODERATE, reason)


def _begun(profile: Profile) -> list[When]:
    entry = profile.entry
    return [w for w in (entry.when, entry.recorded) if w]


def _ages(when: When, patient: Demographics) -> list[int]:
    days = (when.date, (when.high - _MOMENT).date())
    return [a for day in days if (a := patient.age(day)) is not None]
