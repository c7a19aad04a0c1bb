"""Questions asked of the agent with a model, beside the flow of Google's public EHR navigator.

Both have a model that answers from a script, so that prompts are counted and nothing is read by
chance. The script gives the navigator its best case (`navigator_flow`). Only questions about types
that the navigator knows are asked. Its resources come out of memory; ours out of a chart, through
the graph, with checkpoints.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from material import Material, resources
from navigator_flow import Cost, bodies_behind, navigated
from timing import Row

from chartside.agent.assistant import Assistant
from chartside.errors import NothingToSay
from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.questions import questions
from chartside.evals.chart_questions.raw import AS_OF, Person, at, label, people
from chartside.fhir.record import RecordSource, open_record
from chartside.settings import Settings

SHARE = 3
MOST_TOKENS = 16_000
CHARACTERS = 3
"""Of a token, at the least: clinical text with numbers and JSON takes more tokens than prose."""

FLAT = 1.5
SMALL, LARGE = 300, 1200
EACH = 2
"""Questions about one type of resource in one record."""

NOW = datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC)

TOOLS: Final = {
    "Observation": "lab_trend",
    "MedicationRequest": "medications",
    "Condition": "problems",
    "Procedure": "procedures",
    "Encounter": "encounters",
    "AllergyIntolerance": "find",
}
"""What is asked about, and the tool of ours that reads it."""


class Scripted(BaseChatModel):
    """Answers with what `answers` makes of a prompt, and keeps the lengths of all prompts."""

    answers: Callable[[str], str]
    lengths: list[int]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - the signature is LangChain's
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - the same
        **kwargs: Any,  # noqa: ARG002 - the same
    ) -> ChatResult:
        prompt = "".join(str(m.content) for m in messages)
        self.lengths.append(len(prompt))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.answers(prompt)))])


def measure(material: Material, scratch: Path) -> list[Row]:
    """Prompt characters, calls, the largest prompt and seconds; then sections of a summary."""
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for number, path in enumerate(material.files):
        for person in people(path):
            asked = list(_askable(person))
            home = Settings(scratch / f"navigator-{number}")
            ours += asyncio.run(_ask(person, asked, home))
            theirs += [navigated(person, question) for question in asked]
    sections = {path: _sections(path, scratch) for path in material.files}
    on = f"{len(ours)} questions, {len(material.files)} records"
    return [*_rows(ours, theirs, on), _largest(ours, theirs, sections), _flat(sections)]


def _rows(ours: Sequence[Cost], theirs: Sequence[Cost], on: str) -> list[Row]:
    mine, peer = sum(sum(c.prompts) for c in ours), sum(sum(c.prompts) for c in theirs)
    each = [sum(c.prompts) for c in ours], [sum(c.prompts) for c in theirs]
    lower = sum(a * SHARE <= b for a, b in zip(*each, strict=True))
    calls = [sum(len(c.prompts) for c in costs) / len(costs) for costs in (ours, theirs)]
    wall = [median(c.seconds for c in costs) * 1000 for costs in (ours, theirs)]
    return [
        Row(
            "prompt characters of a question / the EHR navigator's flow",
            on,
            f"1/{peer / mine:.1f} in all; {median(each[0]):,.0f} and {median(each[1]):,.0f} in the "
            f"median; <= 1/{SHARE} in {lower} questions",
            f"<= 1/{SHARE} in all",
            mine * SHARE <= peer,
        ),
        Row(
            "model calls of a question",
            on,
            f"{calls[0]:.1f}, navigator {calls[1]:.1f}",
            "",
            met=True,
        ),
        Row(
            "a question without the model's time, by the clock",
            on,
            f"{wall[0]:.0f} ms in the median, navigator {wall[1]:.1f} ms (from memory, unchecked)",
            "",
            met=True,
        ),
    ]


def _largest(ours: Sequence[Cost], theirs: Sequence[Cost], sections: dict[Path, list[int]]) -> Row:
    asked = max(n for c in ours for n in c.prompts)
    written = max(n for lengths in sections.values() for n in lengths)
    peer = max(n for c in theirs for n in c.prompts) / CHARACTERS
    tokens = max(asked, written) / CHARACTERS
    return Row(
        f"largest prompt, questions and summaries ({CHARACTERS} characters a token)",
        f"{len(sections)} records",
        f"{asked / CHARACTERS:,.0f} and {written / CHARACTERS:,.0f} tokens; navigator {peer:,.0f}",
        f"<= {MOST_TOKENS:,} tokens",
        tokens <= MOST_TOKENS,
    )


def _flat(sections: dict[Path, list[int]]) -> Row:
    """The mean section of a summary on the record nearest to each size."""
    sizes = {path: len(resources(path)) for path in sections}
    ends = [min(sizes, key=lambda p: abs(sizes[p] - size)) for size in (SMALL, LARGE)]
    means = [sum(sections[p]) / len(sections[p]) for p in ends]
    return Row(
        "prompt characters of a section of a summary, long record / short one",
        " and ".join(f"{sizes[p]:,}" for p in ends) + " resources",
        f"{means[1] / means[0]:.2f}x  ({means[0]:,.0f} and {means[1]:,.0f})",
        f"<= {FLAT}x",
        means[1] <= FLAT * means[0],
    )


def _askable(person: Person) -> Iterator[Question]:
    """Questions whose answer rests on one type that the navigator knows, a few a record."""
    held: dict[str, int] = {}
    for question in questions([person], "navigator", each=2):
        kinds = {s.partition("/")[0] for s in question.asked.sources}
        if len(kinds) == 1 and (kind := kinds.pop()) in TOOLS and held.get(kind, 0) < EACH:
            held[kind] = held.get(kind, 0) + 1
            yield question


async def _ask(person: Person, asked: Sequence[Question], home: Settings) -> list[Cost]:
    """Each question of the agent, with a model that plans as its script has it."""
    record: RecordSource = open_record(person.path)
    chart = record.open_chart(person.reference, as_of=NOW)
    found = []
    for question in asked:
        model = Scripted(answers=_script(person, question), lengths=[])
        assistant = Assistant(record, settings=home, reasoner=model)
        begun = time.perf_counter()
        with contextlib.suppress(NothingToSay):  # what was asked counts all the same
            await assistant.ask(chart, question.text)
        found.append(Cost(tuple(model.lengths), time.perf_counter() - begun))
    return found


def _script(person: Person, question: Question) -> Callable[[str], str]:
    """Plans the one search that the question needs, as enough, and answers with one sentence."""
    plans = iter([[_planned(person, question)]])

    def answers(prompt: str) -> str:
        if "searches" in prompt and '"calls"' in prompt:
            return json.dumps({"calls": next(plans, []), "enough": True})
        said = {"text": "The record has this.", "sources": [1]}
        return json.dumps({"abstain": False, "sentences": [said]})

    return answers


def _planned(person: Person, question: Question) -> dict[str, Any]:
    body = bodies_behind(person, question)[0]
    tool = TOOLS[body["resourceType"]]
    arguments: dict[str, str] = {}
    if tool == "lab_trend":
        vital = at(body, "category", 0, "coding", 0, "code") == "vital-signs"
        arguments = {
            "test": question.name or label(body["code"]),
            "of": "vital" if vital else "lab",
        }
    elif tool == "find":
        arguments = {"kind": "allergy"}
    given = [{"name": n, "value": v} for n, v in arguments.items()]
    return {"tool": tool, "arguments": given}


def _sections(path: Path, scratch: Path) -> list[int]:
    """The lengths of the prompts of a summary by a model, each section from its own evidence."""
    record = open_record(path)
    model = Scripted(answers=lambda _: '{"sentences": []}', lengths=[])
    assistant = Assistant(record, settings=Settings(scratch / "sections"), reasoner=model)
    with contextlib.suppress(NothingToSay):  # the script writes nothing
        asyncio.run(assistant.summarize(record.open_chart(as_of=NOW)))
    return model.lengths
