"""The flow of Google's public EHR navigator, asked as the assistant is.

A manifest of the whole record, the types that matter, one call for each, facts out of what each
call returned, an answer out of the facts. Its limits are kept: it knows no "now", never goes back,
takes what a model wrote without checking it, and where a model wrote no JSON it goes on with
nothing. What differs: prompts in other words, the model's own temperature at every step (the
notebook has 0.6 for the facts), the patient is the one of the open chart whatever a model says, and
the answer is judged by the checker, so that it can be counted beside the assistant's.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from chartside.draft import Draft
from chartside.errors import UsageError
from chartside.evals.baselines import flow
from chartside.evals.baselines.answered import draft_of
from chartside.evals.baselines.scripted import ScriptedNavigator
from chartside.fhir.chart import Chart
from chartside.fhir.record import RecordSource
from chartside.grounding import check_draft

NAME: Final = "navigator"
"""As a reasoner: this over a scripted stand-in, or `navigator:REASONER` over a model."""

_ANSWER: Final = "answer"
_SUMMARY: Final = "Write a {kind} of this patient's record: problems, medicines, allergies, events"
_MEDICINES: Final = ("MedicationRequest", "MedicationStatement", "MedicationAdministration")


def is_navigator(reasoner: str) -> bool:
    """Whether a reasoner's name means this."""
    return reasoner == NAME or reasoner.startswith(f"{NAME}:")


def model_behind(reasoner: str) -> str:
    """The name of the model that it is to be run over; empty for the stand-in."""
    return reasoner.removeprefix(NAME).removeprefix(":")


class Navigator:
    """Answers questions about the charts of one record.

    Args:
        record: Where resources are searched.
        model: Who is asked at each step; None for a stand-in that goes by words alone.
        named: What drafts call the model.
    """

    def __init__(
        self, record: RecordSource, model: BaseChatModel | None = None, named: str = ""
    ) -> None:
        self._record = record
        self._model = model or ScriptedNavigator()
        self._named = named or "scripted"

    async def ask(self, chart: Chart, question: str) -> Draft:
        """An answer, checked.

        Raises:
            NothingToSay: The answer is empty, or says only that the record is silent.
            ModelError: The model failed, as where a prompt is longer than it takes.
        """
        return await self._drafted(chart, question.strip().rstrip(".?"), _ANSWER)

    async def summarize(self, chart: Chart, kind: str = "summary") -> Draft:
        """The same flow with a summary asked for in a sentence; raises as `ask` does."""
        return await self._drafted(chart, _SUMMARY.format(kind=kind), kind)

    async def _drafted(self, chart: Chart, question: str, kind: str) -> Draft:
        patient = chart.patient.reference.removeprefix("Patient/")
        facts = [
            await self._facts(question, patient, k, c)
            for k, c in await self._types(question, patient)
        ]
        found = "\n".join(f for f in facts if f)
        said = await self._said(flow.answer_from(question, patient, found))
        return check_draft(draft_of(said, kind, self._named, chart), chart)

    async def _types(self, question: str, patient: str) -> list[tuple[str, str]]:
        """The types that matter, each with its codes."""
        called = await self._said(flow.manifest_call(question, patient))
        if flow.read_call(called, "get_patient_data_manifest", patient) is None:
            return []
        manifest = await self._manifest(patient)
        said = await self._said(flow.which_types(question, patient, manifest))
        return [(kind, manifest[kind]) for kind in flow.read_types(said, manifest)]

    async def _facts(self, question: str, patient: str, kind: str, codes: str) -> str:
        """What a model makes of one call of one type; empty where it makes none."""
        said = await self._said(flow.one_call(question, patient, kind, codes))
        call = flow.read_call(said, "get_patient_fhir_resource", patient)
        if call is None or call.get("fhir_resource") != kind:
            return ""
        fetched = await self._fetched(patient, kind, str(call.get("filter_code") or ""))
        return await self._said(flow.facts_of(question, patient, flow.searchset(fetched)))

    async def _manifest(self, patient: str) -> dict[str, str]:
        held = {kind: await self._found(f"{kind}?patient={patient}") for kind in flow.TYPES}
        return {kind: flow.codes_of(bodies) for kind, bodies in held.items() if bodies}

    async def _fetched(self, patient: str, kind: str, codes: str) -> list[Mapping[str, Any]]:
        """By code, else by category, as the notebook does; by neither where a type has no code."""
        asked = f"{kind}?patient={patient}"
        beside = f"&_include={kind}:medication" if kind in _MEDICINES else ""
        if not codes or kind == "Encounter":
            return await self._found(asked + beside)
        named = quote(codes.replace(", ", ","), safe=",")
        return await self._found(f"{asked}&code={named}{beside}") or await self._found(
            f"{asked}&category={named}"
        )

    async def _found(self, query: str) -> list[Mapping[str, Any]]:
        """Every resource of a search; none of one that the record does not know."""
        found: list[Mapping[str, Any]] = []
        place: str | None = query
        while place:
            try:
                page = await self._record.search(place)
            except UsageError:
                return found
            found += page.items
            place = page.next
        return found

    async def _said(self, asked: str) -> str:
        return str((await self._model.ainvoke([HumanMessage(asked)])).text)
