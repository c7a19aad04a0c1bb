"""Numbers that stand behind one name and are measured in the unit of another cited entry.

"NT-proBNP was 6840 ng/L and the EF was preserved at 58%": no concentration is a percentage, so the
58 % is said of the cited echocardiogram. A number goes where its dimension fits (UCUM), and only
where the entry that it stands behind cannot be measured in it at all; it is then judged there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from chartside.grounding.binding import DateSaid, Reading
from chartside.grounding.claims import Claim
from chartside.grounding.judges.numbers import loinc_of, unit_fits
from chartside.grounding.judges.ranges import judge_bounds
from chartside.grounding.judges.results import value_holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.text import number_stands
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import MEDICINES, TEXTS, Profile

_TOLD: Final = frozenset({"range", "change"})


def rehomed(claims: Sequence[Claim], scope: Scope) -> list[Claim]:
    """The claims with each number at the entry whose unit it is in."""
    kept: list[Claim] = []
    moved: list[Claim] = []
    named = frozenset(r for c in claims for r in c.references)
    bare = tuple(p for p in scope.cited if p.measures and p.entry.reference not in named)
    for claim in claims:
        own = [p for p in scope.cited if p.entry.reference in claim.references]
        strays = {r: homes for r in claim.readings if (homes := _homes(r, own, bare, scope))}
        kept.append(_without(claim, own, strays) if strays else claim)
        moved += [_at_home(r, homes) for r, homes in strays.items()]
    return [*kept, *moved]


def _without(
    claim: Claim, own: Sequence[Profile], strays: Mapping[Reading, Sequence[Profile]]
) -> Claim:
    """The claim that is left; the date of a number goes with it, where the claim is no result."""
    gone = {
        r.dated.start
        for r, homes in strays.items()
        if r.dated and any(p.measures and p not in own for p in homes)
    }
    return replace(
        claim,
        readings=tuple(r for r in claim.readings if r not in strays),
        dates=tuple(d for d in claim.dates if d.dated.start not in gone),
    )


def _homes(
    reading: Reading, own: Sequence[Profile], bare: Sequence[Profile], scope: Scope
) -> tuple[Profile, ...]:
    """The cited entries that are measured in the unit of a number, where its own are not."""
    if not own:
        return ()
    if bare and (meant := _unnamed(reading, own, bare, scope)):
        return meant
    if reading.role in _TOLD:
        return ()
    if any(p.entry.kind in MEDICINES for p in own):
        return _behind_medicine(reading.quantity, own, scope)
    return _by_unit(reading, own, scope)


def _behind_medicine(
    quantity: Quantity, own: Sequence[Profile], scope: Scope
) -> tuple[Profile, ...]:
    """`Fell to 7.3 % after glargine was added but is up again to 7.9 %`: a result, and no dose."""
    if quantity.joined or any(number_stands(quantity, p) for p in own):
        return ()
    results = (p for p in scope.cited if p.measures and p not in own)
    return tuple(p for p in results if value_holds(quantity, p, scope))


def _unnamed(
    reading: Reading, own: Sequence[Profile], bare: Sequence[Profile], scope: Scope
) -> tuple[Profile, ...]:
    """The cited results that nothing names, where a number is theirs and not the named one's."""
    quantity = reading.quantity
    if reading.role == "range":
        return _with_range(quantity, own, bare)
    measured = all(p.measures for p in own)
    if reading.role in _TOLD or not (measured or quantity.joined == "/"):
        return ()
    if any(value_holds(quantity, p, scope) for p in own):
        return ()
    return tuple(p for p in bare if value_holds(quantity, p, scope))


def _by_unit(reading: Reading, own: Sequence[Profile], scope: Scope) -> tuple[Profile, ...]:
    quantity = reading.quantity
    others = [p for p in scope.cited if p not in own and p.entry.kind not in MEDICINES]
    if all(p.measures for p in own):
        told = [p for p in others if p.entry.kind in TEXTS and number_stands(quantity, p)]
        if told and not any(value_holds(quantity, p, scope) for p in own):
            return tuple(told)  # "reported as 6.8 and corrected to 4.6": the letter says so
        if not quantity.unit or any(_fits(reading, p) for p in own):
            return ()
    elif any(number_stands(quantity, p) for p in own) or _is_whole(quantity):
        return tuple(p for p in others if p.entry.kind in TEXTS and number_stands(quantity, p))
    return tuple(p for p in others if _fits(reading, p))


def _with_range(
    quantity: Quantity, own: Sequence[Profile], bare: Sequence[Profile]
) -> tuple[Profile, ...]:
    """The unnamed results that came with a range, where the named ones came with another."""
    if any(p.measures and judge_bounds(quantity, p) is None for p in own):
        return ()
    return tuple(p for p in bare if judge_bounds(quantity, p) is None)


def _is_whole(quantity: Quantity) -> bool:
    """A bare whole number may count things, and be nobody's result."""
    whole = quantity.number == int(quantity.number) and quantity.other is None
    return whole and not quantity.unit


def _fits(reading: Reading, profile: Profile) -> bool:
    quantity = reading.quantity
    if quantity.joined == "/":
        return bool(profile.entry.components) and not quantity.unit.startswith("mg")
    if profile.measures:
        loinc = loinc_of(profile.entry)
        return any(v.number is not None and unit_fits(quantity, v, loinc) for v in profile.values)
    return any(q.unit == quantity.unit for q in profile.quantities)


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
