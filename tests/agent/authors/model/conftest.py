"""A chat model that answers from a script, and what it was asked."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr


class Scripted(BaseChatModel):
    """Answers with what `answers` makes of the prompt: JSON of it, or the text itself."""

    answers: Callable[[str], Any]
    _asked: list[str] = PrivateAttr(default_factory=list)

    @property
    def asked(self) -> list[str]:
        return self._asked

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
        text = said if isinstance(said, str) else json.dumps(said)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])


@pytest.fixture
def scripted() -> Callable[[Callable[[str], Any]], Scripted]:
    """`scripted(lambda prompt: answer)`."""
    return lambda answers: Scripted(answers=answers)
