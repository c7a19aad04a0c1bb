"""Frames put together into stacks, as they were taken, and the order in which a model sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from chartside.models.imaging.geometry import irregularities
from chartside.models.imaging.instance import Instance, Rule, Slice
from chartside.models.imaging.slides import MOST_PATCHES

MOST_SLICES: Final = 85
"""Frames of a volume that MedGemma was trained on at most: 21,760 image tokens."""
_VOLUMES: Final = frozenset({"CT", "MR", "PT"})


@dataclass(frozen=True, slots=True)
class Stack:
    """Frames of one series that lie in one direction, in the order in which a model sees them."""

    slices: tuple[Slice, ...]
    apart: str | None = None
    """Why the model is not shown it; None: it is shown."""
    notices: tuple[str, ...] = field(default=())

    @property
    def first(self) -> Instance:
        """The file of the first frame: it speaks for the others."""
        return self.slices[0].of

    @property
    def rule(self) -> Rule:
        """How its values become levels."""
        return self.first.rule

    @property
    def most(self) -> int:
        """Frames of it that a model sees at most."""
        return MOST_PATCHES if self.first.modality == "SM" else MOST_SLICES

    @property
    def is_volume(self) -> bool:
        """Whether it is one of CT, MR or PET."""
        return self.first.modality in _VOLUMES and self.rule is not Rule.AS_IS


def stacked(instances: Iterable[Instance]) -> tuple[Stack, ...]:
    """Stacks of the frames of files, those of one examination together, the earlier first.

    Localisers, and images derived from others, stand apart where there are images of the same
    study and modality that they are not: a model is shown slices, not plans of them.
    """
    held: dict[tuple[object, ...], list[list[Slice]]] = {}
    for instance in instances:
        parts = held.setdefault(_key(instance), [])
        for frame in range(instance.frames):
            _put(Slice(instance, frame), parts)
    made = [_ordered(part) for parts in held.values() for part in parts]
    return tuple(_in_order(_set_apart(made)))


def chosen(count: int, most: int = MOST_SLICES) -> tuple[int, ...]:
    """Which of `count` frames a model sees: all, or `most` at equal distances with both ends.

    The nearest to k (count - 1) / (most - 1), k = 0 ... most - 1; a half goes to the even one.
    """
    if count <= most:
        return tuple(range(count))
    return tuple(round(Fraction(k * (count - 1), most - 1)) for k in range(most))


def _key(instance: Instance) -> tuple[object, ...]:
    size = (instance.rows, instance.columns) if instance.modality in _VOLUMES else None
    kind = (instance.rule, instance.is_localiser, instance.is_derived)
    if instance.series is None and instance.modality not in _VOLUMES:
        return (instance.source, kind)
    return (instance.study, instance.series, instance.modality, size, kind)


def _put(frame: Slice, parts: list[list[Slice]]) -> None:
    """Add a frame to the stack that it is parallel to, or begin another."""
    place = frame.place
    for part in parts:
        other = part[0].place
        if (place is None and other is None) or (place and other and place.is_parallel_to(other)):
            part.append(frame)
            return
    parts.append([frame])


def _ordered(part: Sequence[Slice]) -> Stack:
    if part[0].place is None or part[0].of.modality not in _VOLUMES:
        numbered = all(one.of.number is not None for one in part)
        by_number = (
            sorted(part, key=lambda one: (one.of.number or 0, one.frame)) if numbered else part
        )
        said: tuple[str, ...] = ()
        if len(part) > 1 and part[0].of.modality in _VOLUMES:
            said = ("no positions: the order is that of instance numbers",)
        return Stack(tuple(by_number), notices=said)
    along = sorted(
        part, key=lambda one: (one.place.along if one.place else 0.0, one.of.number or 0)
    )
    return Stack(tuple(along), notices=irregularities(along))


def _set_apart(stacks: Sequence[Stack]) -> list[Stack]:
    plain = {_exam(one) for one in stacks if not one.first.is_localiser}
    original = {
        _exam(one) for one in stacks if not (one.first.is_localiser or one.first.is_derived)
    }
    made = []
    for one in stacks:
        why = None
        if one.first.is_localiser and _exam(one) in plain:
            why = "a localiser"
        elif one.first.is_derived and one.first.modality in _VOLUMES and _exam(one) in original:
            why = "derived from other images"
        made.append(replace(one, apart=why))
    return made


def _exam(stack: Stack) -> tuple[object, ...]:
    return (stack.first.study, stack.first.modality)


def _in_order(stacks: Sequence[Stack]) -> list[Stack]:
    """Studies by date where all are dated and of one person, else as given; series within."""
    people = {one.first.person.identifier for one in stacks}
    dated = len(people) == 1 and "" not in people and all(one.first.taken for one in stacks)
    given: dict[object, int] = {}
    for one in stacks:
        given.setdefault(one.first.study or one.first.source, len(given))

    def place(stack: Stack) -> tuple[object, ...]:
        study = given[stack.first.study or stack.first.source]
        return (stack.first.taken if dated else "", study, stack.first.series_number or 0)

    return sorted(stacks, key=place)
