"""The flow of Google's public EHR navigator in its best case, of which only the prompts are kept.

The flow itself is `chartside.evals.baselines`. Here its model is taken to name exactly the type and
codes on which the answer rests, and to sum up the facts in one line.
"""

import time
from dataclasses import dataclass

from chartside.evals.baselines import flow
from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.raw import Body, Person


@dataclass(frozen=True, slots=True)
class Cost:
    """The lengths of the prompts of one question, and the seconds around them."""

    prompts: tuple[int, ...]
    seconds: float


def bodies_behind(person: Person, question: Question) -> list[Body]:
    """The resources that the answer rests on."""
    return [person.everything[s] for s in sorted(question.asked.sources)]


def navigated(person: Person, question: Question) -> Cost:
    """The navigator's steps for one question; only what its prompts hold is kept."""
    begun = time.perf_counter()
    bodies = bodies_behind(person, question)
    kind = bodies[0]["resourceType"]
    asked = question.text, str(person.body["id"])
    manifest = {k: flow.codes_of(person.of(k)) for k in flow.TYPES if person.of(k)}
    wanted = {c for b in bodies if (c := flow.code_of(b))}
    fetched = [b for b in person.of(kind) if not wanted or flow.code_of(b) in wanted]
    prompts = (
        flow.manifest_call(*asked),
        flow.which_types(*asked, manifest),
        flow.one_call(*asked, kind, manifest[kind]),
        flow.facts_of(*asked, flow.searchset(fetched)),
        flow.answer_from(*asked, "x" * 120),
    )
    return Cost(tuple(len(p) for p in prompts), time.perf_counter() - begun)
