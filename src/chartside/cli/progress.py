"""A bar on a terminal, nothing elsewhere: a log file is not a place for a spinner."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
def _bar(what: str, counted: ProgressColumn) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), counted, TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


@contextmanager
def steps(first: str) -> Iterator[Callable[[str], None]]:
    """A spinner with the step that is being taken; the callback takes the next step's words."""
    if not err.is_terminal:
        yield lambda _: None
        return
    with err.status(first) as status:
        yield status.update
