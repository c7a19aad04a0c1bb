"""The first of two looks at frames that share a range: their smallest and largest values."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from chartside.errors import UnreadableImage
from chartside.models.imaging.instance import Rule, Slice
from chartside.models.imaging.levels import Range, value_range
from chartside.models.imaging.stacks import Stack

_KEPT: Final = 2**25
"""Bytes of slices that are kept between the first look and the second."""


class FirstPass:
    """A stack read through once, for its smallest and largest values; some of it is kept.

    What is kept is no more than a few dozen slices have, so that a long series needs no more memory
    than a short one; the rest is decoded again when its turn comes.
    """

    def __init__(self, stack: Stack, which: Sequence[int], one_done: Callable[[], None]) -> None:
        self._stack = stack
        self._ranges: dict[int, Range] = {}
        self._kept: dict[int, Any] = {}
        self._failed: dict[int, str] = {}
        wanted, left = set(which), _KEPT
        for at, one in enumerate(stack.slices):
            try:
                stored = one.stored()
                key = self._key(one)
                self._ranges[key] = value_range(one, stored).joined(self._ranges.get(key))
            except UnreadableImage as why:
                self._failed[at] = str(why)
                stored = None
            if stored is not None and at in wanted and stored.nbytes <= left:
                self._kept[at] = stored
                left -= stored.nbytes
            one_done()

    def _key(self, one: Slice) -> int:
        """A volume has one range; other frames have that of their file."""
        return 0 if self._stack.rule is Rule.VOLUME else id(one.of)

    def range_of(self, one: Slice) -> Range | None:
        """The range of the values that a slice is shown by."""
        return self._ranges.get(self._key(one))

    def stored(self, at: int) -> Any:
        """The pixels of a slice of the stack.

        Raises:
            UnreadableImage: They could not be decoded the first time.
        """
        if at in self._failed:
            raise UnreadableImage(self._failed[at])
        kept = self._kept.pop(at, None)
        return self._stack.slices[at].stored() if kept is None else kept
