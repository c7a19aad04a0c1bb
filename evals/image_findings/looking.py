"""A case put to a chat model that sees images, by the way of the product.

Needs the optional part `imaging`.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from langchain_core.language_models import BaseChatModel

from chartside.errors import PolicyError, UsageError
from chartside.evals.image_findings.cases import Case, cases_of
from chartside.evals.image_findings.grade import YES, Said
from chartside.evals.labelled.studies import Corners, Study
from chartside.models.imaging import read_images
from chartside.models.imaging.tasks.answer import is_closed
from chartside.models.imaging.tasks.asker import Asker
from chartside.models.imaging.tasks.finding import NO_ANSWER, ImageFinding, Task
from chartside.models.imaging.tasks.interpreting import Request, interpret
from chartside.models.imaging.tasks.seeing import Seen, see
from chartside.prompts.prompt import prompts

_TASKS: Final = {"locate": Task.LOCATE, "compare": Task.COMPARE}


class Unaskable(Exception):
    """The material asks what cannot be asked of such images: it is no answer, right or wrong."""


@lru_cache(maxsize=2)
def seen_of(study: Study) -> tuple[Seen, ...]:
    """What a model sees of a study; the questions about one come one after the other.

    Raises:
        UnreadableImage: Nothing among its files can be shown.
        UsageError: It has more images than one call takes.
    """
    return see(read_images(study.files, modality=study.modality))


class ByChat:
    """A chat model, asked as `chartside image --task answer`, `locate` and `compare` ask it."""

    def __init__(self, model: BaseChatModel) -> None:
        self._asker = Asker(model, prompts())

    def cases(self, study: Study) -> list[Case] | str:
        """What is asked of a study."""
        return cases_of(study)

    async def look(self, case: Case) -> Said:
        """What the model says.

        Raises:
            Unaskable: The images do not allow the question, or a true box lies outside of one.
            UnreadableImage: They cannot be shown.
            ModelError: The model failed, or its answer was cut off.
        """
        try:
            seen = seen_of(case.study)
            if case.how == "locate":
                _hold_inside(case.study.boxes, seen)
            findings = await interpret(self._asker, seen, _request(case))
        except (UsageError, PolicyError) as wrong:
            raise Unaskable(str(wrong)) from None
        return _said(case, findings)


def _request(case: Case) -> Request:
    if case.how == "class":
        return Request(Task.ANSWER, labels=(case.asked,))
    if case.how == "question":
        return Request(Task.ANSWER, question=case.asked)
    task = _TASKS[case.how]
    named = case.asked if task is Task.LOCATE else ""
    return Request(task, question=case.asked if task is Task.COMPARE else "", name=named)


def _said(case: Case, findings: Sequence[ImageFinding]) -> Said:
    """Of several images of a study one answer: yes where one of them says so."""
    if case.how == "locate":
        boxes = tuple(one.box for finding in findings for one in finding.boxes)
        return Said(boxes=boxes, answered=all(one.answered for one in findings))
    told = {one.answer or NO_ANSWER for one in findings}
    closed = case.how == "class" or (case.how == "question" and is_closed(case.asked))
    if closed and YES in told:
        return Said(YES)
    if len(told) != 1 or NO_ANSWER in told:
        return Said(answered=False)
    return Said(told.pop())


def _hold_inside(boxes: Sequence[Corners], seen: Sequence[Seen]) -> None:
    """Refuse a truth in other pixels than those of the image."""
    high, wide = seen[0].frames[0].rgb.shape[:2]
    if any(x1 > wide or y1 > high for _, _, x1, y1 in boxes):
        raise Unaskable(f"a true box lies outside of the image of {wide} by {high} pixels")
