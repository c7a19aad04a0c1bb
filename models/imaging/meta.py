"""The group of elements that a DICOM file begins with: how the rest of it is written.

It is always explicit VR, little endian (PS3.10 section 7.1). It may follow a preamble of 128 bytes
and the letters DICM, or stand first, or be missing.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

PREAMBLE: Final = 128
MAGIC: Final = b"DICM"
DEFLATED: Final = "1.2.840.10008.1.2.1.99"
EXPLICIT: Final = "1.2.840.10008.1.2.1"
IMPLICIT: Final = "1.2.840.10008.1.2"
_GROUP: Final = 2
_SYNTAX: Final = 0x10
_LONG: Final = frozenset({b"OB", b"OW", b"OF", b"SQ", b"UT", b"UN", b"OD", b"OL", b"UC", b"UR"})
_MOST_ELEMENTS: Final = 64
_LONGEST: Final = 2**20
_LIKELY_FIRST: Final = frozenset({2, 4, 8})
"""Groups that a data set begins with: file meta, directory, identification."""
_PROGRAMS: Final = {
    b"MZ": "a Windows program",
    b"\x7fELF": "a Linux program",
    b"\xca\xfe\xba\xbe": "a macOS or Java program",
    b"\xcf\xfa\xed\xfe": "a macOS program",
    b"#!": "a script",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive",
    b"<": "a web page",
    b"GIF8": "a GIF image",
    b"II*\0": "a TIFF image",
    b"MM\0*": "a TIFF image",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
}


@dataclass(frozen=True, slots=True)
class Meta:
    """What a DICOM file's first group says, and where the data set begins."""

    transfer_syntax: str | None
    dataset: int
    disguise: str | None = None
    """What the preamble would make another program take the file for; None: nothing known."""


def read_meta(file: BinaryIO) -> Meta | None:
    """The first group of a DICOM file; None where the file does not look like DICOM."""
    file.seek(0)
    head = file.read(PREAMBLE + len(MAGIC))
    if head[PREAMBLE:] == MAGIC:
        syntax, end = _elements(file, PREAMBLE + len(MAGIC))
        return Meta(syntax, end, _disguise(head[:PREAMBLE]))
    if not _begins_a_data_set(head):
        return None
    syntax, end = _elements(file, 0)
    return Meta(syntax, end)


def plain_meta() -> bytes:
    """The beginning of a file whose data set is explicit VR, little endian, not compressed."""
    uid = EXPLICIT.encode() + b"\0"
    element = struct.pack("<HH2sH", _GROUP, _SYNTAX, b"UI", len(uid)) + uid
    length = struct.pack("<HH2sHL", _GROUP, 0, b"UL", 4, len(element))
    return b"\0" * PREAMBLE + MAGIC + length + element


def _disguise(preamble: bytes) -> str | None:
    return next((what for magic, what in _PROGRAMS.items() if preamble.startswith(magic)), None)


def _begins_a_data_set(head: bytes) -> bool:
    """Whether the bytes are a first element: a low group, and a length or VR that can be."""
    if len(head) < 8:  # noqa: PLR2004 - the header of an element
        return False
    for order in "<>":
        group, element, length = struct.unpack(f"{order}HHL", head[:8])
        if group in _LIKELY_FIRST and element < 0x0200:  # noqa: PLR2004 - elements of those groups
            return (head[4:6].isalpha() and head[4:6].isupper()) or length < _LONGEST
    return False


def _elements(file: BinaryIO, start: int) -> tuple[str | None, int]:
    """The transfer syntax, and where the elements of group 2 end."""
    file.seek(start)
    syntax = None
    for _ in range(_MOST_ELEMENTS):
        at = file.tell()
        head = file.read(8)
        if len(head) < 8 or head[:2] != b"\x02\x00":  # noqa: PLR2004 - the header of an element
            return syntax, at
        length = int.from_bytes(head[6:8], "little")
        if head[4:6] in _LONG:
            length = int.from_bytes(file.read(4), "little")
        value = file.read(min(length, _LONGEST))
        if head[2:4] == b"\x10\x00":
            syntax = value.rstrip(b"\0 ").decode("ascii", "replace")
    return syntax, file.tell()
