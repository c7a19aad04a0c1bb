"""Who answers in an evaluation: an author for the assistant, or a chat model asked by itself."""

from importlib import import_module
from typing import Final

from langchain_core.language_models import BaseChatModel

from chartside.agent.authors.author import Author
from chartside.agent.authors.opening import open_author
from chartside.errors import UsageError
from chartside.evals.capsule.keeping import around
from chartside.models.reasoner import open_reasoner

EXTRACTIVE: Final = "extractive"
INSPECT: Final = "inspect"
"""The model that `inspect eval` was told of."""


def author_of(reasoner: str) -> Author:
    """The author that the assistant writes with.

    Raises:
        UsageError: A reasoner that is none, or what it needs is not installed.
        ModelError: Weights that cannot be loaded.
    """
    return open_author(EXTRACTIVE if reasoner == EXTRACTIVE else chat_model(reasoner))


def chat_model(reasoner: str) -> BaseChatModel:
    """The chat model behind a name, for a suite that asks a model itself, or has it judge.

    Raises:
        UsageError: It is none, `extractive` among them, or what it needs is not installed.
        ModelError: Weights that cannot be loaded.
    """
    if reasoner == EXTRACTIVE:
        raise UsageError("this suite asks a model: name one as URL#MODEL or local:FOLDER")
    between = around()
    if between is None:
        return _opened(reasoner)
    return between.model(reasoner) or between.opened(reasoner, _opened(reasoner))


def _opened(reasoner: str) -> BaseChatModel:
    if reasoner != INSPECT:
        return open_reasoner(reasoner)
    model: BaseChatModel = import_module("chartside.evals.running.inspect_model").InspectModel()
    return model
