"""What a house keeps of charts, and for how long."""

import os
import time
from pathlib import Path

from chartside.sidebar.house import swept

DAY = 86_400


def written(folder: Path, name: str, days: float) -> Path:
    path = folder / name
    path.write_bytes(b"a chart")
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def test_a_snapshot_that_nobody_opened_for_days_is_deleted_with_all_its_files(
    tmp_path: Path,
) -> None:
    old = [written(tmp_path, f"a.db{end}", 20) for end in ("", "-wal", "-shm")]
    fresh = written(tmp_path, "b.db", 1)
    written(tmp_path, "c.db", 20)
    in_use = written(tmp_path, "c.db-wal", 0)
    other = written(tmp_path, "notes.txt", 20)
    assert swept(tmp_path, time.time() - 14 * DAY) == 1
    assert not any(path.exists() for path in old)
    assert fresh.exists()
    assert in_use.exists()
    assert other.exists()


def test_a_folder_that_is_not_there_yet_is_no_error(tmp_path: Path) -> None:
    assert swept(tmp_path / "none", time.time()) == 0
