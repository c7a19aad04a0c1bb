"""An image in words, and a whole slide in the words of a diagnosis."""

from typing import Final

from chartside.errors import UsageError
from chartside.models.imaging.tasks.asker import About, Asker
from chartside.models.imaging.tasks.finding import ImageFinding, Task
from chartside.models.imaging.tasks.kinds import ImageKind
from chartside.models.imaging.tasks.seeing import Seen

_PROMPT: Final = "image_describe"
_SLIDE: Final = "image_slide"


async def describe(asker: Asker, seen: Seen, specimen: str = "") -> ImageFinding:
    """What a model sees in one image, or on one slide.

    Args:
        asker: The model and its prompts.
        seen: One image; a slide as its patches. A volume is asked about one condition at a time.
        specimen: Of a slide, tissue and procedure: `colon, biopsy`.

    Raises:
        UsageError: It is a volume; or a slide, and its specimen is not said.
        ModelError: The model failed, or its answer was cut off.
    """
    if seen.kind.is_volume:
        raise UsageError(
            "a volume is asked about one condition at a time: --task answer --question CONDITION"
        )
    if seen.kind is ImageKind.SLIDE:
        return await _slide(asker, seen, specimen)
    words = asker.words(_PROMPT, kind=seen.kind.noun)
    reply = await asker.ask([*seen.frames, words], asker.role(seen.kind))
    names = (_PROMPT, *(("image_role",) if asker.role(seen.kind) else ()))
    return About(Task.DESCRIBE, "", seen, prompts=asker.stamps(*names)).finding(reply)


async def _slide(asker: Asker, seen: Seen, specimen: str) -> ImageFinding:
    """The patches in raster order, then the words, as the published figure was measured."""
    if not specimen.strip():
        raise UsageError("of a slide the specimen is asked for: --question 'colon, biopsy'")
    reply = await asker.ask([*seen.frames, asker.words(_SLIDE, specimen=specimen)])
    stamps = asker.stamps(_SLIDE)
    return About(Task.DESCRIBE, specimen, seen, prompts=stamps).finding(reply)
