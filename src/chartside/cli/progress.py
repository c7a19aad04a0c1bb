"""A bar on a terminal, nothing elsewhere: a log file is not a place for a spinner."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from chartside.cli.output import err


@contextmanager
def bytes_read(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar over bytes; the callback takes how many are read and how many there are."""
    with _bar(what, DownloadColumn()) as advance:
        yield advance


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar over things; the callback takes how many are done and how many there are."""
    with _bar(what, MofNCompleteColumn()) as advance:
        yield advance


@contextmanager
def waiting_then_counting(first: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar whose words change: the callback takes them, how many are done, and of how many.

    While there are none to count it only moves.
    """
    with _bar(first, MofNCompleteColumn()) as advance:
        yield lambda words, done, total: advance(done, total or None, words)


class _Advance(Protocol):
    def __call__(self, done: int, total: int | None, what: str | None = None, /) -> None: ...


@contextmanager
def _bar(what: str, counted: ProgressColumn) -> Iterator[_Advance]:
    # No markup: what a server says of its progress may look like it.
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        counted,
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int | None, what: str | None = None, /) -> None:
            bar.update(task, completed=done, total=total, description=what)

        yield advance


@contextmanager
def steps(first: str) -> Iterator[Callable[[str], None]]:
    """A spinner with the step that is being taken; the callback takes the next step's words."""
    if not err.is_terminal:
        yield lambda _: None
        return
    with err.status(first) as status:
        yield status.update
