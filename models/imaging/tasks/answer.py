"""A question about an image: yes or no where it asks for that, else a few words."""

import re
from typing import Final

from chartside.errors import UsageError
from chartside.models.imaging.tasks.asker import About, Asker
from chartside.models.imaging.tasks.final_answer import few_words, yes_or_no
from chartside.models.imaging.tasks.finding import ImageFinding, Task
from chartside.models.imaging.tasks.seeing import Seen
from chartside.models.imaging.tasks.volumes import condition_in

_CLOSED: Final = re.compile(
    r"\s*(is|are|was|were|does|do|did|has|have|had|can|could|will|would)\b", re.I
)
_EITHER: Final = re.compile(r"\bor\b", re.I)


async def answer(asker: Asker, seen: Seen, question: str) -> ImageFinding:
    """A model's answer to a question about one image, or to one condition in a volume.

    Args:
        asker: The model and its prompts.
        seen: One image, a slide, or a volume with all its slices.
        question: `Is there a pleural effusion?` Of a volume the condition may stand alone.

    Raises:
        UsageError: Nothing is asked, or more than one condition of a volume.
        ModelError: The model failed, or its answer was cut off.
    """
    question = " ".join(question.split())
    if not question:
        raise UsageError("something is asked: --question")
    if seen.kind.is_volume:
        return await condition_in(asker, seen, question)
    name = "image_yes_no" if is_closed(question) else "image_answer"
    words = asker.words(name, question=question)
    reply = await asker.ask([*seen.frames, words], asker.role(seen.kind))
    said = yes_or_no(reply.text) if is_closed(question) else few_words(reply.text)
    names = (name, *(("image_role",) if asker.role(seen.kind) else ()))
    return About(Task.ANSWER, question, seen, prompts=asker.stamps(*names)).finding(reply, said)


def is_closed(question: str) -> bool:
    """Whether a question asks for yes or no, by its first word.

    >>> is_closed("Is there a fracture?"), is_closed("Is it the left or the right lung?")
    (True, False)
    """
    return bool(_CLOSED.match(question)) and not _EITHER.search(question)
