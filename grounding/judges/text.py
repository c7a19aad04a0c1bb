"""What entries without a rule of their own hold in words: numbers must stand there too."""

from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found, severity_of
from chartside.grounding.judges.numbers import loinc_of, matches, written_alike
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile


def judge_text(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Each number of a claim against the numbers of the entry's own words."""
    del scope
    return [
        _missing(r.quantity, profile)
        for r in claim.readings
        if not number_stands(r.quantity, profile)
    ]


def number_stands(quantity: Quantity, profile: Profile) -> bool:
    """Whether an entry holds a number, in its values or its words."""
    loinc = loinc_of(profile.entry)
    return any(matches(quantity, v, loinc) for v in profile.values) or any(
        written_alike(quantity, q) for q in profile.quantities
    )


def _missing(quantity: Quantity, profile: Profile) -> Fault:
    alike = [q for q in profile.quantities if q.unit and q.unit == quantity.unit]
    severity = severity_of(profile)
    if alike:
        reason = f"{profile.where} says {alike[0].text}; the sentence says {quantity.text}"
        return contradicted("reading", quantity.start, severity, reason)
    reason = f"{profile.where} does not hold the number {quantity.text}"
    return not_found("reading", quantity.start, severity, reason)
