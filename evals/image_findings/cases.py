"""Studies as single questions: each class of a study by itself, so that figures are of a class.

MedSigLIP tells findings in chest X-rays that it has words for and against each by itself; other
labels it only ranks against each other, so that such a study is one question.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from chartside.evals.labelled.studies import Study

NOT_ITS: Final = "lines that ask for more than MedSigLIP tells: classes are what it tells"
NOTHING_TO_RANK: Final = "lines whose classes are all there, or none: nothing can be ranked"

How = Literal["class", "question", "locate", "compare", "rank"]


@dataclass(frozen=True, slots=True)
class Case:
    """A question about a study, and how it is graded. `kind` names figures of their own."""

    id: str
    study: Study
    how: How
    asked: str
    kind: str


def cases_of(study: Study) -> list[Case]:
    """What a chat model is asked of a study."""
    if study.task == "classify":
        return [_of_class(study, label) for label in study.asked]
    asked = study.asked[0]
    kind = "questions" if study.task == "question" else f"{study.task}: {asked}"
    return [Case(study.id, study, study.task, asked, kind)]


def cases_of_labels(study: Study, known: Collection[str]) -> list[Case] | str:
    """What MedSigLIP is asked of a study, or why it is not asked.

    Args:
        study: The study.
        known: Labels that it has words for and against.
    """
    if study.task != "classify":
        return NOT_ITS
    if all(label.lower() in known for label in study.asked):
        return [_of_class(study, label) for label in study.asked]
    if not study.truth or len(study.truth) == len(study.asked):
        return NOTHING_TO_RANK
    return [Case(study.id, study, "rank", ", ".join(study.asked), "labels ranked")]


def _of_class(study: Study, label: str) -> Case:
    return Case(f"{study.id}/{label}", study, "class", label, label)
