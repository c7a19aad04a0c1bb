"""Where something is in an image, in boxes of its own pixels."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.errors import UsageError
from chartside.models.imaging.prepared import Frame
from chartside.models.imaging.sides import side_of
from chartside.models.imaging.tasks.asker import About, Asker
from chartside.models.imaging.tasks.boxes import (
    on_image,
    read_boxes,
    side_as_usual,
    side_notice,
)
from chartside.models.imaging.tasks.finding import (
    NO_ANSWER,
    FoundBox,
    ImageFinding,
    PixelBox,
    Task,
)
from chartside.models.imaging.tasks.kinds import ImageKind
from chartside.models.imaging.tasks.seeing import Seen

_PROMPT: Final = "image_locate"
_PATIENTS: Final = (
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
    about = About(Task.LOCATE, name, seen, prompts=asker.stamps(_PROMPT), notices=(_PATIENTS,))
    written = read_boxes(reply.text)
    if written is None:
        return about.finding(reply, NO_ANSWER)
    frame = seen.frames[0]
    high, wide = frame.rgb.shape[:2]
    placed = [(one.label, on_image(one.box, wide, high)) for one in written.boxes]
    boxes = tuple(_found(frame, label, box) for label, box in placed if box is not None)
    lost = written.refused + len(placed) - len(boxes)
    said = [f"{lost} of the model's boxes could not be placed and are left out"] if lost else []
    if seen.kind is ImageKind.RADIOGRAPH:
        said += _sides(boxes, wide)
    found = about.finding(reply, None if boxes or not lost else NO_ANSWER)
    return replace(found, boxes=boxes, notices=tuple(dict.fromkeys((*said, *found.notices))))


def _found(frame: Frame, label: str, box: PixelBox) -> FoundBox:
    return FoundBox(label, box, frame.index, side_of(frame.slice, box[0], box[2]))


def _sides(boxes: Sequence[FoundBox], width: int) -> list[str]:
    said = [side_notice(b.label, b.side, side_as_usual(b.box, width)) for b in boxes]
    return [one for one in said if one]
