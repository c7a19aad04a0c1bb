"""The page for review, written where a person said."""

from collections.abc import Sequence
from pathlib import Path

from chartside.signoff.filing import write_to
from chartside.tools.labs.judged import JudgedFile
from chartside.tools.labs.page_pictures import pictures_for
from chartside.tools.labs.review_page import Shown, review_page


def write_page(files: Sequence[JudgedFile], path: Path) -> None:
    """One HTML file with every report and the pictures of its pages.

    Raises:
        OSError: It cannot be written there.
    """
    shown = [Shown(file, pictures_for(file.read)) for file in files]
    write_to(path.expanduser(), review_page(shown).encode("utf-8", "replace"))
