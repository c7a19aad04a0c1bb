"""Sections by a language model, from the same evidence and behind the same checks as any other."""

import re
from collections.abc import Mapping, Sequence

from langchain_core.language_models import BaseChatModel

from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import merged
from chartside.agent.authors.model.handles import Handles, handles
from chartside.agent.authors.model.shapes import Revised, Written
from chartside.agent.authors.wording import finished
from chartside.draft import AT_FAULT, Statement
from chartside.draft import Author as Identity
from chartside.models.structured import ask_for
from chartside.prompts.prompt import prompt

_MARKS = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
"""Source numbers that a model puts into its text, although it was told not to."""


class ModelAuthor:
    """Asks a chat model for each section, once for each page of its evidence.

    Args:
        model: Any LangChain chat model; it gets one user turn a call, and no tool.
        name: What the model is called in a draft.
        revision: Which weights, where that is known.
        decoding: How the model chooses its words, as far as that is known.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        revision: str | None = None,
        decoding: Mapping[str, str] | None = None,
    ) -> None:
        self._model = model
        self._identity = Identity("model", name, revision, dict(decoding or {}))

    @property
    def model(self) -> BaseChatModel:
        """The chat model that it asks."""
        return self._model

    @property
    def identity(self) -> Identity:
        """`model`, with the model's name, its revision, and how it chooses its words."""
        return self._identity

    @property
    def prompts(self) -> Mapping[str, str]:
        """The prompts that it asks with, each with version and digest."""
        return {name: prompt(name).stamp for name in ("write", "revise")}

    async def write(self, task: Task) -> tuple[Statement, ...]:
        """The section, or its failing sentences anew.

        Raises:
            ModelError: The model gave no usable answer, or could not be asked.
        """
        held = handles(task.evidence)
        return await (self._again(task, held) if task.earlier else self._first(task, held))

    async def _first(self, task: Task, held: Handles) -> tuple[Statement, ...]:
        found: list[Statement] = []
        for page in held.pages():
            asked = prompt("write").filled(
                kind=task.kind,
                section=task.section.title,
                limit=str(task.section.limit),
                instructions=task.instructions,
                evidence=page,
            )
            answer = await ask_for(self._model, asked, Written)
            found += [_said(task, held, s.text, s.sources) for s in answer.value.sentences]
        return merged(s for s in found if s.text)

    async def _again(self, task: Task, held: Handles) -> tuple[Statement, ...]:
        """Each failing sentence as the model would have it now; the others stay as they are."""
        failing = {n: s for n, s in enumerate(task.earlier, 1) if s.verdict in AT_FAULT}
        replaced: dict[int, Statement] = {}
        for page in held.pages():
            asked = prompt("revise").filled(
                instructions=task.instructions,
                section=task.section.title,
                failing="\n".join(_failing(n, s) for n, s in failing.items()),
                evidence=page,
            )
            answer = await ask_for(self._model, asked, Revised)
            for new in answer.value.replacements:
                if new.number in failing and (new.text or new.number not in replaced):
                    replaced[new.number] = _said(task, held, new.text, new.sources)
        return tuple(
            statement
            for n, s in enumerate(task.earlier, 1)
            if (statement := replaced.get(n, Statement(s.text, s.citations))).text
        )


def _said(task: Task, held: Handles, text: str, sources: Sequence[int]) -> Statement:
    bare = " ".join(_MARKS.sub("", text).split())
    return Statement(finished(bare) if bare else "", held.cited(task.evidence, sources))


def _failing(number: int, statement: Statement) -> str:
    return f"{number}. {statement.text} ({'; '.join(statement.reasons)})"
