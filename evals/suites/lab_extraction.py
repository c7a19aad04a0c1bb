"""The suite `lab-extraction`: laboratory reports read into results (`inspect_ai`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.errors import MissingExtra, ModelError
from chartside.evals.capsule.notes import digest
from chartside.evals.chart_questions.question import HALVES
from chartside.evals.lab_extraction.grade import graded
from chartside.evals.lab_extraction.product import (
    Told,
    figures_in,
    require_readers,
    told_by_product,
)
from chartside.evals.lab_extraction.truth import TrueReport
from chartside.evals.labelled.beside import Pair, pairs_in, usable
from chartside.evals.labelled.lab_reports import truth_of
from chartside.evals.running.grading import counted, guarded, in_turn
from chartside.evals.running.models import EXTRACTIVE, chat_model
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts
from chartside.fhir.lab_reports.opening import MOST_BYTES
from chartside.tools.labs.reading import FileReader, by_words, with_model

EACH: Final = 1
"""Invented reports of each layout."""
_HEAD: Final = 1024
"""Octets that tell what a file is."""
_HALF_OF: Final = {"dev": HALVES[0], "held-out": HALVES[1]}


@dataclass(frozen=True, slots=True)
class Report:
    """A file to be read, and where its truth comes from.

    `octets` is asked for when its turn comes: a folder may hold thousands, and to print one takes
    a moment. `printed` are the figures on it, empty where only the reader under test knows them.
    `known` tells its truth from another, as reports of two folders may have one name.
    """

    name: str
    group: str
    kind: str
    half: str
    octets: Callable[[], bytes]
    true: Callable[[], tuple[TrueReport, ...]]
    printed: Callable[[], str]
    known: str


@task
def lab_extraction(
    data: str = "", seed: str = "0", reasoner: str = EXTRACTIVE, each: int = EACH
) -> Task:
    """Laboratory reports of a user, or invented ones, and what is read on them."""
    reports, aside = reports_of(data, str(seed), each)
    by_group: dict[str, list[Sample]] = {}
    for one in reports.values():
        half = {"half": one.half} if one.half else {}
        about = {"patient": one.group, "kind": one.kind, **half}
        sample = Sample(input=one.name, target=one.known, id=one.name, metadata=about)
        by_group.setdefault(one.group, []).append(sample)
    return Task(
        dataset=MemoryDataset(in_turn(by_group.values())),
        solver=reading(data, str(seed), reasoner, each),
        scorer=rows_right(data, str(seed), each),
        metadata=set_aside(aside),
    )


@lru_cache(maxsize=2)
def reports_of(data: str, seed: str, each: int) -> tuple[Mapping[str, Report], dict[str, int]]:
    """The reports by name, and how many of the user's files were set aside, by why.

    Raises:
        MissingExtra: What prints the invented ones is not installed.
        UsageError: It is no folder of reports with truths.
        SourceError: The folder cannot be read.
    """
    if not data:
        return {one.name: one for one in _invented(seed, each)}, {}
    found = pairs_in(Path(data), ".json")
    held, unread = usable(found.pairs, _of_user, lambda pair: pair.truth.name)
    require_readers(_head(pair.path) for pair in found.pairs)
    return {one.name: one for one in held}, {**found.set_aside, **unread}


def _of_user(pair: Pair) -> Report:
    true = truth_of(pair.truth)
    return Report(
        pair.name,
        pair.group,
        pair.group,
        "",
        lambda: _octets(pair.path),
        lambda: true,
        lambda: "",
        digest([one.as_json() for one in true]),
    )


def _head(path: Path) -> bytes:
    """How a file begins; nothing where it cannot be opened, which its case tells."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _octets(path: Path) -> bytes:
    """A file, or as much of one as shows that it is too large."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _invented(seed: str, each: int) -> list[Report]:
    try:
        layouts: Any = import_module("chartside.evals.lab_extraction.layouts.every")
        material: Any = import_module("chartside.evals.lab_extraction.material")
    except ImportError as missing:
        part = "documents" if missing.name == "typst" else "evals"
        raise MissingExtra("printing laboratory reports", part) from missing
    printed = lru_cache(maxsize=32)(material.document)  # read, then graded

    def one(layout: Any, number: int) -> Report:
        def made() -> Any:
            return printed(layout, number, seed)

        return Report(
            f"{layout.name}-{number}",
            layout.name,
            f"{layout.kind} layouts" if layout.kind else layout.name,
            _HALF_OF[layout.split],
            lambda: cast("bytes", made().octets),
            lambda: cast("tuple[TrueReport, ...]", made().reports),
            lambda: figures_in(made().printed),
            f"seed {seed}",
        )

    held = [layouts.chosen(split) for split in _HALF_OF]
    return [one(layout, number) for layout in in_turn(held) for number in range(each)]


@solver
def reading(
    data: str = "", seed: str = "0", reasoner: str = EXTRACTIVE, each: int = EACH
) -> Solver:
    """Have each report read; with a model, it reads along as in `chartside labs --reader`."""
    reports, _ = reports_of(data, seed, each)
    reader: FileReader = by_words if reasoner == EXTRACTIVE else with_model(chat_model(reasoner))

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        octets = reports[str(state.sample_id)].octets()
        with at_work(state):
            told = await told_by_product(octets, reader)
            state.store.set("told", told.to_json())
            rows = sum(len(report.rows) for report in told.reports)
            state.output.completion = told.reason or f"{rows} results"
            if told.failure:  # what the words say stands, and the model did not read along
                state.store.set("failed", ModelError.code)
        return state

    return solve


@scorer(metrics=[counted()])
def rows_right(data: str = "", seed: str = "0", each: int = EACH) -> Scorer:
    """Rows that were told against rows that are printed.

    A reader that failed has told nothing, so that every row is missing.
    """
    reports, _ = reports_of(data, seed, each)

    def grade(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        one = reports[str(state.sample_id)]
        held = state.store.get("told")
        told = Told.from_json(held) if held else Told(reason=f"failed: {failed_in(state)}")
        return graded(one.name, one.true(), told, one.printed() or told.figures)

    return guarded(grade)
