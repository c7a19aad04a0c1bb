"""Whether two codes, of one system or of two, stand for the same thing.

Only evidence counts: free tables that are shipped (analytes, vaccines), the names that medication
codes carry, the chart's own resources that carry both codes, and maps that a user supplies. No
licensed content is shipped, and nothing is inferred from the shape of a code. Not covered: SNOMED
CT and ICD hierarchies, which a terminology service knows (`chartside.fhir.terminology`).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from chartside.fhir.analytes import analyte
from chartside.fhir.clinical.drugs import drug_name, route_of
from chartside.fhir.codes import CVX, LOINC, NDC, RXNORM, Code, Coding
from chartside.fhir.vaccines import same_vaccine

Evidence = Callable[[Coding, Coding], bool | None]
"""What says of two codings that they are one thing (True), two (False), or nothing (None)."""
Key = tuple[str, str]


def same_code(one: Coding, other: Coding) -> bool | None:
    """The same code of the same system, however spelled; says nothing of two different codes."""
    return True if one.code and one.key == other.key else None


_NEAR: Final = ({"Urea", "Urea nitrogen"}, {"Bicarbonate", "Carbon dioxide"})
"""Substances that stand for one another in practice, though they are two."""


def by_analyte(one: Coding, other: Coding) -> bool | None:
    """Two LOINC codes of one quantity, in mass or in moles, are one; of two substances are two.

    Two specimens or times of one substance are neither: a fasting glucose is a glucose.
    """
    if (one.key[0], other.key[0]) != (LOINC, LOINC):
        return None
    left, right = analyte(one.code), analyte(other.code)
    if left is None or right is None:
        return None
    if left is right:
        return True
    substances = {a.name.split(", ")[0] for a in (left, right)}
    return False if len(substances) > 1 and substances not in _NEAR else None


def by_vaccine(one: Coding, other: Coding) -> bool | None:
    """Two CVX codes of one kind of vaccine."""
    (system, code), (other_system, other_code) = one.key, other.key
    return same_vaccine(code, other_code) if (system, other_system) == (CVX, CVX) else None


_MEDICINES: Final = frozenset({RXNORM, NDC})


def by_drug_name(one: Coding, other: Coding) -> bool | None:
    """Two medication codes whose names give the same ingredients, by the same way where both say.

    Strength and form do not count. Different names are no evidence: a brand may name the ingredient
    of another.
    """
    if not {one.key[0], other.key[0]} <= _MEDICINES or not (one.display and other.display):
        return None
    ways = {way for c in (one, other) if (way := route_of(c.display))}
    same = drug_name(one.display) == drug_name(other.display)
    return True if same and len(ways) < 2 else None  # noqa: PLR2004 - two ways into the body are two


SHIPPED: Final[tuple[Evidence, ...]] = (same_code, by_analyte, by_vaccine, by_drug_name)
"""Evidence that needs neither a chart nor a map."""


def same_thing(one: Coding, other: Coding, evidence: Iterable[Evidence] = SHIPPED) -> bool | None:
    """Whether two codings stand for the same thing; None where nothing is known, or it conflicts.

    The same code of the same system is the same thing whatever the evidence says.

    >>> glucose = Coding("http://loinc.org", "2345-7"), Coding("http://loinc.org", "14749-6")
    >>> same_thing(*glucose)
    True
    """
    if same_code(one, other):
        return True
    said = {found for judge in evidence if (found := judge(one, other)) is not None}
    return said.pop() if len(said) == 1 else None


def same_concept(one: Code, other: Code, evidence: Iterable[Evidence] = SHIPPED) -> bool | None:
    """Whether two concepts stand for the same thing, by any of their codings.

    One pair that is the same decides; without one, a pair that differs does.
    """
    judges = tuple(evidence)
    said = {same_thing(a, b, judges) for a in one.codings for b in other.codings}
    return True if True in said else (False if False in said else None)


class ByChart:
    """Codings that stand together in one concept of the chart, in two systems, are one thing.

    Only directly: a vague code that stands beside two others does not join them. A code that stands
    beside several of the other system is broader than each, and says nothing. Two codes of one
    system in one concept are of different detail, and say nothing either.
    """

    def __init__(self, concepts: Iterable[Code]) -> None:
        self._beside: dict[Key, dict[str, set[str]]] = {}
        for concept in set(concepts):
            keys = {c.key for c in concept.codings if c.system and c.code}
            for key in keys:
                for system, code in keys:
                    if system != key[0]:
                        self._beside.setdefault(key, {}).setdefault(system, set()).add(code)

    def __call__(self, one: Coding, other: Coding) -> bool | None:
        """True where each is the only one that stands beside the other."""
        here = self._beside.get(one.key, {}).get(other.key[0], set())
        there = self._beside.get(other.key, {}).get(one.key[0], set())
        return True if here == {other.key[1]} and there == {one.key[1]} else None


class ByMap:
    """Pairs that a user's map gives: ICD-10-CM and SNOMED CT, say, under the user's own licence."""

    def __init__(self, pairs: Mapping[tuple[Key, Key], bool]) -> None:
        self._pairs = {**pairs, **{(b, a): same for (a, b), same in pairs.items()}}

    def __call__(self, one: Coding, other: Coding) -> bool | None:
        """What the map says of the pair, in either direction."""
        return self._pairs.get((one.key, other.key))
