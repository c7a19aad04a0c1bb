"""The suite `dictation`: MedASR against what is said in a user's recordings (`inspect_ai`)."""

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.errors import MissingExtra, UsageError
from chartside.evals.capsule.keeping import digest_of
from chartside.evals.labelled.recordings import Recordings, recordings_in
from chartside.evals.running.grading import counted, guarded, in_turn
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts

_LOCAL: Final = "local:"
_KIND: Final = "dictation"


@task
def dictation(data: str = "", reasoner: str = "") -> Task:
    """Every recording of a folder, and its words."""
    held = _recordings(data)
    by_speaker: dict[str, list[Sample]] = {}
    for one in held.each:
        about = {"patient": one.speaker, "kind": _KIND}
        heard = f"{one.name} {digest_of(one.path)}"  # another recording may have its name
        sample = Sample(input=heard, target=one.said, id=one.name, metadata=about)
        by_speaker.setdefault(one.speaker, []).append(sample)
    return Task(
        dataset=MemoryDataset(in_turn(by_speaker.values())),
        solver=listening(data, reasoner),
        scorer=words_right(data),
        metadata=set_aside(held.set_aside),
    )


@lru_cache(maxsize=2)
def _recordings(data: str) -> Recordings:
    if not data:
        raise UsageError("recordings are named: --data FOLDER")
    return recordings_in(Path(data))


def weights_of(reasoner: str) -> Path:
    """The folder of weights that `local:FOLDER` names.

    Raises:
        UsageError: It names none.
    """
    name = reasoner.removeprefix(_LOCAL)
    if name == reasoner or not name:
        raise UsageError("dictations are heard by MedASR's own weights: --reasoner local:FOLDER")
    return Path(name).expanduser()


@solver
def listening(data: str = "", reasoner: str = "") -> Solver:
    """Have the recording written down; one that cannot be is silence."""
    held = {one.name: one for one in _recordings(data).each}
    place = weights_of(reasoner)
    sound: Any = import_module("chartside.models.speech.sound")
    medasr: Any = import_module("chartside.models.speech.medasr")
    model = medasr.MedASR.load(place)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        with at_work(state):
            recording = sound.read_sound(held[str(state.sample_id)].path)
            state.output.completion = model.transcribe(recording).text
        return state

    return solve


@scorer(metrics=[counted()])
def words_right(data: str = "") -> Scorer:
    """Words that were heard against words that are said.

    Raises:
        MissingExtra: What counts words is not installed.
    """
    held = _recordings(data)
    said = {one.name: one.said for one in held.each}
    try:
        grade: Any = import_module("chartside.evals.dictation.grade")
    except ImportError as missing:
        raise MissingExtra("counting words", "evals") from missing

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        true = said[str(state.sample_id)]
        share, counts, worst = grade.graded(true, state.output.completion, held.terms)
        if code := failed_in(state):
            silence = {"asked": "the recording", "said": f"failed: {code}", "expected": "words"}
            worst = [{**silence, "sources": []}, *worst]
        return share, counts, worst

    return guarded(graded)
