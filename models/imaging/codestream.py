"""What a compressed frame says of its own size, read before it is decoded.

The decoders allocate what the codestream claims, whatever the header around it says.
"""

from typing import Final

from chartside.errors import UnreadableImage

_J2K: Final = b"\xff\x4f\xff\x51"
_BOX: Final = b"\x00\x00\x00\x0cjP  "
_JPEG: Final = b"\xff\xd8"
_NOT_FRAMES: Final = frozenset({0xC4, 0xC8, 0xCC})
"""Markers among those of frames that begin none: Huffman tables, reserved, arithmetic coding."""
_FIRST_FRAME: Final = 0xC0
_LAST_FRAME: Final = 0xCF
_LS_FRAME: Final = 0xF7


def hold_codestream(frame: bytes, rows: int, columns: int) -> None:
    """Go on only where a codestream is as large as the header says.

    Raises:
        UnreadableImage: It is of another size. One that says no size is left to its decoder.
    """
    size = codestream_size(frame)
    if size is not None and size != (rows, columns):
        raise UnreadableImage("a compressed frame is of another size than its header says")


def codestream_size(frame: bytes) -> tuple[int, int] | None:
    """Rows and columns that a JPEG, JPEG-LS or JPEG 2000 codestream claims; None: it is another."""
    if frame.startswith((_J2K, _BOX)):
        return _of_jpeg_2000(frame)
    return _of_jpeg(frame) if frame.startswith(_JPEG) else None


def _of_jpeg_2000(frame: bytes) -> tuple[int, int] | None:
    at = frame.find(_J2K)
    if at < 0 or len(frame) < at + 24:
        return None
    wide, high, left, top = (
        int.from_bytes(frame[at + k : at + k + 4], "big") for k in (8, 12, 16, 20)
    )
    return high - top, wide - left


def _of_jpeg(frame: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(frame) and frame[at] == 0xFF:  # noqa: PLR2004 - each marker begins so
        kind = frame[at + 1]
        if _begins_a_frame(kind):
            high, wide = (int.from_bytes(frame[at + k : at + k + 2], "big") for k in (5, 7))
            return (high, wide) if high else None  # 0: said after the first scan
        at += 1 if kind == 0xFF else 2 + int.from_bytes(frame[at + 2 : at + 4], "big")  # noqa: PLR2004 - a fill byte
    return None


def _begins_a_frame(kind: int) -> bool:
    if kind == _LS_FRAME:
        return True
    return _FIRST_FRAME <= kind <= _LAST_FRAME and kind not in _NOT_FRAMES
