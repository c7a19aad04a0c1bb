"""How a kind of question is asked."""

from typing import NamedTuple


class Ways(NamedTuple):
    """Phrasings for everybody, and those kept for patients held out."""

    known: tuple[str, ...]
    kept: tuple[str, ...]
