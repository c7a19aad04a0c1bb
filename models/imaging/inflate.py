"""Compressed files opened up, no further than their own header says they go."""

import tempfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from chartside.errors import UnreadableImage
from chartside.models.imaging.bounds import MOST_HEAD

GZIP: Final = 31
"""zlib's word for a gzip file."""
RAW: Final = -15
"""zlib's word for a deflated stream without a wrapper, as DICOM's deflated transfer syntax has."""
_CHUNK: Final = 2**16
_IN_MEMORY: Final = 2**22


def inflated(
    packed: BinaryIO, wrapper: int, declared: Callable[[BinaryIO], int], before: bytes = b""
) -> BinaryIO:
    """The content of a compressed file, in a temporary file that goes when it is closed.

    Args:
        packed: Placed where the compressed bytes begin.
        wrapper: `GZIP` or `RAW`.
        declared: Given the beginning of the content, how many bytes the whole may have.
        before: Bytes to put in front of the content.

    Raises:
        UnreadableImage: It is damaged or cut off, or goes on for longer than was declared.
    """
    made: Any = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - handed over
    made.write(before)
    try:
        _pour(packed, made, wrapper, declared)
    except zlib.error:
        made.close()
        raise UnreadableImage("a compressed file is damaged") from None
    except BaseException:
        made.close()
        raise
    made.seek(0)
    whole: BinaryIO = made  # it has all of one, and no base class says so
    return whole


def _pour(
    packed: BinaryIO, made: BinaryIO, wrapper: int, declared: Callable[[BinaryIO], int]
) -> None:
    most, asked = MOST_HEAD, False
    for block in _blocks(packed, wrapper):
        made.write(block)
        if made.tell() <= most:
            continue
        if not asked:
            end = made.tell()
            made.seek(0)
            most, asked = max(declared(made), MOST_HEAD), True
            made.seek(end)
        if made.tell() > most:
            raise UnreadableImage("a compressed file holds more than its header says")


def _blocks(packed: BinaryIO, wrapper: int) -> Iterator[bytes]:
    """The content, at most `_CHUNK` bytes at a time; the members of a gzip file one by one."""
    machine = zlib.decompressobj(wrapper)
    waiting = packed.read(_CHUNK)
    while waiting:
        yield machine.decompress(waiting, _CHUNK)
        waiting = machine.unconsumed_tail or machine.unused_data
        if machine.eof:
            if wrapper == RAW or not waiting.strip(b"\0"):
                return
            machine = zlib.decompressobj(wrapper)
        waiting = waiting or packed.read(_CHUNK)
    if not machine.eof:
        raise UnreadableImage("a compressed file is cut off")
