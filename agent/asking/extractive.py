"""The answerer that needs no language model: the question is parsed, and each sentence is made.

Deterministic: the same question on the same chart has the same answer.
"""

from collections.abc import Mapping
from dataclasses import replace

from chartside.agent.asking.answerer import Answered, Asked, Plan, Read
from chartside.agent.asking.answering import answered
from chartside.agent.asking.answers.sought import Sought
from chartside.agent.asking.concepts import meant
from chartside.agent.asking.planning import planned
from chartside.agent.asking.understand import understand
from chartside.agent.authors.extractive import merged
from chartside.draft import AT_FAULT, Statement
from chartside.draft import Author as Identity


class ExtractiveAnswers:
    """Answers questions by fixed rules."""

    @property
    def identity(self) -> Identity:
        """`extractive`: no model."""
        return Identity("extractive")

    @property
    def prompts(self) -> Mapping[str, str]:
        """None: it asks nobody."""
        return {}

    @property
    def rounds(self) -> int:
        """One."""
        return 1

    async def plan(self, asked: Asked) -> Plan:
        """All calls at once: what they find changes nothing of what is asked."""
        question = understand(asked.text, asked.chart.as_of.date())
        halves = [question]
        if question.circumstance is not None:
            halves = [replace(question, circumstance=None), question.circumstance.question]
        calls = [call for q in halves for call in planned(q, meant(asked.chart, q), asked.manifest)]
        return Plan(tuple(calls), enough=True)

    async def answer(self, read: Read) -> Answered:
        """The answer, or of one that was judged the sentences that did not fail.

        In plainer words a sentence would no longer answer what was asked.
        """
        chart = read.evidence.chart
        if read.earlier:
            kept = (s for s in read.earlier if s.verdict not in AT_FAULT)
            return Answered(tuple(Statement(s.text, s.citations) for s in kept))
        question = understand(read.text, chart.as_of.date())
        sought = Sought(question, read.evidence, meant(chart, question), read.cut)
        return Answered(merged(answered(sought)))
