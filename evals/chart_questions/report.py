"""What a run found, as plain values and as tables."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from chartside.evals.chart_questions.expected import Silent
from chartside.evals.chart_questions.question import HALVES
from chartside.evals.chart_questions.run import Run
from chartside.evals.chart_questions.score import Graded
from chartside.evals.injected_errors.scores import Score, by_patient, pooled

TARGETS: Final = {"exact": 0.95, "unsupported": 0}

KNOWN: Final = "held out, known words"
RESERVED: Final = "held out, reserved words"


def summary(run: Run, seed: str) -> dict[str, Any]:
    """Counts and intervals of both halves, as JSON values."""
    parts = {half: [g for g in run.graded if g.question.half == half] for half in HALVES}
    held = parts[HALVES[1]]
    parts[KNOWN] = [g for g in held if not g.question.reserved]
    parts[RESERVED] = [g for g in held if g.question.reserved]
    return {
        "seed": seed,
        "questions": len(run.graded),
        "distinct_questions": len({g.question.text for g in run.graded}),
        "failed": run.failed,
        "seconds": round(run.seconds, 1),
        "targets": TARGETS,
        "halves": {half: part_of(graded, seed) for half, graded in parts.items()},
    }


def part_of(graded: Sequence[Graded], seed: str) -> dict[str, Any]:
    """The figures of some answers."""
    silent = [g for g in graded if _silent(g)]
    quiet = [g for g in graded if g.abstained and not _either(g)]
    kinds = sorted({g.question.kind for g in graded})
    exact = {
        patient: Score(sum(g.exact for g in these), len(these))
        for patient, these in _by_patient(graded).items()
    }
    return {
        "patients": len(exact),
        "silent": len(silent),
        "exact": _figure(pooled(exact)) | {"by_patient": by_patient(exact, seed)},
        "exact where there is an answer": _figure(_exact(g for g in graded if not _silent(g))),
        "abstention precision": _figure(Score(sum(_silent(g) for g in quiet), len(quiet))),
        "abstention recall": _figure(_exact(silent)),
        "answers unsupported": sum(g.unsupported for g in graded),
        "answers with a right source": _figure(_sourced(graded)),
        "kinds": {k: _kind([g for g in graded if g.question.kind == k]) for k in kinds},
    }


def _silent(graded: Graded) -> bool:
    return isinstance(graded.question.expected, Silent)


def _either(graded: Graded) -> bool:
    """Saying "no" and saying nothing are both right."""
    return bool(getattr(graded.question.expected, "silence", False))


def _by_patient(graded: Iterable[Graded]) -> dict[str, list[Graded]]:
    held: dict[str, list[Graded]] = {}
    for one in graded:
        held.setdefault(one.question.patient, []).append(one)
    return held


def _exact(graded: Iterable[Graded]) -> Score:
    held = [g.exact for g in graded]
    return Score(sum(held), len(held))


def _sourced(graded: Iterable[Graded]) -> Score:
    held = [g.sourced for g in graded if g.exact and g.sourced is not None]
    return Score(sum(held), len(held))


def _figure(score: Score) -> dict[str, Any]:
    return {"hits": score.hits, "out_of": score.out_of, "wilson": score.wilson}


def _kind(graded: Sequence[Graded]) -> dict[str, Any]:
    return {
        "exact": _figure(_exact(graded)),
        "abstained": sum(g.abstained for g in graded),
        "unsupported": sum(g.unsupported for g in graded),
    }


def show(found: dict[str, Any], console: Console) -> None:
    """A table of kinds for each half, and the totals beside their targets."""
    for half in HALVES:
        if found["halves"][half]["patients"]:
            console.print(_kinds(half, found["halves"][half]))
    console.print(_totals(found))
    failures = ", ".join(f"{n} {code}" for code, n in sorted(found["failed"].items()))
    console.print(
        f"{found['questions']:,} questions ({found['distinct_questions']:,} distinct) in "
        f"{found['seconds']:,} s; failed: {failures or 'none'}"
    )


def _kinds(half: str, held: dict[str, Any]) -> Table:
    table = Table(
        *("kind", "n", "exact", "abstained", "unsupported", "accuracy", "95 % (Wilson)"),
        title=f"{half}: {held['patients']} patients, {held['silent']} silent questions",
    )
    for kind, row in held["kinds"].items():
        score = _score(row["exact"])
        table.add_row(
            kind,
            str(score.out_of),
            str(score.hits),
            str(row["abstained"]),
            str(row["unsupported"]),
            _percent(score.rate),
            _interval(score.wilson),
        )
    return table


_FIGURES: Final = (
    *("exact", "exact where there is an answer", "abstention precision", "abstention recall"),
    "answers with a right source",
)


def _totals(found: dict[str, Any]) -> Table:
    parts = {half: held for half, held in found["halves"].items() if held["patients"]}
    table = Table("total", "part", "count", "rate", "95 % (Wilson)", "95 % (by patient)", "target")
    for name in _FIGURES:
        for half, held in parts.items():
            score = _score(held[name])
            spread = _interval(held[name].get("by_patient"))
            goal = _target(score) if name == "exact" else ""
            count = f"{score.hits}/{score.out_of}"
            table.add_row(
                name, half, count, _percent(score.rate), _interval(score.wilson), spread, goal
            )
    for half, held in parts.items():
        number = held["answers unsupported"]
        goal = "0 " + ("FALLS SHORT" if number else "met")
        table.add_row("answers unsupported", half, str(number), "", "", "", goal)
    return table


def _score(row: dict[str, Any]) -> Score:
    return Score(row["hits"], row["out_of"])


def _target(score: Score) -> str:
    if score.rate is None:
        return ""
    met = score.rate >= TARGETS["exact"]
    return f">= {TARGETS['exact']:.0%} {'met' if met else 'FALLS SHORT'}"


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{100 * rate:.1f} %"


def _interval(ends: Sequence[float] | None) -> str:
    return "-" if ends is None else f"{100 * ends[0]:.1f}-{100 * ends[1]:.1f}"


def examples(graded: Iterable[Graded], each: int) -> list[Graded]:
    """Answers of the tuned half that are wrong or unsupported, a few of each kind.

    The held-out half shows none: whoever tunes rules on its questions no longer holds it out.
    """
    seen: Counter[str] = Counter()
    kept = []
    for one in graded:
        if one.question.half != HALVES[0] or (one.exact and not one.unsupported):
            continue
        seen[one.question.kind] += 1
        if seen[one.question.kind] <= each:
            kept.append(one)
    return sorted(kept, key=lambda g: g.question.kind)
