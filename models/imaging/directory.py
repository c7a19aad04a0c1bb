"""DICOMDIR: the list of the files of a medium. Every file must lie in the folder of the list."""

from pathlib import Path
from typing import Final

from pydicom import dcmread
from pydicom.dataset import Dataset

from chartside.errors import UnreadableImage
from chartside.models.imaging.bounds import MOST_FILES
from chartside.models.imaging.elements import hushed, items, text

_CLASS: Final = b"1.2.840.10008.1.3.10"
_HEAD: Final = 1024
_LONGEST_NAME: Final = 255
"""Characters of a part of a name; the standard allows eight."""
_LARGEST: Final = 2**27


def is_directory_record(path: Path) -> bool:
    """Whether a file is a list of files, by its storage class."""
    if not path.is_file():  # to open a pipe is to wait for whoever writes into it
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return head[128:132] == b"DICM" and _CLASS in head


def listed(path: Path) -> tuple[Path, ...]:
    """The files of images that a DICOMDIR names, in its order; each of them exists.

    A name that leads out of the folder, by `..`, from the root, or through a link, is refused.

    Raises:
        UnreadableImage: The list is damaged, too large, or names a file outside its folder.
    """
    folder = path.parent.resolve()
    found: dict[Path, None] = {}
    for names in _names(path):
        if not all(name.isprintable() and len(name) <= _LONGEST_NAME for name in names):
            raise UnreadableImage("a list of files that is damaged")
        file = folder.joinpath(*names)
        if not file.resolve().is_relative_to(folder) or any(".." in name for name in names):
            raise UnreadableImage("a list of files that names one outside its folder")
        if file.is_file():
            found[file] = None
    return tuple(path.parent / one.relative_to(folder) for one in found)


def _names(path: Path) -> list[list[str]]:
    if path.stat().st_size > _LARGEST:
        raise UnreadableImage("a list of files that is too large")
    with hushed():
        try:
            records = items(dcmread(path), "DirectoryRecordSequence")
        except Exception:  # noqa: BLE001 - pydicom raises many kinds over a damaged file
            raise UnreadableImage("a list of files that is damaged") from None
        if len(records) > MOST_FILES:
            raise UnreadableImage("a list of files that is too large")
        return [names for record in records if (names := _file_of(record))]


def _file_of(record: Dataset) -> list[str]:
    """The parts of the name of an image's file (PS3.3 F.4); none for other records."""
    if text(record, "DirectoryRecordType") != "IMAGE":
        return []
    return [part for part in text(record, "ReferencedFileID").split("\\") if part]
