"""The frames that a task is about, prepared, with what they are and what a reader should know."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from chartside.errors import UnreadableImage, UsageError
from chartside.models.imaging.prepared import Failure, Frame, Progress, plan, prepared
from chartside.models.imaging.reading import Reading
from chartside.models.imaging.stacks import Stack, stacked
from chartside.models.imaging.tasks.kinds import ImageKind, kind_of

MOST_IMAGES: Final = 16
"""Images of one call, each of which is a question to the model."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Frames that belong together: one image, or the slices of one study.

    `group` names the study, or the file where none is said. `person` is whom the header names,
    empty where it names nobody.
    """

    kind: ImageKind
    frames: tuple[Frame, ...]
    group: str = ""
    taken: str = field(default="", repr=False)
    person: tuple[str, str] = field(default=("", ""), repr=False)
    notices: tuple[str, ...] = ()


def see(
    reading: Reading, progress: Progress | None = None, most: int = MOST_IMAGES
) -> tuple[Seen, ...]:
    """What was read, as a model sees it: volumes and slides whole, every other image by itself.

    The order is that of `stacked`: the earlier study first where all are dated.

    Args:
        reading: The images.
        progress: Is told how many frames are decoded, and how many there are.
        most: Images, volumes and slides at most; each is a question, and read by a person.

    Raises:
        UsageError: There are more; nothing is decoded then.
        UnreadableImage: No frame can be decoded; for one its reason.
    """
    stacks = [one for one in stacked(reading.instances) if one.apart is None]
    _hold_count(stacks, most)
    where = {id(part): at for at, stack in enumerate(stacks) for part in stack.slices}
    frames: dict[int, list[Frame]] = {}
    failures: dict[int, int] = {}
    reason = "no image"
    for made in prepared(stacks, progress):
        at = where[id(made.slice)]
        if isinstance(made, Failure):
            failures[at] = failures.get(at, 0) + 1
            reason = made.reason
        else:
            frames.setdefault(at, []).append(made)
    if not frames:
        raise UnreadableImage(reason)
    kinds = [kind_of(one) for one in stacks]
    together: dict[object, list[int]] = {}
    for at in frames:
        whole = kinds[at].is_volume or kinds[at] is ImageKind.SLIDE
        key = (_group(stacks[at]), kinds[at]) if whole else at
        together.setdefault(key, []).append(at)
    seen: list[Seen] = []
    for ats in together.values():
        held = [frame for at in ats for frame in frames[at]]
        said = _notices([stacks[at] for at in ats], sum(failures.get(at, 0) for at in ats))
        if kinds[ats[0]].is_volume or kinds[ats[0]] is ImageKind.SLIDE:
            seen.append(_seen(stacks[ats[0]], kinds[ats[0]], held, said))
        else:
            seen += [_seen(stacks[ats[0]], kinds[ats[0]], [one], said) for one in held]
    return tuple(seen)


def _hold_count(stacks: Sequence[Stack], most: int) -> None:
    wholes: set[object] = set()
    singles = 0
    for stack, which in plan(stacks):
        kind = kind_of(stack)
        if kind.is_volume or kind is ImageKind.SLIDE:
            wholes.add((_group(stack), kind))
        else:
            singles += len(which)
    if (count := len(wholes) + singles) > most:
        raise UsageError(f"at most {most} images, volumes and slides at a time: there are {count}")


def _group(stack: Stack) -> str:
    return stack.first.study or stack.first.source


def _seen(stack: Stack, kind: ImageKind, frames: Sequence[Frame], notices: tuple[str, ...]) -> Seen:
    first = frames[0].slice.of
    return Seen(
        kind=kind,
        frames=tuple(frames),
        group=_group(stack),
        taken=first.taken,
        person=(first.person.identifier, first.person.issuer),
        notices=notices,
    )


def _notices(stacks: Sequence[Stack], failed: int) -> tuple[str, ...]:
    said = [sentence for one in stacks for sentence in one.notices]
    said += [sentence for one in stacks for part in one.slices for sentence in part.of.notices]
    if failed:
        said.append(f"{failed} images could not be decoded and were not seen")
    return tuple(dict.fromkeys(said))
