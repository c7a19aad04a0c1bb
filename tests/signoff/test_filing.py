"""A file is written in full or not at all, and only where a file may stand."""

import os
from pathlib import Path

import pytest

from chartside.signoff.filing import write_atomically


def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileExistsError):
        write_atomically(pipe, b"new")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_link_put_in_a_files_place_does_not_lead_the_writing_elsewhere(tmp_path: Path) -> None:
    elsewhere, link = tmp_path / "elsewhere", tmp_path / "document.md"
    elsewhere.write_bytes(b"another's")
    link.symlink_to(elsewhere)
    write_atomically(link, b"new")
    assert (elsewhere.read_bytes(), link.read_bytes()) == (b"another's", b"new")
    assert not link.is_symlink()
