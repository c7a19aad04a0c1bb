"""A task on what was read: one finding for each image, volume, pair or condition that is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chartside.errors import UsageError
from chartside.models.imaging.tasks.answer import answer
from chartside.models.imaging.tasks.asker import Asker
from chartside.models.imaging.tasks.compare import compare, pair
from chartside.models.imaging.tasks.describe import describe
from chartside.models.imaging.tasks.finding import ImageFinding, Task
from chartside.models.imaging.tasks.locate import locate
from chartside.models.imaging.tasks.seeing import Seen

MOST_LABELS: Final = 40
"""Conditions of one call."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. `labels` are conditions, each asked by itself; `name` is what to locate."""

    task: Task
    question: str = ""
    labels: tuple[str, ...] = ()
    name: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """Each question by itself: the labels where there are any."""
        return self.labels or (self.question,)


async def interpret(asker: Asker, seen: Sequence[Seen], request: Request) -> list[ImageFinding]:
    """What a chat model says, in the order of the images.

    Raises:
        UsageError: More conditions than one call takes; what the task itself refuses.
        PolicyError: Images of two patients would be compared.
        ModelError: The model failed, or an answer was cut off.
    """
    if len(request.labels) > MOST_LABELS:
        raise UsageError(f"at most {MOST_LABELS} conditions at a time")
    if request.task is Task.COMPARE:
        prior, current = pair(seen)
        return [await compare(asker, prior, current, one) for one in request.questions]
    found = []
    for one in seen:
        found += await _about_one(asker, one, request)
    return found


async def _about_one(asker: Asker, seen: Seen, request: Request) -> list[ImageFinding]:
    if request.task is Task.DESCRIBE:
        return [await describe(asker, seen, request.question)]
    if request.task is Task.LOCATE:
        names = (request.name,) if request.name else request.labels or (request.question,)
        return [await locate(asker, seen, name) for name in names]
    if request.task is Task.ANSWER:
        return [await answer(asker, seen, _asked(one, request)) for one in request.questions]
    raise UsageError("classes are told by MedSigLIP, not by a chat model")


def _asked(one: str, request: Request) -> str:
    """A label as a question: of a volume the words of a condition are enough."""
    return f"Is there {one}?" if request.labels else one
