"""Where something is in an image, in boxes of its own pixels."""

from dataclasses import replace
from typing import Final

from chartside.errors import UsageError
from chartside.models.imaging.tasks.asker import About, Asker
from chartside.models.imaging.tasks.boxes import on_image, read_boxes, side_notice
from chartside.models.imaging.tasks.finding import NO_ANSWER, FoundBox, ImageFinding, Task
from chartside.models.imaging.tasks.kinds import ImageKind
from chartside.models.imaging.tasks.seeing import Seen

_PROMPT: Final = "image_locate"
_SIDES: Final = (
    "left and right are the patient's: the patient's left is on the right of a radiograph"
)
_LONGEST: Final = 100


async def locate(asker: Asker, seen: Seen, name: str) -> ImageFinding:
    """Boxes around what is called by a name: anatomy in a frontal chest X-ray, as published.

    Args:
        asker: The model and its prompts.
        seen: One image; no volume and no slide.
        name: `right clavicle`; left and right are the patient's.

    Raises:
        UsageError: Nothing is named, or the image is a volume or a slide.
        ModelError: The model failed, or its answer was cut off.
    """
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST:
        raise UsageError("what is looked for is named: --object 'right clavicle'")
    if seen.kind.is_volume or seen.kind is ImageKind.SLIDE or len(seen.frames) != 1:
        raise UsageError("things are located in single images: no model was trained on volumes")
    reply = await asker.ask([*seen.frames, asker.words(_PROMPT, object=name)])
    about = About(Task.LOCATE, name, seen, prompts=asker.stamps(_PROMPT), notices=(_SIDES,))
    written = read_boxes(reply.text)
    if written is None:
        return about.finding(reply, NO_ANSWER)
    high, wide = seen.frames[0].rgb.shape[:2]
    index = seen.frames[0].index
    placed = [(one.label, on_image(one.box, wide, high)) for one in written.boxes]
    boxes = tuple(FoundBox(label, box, index) for label, box in placed if box is not None)
    lost = written.refused + len(placed) - len(boxes)
    said = [f"{lost} of the model's boxes could not be placed and are left out"] if lost else []
    if seen.kind is ImageKind.RADIOGRAPH:
        said += [s for one in boxes if (s := side_notice(one.label, one.box, wide))]
    found = about.finding(reply, None if boxes or not lost else NO_ANSWER)
    return replace(found, boxes=boxes, notices=tuple(dict.fromkeys((*said, *found.notices))))
