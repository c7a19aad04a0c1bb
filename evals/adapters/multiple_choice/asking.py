"""Questions with options put to a chat model, and graded by the option chosen (`inspect_ai`).

Each question is one call in the form of MedGemma's published notebook: a thought is asked for, with
10,000 tokens for thought and answer together, at temperature 0. A thought that the tokens cut off
is a run that failed, not an answer: with 1,024 tokens that is most of them.
"""

from typing import Any, Final

from inspect_ai import Task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.errors import Truncated
from chartside.evals.adapters.multiple_choice.parsing import chosen
from chartside.evals.adapters.multiple_choice.question import Question
from chartside.evals.running.grading import counted, guarded
from chartside.evals.running.models import chat_model
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts
from chartside.evals.user_files.gathering import Held
from chartside.models.thoughts import strip_thoughts
from chartside.prompts.prompt import prompt

MOST_TOKENS: Final = 10_000
"""Of thought and answer together, as the published measure gives."""
_SHOWN: Final = 1_000
"""Last characters of an answer that a report shows."""


def asking_all(asked: Held[Question], reasoner: str) -> Task:
    """The task over these questions."""
    held = {question.id: question for question in asked.cases}
    return Task(
        dataset=MemoryDataset([_sample(question) for question in asked.cases]),
        solver=choosing(held, reasoner),
        scorer=chose_right(held),
        metadata=set_aside(asked.aside),
    )


def _sample(question: Question) -> Sample:
    filled = prompt("choose_option").filled(question=question.text, options=question.listed)
    return Sample(
        input=filled,
        target=question.right,
        id=question.id,
        metadata={"patient": question.id, "kind": question.kind},
    )


@solver
def choosing(held: dict[str, Question], reasoner: str) -> Solver:
    """Put each question to the model."""
    model = chat_model(reasoner)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        with at_work(state):
            message = await model.ainvoke(state.input_text, max_tokens=MOST_TOKENS, think=True)
            said = strip_thoughts(message.text)
            cut = message.response_metadata.get("finish_reason") == "length"
            if cut and chosen(said, held[str(state.sample_id)].options) is None:
                raise Truncated("answer", MOST_TOKENS)
            state.output.completion = said
        return state

    return solve


@scorer(metrics=[counted()])
def chose_right(held: dict[str, Question]) -> Scorer:
    """Whether the right option was chosen; an answer that chooses none is wrong, and counted."""

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        question = held[str(state.sample_id)]
        if code := failed_in(state):
            return 0.0, {"right": (0, 1)}, [_wrong(question, f"failed: {code}")]
        letter = chosen(state.output.completion, question.options)
        right = letter == question.right
        counts: Counts = {"right": (int(right), 1), "parsed": (int(letter is not None), 1)}
        said = f"({letter or 'no option'}) {state.output.completion[-_SHOWN:]}"
        return float(right), counts, [] if right else [_wrong(question, said)]

    return guarded(graded)


def _wrong(question: Question, said: str) -> dict[str, Any]:
    expected = f"({question.right}) {question.options[question.right]}"
    return {"asked": question.text[-_SHOWN:], "said": said, "expected": expected, "sources": []}
