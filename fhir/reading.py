"""Batches of resources out of files and folders: Bundles, NDJSON, single resources; gzip or not.

What a file is, is told from its content. One bad line or entry is set aside and the rest go on; a
file that is nothing but wrong is `NotFHIR` when it was named, and set aside when it was met in a
folder.
"""

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from chartside.errors import NotFHIR, SourceError, UsageError
from chartside.fhir.formats import (
    BOM,
    DOCUMENT_BUDGET,
    GZIP_BUDGET,
    GZIP_RATIO,
    LINE_BUDGET,
    opened,
    unlike_json,
)
from chartside.fhir.found import SetAside
from chartside.fhir.received import Batch, add_line, complete, document

BATCH_LINES = 2000
"""NDJSON lines that are handed on, and committed, together."""
MOST_USELESS = 10_000
"""Lines without a resource, also blank ones, after which a file is given up if most are so."""
_HOPELESS = f"the rest was not read: {MOST_USELESS} lines, and most so far, hold no resource"
_HEAD = 4096
_PIECE = 2**20
_NAMES = (".json", ".ndjson", ".jsonl")


class File(NamedTuple):
    """A file to read, the name it goes by, and whether it was named rather than met in a folder.

    `size` is its bytes when it was met; it may be gone when it is read, which is then said.
    """

    path: Path
    name: str
    named: bool
    size: int = 0


def files(sources: Sequence[Path]) -> list[File]:
    """The files behind the sources, folders walked in the order of their names.

    Raises:
        UsageError: A source does not exist.
        NotFHIR: A folder holds nothing that could be FHIR JSON.
    """
    found: list[File] = []
    for source in sources:
        if source.is_dir():
            inside = [_file(p, named=False) for p in _walk(source) if _candidate(p, source)]
            if not inside:
                raise NotFHIR(
                    f"the folder {source} holds no FHIR JSON (.json, .ndjson, gzip or not)"
                )
            found += inside
        elif source.is_file():
            found.append(_file(source, named=True))
        elif source.exists():
            raise UsageError(f"{source} is neither a file nor a folder")
        else:
            raise UsageError(f"no such file or folder: {source}")
    return found


def _file(path: Path, *, named: bool) -> File:
    try:
        size = path.stat().st_size
    except OSError:  # gone since, or not ours to look at: reading it says so
        size = 0
    return File(path, _name(path), named=named, size=size)


def _walk(folder: Path) -> list[Path]:
    """Files below a folder in the order of their names, and folders that cannot be looked into.

    Links are followed, into any folder once.
    """
    found: list[Path] = []

    def keep(wrong: OSError) -> None:
        found.append(Path(wrong.filename))

    known: set[str] = set()
    for at, inside, names in os.walk(folder, followlinks=True, onerror=keep):
        real = os.path.realpath(at)
        if real in known:
            inside.clear()
        else:
            known.add(real)
            found += [Path(at, name) for name in names]
    return sorted(found)


def _name(path: Path) -> str:
    """The path as text that can be stored: a byte that is not UTF-8 is written as its escape."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _candidate(path: Path, folder: Path) -> bool:
    """Whether a file met in a folder is meant as FHIR: by its name, or by how it opens.

    A folder that cannot be looked into, and a link that leads nowhere, might be anything: they are
    read, and so set aside.
    """
    if any(part.startswith(".") for part in path.relative_to(folder).parts):
        return False
    if not path.is_file():
        return path.is_dir() or path.is_symlink()
    if path.name.lower().removesuffix(".gz").endswith((*_NAMES, ".xml")):
        return True
    try:
        with opened(path, path.name) as (stream, _):
            return unlike_json(stream.peek(_HEAD)[:_HEAD]) is None
    except SourceError:
        return False


def read(file: File) -> Iterator[Batch]:
    """The file's batches.

    Raises:
        NotFHIR: The file was named, and holds no FHIR JSON at all or one document that is cut off.
    """
    try:
        with opened(file.path, file.name) as (stream, below):
            yield from _read(file, stream, below)
    except SourceError as wrong:
        if file.named:
            raise
        reason = str(wrong).removeprefix(file.name).strip()
        yield Batch(file.name, set_aside=[SetAside(file.name, None, reason)])


def _read(file: File, stream: BufferedReader, below: BinaryIO) -> Iterator[Batch]:
    wrong = unlike_json(stream.peek(_HEAD)[:_HEAD])
    if wrong is not None:
        raise NotFHIR(f"{file.name} {wrong}")
    budget = max(GZIP_BUDGET, GZIP_RATIO * file.size)  # which plain text cannot exceed
    most = DOCUMENT_BUDGET if stream is below else min(DOCUMENT_BUDGET, budget)
    opening = _opening(stream)
    if _by_lines(file.path, [line for line in opening if not line.isspace()]):
        yield from _batches(file.name, _lines(opening, stream, budget), below)
        return
    data = bytearray(b"".join(opening))
    while len(data) <= most and (piece := stream.read(_PIECE)):
        data += piece
    if len(data) > most:
        size = most // 2**20
        raise NotFHIR(f"{file.name} is larger than {size} MiB as one document; use NDJSON")
    batch = document(file.name, bytes(data))
    batch.read = below.tell()
    yield batch


def _opening(stream: BufferedReader) -> list[bytes]:
    """The first lines, up to the second that is not blank, or one that is too long for NDJSON."""
    lines: list[bytes] = []
    full = 0
    while full < 2 and (line := stream.readline(LINE_BUDGET)):  # noqa: PLR2004 - two lines tell
        lines.append(line if lines else line.removeprefix(BOM))
        full += not line.isspace()
        if len(line) == LINE_BUDGET:
            break
    return lines


def _by_lines(path: Path, full: Sequence[bytes]) -> bool:
    """Two lines, one of them an object by itself, or a name that says NDJSON over no lone brace."""
    if len(full) < 2:  # noqa: PLR2004 - a single line is one document either way
        return False
    if any(complete(line) for line in full):
        return True
    said = path.name.lower().removesuffix(".gz").endswith((".ndjson", ".jsonl"))
    return said and full[0].strip() != b"{"


class Gathering:
    """The NDJSON lines of one source, gathered into batches as they come.

    Args:
        name: What the source goes by.
        number: Lines of it that were stored before; the first line to come is the next.
    """

    def __init__(self, name: str, *, number: int = 0) -> None:
        self._name = name
        self.number = number
        self._useless = 0
        self.batch = Batch(name, first=number == 0, last=False)

    def add(self, line: bytes | str) -> bool:
        """Add a line without its end, or why it cannot be had; False: the rest is not worth it."""
        self.number += 1
        before = len(self.batch.items)
        if isinstance(line, str):
            self.batch.set_aside.append(SetAside(self._name, self.number, line))
        elif line:
            add_line(self.batch, self.number, line)
        self._useless += len(self.batch.items) == before
        if self._useless > MOST_USELESS and self._useless > self.number // 2:
            self.batch.set_aside.append(SetAside(self._name, self.number, _HOPELESS))
            return False
        return True

    def take(self, read: int, *, last: bool = False) -> Batch:
        """What was gathered since the last time; `read` bytes of the source are read by now."""
        taken, self.batch = self.batch, Batch(self._name, first=False, last=False)
        taken.read, taken.last = read, last
        return taken


def _batches(name: str, lines: Iterator[bytes | str], below: BinaryIO) -> Iterator[Batch]:
    gathering = Gathering(name)
    for line in lines:
        if not gathering.add(line):
            break
        if gathering.number % BATCH_LINES == 0:
            yield gathering.take(below.tell())
    yield gathering.take(below.tell(), last=True)


def _lines(opening: Sequence[bytes], stream: BufferedReader, budget: int) -> Iterator[bytes | str]:
    """Lines without their ends; a line that cannot be had is the reason, in words."""
    try:
        for line in chain(opening, iter(lambda: stream.readline(LINE_BUDGET), b"")):
            budget -= len(line)
            if budget < 0:
                yield f"the rest was not read: it unpacks to more than {GZIP_RATIO} times its size"
                return
            whole = len(line) < LINE_BUDGET or line.endswith(b"\n")
            yield line.strip() if whole else _over(stream)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield "the file is cut off here or damaged (gzip); nothing after this line was read"


def _over(stream: BufferedReader) -> str:
    """Skip the rest of a line that is too long."""
    while (line := stream.readline(LINE_BUDGET)) and not line.endswith(b"\n"):
        pass
    return f"the line is longer than {LINE_BUDGET // 2**20} MiB"
