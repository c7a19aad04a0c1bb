"""What the navigator's flow shows a model at each step, and how what a model says is read.

The flow is written anew from a description of its notebook, and so are its prompts: they say the
same in other and rather fewer words. Its habits are kept: a code stands in the manifest as often as
it occurs, only the element `code` has codes, and a call returns whole resources without a limit.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chartside.evals.chart_questions.raw import at, label
from chartside.prompts.prompt import prompt

TYPES: Final = (
    *("Encounter", "Practitioner", "Condition", "Observation", "AllergyIntolerance"),
    *("FamilyMemberHistory", "MedicationRequest", "MedicationStatement"),
    *("MedicationAdministration", "DiagnosticReport", "Procedure", "ServiceRequest"),
)
"""What the navigator knows of a record."""

PROMPTS: Final = tuple(
    f"navigator_{step}" for step in ("manifest", "types", "call", "facts", "answer")
)

Json = Any
Resource = Mapping[str, Any]

_FENCE: Final = re.compile(r"\A\s*```\w*\s*\n?(.*?)\n?\s*```\s*\Z", re.DOTALL)
_SERVER: Final = re.compile(r'"https?://[^"]*/(?=[A-Z][A-Za-z]+/)')
NO_CODES: Final = "Present (no specific codes found)"
CODES: Final = "Available codes include: "


def manifest_call(question: str, patient: str) -> str:
    """Asks for the call that gets the manifest."""
    return prompt("navigator_manifest").filled(question=question, patient=patient)


def which_types(question: str, patient: str, manifest: Mapping[str, str]) -> str:
    """Asks which types of the manifest matter."""
    told = "\n".join(f"**{kind}**: {codes}" for kind, codes in manifest.items())
    return prompt("navigator_types").filled(question=question, patient=patient, manifest=told)


def one_call(question: str, patient: str, kind: str, codes: str) -> str:
    """Asks for one call of one type."""
    return prompt("navigator_call").filled(
        question=question, patient=patient, kind=kind, codes=codes
    )


def facts_of(question: str, patient: str, output: str) -> str:
    """Asks for the facts in what a call returned."""
    return prompt("navigator_facts").filled(question=question, patient=patient, output=output)


def answer_from(question: str, patient: str, facts: str) -> str:
    """Asks for the answer from the facts of all calls."""
    return prompt("navigator_answer").filled(question=question, patient=patient, facts=facts)


def code_of(body: Resource) -> str:
    """The first code of a resource; empty where it has none."""
    return str(at(body, "code", "coding", 0, "code") or "")


def codes_of(bodies: Iterable[Resource]) -> str:
    """The codes of a type as the manifest has them: the first of each resource, with its name."""
    found = [f"{label(b.get('code'))}={code}" for b in bodies if (code := code_of(b))]
    return f"{CODES}{', '.join(found)}" if found else NO_CODES


def searchset(bodies: Sequence[Resource]) -> str:
    """What a call returns: resources without `meta`, references without a server."""
    entries = [{"resource": {k: v for k, v in b.items() if k != "meta"}} for b in bodies]
    told = {"resourceType": "Bundle", "type": "searchset", "total": len(bodies), "entry": entries}
    return _SERVER.sub('"', json.dumps(told, default=float))


def read_json(said: str) -> Json:
    """JSON that a model wrote, also between fences; None where it wrote none."""
    fenced = _FENCE.match(said)
    try:
        return json.loads(fenced[1] if fenced else said)
    except (ValueError, RecursionError):
        return None


def read_types(said: str, manifest: Mapping[str, str]) -> list[str]:
    """The types that a model named, those of the manifest, each once."""
    held = read_json(said)
    named = held if isinstance(held, list) else []
    return [k for k in dict.fromkeys(n for n in named if isinstance(n, str)) if k in manifest]


def read_call(said: str, name: str, patient: str) -> Mapping[str, Any] | None:
    """The arguments of a call of this tool about this patient; None for any other."""
    held = read_json(said)
    arguments = at(held, "args")
    if at(held, "name") != name or not isinstance(arguments, dict):
        return None
    named = str(arguments.get("patient_id", "")).removeprefix("Patient/")
    return arguments if named == patient else None
