"""How reading reports ends: what could not be read is said last, after everything that could."""

from collections.abc import Sequence

from chartside.cli.output import counted
from chartside.errors import ModelError, NothingToSay, PolicyError, SourceError
from chartside.tools.labs.judged import JudgedFile


def end(files: Sequence[JudgedFile]) -> None:
    """Raise what the exit status has to say; nothing where every file gave results or was read.

    Raises:
        PolicyError: A report is of another patient than the chart.
        SourceError: A file could not be read.
        ModelError: The model that was to read along failed; what the words say was given.
        NothingToSay: All were read, and none holds a laboratory result.
    """
    others = sum(len(file.refused) for file in files)
    if others:
        said = counted(others, "report")
        raise PolicyError(f"{said} of another patient than the chart: nothing of it was taken")
    failed = sum(file.read.failed for file in files)
    if failed:
        raise SourceError(f"{failed} of {counted(len(files), 'file')} could not be read")
    alone = sum(bool(file.reading.failure) for file in files)
    if alone:
        said = f"{alone} of {counted(len(files), 'file')}"
        raise ModelError(f"the model failed on {said}: what is given was read by words alone")
    if not any(held.results for file in files for held in file.reports):
        raise NothingToSay("no laboratory result was found")
