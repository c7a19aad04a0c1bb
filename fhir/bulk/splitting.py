"""Lines out of pieces of any size, and how far a file was read: bytes, and a digest of them."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from chartside.fhir.formats import BOM, LINE_BUDGET

_TOO_LONG: Final = "the line is longer than {} MiB"


class Mark(NamedTuple):
    """How far a file was read: lines, bytes (unpacked), and the SHA-256 of those bytes."""

    lines: int
    size: int
    digest: bytes


BEGINNING: Final = Mark(0, 0, b"")


class Changed(Exception):
    """What was read before of a file is not how the file begins now."""


class Splitting:
    """The lines of one file, from a mark on.

    Args:
        mark: Where an earlier run stopped: what lies before it is read once more, compared by its
            digest, and not given again.
        longest: Bytes of a line.
    """

    def __init__(self, mark: Mark = BEGINNING, *, longest: int = LINE_BUDGET) -> None:
        self._resumed = mark
        self._to_skip = mark.size
        self._longest = longest
        self._rest = bytearray()
        self._hash = sha256()
        self._over = False
        self._lines = mark.lines
        self._size = mark.size

    @property
    def mark(self) -> Mark:
        """After the line that was given last."""
        return Mark(self._lines, self._size, self._hash.digest())

    def feed(self, piece: bytes) -> Iterator[bytes | str]:
        """The lines that end in a piece, without their ends; a reason for one that is too long.

        Raises:
            Changed: See there.
        """
        piece = self._skip(piece)
        start = 0
        while (end := piece.find(b"\n", start)) >= 0:
            self._keep(piece[start : end + 1])
            start = end + 1
            yield self._line()
        self._keep(piece[start:])

    def end(self) -> Iterator[bytes | str]:
        """The last line, where nothing ends it.

        Raises:
            Changed: The file is shorter than it was.
        """
        if self._to_skip:
            raise Changed
        if self._rest or self._over:
            yield self._line()

    def _skip(self, piece: bytes) -> bytes:
        if not self._to_skip:
            return piece
        before, after = piece[: self._to_skip], piece[self._to_skip :]
        self._hash.update(before)
        self._to_skip -= len(before)
        if not self._to_skip and self._hash.digest() != self._resumed.digest:
            raise Changed
        return after

    def _keep(self, piece: bytes) -> None:
        self._rest += piece
        if len(self._rest) > self._longest:
            self._over = True
        if self._over:  # too long: counted, and not kept
            self._count()

    def _count(self) -> None:
        self._hash.update(self._rest)
        self._size += len(self._rest)
        self._rest.clear()

    def _line(self) -> bytes | str:
        over, self._over = self._over, False
        line = bytes(self._rest).strip()
        self._count()
        self._lines += 1
        if over:
            return _TOO_LONG.format(self._longest // 2**20)
        return line.removeprefix(BOM) if self._lines == 1 else line
