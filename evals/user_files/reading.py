"""A file that a user named, as bytes or as text, or a sentence that says what to do about it."""

from pathlib import Path

from chartside.errors import SourceError, UsageError


def octets_of(path: Path, most: int) -> bytes:
    """The bytes of a file, of which `most` are read.

    Raises:
        UsageError: There is none, it is a folder, or longer than that.
        SourceError: It cannot be read.
    """
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name the file in it")
        if path.stat().st_size > most:
            raise UsageError(f"{path} is longer than the {most:,} bytes that are read")
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"no such file: {path}") from None
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise SourceError(f"{path} cannot be read: {reason}") from wrong


def text_of(path: Path, most: int) -> str:
    """The text of a file in UTF-8, without a byte order mark.

    Raises:
        UsageError: As in `octets_of`, or it is not UTF-8.
        SourceError: It cannot be read.
    """
    held = octets_of(path, most)
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = held.count(b"\n", 0, wrong.start) + 1
        raise UsageError(f"{path.name}, line {line}: not UTF-8; save it as UTF-8 text") from None
