"""What a model would see of files and folders, as numbers and as pictures; no model is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chartside.errors import UnreadableImage
from chartside.models.imaging.geometry import slice_spacing
from chartside.models.imaging.levels import Range
from chartside.models.imaging.prepared import MEDGEMMA, Box, Failure, Frame, Progress, prepared
from chartside.models.imaging.reading import Reading, SetAside
from chartside.models.imaging.stacks import Stack, stacked


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """One stack of images: how much of it is shown, how, and what a reader should know."""

    stack: Stack
    shown: int
    ranges: tuple[Range, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """On the order of the images and on the files themselves, each once."""
        stack, count = self.stack, len(self.stack.slices)
        said = [*stack.notices]
        if stack.is_volume and stack.apart is None and self.shown < count:
            said.append(
                f"{self.shown} of {count} slices are shown: "
                f"a model takes at most {stack.most} of the volumes of one study"
            )
        said += [one for part in self.stack.slices for one in part.of.notices]
        return tuple(dict.fromkeys(said))

    def to_json(self) -> dict[str, Any]:
        """The stack in numbers."""
        first = self.stack.first
        return {
            "study_instance_uid": first.study,
            "series_instance_uid": first.series,
            "modality": first.modality,
            "images": len(self.stack.slices),
            "frames": self.shown,
            "rule": first.rule.value,
            "ranges": [one.to_json() for one in self.ranges],
            "pixel_spacing": list(first.spacing) if first.spacing else None,
            "slice_spacing": slice_spacing(self.stack.slices),
            "apart": self.stack.apart,
            "notices": list(self.notices),
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model would see."""

    frames: tuple[dict[str, Any], ...]
    series: tuple[SeriesShown, ...]
    set_aside: tuple[SetAside, ...]
    notices: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "frames": list(self.frames),
            "series": [one.to_json() for one in self.series],
            "notices": list(self.notices),
            "set_aside": [one.to_json() for one in self.set_aside],
        }


def show(
    reading: Reading,
    *,
    box: Box | None = None,
    side: int = MEDGEMMA,
    keep: Callable[[Frame], None] | None = None,
    progress: Progress | None = None,
) -> Shown:
    """What a model would see of images that were read.

    Args:
        reading: The images.
        box: A box as a model writes one; each frame then has it in its own pixels.
        side: Rows and columns of the images that the model takes.
        keep: Is given each frame as it comes; nothing here holds it.
        progress: Is told how many frames are decoded, and how many there are.

    Raises:
        UnreadableImage: None of the frames can be decoded; for one its reason.
    """
    stacks = stacked(reading.instances)
    frames: list[dict[str, Any]] = []
    ranges: dict[int, tuple[Range, ...]] = {}
    counts: dict[int, int] = {}
    aside = list(reading.set_aside)
    where = {id(part): at for at, stack in enumerate(stacks) for part in stack.slices}
    for made in prepared(stacks, progress):
        if isinstance(made, Failure):
            aside.append(SetAside(made.slice.of.source, made.reason))
            continue
        at = where[id(made.slice)]
        counts[at] = counts.get(at, 0) + 1
        ranges.setdefault(at, made.ranges)
        frames.append(made.to_json(side=side, box=box))
        if keep is not None:
            keep(made)
    if not frames:
        raise UnreadableImage(aside[-1].reason if aside else "no image")
    series = tuple(
        SeriesShown(stack, counts.get(at, 0), ranges.get(at, ())) for at, stack in enumerate(stacks)
    )
    return Shown(tuple(frames), series, tuple(dict.fromkeys(aside)), _of_people(stacks))


def save(folder: Path, frame: Frame) -> None:
    """Write a frame as PNG, under a name that is its index and nothing of the file."""
    frame.picture().save(folder / f"frame-{frame.index:03d}.png")


def _of_people(stacks: Sequence[Stack]) -> tuple[str, ...]:
    people = {
        (who.identifier, who.issuer)
        for stack in stacks
        for part in stack.slices
        if (who := part.of.person).identifier
    }
    return (f"the images name {len(people)} different patients",) if len(people) > 1 else ()
