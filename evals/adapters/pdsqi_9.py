"""PDSQI-9: summaries rated by a judge on the nine items of the instrument (`inspect_ai`)."""

from pathlib import Path

from inspect_ai import Task, task

from chartside.errors import UsageError
from chartside.evals.adapters.pdsqi.rating import rating_all
from chartside.evals.adapters.pdsqi.summaries import read_summaries, sample
from chartside.evals.running.patients import Records
from chartside.evals.user_files.gathering import Held


@task
def pdsqi_9(
    data: str = "", judge: str = "", source: str = "", reasoner: str = "extractive"
) -> Task:
    """Summaries of a user; without any, a few invented ones and ours of the record."""
    if not judge:
        raise UsageError("pdsqi-9 is rated by a model: name one with --judge URL#MODEL")
    held = read_summaries(Path(data)) if data else Held(sample())
    own = None if data else Records(source, 0)
    return rating_all(held.cases, held.aside, judge=judge, own=own, reasoner=reasoner)
