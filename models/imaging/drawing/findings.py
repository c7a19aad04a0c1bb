"""Which pictures a finding is checked by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from PIL import Image

from chartside.models.imaging.drawing.boxes import marked
from chartside.models.imaging.drawing.lettering import MARK, headed, legible
from chartside.models.imaging.drawing.sheets import contact_sheet, key_sheet, shown, two_studies
from chartside.models.imaging.prepared import Frame
from chartside.models.imaging.tasks.finding import ImageFinding, Task
from chartside.models.imaging.tasks.kinds import ImageKind
from chartside.models.imaging.tasks.seeing import Seen

_SHEET_FROM: Final = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: what it shows, in a word for a file name and in a sentence for a reader."""

    name: str
    words: str
    picture: Image.Image = field(repr=False)


def drawings(finding: ImageFinding, seen: Sequence[Seen]) -> tuple[Drawn, ...]:
    """The pictures of a finding, of the frames that it names and no others."""
    held = {frame.index: (frame, one.kind) for one in seen for frame in one.frames}
    used = [held[one.index] for one in finding.frames if one.index in held]
    if not used:
        return ()
    frames = [frame for frame, _ in used]
    return tuple(_drawn(finding, frames, used[0][1]))


def _drawn(finding: ImageFinding, frames: Sequence[Frame], kind: ImageKind) -> Iterator[Drawn]:
    if finding.task is Task.COMPARE and len(frames) == 2:  # noqa: PLR2004 - a pair
        yield Drawn("studies", "The two studies, the earlier one on the left.", two_studies(frames))
    elif finding.boxes:
        for frame in frames:
            words = f"The boxes on frame {frame.index}, as the model saw it."
            yield Drawn("boxes", words, marked(frame, finding.boxes))
    elif len(frames) >= _SHEET_FROM:
        noun = "SLICE" if kind.is_volume else "PATCH"
        if kind.is_volume:
            words = "Slices that the model names, or spread over all, as displayed to a person."
            yield Drawn("keys", words, key_sheet(frames, finding.words))
        words = f"All {len(frames)} frames that were sent, in their order, as the model saw them."
        yield Drawn("sent", words, contact_sheet(frames, noun))
    else:
        picture = headed(legible(shown(frames[0]))[0], f"{MARK} - frame {frames[0].index}")
        yield Drawn("image", "The image, as displayed to a person.", picture)
