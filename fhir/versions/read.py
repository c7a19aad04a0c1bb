"""A resource of any version in the shape of R4, and which version it was.

The version is told from each resource's own shape, since records mix them and few say. What is the
same in R4 is not touched; what is converted is a copy, and the bytes received stay as they are.
"""

from collections.abc import Mapping
from typing import Any, Final

from chartside.fhir.versions import r5, stu3
from chartside.fhir.versions.shapes import Rule

_STU3, _R5 = "STU3", "R5"
_BY_TYPE: Final[Mapping[str, Mapping[str, tuple[tuple[str, Rule], ...]]]] = {
    kind: {
        element: tuple(
            (version, rule)
            for version, rules in ((_STU3, stu3.RULES), (_R5, r5.RULES))
            for rule in rules.get(kind, ())
            if rule[0] == element
        )
        for element in {rule[0] for rules in (stu3.RULES, r5.RULES) for rule in rules.get(kind, ())}
    }
    for kind in stu3.RULES.keys() | r5.RULES.keys()
}
"""The rules of a type by element, so that a resource costs what it holds."""
ONLY_STU3: Final = frozenset({"ProcedureRequest", "ReferralRequest", "BodySite", "Sequence"})
ONLY_R5: Final = frozenset({"MedicationUsage", "DeviceUsage", "NutritionIntake", "Transport"})


def as_r4(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """The resource as R4 would have it; itself where it already is."""
    found = _matching(resource)
    if not found:
        return resource
    plain = {name: value for name, value in resource.items() if name not in found}
    for element, (_, (_, _, turn)) in found.items():
        try:
            plain.update(turn(dict(resource), resource[element]))
        except (AttributeError, TypeError, KeyError):  # of no version's shape: left as it came
            plain[element] = resource[element]
    return plain


def version_of(resource: Mapping[str, Any]) -> str:
    """`STU3` or `R5` where the resource has a shape that only that version has, else `R4`."""
    kind = resource.get("resourceType")
    if kind in ONLY_STU3 or kind in ONLY_R5:
        return _STU3 if kind in ONLY_STU3 else _R5
    versions = [version for version, _ in _matching(resource).values()]
    return max(versions, key=versions.count) if versions else "R4"


def _matching(resource: Mapping[str, Any]) -> Mapping[str, tuple[str, Rule]]:
    """The rule that applies to each element that is not as R4 has it."""
    rules = _BY_TYPE.get(str(resource.get("resourceType")))
    if rules is None:
        return {}
    found: dict[str, tuple[str, Rule]] = {}
    for element in rules.keys() & resource.keys():
        for version, rule in rules[element]:
            if rule[1](resource[element]):
                found[element] = (version, rule)
                break
    return found
