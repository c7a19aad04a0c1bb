"""A file as a stream of plain bytes, and what kind of image it looks like by those bytes.

The name of a file says nothing: it comes from outside. Compressed files are opened up first, no
further than their own header says they go.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Final
from weakref import finalize

from chartside.errors import UnreadableImage
from chartside.models.imaging.bounds import MOST_HEAD, MOST_INFLATED
from chartside.models.imaging.header import declared_bytes
from chartside.models.imaging.inflate import GZIP, RAW, inflated
from chartside.models.imaging.meta import DEFLATED, Meta, plain_meta, read_meta

_GZIP_MAGIC: Final = b"\x1f\x8b"
_NIFTI_SIZES: Final = frozenset({348, 540})
_PICTURES: Final = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
    b"BM",
    b"GIF8",
)
_RIFF: Final = b"RIFF"


class Kind(Enum):
    """What a file is by its first bytes."""

    DICOM = "DICOM"
    NIFTI = "NIfTI"
    PICTURE = "picture"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file to read: its bytes, what it is, and for DICOM how it begins."""

    stream: BinaryIO
    kind: Kind
    meta: Meta | None = None
    is_packed: bool = False


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The file, opened up where it is compressed.

    Raises:
        UnreadableImage: There is no such file or no right, or a compressed file is damaged or
            larger than it says.
    """
    try:
        file = path.open("rb") if path.is_file() else None
    except OSError:
        file = None
    if file is None:
        raise UnreadableImage("a file that is not there, or that there is no right to read")
    with file:
        if file.read(2) != _GZIP_MAGIC:
            yield from _plain(file, is_packed=False)
            return
        file.seek(0)
        with inflated(file, GZIP, _declared) as unpacked:
            yield from _plain(unpacked, is_packed=True)


class Reopened:
    """A file that is opened again for each of its frames.

    One that is compressed and has several frames is opened up once and kept so, on disk and under
    no name, for as long as anybody holds this.
    """

    def __init__(self, path: Path, frames: int) -> None:
        self._path = path
        self._is_kept = frames > 1
        self._kept: Opened | None = None

    @contextmanager
    def open(self) -> Iterator[Opened]:
        """The file.

        Raises:
            UnreadableImage: As for `opened`.
        """
        if self._kept is not None:
            yield self._kept
            return
        with ExitStack() as stack:
            file = stack.enter_context(opened(self._path))
            if file.is_packed and self._is_kept:
                self._kept = file
                finalize(self, stack.pop_all().close)
            yield file


def _plain(file: BinaryIO, *, is_packed: bool) -> Iterator[Opened]:
    kind, meta = _looked_at(file)
    if meta is None or meta.transfer_syntax != DEFLATED:
        yield Opened(file, kind, meta, is_packed)
        return
    file.seek(meta.dataset)
    with inflated(file, RAW, _declared, plain_meta()) as unpacked:
        plain = read_meta(unpacked)
        said = Meta(plain.transfer_syntax, plain.dataset, meta.disguise) if plain else None
        yield Opened(unpacked, kind, said, is_packed=True)


def _looked_at(file: BinaryIO) -> tuple[Kind, Meta | None]:
    file.seek(0)
    head = file.read(540)
    if head[128:132] != b"DICM" and _is_picture(head):
        return Kind.PICTURE, None
    if _is_nifti(head):
        return Kind.NIFTI, None
    meta = read_meta(file)
    return (Kind.UNKNOWN, None) if meta is None else (Kind.DICOM, meta)


def _is_picture(head: bytes) -> bool:
    return head.startswith(_PICTURES) or (head.startswith(_RIFF) and head[8:12] == b"WEBP")


def _is_nifti(head: bytes) -> bool:
    """Whether the header names its own size and the letters of NIfTI-1 or NIfTI-2."""
    sizes = {int.from_bytes(head[:4], "little"), int.from_bytes(head[:4], "big")}
    return bool(sizes & _NIFTI_SIZES) and (head[344:346] == b"n+" or head[4:6] == b"n+")


def _declared(file: BinaryIO) -> int:
    """Bytes that a file of which the beginning is there may have, by its own header."""
    kind, meta = _looked_at(file)
    if kind is Kind.NIFTI:
        return MOST_INFLATED
    if meta is None or meta.transfer_syntax == DEFLATED:
        return MOST_HEAD
    return min(declared_bytes(file, meta) + MOST_HEAD, MOST_INFLATED)
