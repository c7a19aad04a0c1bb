"""Files that rows of the audit leave for: one JSON object a line, the first says which it is.

An archive is read as hostile: whoever can change it can write anything into it. It counts only
where the chain holds the hash of its bytes.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from chartside.signoff.canonical import canonical, sha256
from chartside.signoff.filing import write_atomically
from chartside.signoff.row import AuditRow

FORMAT: Final = "chartside-audit-archive/1"
_NAME: Final = re.compile(r"audit-\d{1,10}-\d{1,10}-[0-9a-f]{12}\.ndjson")


def is_archive_name(name: object) -> bool:
    """Whether this is how an archive is called; anything else could lead out of the folder."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def archive_bytes(rows: Sequence[AuditRow], store: str) -> bytes:
    """Rows as an archive holds them; `store` is the id of the store that they are of."""
    first = {"format": FORMAT, "store": store, "rows": len(rows)}
    return b"".join(canonical(line) + b"\n" for line in (first, *map(asdict, rows)))


def archive_name(rows: Sequence[AuditRow], data: bytes) -> str:
    """What an archive is called: its first row, its last row, the beginning of its hash."""
    return f"audit-{rows[0].seq}-{rows[-1].seq}-{sha256(data)[:12]}.ndjson"


def write_archive(folder: Path, name: str, data: bytes) -> None:
    """Write an archive and read it back.

    Raises:
        OSError: the folder cannot be written, or gives back something else.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(folder / name, data)
    if (folder / name).read_bytes() != data:
        raise OSError(5, "the disk gave back something else")


def read_archive(path: Path, expected: str | None) -> tuple[AuditRow, ...] | None:
    """The rows of an archive whose bytes have this hash; None where they have another.

    Raises:
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    if sha256(data) != expected:
        return None
    try:
        lines = [json.loads(line) for line in data.splitlines()]
        return tuple(AuditRow(**line) for line in lines[1:])
    except (ValueError, TypeError, RecursionError):
        return None
