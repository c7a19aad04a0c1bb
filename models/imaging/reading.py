"""Files and folders as images: what is one is read, what is not is set aside with a reason."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from chartside.errors import UnreadableImage, UsageError
from chartside.models.imaging.bounds import MOST_FILES
from chartside.models.imaging.dicom import read_dicom
from chartside.models.imaging.directory import is_directory_record, listed
from chartside.models.imaging.instance import Instance, Rule
from chartside.models.imaging.modality import rule_of
from chartside.models.imaging.nifti import read_nifti
from chartside.models.imaging.opening import Kind, opened
from chartside.models.imaging.pictures import read_picture
from chartside.models.imaging.slide_files import is_slide, read_slide
from chartside.models.imaging.slide_tiles import slides_of

_NUMBERS: Final = re.compile(r"(\d{1,30})")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that holds no image that a model could be shown."""

    source: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """The file and why."""
        return {"source": self.source, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Reading:
    """The images of files and folders, and what was set aside."""

    instances: tuple[Instance, ...]
    set_aside: tuple[SetAside, ...]


def read_images(
    paths: Sequence[Path],
    progress: Callable[[int, int], None] | None = None,
    *,
    modality: str | None = None,
    magnification: float = 10.0,
) -> Reading:
    """The images of files and folders; headers only, no pixel is decoded but those of slides.

    Args:
        paths: Files, folders, or DICOMDIR lists.
        progress: Is told how many files are read, and how many there are.
        modality: What files are taken for that do not say it: NIfTI, pictures of more than 8 bits.
        magnification: Of whole slides, how many times.

    Raises:
        UsageError: A path does not exist, or a folder holds more files than are looked at.
        UnreadableImage: Nothing among them is an image; for one file its reason.
    """
    files = [one for path in paths for one in _files(path)]
    found: list[Instance] = []
    aside: list[SetAside] = []
    for done, (path, source) in enumerate(files, start=1):
        try:
            found.append(_taken_for(read_image_file(path, source, magnification), modality))
        except UnreadableImage as why:
            aside.append(SetAside(source, str(why)))
        if progress is not None:
            progress(done, len(files))
    slides, refused = slides_of([one for one in found if one.tiling], magnification)
    aside += [SetAside(*one) for one in refused]
    instances = [one for one in found if not one.tiling] + slides
    if not instances:
        raise UnreadableImage(_nothing(aside))
    return Reading(tuple(instances), tuple(aside))


def read_image_file(path: Path, source: str = "", magnification: float = 10.0) -> Instance:
    """The image of one file.

    Raises:
        UnreadableImage: It is damaged, too large, or no picture.
    """
    source = source or path.name
    with opened(path) as file:
        if file.kind is Kind.DICOM:
            return read_dicom(file, path, source)
        if file.kind is Kind.NIFTI:
            return read_nifti(file, path, source)
        if not file.is_packed and is_slide(path):
            return read_slide(path, source, magnification)
        if file.kind is Kind.PICTURE:
            return read_picture(file, path, source)
        raise UnreadableImage("no image of a known format")


def _taken_for(instance: Instance, modality: str | None) -> Instance:
    """The instance as one of a modality, where it does not say which and holds measured values."""
    if modality is None or instance.modality is not None or instance.rule is Rule.AS_IS:
        return instance
    rule = rule_of(modality, color=False, bits=0, measured=True)
    notices = (*instance.notices, f"taken for {modality}, as was asked")
    return replace(instance, modality=modality, rule=rule, notices=notices)


def _nothing(aside: Sequence[SetAside]) -> str:
    if len(aside) == 1:
        return aside[0].reason
    counts: dict[str, int] = {}
    for one in aside:
        counts[one.reason] = counts.get(one.reason, 0) + 1
    most = sorted(counts.items(), key=lambda pair: -pair[1])[:3]
    why = "; ".join(f"{count}: {reason}" for reason, count in most)
    return f"no image in {len(aside)} files" + (f" ({why})" if why else "")


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """The files that a path stands for, with what they are called in an answer."""
    if path.is_dir():
        inside = sorted(_below(path), key=_natural)
        yield from ((one, str(one.relative_to(path))) for one in inside)
    elif is_directory_record(path):
        yield from ((one, str(one.relative_to(path.parent))) for one in listed(path))
    elif path.is_file():
        yield path, path.name
    else:
        raise UsageError("there is no such file or folder")


def _below(folder: Path) -> list[Path]:
    """The files of a folder and those below it; links that lead elsewhere are not followed."""
    found: list[Path] = []
    waiting = [folder]
    while waiting:
        for entry in _entries(waiting.pop()):
            if entry.is_symlink() or entry.name.startswith("."):
                continue
            if entry.is_dir():
                waiting.append(entry)
            elif entry.is_file() and not is_directory_record(entry):
                found.append(entry)
            if len(found) > MOST_FILES:
                raise UsageError(f"a folder of more than {MOST_FILES:,} files: name a part of it")
    return found


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        raise UsageError("a folder that there is no right to read") from None


def _natural(path: Path) -> list[tuple[int, str]]:
    """A key by which `slice10` comes after `slice9`."""
    parts = _NUMBERS.split(str(path))
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
