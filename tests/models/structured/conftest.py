"""A foreign chat model that says what a test wrote, and a server that does as it is told."""

from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field
from tiny.served import asks, doing, serve

__all__ = ["asks", "doing", "serve"]


class Scripted(BaseChatModel):
    """Says one thing after the other, then the last again.

    An exception is raised; a function is given the prompt and says what it returns.
    """

    says: list[Any]
    asked: list[str] = Field(default_factory=list)
    options: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: object, **kwargs: Any) -> ChatResult:
        self.asked.append(str(messages[-1].content))
        self.options.append(kwargs)
        said = self.says[min(len(self.asked), len(self.says)) - 1]
        if isinstance(said, Exception):
            raise said
        if callable(said):
            said = said(self.asked[-1])
        message = said if isinstance(said, AIMessage) else AIMessage(str(said))
        return ChatResult(generations=[ChatGeneration(message=message)])


@pytest.fixture
def foreign() -> Callable[..., Scripted]:
    return lambda *says: Scripted(says=list(says))
