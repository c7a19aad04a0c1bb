"""The flow of the EHR navigator: what it shows a model, what it makes of answers, and a run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from chartside.draft import Verdict
from chartside.errors import NothingToSay, UsageError
from chartside.evals.baselines import flow
from chartside.evals.baselines.answered import draft_of, statements_in
from chartside.evals.baselines.navigator import Navigator, is_navigator, model_behind
from chartside.evals.baselines.scripted import answered
from chartside.evals.running.patients import Records, Ward
from chartside.evals.running.run import Asked, run
from chartside.fhir.chart import Chart
from chartside.fhir.record import RecordSource, open_record

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


def about(kind: str, name: str, **elements: Any) -> dict[str, Any]:
    return {
        "resourceType": kind,
        "id": name,
        "subject": {"reference": "Patient/p1"},
        **elements,
    }


def coded(code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://loinc.org", "code": code, "display": display}]}


BODIES: list[dict[str, Any]] = [
    {"resourceType": "Patient", "id": "p1", "birthDate": "1960-01-02"},
    about(
        "Observation",
        "k1",
        status="final",
        meta={"versionId": "7"},
        code=coded("2823-3", "Potassium"),
        effectiveDateTime="2024-03-02",
        valueQuantity={"value": 3.9, "unit": "mmol/L"},
    ),
    about(
        "Observation",
        "k2",
        status="final",
        code=coded("2823-3", "Potassium"),
        effectiveDateTime="2025-05-06",
        valueQuantity={"value": 4.4, "unit": "mmol/L"},
    ),
    about(
        "Observation",
        "na",
        status="final",
        code=coded("2951-2", "Sodium"),
        effectiveDateTime="2025-05-06",
        valueQuantity={"value": 139, "unit": "mmol/L"},
    ),
    about(
        "MedicationRequest",
        "m1",
        status="active",
        intent="order",
        authoredOn="2025-01-01",
        medicationCodeableConcept={"text": "Ramipril 5 mg"},
    ),
]


@pytest.fixture
def record(tmp_path: Path) -> RecordSource:
    place = tmp_path / "record.json"
    entries = [{"resource": body} for body in BODIES]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    place.write_text(json.dumps(bundle))
    return open_record(place)


@pytest.fixture
def chart(record: RecordSource) -> Chart:
    return record.open_chart()


class Played(BaseChatModel):
    """Says what `says` makes of a prompt, and keeps the prompts."""

    says: Callable[[str], str]
    asked: list[str]

    @property
    def _llm_type(self) -> str:
        return "played"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - the signature is LangChain's
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - the same
        **kwargs: Any,  # noqa: ARG002 - the same
    ) -> ChatResult:
        self.asked.append("".join(str(m.text) for m in messages))
        message = AIMessage(self.says(self.asked[-1]))
        return ChatResult(generations=[ChatGeneration(message=message)])


def call(name: str, **args: str) -> str:
    return json.dumps({"name": name, "args": {"patient_id": "p1", **args}})


def steps(prompt: str) -> str:
    """A model that does what the flow asks for."""
    if "Final answer in markdown" in prompt:
        return "**Answer**\n\n* Potassium was 4.4 mmol/L on 2025-05-06 [Observation/k2]."
    if "TOOL OUTPUT" in prompt:
        return "Potassium 4.4 mmol/L, 2025-05-06 [Observation/k2]."
    if "only call Observation" in prompt:
        return call("get_patient_fhir_resource", fhir_resource="Observation", filter_code="2823-3")
    if "patient data manifest" in prompt.casefold() and "JSON\nlist of types" in prompt:
        return '```json\n["Observation", "Immunization", "Observation"]\n```'
    return call("get_patient_data_manifest")


async def test_the_flow_asks_five_times_for_one_type(record: RecordSource, chart: Chart) -> None:
    model = Played(says=steps, asked=[])
    draft = await Navigator(record, model, "played").ask(chart, "What is the last potassium?")
    assert len(model.asked) == 5
    assert (
        "**Observation**: Available codes include: Potassium=2823-3, Potassium=2823-3"
        in (model.asked[1])
    )
    assert f"**MedicationRequest**: {flow.NO_CODES}" in model.asked[1]
    output = json.loads(model.asked[3].partition("TOOL OUTPUT:\n")[2].partition("\n\nYou")[0])
    assert [e["resource"]["id"] for e in output["entry"]] == ["k1", "k2"]
    assert "meta" not in output["entry"][0]["resource"]
    assert [s.text for s in draft.statements] == ["Potassium was 4.4 mmol/L on 2025-05-06."]
    said = draft.statements[-1]
    assert [c.reference for c in said.citations] == ["Observation/k2"]
    assert said.verdict is Verdict.SUPPORTED
    assert draft.author.name == "navigator"


async def test_its_answer_is_checked_as_ours_is(record: RecordSource, chart: Chart) -> None:
    def says(prompt: str) -> str:
        if "Final answer in markdown" in prompt:
            return (
                "Potassium was 5.4 mmol/L [Observation/k2]. Sodium was 139 mmol/L [Observation/x]."
            )
        return steps(prompt)

    draft = await Navigator(record, Played(says=says, asked=[])).ask(chart, "Potassium?")
    assert [s.verdict for s in draft.statements] == [Verdict.CONTRADICTED, Verdict.NOT_FOUND]
    assert draft.statements[1].citations[0].reference == "Observation/x"


@pytest.mark.parametrize(
    "named",
    [
        "not JSON",
        "{}",
        call("get_patient_data_manifest").replace("p1", "p2"),
        call("drop_all_tables"),
        '{"name": "get_patient_data_manifest"}',
    ],
)
async def test_without_a_call_about_this_patient_nothing_is_read(
    record: RecordSource, chart: Chart, named: str
) -> None:
    def says(prompt: str) -> str:
        return "The record has no information." if "Final answer" in prompt else named

    model = Played(says=says, asked=[])
    with pytest.raises(NothingToSay):
        await Navigator(record, model).ask(chart, "What is the last potassium?")
    assert len(model.asked) == 2
    assert "4.4" not in "".join(model.asked)


async def test_a_summary_is_asked_for_in_a_sentence(record: RecordSource, chart: Chart) -> None:
    model = Played(says=steps, asked=[])
    draft = await Navigator(record, model).summarize(chart, "handoff")
    assert draft.kind == "handoff"
    assert "handoff" in model.asked[0]


async def test_a_code_that_is_none_is_tried_as_a_category_and_then_gives_nothing(
    record: RecordSource, chart: Chart
) -> None:
    def says(prompt: str) -> str:
        said = steps(prompt)
        return said.replace('"2823-3"', '"a|b|c,,?&patient=p2"') if "only call" in prompt else said

    model = Played(says=says, asked=[])
    await Navigator(record, model).ask(chart, "Potassium?")
    assert '"total": 0' in model.asked[3]


@pytest.mark.parametrize(
    ("markdown", "texts", "cited"),
    [
        ("K was 4.4. [Observation/k2]", ["K was 4.4."], [["Observation/k2"]]),
        ("- K (high) was 4.4 (Observation/k2)", ["K (high) was 4.4"], [["Observation/k2"]]),
        ("1. A [Observation/k1, Observation/k2]", ["A"], [["Observation/k1", "Observation/k2"]]),
        ("A [x](Observation/k1).", ["A."], [["Observation/k1"]]),
        ("# Title\n\n**A.** B is so.\n---\n", ["A.", "B is so."], [[], []]),
        ("A [Nonsense/k1].", ["A."], [[]]),
        ("A at 1/2 [see above].", ["A at 1/2 [see above]."], [[]]),
        ("```\n\n***\n", [], []),
        ("[Patient/p1/Observation/k1] A", ["A"], [["Patient/p1", "Observation/k1"]]),
        ("**Findings:**\n**Yes.**", ["Yes."], [[]]),
    ],
)
def test_sentences_and_their_references_are_read_out_of_markdown(
    chart: Chart, markdown: str, texts: list[str], cited: list[list[str]]
) -> None:
    found = statements_in(markdown, chart)
    assert [s.text for s in found] == texts
    assert [[c.reference for c in s.citations] for s in found] == cited


@pytest.mark.parametrize(
    "silent",
    [
        "The record does not mention an answer.",
        "No relevant information was found.",
        "This is not documented.",
        "The date cannot be determined from the summarized information.",
        "",
    ],
)
def test_an_answer_that_says_only_that_nothing_is_there_is_silence(
    chart: Chart, silent: str
) -> None:
    with pytest.raises(NothingToSay):
        draft_of(silent, "answer", "m", chart)


@pytest.mark.parametrize(
    "said", ["No potassium is given.", "It is not recorded [Observation/k2].", "She has no fever."]
)
def test_an_answer_that_denies_something_is_none(chart: Chart, said: str) -> None:
    assert draft_of(said, "answer", "m", chart).statements


@pytest.mark.parametrize(
    "said", ["", "null", "3", '{"a": 1}', "[" * 9_000, '["Observation"', "``` ```"]
)
def test_types_that_are_no_list_are_none(said: str) -> None:
    assert flow.read_types(said, {"Observation": ""}) == []


def test_the_stand_in_goes_by_words(record: RecordSource) -> None:
    del record
    manifest = {
        "Observation": f"{flow.CODES}Potassium=2823-3, Sodium, serum=2951-2",
        "Encounter": flow.NO_CODES,
    }
    asked = ("What was the sodium level", "p1")
    assert json.loads(answered(flow.which_types(*asked, manifest)))[0] == "Observation"
    called = json.loads(answered(flow.one_call(*asked, "Observation", manifest["Observation"])))
    assert called["args"]["filter_code"] == "2951-2"
    facts = answered(flow.facts_of(*asked, flow.searchset(BODIES[1:4])))
    assert facts.startswith("Sodium was 139 mmol/L on 2025-05-06 [Observation/na].")
    assert answered(flow.answer_from(*asked, facts)) == facts.splitlines()[0]
    assert answered("anything else") == "The record does not say."


def test_the_names_of_the_flow() -> None:
    assert is_navigator("navigator")
    assert is_navigator("navigator:http://127.0.0.1:8000/v1#m")
    assert not is_navigator("navigators")
    assert model_behind("navigator:http://127.0.0.1:8000/v1#m") == "http://127.0.0.1:8000/v1#m"
    with pytest.raises(UsageError):
        Ward(Records(), "navigator:nothing")


def test_the_stand_in_is_measured_as_the_assistant_is(tmp_path: Path) -> None:
    report = run(Asked(("chart-questions",), Records(panel=1), "navigator", limit=24), tmp_path)
    (ran,) = report.suites
    assert ran.whole
    assert report.broken == 0
    assert ran.costs["calls"] >= 2 * len(ran.cases)
    counts = [c.counts for c in ran.cases]
    assert 0 < sum(c["exact"][0] for c in counts) < len(counts)


def test_it_is_run_over_a_model_on_a_server(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    server = model_server("I do not know what is meant.")
    asked = Asked(("chart-questions",), Records(panel=1), f"navigator:{server.reasoner}", limit=2)
    report = run(asked, tmp_path)
    assert report.broken == 0
    assert [case.cost["calls"] for case in report.suites[0].cases] == [2, 2]
    server.status = 500
    failing = run(asked, tmp_path / "failing")
    assert {case.failed for case in failing.suites[0].cases} == {"endpoint"}
