"""The page for review, written where a person said."""

from collections.abc import Sequence
from pathlib import Path

from chartside.errors import UsageError
from chartside.signoff.filing import write_to
from chartside.tools.labs.judged import JudgedFile
from chartside.tools.labs.page_pictures import pictures_for
from chartside.tools.labs.review_page import Shown, review_page


def require_place(path: Path, files: Sequence[Path]) -> None:
    """Refuse what cannot be a page before anything is read.

    Raises:
        UsageError: It is a folder, in no folder, or one of the reports.
    """
    place = path.expanduser()
    if place.is_dir() or not place.parent.is_dir():
        raise UsageError("--html must be a file in a folder that is there")
    if place.resolve() in {file.resolve() for file in files}:
        raise UsageError("--html is one of the reports: it would be lost")


def write_page(files: Sequence[JudgedFile], path: Path) -> None:
    """One HTML file with every report and the pictures of its pages.

    Raises:
        OSError: It cannot be written there.
    """
    shown = [Shown(file, pictures_for(file)) for file in files]
    write_to(path.expanduser(), review_page(shown).encode("utf-8", "replace"))
