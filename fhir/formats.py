"""What a file is, by its content: opened, gzip or not, and named when it is not FHIR JSON."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from chartside.errors import NotFHIR, SourceError

GZIP_BUDGET = 256 * 2**20
"""Bytes that gzip may unpack to, or `GZIP_RATIO` times its size if more; beyond, it is a bomb."""
GZIP_RATIO = 100
DOCUMENT_BUDGET = 512 * 2**20
"""Bytes of one JSON document, which is held in memory whole."""
LINE_BUDGET = 64 * 2**20
"""Bytes of one NDJSON line."""

BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_SIGNS = (
    (b"%PDF", "looks like a PDF"),
    (b"PK\x03\x04", "looks like a zip archive"),
    (b"BZh", "looks like a bzip2 file"),
    (b"\xfd7zXZ", "looks like an xz file"),
    (b"\x28\xb5\x2f\xfd", "looks like a zstd file"),
    (b"SQLite format 3", "is a SQLite file; a record store's name ends in .db"),
    (b"\xff\xfe", "is UTF-16 text; FHIR JSON is UTF-8"),
    (b"\xfe\xff", "is UTF-16 text; FHIR JSON is UTF-8"),
    (b"MSH|", "looks like an HL7 v2 message"),
    (b"[", "is a JSON list, not a resource or a Bundle"),
)


@contextmanager
def opened(path: Path, name: str) -> Iterator[tuple[BufferedReader, BinaryIO]]:
    """The file's content, unpacked, and the file underneath: its position tells how far we are."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            if not packed:
                yield file, file
                return
            with gzip.GzipFile(fileobj=file, mode="rb") as stream:
                yield BufferedReader(cast("BinaryIO", stream), 2**17), file  # type: ignore[arg-type] # typeshed wants a RawIOBase
    except (EOFError, zlib.error, gzip.BadGzipFile) as cut:
        raise NotFHIR(f"{name} is cut off or damaged (gzip)") from cut
    except OSError as wrong:
        raise SourceError(
            f"{name} cannot be read: {wrong.strerror or type(wrong).__name__}"
        ) from wrong


def unlike_json(head: bytes) -> str | None:
    """What content that opens with `head` is; None where it may be FHIR JSON."""
    text = head.removeprefix(BOM).lstrip()
    if not text:
        return "is empty"
    if text.startswith(b"{"):
        return None
    if text.startswith(b"<"):
        return (
            "looks like C-CDA"
            if b"ClinicalDocument" in text
            else "looks like XML; only FHIR JSON is read"
        )
    return next((said for sign, said in _SIGNS if text.startswith(sign)), "is not JSON")
