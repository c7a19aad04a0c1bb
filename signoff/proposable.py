"""What a draft may propose at all: which change, of what, about whom.

Whoever wrote the draft names its action, and a policy gives authority by that name: an action does
what it is called, and nothing else. What a resource says is about the draft's patient. Another
person is not named in it by a reference, by an identifier, or by a resource that is contained.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from chartside.draft import Action, Proposal
from chartside.fhir.validation import problems
from chartside.signoff import results
from chartside.signoff.objects import objects_within
from chartside.signoff.references import is_reference

CREATED: Final[Mapping[Action, frozenset[str]]] = {
    Action.ADD_PROBLEM: frozenset({"Condition"}),
    Action.ORDER_FOLLOW_UP: frozenset({"ServiceRequest"}),
    Action.FILE_RESULT: results.FILED,
}
"""Types that a proposal may create, by what it is called."""
PATCHED: Final[Mapping[Action, frozenset[str]]] = {
    Action.STOP_DUPLICATE: frozenset({"MedicationRequest"}),
    Action.STOP_MEDICINE: frozenset({"MedicationRequest"}),
}
"""Types that a proposal may change, by what it is called."""
_CONTAINED: Final = frozenset({"Specimen"})
"""What may come within a resource: nothing that has a patient, or an author, of its own."""
_PATCH: Final = "Parameters"
_PARTS: Final = frozenset({"type", "path", "value"})
"""The parts of a FHIRPath Patch that replaces a value."""
_PATIENT: Final = "Patient"
_DRAFT: Final = "draft"


def unfit(proposal: Proposal, patient: str, urns: Collection[str]) -> str:
    """Why a proposal cannot be one; empty where it can.

    Args:
        proposal: What is proposed.
        patient: `Patient/id`, whom the draft is about.
        urns: Of every part of a report that is proposed with it.
    """
    why = _amiss_in_patch(proposal) if proposal.target else _amiss_in_new(proposal, patient)
    if not why and any(
        _is_someone_else(held, patient) for held in objects_within(proposal.resource)
    ):
        why = "names another patient"
    if not why and results.is_result(proposal):
        why = results.unfit(proposal, urns)
    return why or ("is not valid R4" if problems(proposal.resource, "R4") else "")


def _amiss_in_new(proposal: Proposal, patient: str) -> str:
    resource = proposal.resource
    kind = resource.get("resourceType")
    if kind not in CREATED.get(proposal.action, ()):
        return f"creates a resource of a type that may not be proposed to {proposal.action.value}"
    if resource.get("subject") != {"reference": patient}:
        return "is not about the draft's patient"
    if proposal.action is Action.ORDER_FOLLOW_UP and resource.get("status") != _DRAFT:
        return "is an order that would be placed already"
    return "" if _holds_parts_only(resource) else "brings another resource within it"


def _holds_parts_only(resource: Mapping[str, Any]) -> bool:
    held = resource.get("contained", [])
    return isinstance(held, list) and all(
        isinstance(one, Mapping) and one.get("resourceType") in _CONTAINED and "subject" not in one
        for one in held
    )


def _amiss_in_patch(proposal: Proposal) -> str:
    kind = proposal.target.partition("/")[0]
    known = kind in PATCHED.get(proposal.action, ()) and is_reference(proposal.target, kind)
    if known and proposal.resource.get("resourceType") == _PATCH and _patches(proposal, kind):
        return ""
    return "is no patch of a resource that may be changed"


def _patches(proposal: Proposal, kind: str) -> bool:
    """Whether every operation stops the target, which is all that may be changed."""
    operations = proposal.resource.get("parameter")
    return (
        isinstance(operations, list)
        and bool(operations)
        and all(_is_operation(held, kind) for held in operations)
    )


def _is_operation(operation: Any, kind: str) -> bool:
    if not isinstance(operation, Mapping) or operation.get("name") != "operation":
        return False
    parts = operation.get("part")
    held = [p for p in parts if isinstance(p, Mapping)] if isinstance(parts, list) else []
    said = {p.get("name"): p for p in held}
    path = said.get("path", {}).get("valueString")
    return (
        set(said) == _PARTS
        and said.get("type", {}).get("valueCode") == "replace"
        and path == f"{kind}.status"
        and said.get("value", {}).get("valueCode") == "stopped"
    )


def _is_someone_else(held: Mapping[str, Any], patient: str) -> bool:
    """Whether an object names a patient who is not the draft's: by URL, or by an identifier.

    A logical reference (FHIR R4, Reference.identifier) that does not say what it is of may be of
    anybody.
    """
    if any(_names_a_patient(url) and url != patient for url in _references(held)):
        return True
    if isinstance(held.get("identifier"), Mapping):  # of a resource it is a list
        return _is_patient(held.get("type", _PATIENT))
    named = "display" in held or "reference" in held
    return named and _is_patient(held.get("type")) and held.get("reference") != patient


def _is_patient(kind: Any) -> bool:
    return isinstance(kind, str) and kind.rpartition("/")[2] == _PATIENT


def _references(held: Mapping[str, Any]) -> Iterator[str]:
    """What stands where a reference to a resource may."""
    for name, value in held.items():
        if isinstance(value, str) and (name == "reference" or name.endswith(("Uri", "Url"))):
            yield value


def _names_a_patient(reference: str) -> bool:
    return _PATIENT in reference.replace("?", "/").split("/")
