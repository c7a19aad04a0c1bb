"""The suite `signoff-bypass`: ways around the signature, and ways through it (`inspect_ai`)."""

from dataclasses import asdict, dataclass, field
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.evals.attacks.bypass import ATTEMPTS
from chartside.evals.attacks.bypass.attempt import Attempt
from chartside.evals.attacks.bypass.scene import Hospital, Refused, Scene
from chartside.evals.running.grading import counted, guarded
from chartside.evals.running.patients import Scratch
from chartside.evals.running.work import at_work
from chartside.evals.suite import Counts
from chartside.signoff import events, verify


@task
def signoff_bypass() -> Task:
    """Every attempt, each in surroundings of its own."""
    return Task(
        dataset=MemoryDataset([_sample(a) for a in ATTEMPTS.values()]),
        solver=attempting(),
        scorer=held(),
    )


def _sample(attempt: Attempt) -> Sample:
    by = attempt.refused
    wanted = "it works" if by is None else f"status {by}" if isinstance(by, int) else by.code
    return Sample(
        input=attempt.words,
        target=wanted,
        id=attempt.name,
        metadata={"patient": attempt.name, "kind": attempt.way},
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended.

    `by` is the error that ended it, by its type and code or its
    exit status; `expected` whether that is the error which is documented; `left` signatures and
    files that were not there before; `denied` whether a refusal stands in the audit; `whole`
    whether the chain verifies.
    """

    by: str = ""
    expected: bool = False
    left: list[str] = field(default_factory=list)
    denied: bool = False
    whole: bool = False


async def ended(attempt: Attempt, scene: Scene) -> Ended:
    """Make an attempt, and see how it ended.

    What goes wrong before the attempt itself is raised: a fault of ours is no refusal.
    """
    if attempt.refused is None:
        with scene.trying():
            await attempt.work(scene)
        right = scene.raised is None
        return Ended(by=_by(scene.raised), expected=right, whole=_whole(scene))
    await attempt.work(scene)
    if scene.before is None:
        raise AssertionError(f"{attempt.name} tries nothing")
    new = sorted(scene.left() - scene.before)
    signatures = [one for one in new if one.startswith("decision")]
    if scene.may_sign and len(signatures) == scene.may_sign:
        new = [one for one in new if one not in signatures]
    return Ended(
        by=_by(scene.raised),
        expected=_as_documented(attempt, scene.raised),
        left=new,
        denied=any(row.event == "denied" for row in _events(scene, attempt)),
        whole=_whole(scene),
    )


def _as_documented(attempt: Attempt, raised: BaseException | None) -> bool:
    if isinstance(attempt.refused, int):
        return isinstance(raised, Refused) and raised.status == attempt.refused
    return attempt.refused is not None and isinstance(raised, attempt.refused)


def _by(raised: BaseException | None) -> str:
    if raised is None:
        return ""
    return f"{type(raised).__name__} {getattr(raised, 'code', '') or raised}"


def _events(scene: Scene, attempt: Attempt) -> tuple[Any, ...]:
    return events(scene.store) if attempt.recorded else ()


def _whole(scene: Scene) -> bool:
    return verify(scene.store).ok


@solver
def attempting() -> Solver:
    """Make the attempt."""
    scratch = Scratch()
    hospital = Hospital()

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        attempt = ATTEMPTS[str(state.sample_id)]
        with at_work(state):
            found = await ended(attempt, Scene(hospital, scratch.folder / attempt.name))
            state.output.completion = found.by or "nothing was raised"
            state.store.set("ended", asdict(found))
        return state

    return solve


@scorer(metrics=[counted()])
def held() -> Scorer:
    """Whether what must not be was refused and left nothing, and what must be is possible."""

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        attempt = ATTEMPTS[str(state.sample_id)]
        found = Ended(**state.store.get("ended"))
        amiss = wrong(attempt, found)
        name = "allowed" if attempt.refused is None else "refused"
        counts: Counts = {name: (int(not amiss), 1)}
        if attempt.recorded:
            counts["recorded"] = (int(found.denied and found.whole), 1)
        if not amiss:
            return 1.0, counts, []
        row = {
            "asked": f"{attempt.way}: {attempt.words}",
            "said": amiss,
            "expected": f"{name}: {state.target.text}",
            "sources": [],
        }
        return 0.0, counts, [row]

    return guarded(graded)


def wrong(attempt: Attempt, found: Ended) -> str:
    """What is wrong with how an attempt ended; empty where nothing is."""
    said = found.by or "nothing was raised"
    if not found.expected:
        return f"it ended with {said}" if found.by else "it was let through"
    if found.left:
        return f"refused, and left: {', '.join(found.left)}"
    if not found.whole and not attempt.broken:
        return f"{said}, and the audit does not verify any more"
    return ""
