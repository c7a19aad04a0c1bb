"""Numbers that stand behind one name and are measured in the unit of another cited entry.

"NT-proBNP was 6840 ng/L and the EF was preserved at 58%": no concentration is a percentage, so the
58 % is said of the cited echocardiogram. A number goes where its dimension fits (UCUM), and only
where the entry that it stands behind cannot be measured in it at all; it is then judged there.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.grounding.binding import DateSaid, Reading
from chartside.grounding.claims import Claim
from chartside.grounding.judges.numbers import loinc_of, unit_fits
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import MEDICINES, TEXTS, Profile

_TOLD: Final = frozenset({"range", "change"})


def rehomed(claims: Sequence[Claim], scope: Scope) -> list[Claim]:
    """The claims with each number at the entry whose unit it is in."""
    kept: list[Claim] = []
    moved: list[Claim] = []
    for claim in claims:
        own = [p for p in scope.cited if p.entry.reference in claim.references]
        strays = {r: homes for r in claim.readings if (homes := _homes(r, own, scope))}
        kept.append(
            replace(claim, readings=tuple(r for r in claim.readings if r not in strays))
            if strays
            else claim
        )
        moved += [_at_home(r, homes) for r, homes in strays.items()]
    return [*kept, *moved]


def _homes(reading: Reading, own: Sequence[Profile], scope: Scope) -> tuple[Profile, ...]:
    """The cited entries that are measured in the unit of a number, where its own are not."""
    quantity = reading.quantity
    if not quantity.unit or reading.role in _TOLD or not own:
        return ()
    if not all(p.measures for p in own) or any(_fits(reading, p) for p in own):
        return ()
    others = [p for p in scope.cited if p not in own and p.entry.kind not in MEDICINES]
    return tuple(p for p in others if _fits(reading, p))


def _fits(reading: Reading, profile: Profile) -> bool:
    quantity = reading.quantity
    if profile.measures:
        loinc = loinc_of(profile.entry)
        return any(v.number is not None and unit_fits(quantity, v, loinc) for v in profile.values)
    texts = profile.entry.kind in TEXTS or profile.entry.text
    return bool(texts) and any(q.unit == quantity.unit for q in profile.quantities)


def _at_home(reading: Reading, homes: tuple[Profile, ...]) -> Claim:
    start = reading.quantity.start
    return Claim(
        words=reading.quantity.text,
        start=start,
        end=reading.quantity.end,
        kinds=frozenset(p.entry.kind for p in homes),
        references=tuple(p.entry.reference for p in homes),
        readings=(reading,),
        dates=(DateSaid("", reading.dated),) if reading.dated else (),
    )
