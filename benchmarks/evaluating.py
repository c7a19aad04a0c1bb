"""What Chartside's suites cost over bare Inspect: seconds a case, and ten thousand cases.

Both run cases with no work in them: what is left is the harness. Bare Inspect has its own scorer;
ours keeps costs, the capsule and the report besides. Each is a process of its own.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from inspect_ai import Task, eval_set, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, includes, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver
from material import Material
from memory import highest
from timing import Row

from chartside.evals.reports.writing import write_report
from chartside.evals.running.grading import counted, guarded
from chartside.evals.running.run import Asked, run
from chartside.evals.running.work import at_work
from chartside.evals.suite import Measure, Suite

CASES, MANY = 1_000, 10_000
OVERHEAD = 10.0
"""Milliseconds of the processor a case that ours may take over bare Inspect."""
GROWTH = 512
"""MiB that 10,000 cases may take over 1,000."""
_PATIENTS = 100

SUITE = Suite(
    name="nothing",
    line="Cases without any work in them.",
    task="evaluating:nothing",
    takes=("seed",),
    measures=(Measure(name="right", words="cases that say what they were asked"),),
)
"""Found by the entry point that `_offered` lays down."""


def measure(material: Material, scratch: Path) -> list[Row]:
    """A thousand cases, and ten thousand."""
    del material
    few = {kind: _timed(kind, CASES, scratch) for kind in ("bare", "ours")}
    many = {kind: _timed(kind, MANY, scratch) for kind in ("bare", "ours")}
    more = 1e3 * (few["ours"]["process"] - few["bare"]["process"]) / CASES
    grown = many["ours"]["peak"] - few["ours"]["peak"]
    return [
        Row(
            "a case of a suite over one of bare Inspect, processor",
            f"{CASES:,} cases without work",
            f"{more:+.1f} ms ({few['ours']['process'] / few['bare']['process']:.2f} times)",
            f"<= {OVERHEAD:.0f} ms",
            met=more <= OVERHEAD,
        ),
        Row(
            "ten thousand cases, with log, capsule and report",
            f"{MANY:,} cases without work",
            f"{_told(many['ours'])}; bare Inspect {_told(many['bare'])}",
            f"<= {GROWTH} MiB more than {CASES:,} cases",
            met=grown <= GROWTH,
        ),
    ]


def _told(found: dict[str, float]) -> str:
    return f"{found['wall']:.0f} s, {found['peak']:.0f} MiB"


def _timed(kind: str, cases: int, scratch: Path) -> dict[str, float]:
    folder = scratch / f"{kind}-{cases}"
    command = (sys.executable, str(Path(__file__)), kind, str(cases), str(folder))
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _samples(cases: int) -> MemoryDataset:
    return MemoryDataset(
        [
            Sample(
                input=f"Say {n}.",
                target=str(n),
                id=str(n),
                metadata={"patient": f"Patient/{n % _PATIENTS}", "kind": "nothing"},
            )
            for n in range(cases)
        ]
    )


@solver
def saying() -> Solver:
    """Say what is asked for."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        state.output.completion = state.input_text
        return state

    return solve


@solver
def saying_at_work() -> Solver:
    """The same as a case of ours."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        with at_work(state):
            state.output.completion = state.input_text
        return state

    return solve


@scorer(metrics=[counted()])
def graded() -> Scorer:
    """The same as `includes`, as a grader of ours."""
    return guarded(
        lambda state: (1.0, {"right": (int(state.target.text in state.input_text), 1)}, [])
    )


@task
def nothing(seed: str = "0") -> Task:
    """Cases of ours; the seed says how many."""
    return Task(dataset=_samples(int(seed)), solver=saying_at_work(), scorer=graded())


@task
def bare(cases: int) -> Task:
    """Cases of Inspect's."""
    return Task(dataset=_samples(cases), solver=saying(), scorer=includes())


def _run_bare(cases: int, folder: Path) -> None:
    """As `chartside.evals.running.run` has it run ours."""
    options = {"display": "none", "log_level": "error", "log_realtime": False, "max_samples": 1}
    eval_set([bare(cases)], log_dir=str(folder), model="none/none", retry_attempts=0,
             ctl_server=False, acp_server=False, score_display=False, **options)  # fmt: skip


def _run_ours(cases: int, folder: Path) -> None:
    _offered(folder.with_name(f"{folder.name}-offered"))
    write_report(run(Asked((SUITE.name,), seed=str(cases)), folder), folder)


def _offered(place: Path) -> None:
    """Offer the suite as another distribution would."""
    about = place / "nothing-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: nothing\nVersion: 1\n", "utf-8")
    (about / "entry_points.txt").write_text(
        "[chartside.suites]\nnothing = evaluating:SUITE\n", "utf-8"
    )
    sys.path.append(str(place))


def main(kind: str, cases: str, folder: str) -> None:
    """Run one kind, and write what it took."""
    begun = time.perf_counter()
    (_run_ours if kind == "ours" else _run_bare)(int(cases), Path(folder))
    took = {
        "wall": time.perf_counter() - begun,
        "process": time.process_time(),
        "peak": highest(),
    }
    sys.stdout.write(f"\n{json.dumps(took)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
