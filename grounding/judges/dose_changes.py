"""A dose that changed: the earlier order holds the first amount, the later one the second.

HL7 FHIR R4 MedicationRequest.authoredOn; a wrong direction of change is a dosing error (ISMP).
"""

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.binding import Reading
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.doses import dose_holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import Profile


def judge_dose_change(claim: Claim, profiles: tuple[Profile, ...], scope: Scope) -> list[Fault]:
    """`from 10 mg to 5 mg` of two orders, in the order in which they were written."""
    orders = [p for p in profiles if p.entry.kind is Kind.MEDICATION and p.entry.when]
    amounts = [r for r in claim.readings if r.quantity.other is None]
    earlier = [r for r in amounts if r.role == "earlier"]
    later = [r for r in amounts if r.role == ""]
    if len({p.entry.when.day for p in orders if p.entry.when}) < 2 or not earlier or not later:  # noqa: PLR2004 - a change needs two
        return []
    first, last = _holder(earlier[0], orders, scope), _holder(later[-1], orders, scope)
    if first is None or last is None or first is last or not _after(first, last):
        return []
    reason = f"{first.where} is later than {last.where}; the sentence says from"
    amounts_said = f"{earlier[0].quantity.text} to {later[-1].quantity.text}"
    return [
        contradicted("change", earlier[0].quantity.start, Severity.HIGH, f"{reason} {amounts_said}")
    ]


def _holder(reading: Reading, orders: list[Profile], scope: Scope) -> Profile | None:
    return next((p for p in orders if dose_holds(reading.quantity, p, scope)), None)


def _after(one: Profile, other: Profile) -> bool:
    return bool(one.entry.when and other.entry.when and one.entry.when.low > other.entry.when.low)
