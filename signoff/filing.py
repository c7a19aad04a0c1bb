"""Writing a file so that it is there in full or not at all."""

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside, flush to the disk, rename into place.

    On failure the old file stays and nothing is left over. A link in that place is replaced, not
    followed: what lies where it points was not meant.

    Raises:
        OSError: The disk refused, or a device, pipe, socket or folder is there: it is never
            replaced.
    """
    if not _is_replaceable(path):
        raise FileExistsError(errno.EEXIST, "it is no ordinary file", str(path))
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    _sync_folder(path.parent)


def write_to(path: Path, data: bytes) -> None:
    """Write to where a person pointed: a link is followed, a device or a pipe gets the bytes.

    Raises:
        OSError: The disk refused, or a folder is there.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as opened:
            opened.write(data)
    else:
        write_atomically(path.resolve(), data)


def _is_replaceable(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def _sync_folder(folder: Path) -> None:
    # The rename itself must reach the disk too. Windows cannot open a folder; there the rename is
    # all one can ask for.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
