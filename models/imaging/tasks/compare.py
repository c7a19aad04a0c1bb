"""An image and an earlier one: how it has changed, the earlier first, as the model was trained."""

from collections.abc import Sequence
from typing import Final

from chartside.errors import PolicyError, UsageError
from chartside.models.imaging.prepared import Frame
from chartside.models.imaging.tasks.asker import About, Asker
from chartside.models.imaging.tasks.final_answer import choice
from chartside.models.imaging.tasks.finding import ImageFinding, Task
from chartside.models.imaging.tasks.kinds import ImageKind
from chartside.models.imaging.tasks.seeing import Seen

_WORDS: Final = "image_compare"
_COURSE: Final = "image_course"
COURSES: Final = {"A": "improved", "B": "stable", "C": "worsened"}
_BY_DATE: Final = "the order is that of the dates of the studies: the first is the earlier one"
_AS_GIVEN: Final = "the order is that of the files as they were named: the first is the earlier one"


def pair(seen: Sequence[Seen]) -> tuple[Seen, Seen]:
    """The earlier and the current image.

    Raises:
        UsageError: They are not two single images of two studies.
        PolicyError: Their headers name two patients.
    """
    if len(seen) != 2 or any(len(one.frames) != 1 for one in seen):  # noqa: PLR2004 - a pair
        raise UsageError("two images are compared: one of the earlier study, one of the current")
    prior, current = seen
    if prior.group == current.group and prior.frames[0].slice.of.study is not None:
        raise UsageError("both images are of one study: there is nothing to compare over time")
    if all(one.person[0] for one in seen) and prior.person != current.person:
        raise PolicyError("the two images name two patients: they are not compared")
    if any(one.kind.is_volume or one.kind is ImageKind.SLIDE for one in seen):
        raise UsageError("images are compared, not volumes or slides: no model was trained on that")
    return prior, current


async def compare(asker: Asker, prior: Seen, current: Seen, finding: str = "") -> ImageFinding:
    """How an image has changed since an earlier one.

    Args:
        asker: The model and its prompts.
        prior: The earlier image.
        current: The current one.
        finding: One finding, which has improved, is stable or has worsened; else words in general.

    Raises:
        ModelError: The model failed, or its answer was cut off.
    """
    frames: tuple[Frame, ...] = (*prior.frames, *current.frames)
    kind = current.kind if prior.kind is current.kind else ImageKind.OTHER
    name = _COURSE if finding else _WORDS
    words = asker.words(name, finding=finding) if finding else asker.words(name)
    reply = await asker.ask([*frames, words])
    dated = prior.taken and current.taken and prior.taken != current.taken
    about = About(
        Task.COMPARE,
        finding,
        Seen(kind, current.frames, notices=(*prior.notices, *current.notices)),
        frames=frames,
        prompts=asker.stamps(name),
        notices=(_BY_DATE if dated else _AS_GIVEN,),
    )
    return about.finding(reply, choice(reply.text, COURSES) if finding else None)
