"""The suite `imaging`: what a model says of images against what a user knows (`inspect_ai`)."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.errors import UsageError
from chartside.evals.capsule.notes import digest
from chartside.evals.image_findings.cases import Case
from chartside.evals.image_findings.grade import Said, graded, said_of
from chartside.evals.labelled.studies import LABELS, Study, studies_in
from chartside.evals.running.grading import counted, guarded, in_turn
from chartside.evals.running.models import chat_model
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts
from chartside.models.enabled import require_enabled
from chartside.settings import settings

_LOCAL: Final = "local:"
_FINDINGS: Final = "chartside.evals.image_findings"


class Looker(Protocol):
    """Who tells of images."""

    def cases(self, study: Study) -> list[Case] | str:
        """What is asked of a study, or why nothing is."""
        ...

    async def look(self, case: Case) -> Said:
        """What is said."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked what, study by study, and how many lines were set aside, by why."""

    looker: Looker
    by_study: tuple[tuple[Case, ...], ...]
    set_aside: dict[str, int]

    @property
    def cases(self) -> dict[str, Case]:
        """Each by its id."""
        return {case.id: case for cases in self.by_study for case in cases}


@task
def imaging(data: str = "", reasoner: str = "") -> Task:
    """Every question about the images of a folder.

    Raises:
        PolicyError: Imaging is off.
    """
    require_enabled(enabled=settings().imaging)
    asked = asked_of(data, reasoner)
    by_patient: dict[str, list[tuple[Case, ...]]] = {}
    for cases in asked.by_study:
        by_patient.setdefault(cases[0].study.patient, []).append(cases)
    studies = in_turn(by_patient.values())  # questions about one study stay together
    return Task(
        dataset=MemoryDataset([_sample(case) for cases in studies for case in cases]),
        solver=looking(data, reasoner),
        scorer=as_known(data, reasoner),
        metadata=set_aside(asked.set_aside),
    )


def _sample(case: Case) -> Sample:
    about = {"patient": case.study.patient, "kind": case.kind}
    known = digest({"how": case.how, "asked": case.study.asked, "truth": case.study.truth})
    return Sample(input=case.asked, target=known, id=case.id, metadata=about)


@lru_cache(maxsize=1)
def asked_of(data: str, reasoner: str) -> Asked:
    """The questions of a folder, and who answers them.

    Raises:
        MissingExtra: What reads images, or the model, is not installed.
        UsageError: No such folder, nothing in it can be used, or no such model.
        SourceError: The labels cannot be read.
    """
    if not data:
        raise UsageError(f"images are named: --data FOLDER, with {LABELS} in it")
    studies, aside = studies_in(Path(data))
    looker = _looker(reasoner)
    why: Counter[str] = Counter(aside)
    by_study: list[tuple[Case, ...]] = []
    for study in studies:
        cases = looker.cases(study)
        if isinstance(cases, str):
            why[cases] += 1
        else:
            by_study.append(tuple(cases))
    if not by_study:
        raise UsageError(f"nothing of the material can be used: {next(iter(why))}")
    asked = Asked(looker, tuple(by_study), dict(why))
    if len(asked.cases) < sum(map(len, by_study)):
        raise UsageError("two questions have one id: name studies so that ID/CLASS is of one only")
    return asked


def _looker(reasoner: str) -> Looker:
    """A chat model, or MedSigLIP where a folder holds a model of its kind."""
    folder = reasoner.removeprefix(_LOCAL)
    if folder != reasoner and _tells_labels(Path(folder).expanduser()):
        labelling: Any = import_module(f"{_FINDINGS}.labelling")
        by_labels: Looker = labelling.ByLabels.load(Path(folder).expanduser())
        return by_labels
    chat: Any = import_module(f"{_FINDINGS}.looking")
    by_chat: Looker = chat.ByChat(chat_model(reasoner))
    return by_chat


def _tells_labels(folder: Path) -> bool:
    try:
        held = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError):
        return False  # whoever opens the model says what is wrong
    return isinstance(held, dict) and str(held.get("model_type")).startswith("siglip")


@solver
def looking(data: str = "", reasoner: str = "") -> Solver:
    """Have the question answered; a run that fails is a wrong answer."""
    asked = asked_of(data, reasoner)
    cases = asked.cases

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        with at_work(state):
            said = await asked.looker.look(cases[str(state.sample_id)])
            state.store.set("said", said.to_json())
            state.output.completion = said.answer or ", ".join(said.labels)
        return state

    return solve


@scorer(metrics=[counted()])
def as_known(data: str = "", reasoner: str = "") -> Scorer:
    """Whether what was said is what is known."""
    cases = asked_of(data, reasoner).cases

    def grade(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        held = state.store.get("said")
        said = said_of(held) if held else None
        return graded(cases[str(state.sample_id)], said, failed_in(state))

    return guarded(grade)
