"""Questions by a language model: it plans without the record, and answers within the checks."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from chartside.agent.asking.model.calls import offered, tools_text
from chartside.errors import ModelError, NothingToSay


class Scripted(BaseChatModel):
    """Answers with what `answers` makes of the prompt."""

    answers: Callable[[str], Any]
    _asked: list[str] = PrivateAttr(default_factory=list)

    @property
    def asked(self) -> list[str]:
        return self._asked

    @property
    def planning(self) -> list[str]:
        return [p for p in self._asked if "You choose which searches" in p]

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
        (turn,) = messages
        self._asked.append(str(turn.content))
        said = self.answers(str(turn.content))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(json.dumps(said)))])


def call(tool: str, **arguments: str) -> dict[str, Any]:
    return {"tool": tool, "arguments": [{"name": n, "value": v} for n, v in arguments.items()]}


def model(*rounds: list[dict[str, Any]], answer: dict[str, Any]) -> Scripted:
    """Plans these rounds, then nothing more, and answers so."""
    left = list(rounds)

    def answers(prompt: str) -> Any:
        if "You choose which searches" in prompt:
            return {"calls": left.pop(0) if left else []}
        return answer

    return Scripted(answers=answers)


POTASSIUM = [call("lab_trend", test="potassium")]
SAID = {
    "abstain": False,
    "sentences": [{"text": "Potassium 4.4 mmol/L on 2 November 2025.", "sources": [3]}],
}
SILENT = {"abstain": True, "sentences": []}


def test_a_model_answers_from_what_its_own_searches_found(ask: Any) -> None:
    asked = model(POTASSIUM, answer=SAID)
    draft = ask("What was her last potassium?", reasoner=asked)
    (sentence,) = draft.statements
    assert sentence.citations[0].reference == "Observation/k3"
    assert sentence.verdict.value == "supported"
    assert draft.author.name == "model"
    assert {"plan", "answering"} <= draft.prompts.keys()


def test_planning_sees_counts_and_no_text_of_the_record(ask: Any) -> None:
    asked = model(POTASSIUM, [call("search_notes", query="snoring")], answer=SAID)
    ask("What was her last potassium?", reasoner=asked)
    assert len(asked.planning) == 3
    for prompt in asked.planning:
        assert "document 1" in prompt
        for secret in ("4.4", "snoring for", "Quackenbush", "Penicillin", "Hives", "sleep study"):
            assert secret not in prompt
    assert "lab_trend(test=potassium): 1 rows" in asked.planning[1]


def planning(*rounds: dict[str, Any]) -> Scripted:
    """Gives these plans as they are, then the answer."""
    left = list(rounds)
    return Scripted(answers=lambda p: left.pop(0) if "You choose which searches" in p else SAID)


def test_a_plan_that_is_enough_and_finds_something_is_the_only_one(ask: Any) -> None:
    asked = planning({"calls": POTASSIUM, "enough": True})
    assert ask("What was her last potassium?", reasoner=asked).statements
    assert len(asked.planning) == 1


def test_a_plan_that_was_to_be_enough_and_found_nothing_is_made_anew(ask: Any) -> None:
    nothing = {"calls": [call("find", kind="lab", words="kalium")], "enough": True}
    asked = planning(nothing, {"calls": POTASSIUM, "enough": True})
    assert ask("What was her last potassium?", reasoner=asked).statements
    assert len(asked.planning) == 2


def test_a_later_round_is_not_told_again_what_each_search_does(ask: Any) -> None:
    asked = model(POTASSIUM, answer=SAID)
    ask("What was her last potassium?", reasoner=asked)
    first, second = asked.planning
    assert len(second) < len(first) - len(tools_text()) + 500
    assert "lab_trend(test, of, since, only, until)" in second
    assert "slope" in first
    assert "slope" not in second


def test_an_error_of_a_tool_is_told_to_the_next_round_and_ends_nothing(ask: Any) -> None:
    asked = model([call("find", kind="potion")], POTASSIUM, answer=SAID)
    draft = ask("What was her last potassium?", reasoner=asked)
    assert len(draft.statements) == 1
    assert "kind must be one of" in asked.planning[1]


def test_a_tool_that_is_not_offered_is_not_called(ask: Any) -> None:
    assert not {"propose", "sign", "export"} & offered().keys()
    with pytest.raises(NothingToSay):
        ask("Anything?", reasoner=model([call("sign", draft="x")], answer=SAID))


def test_no_argument_of_a_call_can_name_a_patient(ask: Any) -> None:
    asked = model([call("lab_trend", test="potassium", patient="Patient/2")], answer=SAID)
    with pytest.raises(NothingToSay) as silent:
        ask("Potassium of the other patient?", reasoner=asked)
    assert "wrong arguments" in silent.value.looked_for[0]


def test_planning_ends_after_three_rounds(ask: Any) -> None:
    rounds = [[call("find", kind="lab", words=w)] for w in ("a", "b", "c", "d", "e")]
    asked = model(*rounds, answer=SILENT)
    with pytest.raises(NothingToSay):
        ask("What was her last potassium?", reasoner=asked)
    assert len(asked.planning) == 3


def test_a_model_that_abstains_leaves_no_draft(ask: Any) -> None:
    with pytest.raises(NothingToSay):
        ask("Is she happy?", reasoner=model(POTASSIUM, answer=SILENT))


def test_a_sentence_whose_source_was_not_read_is_dropped(ask: Any) -> None:
    lie = {"abstain": False, "sentences": [{"text": "She has gout.", "sources": [99]}]}
    with pytest.raises(NothingToSay):
        ask("Does she have gout?", reasoner=model(POTASSIUM, answer=lie))


def test_a_sentence_that_the_chart_contradicts_is_withheld(ask: Any) -> None:
    lie = {
        "abstain": False,
        "sentences": [
            {"text": "Potassium 9.9 mmol/L on 2 November 2025.", "sources": [3]},
            {"text": "Potassium 4.1 mmol/L on 1 June 2023.", "sources": [1]},
        ],
    }

    def answers(prompt: str) -> Any:
        if "You choose which searches" in prompt:
            return {"calls": [] if "Already searched" in prompt else POTASSIUM}
        return {"replacements": []} if "<failing>" in prompt else lie

    draft = ask("What was her last potassium?", reasoner=Scripted(answers=answers))
    assert [s.text for s in draft.statements] == ["Potassium 4.1 mmol/L on 1 June 2023."]
    assert any("1 sentence that the checker" in said for said in draft.set_aside)


def test_a_model_that_answers_nonsense_fails_in_bounded_tries(ask: Any) -> None:
    asked = Scripted(answers=lambda _: "garbage")
    with pytest.raises(ModelError):
        ask("What was her last potassium?", reasoner=asked)
    assert len(asked.asked) <= 4
