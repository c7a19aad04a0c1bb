"""Files with their truths beside them: `a.pdf` with `a.json`, `a.wav` with `a.txt`.

Files of one subfolder belong together, as those of one laboratory or one speaker: they fail
together, and intervals redraw them together. A file that lies in no subfolder stands for itself.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from chartside.errors import SourceError, UsageError

MOST_FILES: Final = 100_000
MOST_BYTES: Final = 10_000_000
"""Of a truth; the results of a long report have a hundredth of it."""

T = TypeVar("T")
P = TypeVar("P")


class Unusable(Exception):
    """What cannot be used, and why: `why` completes "so many were set aside: …"."""

    def __init__(self, why: str, where: str = "") -> None:
        self.why = why
        self.where = where
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Pair:
    """A file and its truth. `name` is its path in the folder, `group` what it belongs to."""

    name: str
    group: str
    path: Path
    truth: Path


@dataclass(frozen=True, slots=True)
class Paired:
    """The pairs of a folder, and how many files were set aside, by why."""

    pairs: tuple[Pair, ...]
    set_aside: dict[str, int]


def pairs_in(folder: Path, suffix: str, besides: Sequence[str] = ()) -> Paired:
    """Every file of a folder, and of those below, that has a truth beside it.

    Hidden files are not looked at, and no link to a folder is followed.

    Args:
        folder: The user's.
        suffix: Of truths, `.json`.
        besides: Names of files that are neither.

    Raises:
        UsageError: It is no folder, has too many files, or none with a truth.
        SourceError: It cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: name the one that holds files and their truths")
    files = sorted(f for f in _below(folder) if f.name not in besides)
    truths = {f.with_suffix(""): f for f in files if f.suffix.casefold() == suffix}
    others = [f for f in files if f.suffix.casefold() != suffix]
    found = [f for f in others if f.with_suffix("") in truths]
    alone = truths.keys() - {f.with_suffix("") for f in found}
    if not found:
        raise UsageError(f"{folder} has no file with its truth, NAME{suffix}, beside it")
    return Paired(
        tuple(_pair(folder, file, truths[file.with_suffix("")]) for file in found),
        {
            f"files without a {suffix} beside them": len(others) - len(found),
            f"{suffix} without a file beside them": len(alone),
        },
    )


def _pair(folder: Path, path: Path, truth: Path) -> Pair:
    within = path.relative_to(folder)
    alone = len(within.parts) == 1
    return Pair(within.as_posix(), within.name if alone else within.parts[0], path, truth)


def _below(folder: Path) -> Iterator[Path]:
    waiting, seen = [folder], 0
    while waiting:
        for entry in _entries(waiting.pop()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir() and not entry.is_symlink():
                waiting.append(entry)
            elif entry.is_file():
                yield entry
                seen += 1
            if seen > MOST_FILES:
                raise UsageError(f"a folder of more than {MOST_FILES:,} files: name a part of it")


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise SourceError(f"{folder} cannot be read: {reason}") from None


def text_of(path: Path) -> str:
    """The text of a truth.

    Raises:
        Unusable: It is too long, no UTF-8, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            octets = file.read(MOST_BYTES + 1)
    except OSError:
        raise Unusable("truths that cannot be opened") from None
    if len(octets) > MOST_BYTES:
        raise Unusable(f"truths of more than {MOST_BYTES // 1_000_000} MB")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable("truths that are not UTF-8") from None


def usable(
    of: Sequence[P], read: Callable[[P], T], named: Callable[[P], str]
) -> tuple[tuple[T, ...], dict[str, int]]:
    """Each that can be read, and how many cannot, by why.

    Args:
        of: What is read.
        read: Raises `Unusable` where it cannot be.
        named: What a person finds one by: its file, or its line.

    Raises:
        UsageError: None can be read; the first is named.
    """
    held: list[T] = []
    aside: Counter[str] = Counter()
    first = ""
    for one in of:
        try:
            held.append(read(one))
        except Unusable as wrong:
            aside[wrong.why] += 1
            where = f", {wrong.where}" if wrong.where else ""
            first = first or f"{named(one)}{where}: {wrong.why}"
    if not held:
        raise UsageError(f"nothing of the material can be used. {first or 'It is empty'}")
    return tuple(held), dict(aside)
