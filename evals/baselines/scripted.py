"""A stand-in for a model in the navigator's flow: it goes by the words of the question alone.

It lets a new user see the flow and its figures without a model. It understands nothing: it picks
types and codes that share words with the question, and says the newest of what shares most. What a
model would make of the same flow may be far better.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from typing_extensions import override

from chartside.evals.chart_questions.raw import at, label, name_of, state

_WORD: Final = re.compile(r"[a-z0-9][a-z0-9\-]+")
_IDLE: Final = (
    "a all an and any are as at be been by did do does ever for from had has have he her his how "
    "i in is it its last latest many most much newest not of on or patient recent she since that "
    "the their them there they this to was were what when where which who why with"
)
"""Words that say nothing of what is asked about."""
_KINDS: Final[Mapping[str, str]] = {
    "AllergyIntolerance": "allergy allergies allergic reaction intolerance",
    "Condition": "condition problem problems diagnosis diagnoses diagnosed disease active",
    "DiagnosticReport": "report reports panel",
    "Encounter": "visit visits encounter encounters seen admitted admission hospital stay",
    "FamilyMemberHistory": "family mother father brother sister",
    "MedicationAdministration": "given administered",
    "MedicationRequest": "medicine medicines medication medications drug drugs dose prescribed "
    "taking takes take started stopped",
    "MedicationStatement": "takes taking medicine medicines medication medications",
    "Observation": "result results value level measured measurement reading lab test trend",
    "Procedure": "procedure procedures surgery operation operated performed done",
    "ServiceRequest": "order ordered referral referred requested",
}
_MOST: Final = 2
"""Types that are called, and facts that one call gives."""

_MANIFEST_LINE: Final = re.compile(r"^\*\*(\w+)\*\*: (.*)$", re.MULTILINE)
_CODE: Final = re.compile(r"(?:^|, )([^=]*)=([^,\s]+)")
_NOTHING: Final = "The record does not say."


class ScriptedNavigator(BaseChatModel):
    """Answers each step of the flow, told by what stands in its prompt."""

    @property
    @override
    def _llm_type(self) -> str:
        return "scripted-navigator"

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = AIMessage(answered("".join(str(m.text) for m in messages)))
        return ChatResult(generations=[ChatGeneration(message=message)])


def answered(asked: str) -> str:
    """What the stand-in says to a prompt of the flow."""
    step = next((s for mark, s in _STEPS.items() if mark in asked), None)
    question = re.search(r"USER QUESTION: (.*?)\. Patient ID (\S+)\.\n", asked, re.DOTALL)
    if step is None or question is None:
        return _NOTHING
    return step(asked, question[1], question[2])


def words(text: str) -> frozenset[str]:
    """The words that matter, without an ending s."""
    idle = frozenset(_IDLE.split())
    found = _WORD.findall(text.casefold())
    return frozenset(w.removesuffix("s") for w in found if w not in idle)


def _called(_: str, __: str, patient: str) -> str:
    return json.dumps({"name": "get_patient_data_manifest", "args": {"patient_id": patient}})


def _types(asked: str, question: str, _: str) -> str:
    """The types that share most words with the question, by their codes and by common words."""
    wanted = words(question)
    scores = {
        kind: len(wanted & words(codes)) + len(wanted & words(_KINDS.get(kind, kind)))
        for kind, codes in _MANIFEST_LINE.findall(asked)
    }
    best = sorted((k for k, n in scores.items() if n), key=lambda k: -scores[k])
    return json.dumps(best[:_MOST])


def _call(asked: str, question: str, patient: str) -> str:
    """A call with the codes whose names share most words with the question; all where none do."""
    kind = re.search(r"you can only call (\w+)\.", asked)
    line = (
        re.search(rf"^{kind[1]}: (?:Available codes include: )?(.*)$", asked, re.MULTILINE)
        if kind
        else None
    )
    if kind is None or line is None:
        return "{}"
    wanted = words(question)
    scores = {code: len(wanted & words(name)) for name, code in _CODE.findall(line[1])}
    most = max(scores.values(), default=0)
    arguments = {"patient_id": patient, "fhir_resource": kind[1]}
    if most:
        arguments["filter_code"] = ",".join(c for c, n in scores.items() if n == most)
    return json.dumps({"name": "get_patient_fhir_resource", "args": arguments})


def _facts(asked: str, question: str, _: str) -> str:
    """A sentence for each of the few resources that share most words, the newest first."""
    output = re.search(r"TOOL OUTPUT:\n(\{.*\})\n", asked)
    bodies = [e["resource"] for e in json.loads(output[1])["entry"]] if output else []
    return "\n".join(_said(b) for b in _nearest(bodies, question))


def _nearest(bodies: Iterable[dict[str, Any]], question: str) -> list[dict[str, Any]]:
    wanted = words(question)
    held = [(len(wanted & words(_name(b))), _day(b), b) for b in bodies]
    return [b for _, _, b in sorted(held, key=lambda h: h[:2], reverse=True)[:_MOST]]


def _answer(asked: str, question: str, _: str) -> str:
    """The fact that shares most words with the question, in a line."""
    facts = asked.partition("SUMMARIZED INFORMATION: ")[2].partition("\n\nFinal answer")[0]
    wanted = words(question)
    lines = [line for line in facts.splitlines() if line.strip()]
    return max(lines, key=lambda line: len(wanted & words(line)), default=_NOTHING)


_STEPS: Final[Mapping[str, Callable[[str, str, str], str]]] = {
    "Final answer in markdown:": _answer,
    "TOOL OUTPUT:\n": _facts,
    "At this stage you can only call": _call,
    "### Patient data manifest\n": _types,
    "get_patient_data_manifest": _called,
}
"""What only one of the prompts has in it, and who answers it; the last first."""


def _said(body: dict[str, Any]) -> str:
    """A resource in a sentence, with its reference."""
    value, unit = at(body, "valueQuantity", "value"), at(body, "valueQuantity", "unit") or ""
    dose = at(body, "dosageInstruction", 0, "text")
    told = f"{_name(body)} was {value} {unit}".strip() if value is not None else _name(body)
    status = state(body, "clinicalStatus") or str(body.get("status") or "")
    beside = [status] if status and value is None else []
    beside += [str(dose)] if dose else []
    more = f" ({', '.join(beside)})" if beside else ""
    day = f" on {_day(body)}" if _day(body) else ""
    return f"{told}{more}{day} [{name_of(body)}]."


def _name(body: dict[str, Any]) -> str:
    concepts = (
        body.get("code"),
        body.get("medicationCodeableConcept"),
        at(body, "type", 0),
        body.get("vaccineCode"),
    )
    named = next((n for c in concepts if (n := label(c))), "")
    return named or str(at(body, "medicationReference", "display") or body["resourceType"])


_DATES: Final = (
    *("effectiveDateTime", "onsetDateTime", "performedDateTime", "authoredOn", "recordedDate"),
    *("issued", "occurrenceDateTime"),
)


def _day(body: dict[str, Any]) -> str:
    periods = (at(body, name, "start") for name in ("period", "performedPeriod", "effectivePeriod"))
    found = next((v for v in (*map(body.get, _DATES), *periods) if v), "")
    return str(found)[:10]
