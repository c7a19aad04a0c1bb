"""Questions by a language model: it plans searches without seeing the record, then answers.

The prompt that plans holds the question, the tools, the counts of the chart and what became of
earlier calls; no text of the record. The prompt that answers holds the rows, and decides nothing
of what is read.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from langchain_core.language_models import BaseChatModel

from chartside.agent.asking.answerer import Answered, Asked, Plan, Read
from chartside.agent.asking.budget import BUDGET, Budget
from chartside.agent.asking.kind import answer_kind
from chartside.agent.asking.model.calls import calls_of, signatures, tools_text, tried_text
from chartside.agent.asking.model.shapes import AnswerGiven, PlanGiven
from chartside.agent.asking.planning import SECTION
from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import merged
from chartside.agent.authors.model.author import ModelAuthor
from chartside.agent.authors.model.handles import Handles, handles
from chartside.agent.authors.wording import finished
from chartside.draft import Author as Identity
from chartside.draft import Statement
from chartside.models.structured import ask_for
from chartside.prompts.prompt import prompt

_PROMPTS: Final = ("plan", "answering", "revise")


class ModelAnswers:
    """Asks a chat model for the searches of a question, and then for its answer.

    Args:
        model: Any LangChain chat model; it gets one user turn a call, and no tool.
        identity: Who the model is, as a draft records it.
        budget: How long a prompt may be, and how many of them an answer may take.
    """

    def __init__(
        self, model: BaseChatModel, identity: Identity, *, budget: Budget = BUDGET
    ) -> None:
        self._model = model
        self._identity = identity
        self._budget = budget

    @property
    def identity(self) -> Identity:
        """`model`, with the model's name and revision."""
        return self._identity

    @property
    def prompts(self) -> Mapping[str, str]:
        """The prompts that it asks with, each with version and digest."""
        return {name: prompt(name).stamp for name in _PROMPTS}

    @property
    def rounds(self) -> int:
        """As many as the budget gives: a search that found nothing may be asked otherwise."""
        return self._budget.rounds

    async def plan(self, asked: Asked) -> Plan:
        """The next searches. The record itself is not in the prompt: only its counts are.

        What the tools do is told once; a later round has their names and arguments.
        """
        counts = ", ".join(f"{kind} {n}" for kind, n in sorted(asked.manifest.items()) if n)
        filled = prompt("plan").filled(
            question=asked.text,
            today=asked.chart.as_of.date().isoformat(),
            manifest=counts,
            tools=signatures() if asked.tried else tools_text(),
            tried=tried_text(asked.tried),
        )
        given = (await ask_for(self._model, filled, PlanGiven)).value
        return Plan(tuple(calls_of(given)), given.enough)

    async def answer(self, read: Read) -> Answered:
        """The answer from what was read, a prompt for each page of it; or the failing ones anew."""
        if read.earlier:
            return Answered(await self._again(read))
        held = handles(read.evidence)
        pages = list(held.pages(self._budget.prompt))
        said: list[Statement] = []
        for page in islice(pages, self._budget.prompts):
            said += await self._from(read, held, page)
        unseen = len(pages) - self._budget.prompts
        notes = (f"{unseen} of {len(pages)} pages of evidence were not shown to the model",)
        return Answered(merged(said), notes if unseen > 0 else ())

    async def _from(self, read: Read, held: Handles, page: str) -> Sequence[Statement]:
        filled = prompt("answering").filled(
            question=read.text,
            today=read.evidence.chart.as_of.date().isoformat(),
            instructions=answer_kind().instructions,
            evidence=page,
        )
        given = (await ask_for(self._model, filled, AnswerGiven)).value
        if given.abstain:
            return ()
        return [
            Statement(finished(" ".join(s.text.split())), held.cited(read.evidence, s.sources))
            for s in given.sentences
        ]

    async def _again(self, read: Read) -> tuple[Statement, ...]:
        """As a section that failed is written anew: the same prompt, the same rules."""
        kind = answer_kind()
        section = kind.section(SECTION)
        task = Task(kind.id, section, kind.instructions, read.evidence, read.earlier)
        name = self._identity.model or self._identity.name
        return await ModelAuthor(self._model, name, self._identity.revision).write(task)
