"""The flow of Google's public EHR navigator, written anew from a description of its notebook.

A manifest of the whole record, the types that matter, one call for each type, facts out of what
each call returned, and an answer out of the facts. The prompts say the same in other and rather
fewer words than the notebook's; its model is taken to name exactly the type and codes on which the
answer rests, and to sum up the facts in one line: the flow's best case.
"""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.raw import Body, Person, at, label

TYPES: Final = (
    *("Encounter", "Practitioner", "Condition", "Observation", "AllergyIntolerance"),
    *("FamilyMemberHistory", "MedicationRequest", "MedicationStatement"),
    *("MedicationAdministration", "DiagnosticReport", "Procedure", "ServiceRequest"),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """The lengths of the prompts of one question, and the seconds around them."""

    prompts: tuple[int, ...]
    seconds: float


def bodies_behind(person: Person, question: Question) -> list[Body]:
    """The resources that the answer rests on."""
    return [person.everything[s] for s in sorted(question.asked.sources)]


def navigated(person: Person, question: Question) -> Cost:
    """The navigator's steps for one question; only what its prompts hold is kept."""
    begun = time.perf_counter()
    bodies = bodies_behind(person, question)
    kind = bodies[0]["resourceType"]
    asked = f"USER QUESTION: {question.text}. Patient ID {person.body['id']}.\n\n"
    manifest = {k: _listed(person, k) for k in TYPES if person.of(k)}
    whole = "### Patient data manifest\n" + "\n".join(f"**{k}**: {v}" for k, v in manifest.items())
    codes = {c for b in bodies if (c := _code(b))}
    fetched = [b for b in person.of(kind) if not codes or _code(b) in codes]
    prompts = (
        asked + _MANIFEST_CALL,
        _THINK + asked + whole + "\n\n" + _WHICH_TYPES,
        _THINK + f"FOR CONTEXT ONLY, {asked}{kind}: {manifest[kind]}\n\n" + _ONE_CALL.format(kind),
        _THINK + f"FOR CONTEXT ONLY, {asked}TOOL OUTPUT:\n{_searchset(fetched)}\n\n" + _FACTS,
        _ANSWER + f"\n\n{asked}SUMMARIZED INFORMATION: {'x' * 120}\n\nFinal answer in markdown:",
    )
    return Cost(tuple(len(p) for p in prompts), time.perf_counter() - begun)


def _code(body: Body) -> str:
    return str(at(body, "code", "coding", 0, "code") or "")


def _listed(person: Person, kind: str) -> str:
    """Every code of a type, as often as it occurs; those of `code` only."""
    found = [f"{label(b.get('code'))}{_code(b)}" for b in person.of(kind) if _code(b)]
    return f"Available codes include: {', '.join(found)}" if found else "Present (no codes found)"


def _searchset(bodies: Sequence[Body]) -> str:
    """What a call returns: the resources without `meta`, references without a server."""
    entries = [{"resource": {k: v for k, v in b.items() if k != "meta"}} for b in bodies]
    told = {"resourceType": "Bundle", "type": "searchset", "total": len(bodies), "entry": entries}
    return re.sub(r'"https?://[^"]*/(?=[A-Z][A-Za-z]+/)', '"', json.dumps(told, default=float))


_THINK = "SYSTEM INSTRUCTION: think silently if needed.\n\n"
_MANIFEST_CALL = """
You make API requests. Find the patient's id in the question and give the JSON of a call of the
tool `get_patient_data_manifest`.

The tool: get_patient_data_manifest(patient_id: str) -> str - a manifest of every FHIR resource of
a patient with its codes, by a query of the entire record. Use it first.

Give a single, raw JSON object and nothing else.

EXAMPLE:
{"name": "get_patient_data_manifest", "args": {"patient_id": "the-id-in-the-question"}}"""
_WHICH_TYPES = """
You are a medical assistant who looks at the manifest of a patient's FHIR data to answer the
question. Name the resource types of the manifest that most likely hold what is needed. Give a JSON
list of types and nothing else.
Example: ["Condition", "Observation", "MedicationRequest"]"""
_ONE_CALL = """
You make API requests and do nothing else: give the JSON of one tool call that gathers what the
question needs, without prose.
The tool: get_patient_fhir_resource(patient_id: str, fhir_resource: str, filter_code: Optional[str]
= None) -> str - a list of FHIR resources of one patient.
    patient_id: the patient's id.
    fhir_resource: the type.
    filter_code: codes, separated by commas.
**At this stage you can only call {0}.** If its data would not help, give {{}}.
EXAMPLE: {{"name": "get_patient_fhir_resource", "args": {{"patient_id": "the-id",
"fhir_resource": "{0}", "filter_code": "codes-from-manifest"}}}}"""
_FACTS = """
You summarise facts. Give facts in short sentences, and only those relevant to the question; give no
JSON and do not answer the question. Give dates or ranges of dates. For the most critical facts
only, give the reference [record type/record id]."""
_ANSWER = """
Bring together everything in the summarized information as a complete answer, and keep its FHIR
references."""
