"""Questions and the record they are about: a user's pair, or the pair of a sample."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from chartside.errors import UsageError
from chartside.evals.running.patients import Scratch

LayDown = Callable[[Path], tuple[Path, Path]]
"""Lays a sample down in a folder: its questions and its record."""


def paired(data: str, source: str, sample: LayDown, what: str) -> tuple[str, str]:
    """Where the questions and the record lie; `what` is what --data names.

    Raises:
        UsageError: One of them is named without the other.
    """
    if not data and not source:
        _, questions, record = _laid_down(sample)
        return str(questions), str(record)
    if not source:
        raise UsageError("name the record that the questions are about with --source")
    if not data:
        raise UsageError(f"name the {what} of questions with --data, or no --source for the sample")
    return data, source


@lru_cache(maxsize=4)
def _laid_down(sample: LayDown) -> tuple[Scratch, Path, Path]:
    scratch = Scratch()
    return scratch, *sample(scratch.folder)
