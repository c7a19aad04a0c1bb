"""What a run found, as plain values and as tables."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from chartside.draft import Verdict
from chartside.evals.injected_errors.corruptions import KINDS
from chartside.evals.injected_errors.gather import FAMILIES
from chartside.evals.injected_errors.run import (
    Judged,
    Run,
    detection,
    false_alarms,
    unchecked,
)
from chartside.evals.injected_errors.scores import Score, by_patient, pooled

HALVES: Final = ("tuned", "held out")
KNOWN: Final = "held out, known words"
RESERVED: Final = "held out, reserved words"
"""Parts of the held-out half: said as the tuned half is, and in sentences that it never uses."""

TARGETS: Final = {"detection": 0.99, "false alarms": 0.01, "unchecked": 0.03, "per second": 2000.0}


def summary(run: Run, seed: str) -> dict[str, Any]:
    """Counts and intervals for both halves, as JSON values."""
    halves = {half: _half([j for j in run.judged if j.case.half == half], seed) for half in HALVES}
    held = [j for j in run.judged if j.case.half == HALVES[1]]
    halves[KNOWN] = _half([j for j in held if not j.case.reserved], seed)
    halves[RESERVED] = _half([j for j in held if j.case.reserved], seed)
    return {
        "seed": seed,
        "sentences": len(run.judged),
        "distinct_sentences": len({j.case.statement.text for j in run.judged}),
        "distinct_patterns": len({pattern(j.case.statement.text) for j in run.judged}),
        "per_second": round(run.per_second),
        "per_processor_second": round(run.per_processor_second),
        "targets": TARGETS,
        "halves": halves,
    }


def _half(judged: Sequence[Judged], seed: str) -> dict[str, Any]:
    wrong = [j for j in judged if j.case.kind]
    true = [j for j in judged if not j.case.kind]
    totals = {
        "detection": detection(judged),
        "false alarms": false_alarms(judged),
        "unchecked": unchecked(judged),
    }
    sure = {"detection of judged": detection(j for j in wrong if not j.unchecked)}
    return {
        "patients": len({j.case.chart.patient.reference for j in judged}),
        "totals": {
            name: _figure(pooled(s)) | {"by_patient": by_patient(s, seed)}
            for name, s in (totals | sure).items()
        },
        "kinds": {
            k: _counted([j for j in wrong if j.case.kind == k])
            for k in KINDS
            if any(j.case.kind == k for j in wrong)
        },
        "families": {
            f: _counted([j for j in true if j.case.family == f])
            for f in FAMILIES
            if any(j.case.family == f for j in true)
        },
    }


def _figure(score: Score) -> dict[str, Any]:
    return {"hits": score.hits, "out_of": score.out_of, "wilson": score.wilson}


def _counted(judged: Sequence[Judged]) -> dict[str, Any]:
    verdicts = Counter(j.verdict for j in judged)
    flagged = Score(sum(j.flagged for j in judged), len(judged))
    return {str(v): verdicts[v] for v in Verdict} | {"flagged": _figure(flagged)}


_MONTHS: Final = (
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\b(?:one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve)\b"
)


def pattern(text: str) -> str:
    """A sentence without its numbers and months: how many ways of saying there are."""
    return re.sub(r"[\d.,/<>-]+", "#", re.sub(_MONTHS, "M", text, flags=re.IGNORECASE))


def show(found: dict[str, Any], console: Console) -> None:
    """The tables of both halves, and the totals beside their targets."""
    for half in HALVES:
        held = found["halves"][half]
        console.print(_kinds(half, held))
        console.print(_families(half, held))
    console.print(_totals(found))
    console.print(
        f"{found['sentences']:,} sentences, {found['distinct_patterns']:,} patterns; "
        f"{found['per_processor_second']:,} sentences a second of the processor, "
        f"{found['per_second']:,} by the clock (target >= {TARGETS['per second']:,.0f})"
    )


def _kinds(half: str, held: dict[str, Any]) -> Table:
    table = Table(
        "corruption", "n", "flagged", "missed", "unchecked", "detection", "95 % (Wilson)",
        title=f"{half}: corrupted sentences, {held['patients']} patients",
    )  # fmt: skip
    for kind, row in held["kinds"].items():
        table.add_row(kind, *_cells(row, missed="supported"))
    return table


def _families(half: str, held: dict[str, Any]) -> Table:
    table = Table(
        "true sentences", "n", "flagged", "supported", "unchecked", "false alarms", "95 % (Wilson)",
        title=f"{half}: true sentences",
    )  # fmt: skip
    for family, row in held["families"].items():
        table.add_row(family, *_cells(row, missed="supported"))
    return table


def _cells(row: dict[str, Any], missed: str) -> tuple[str, ...]:
    score = Score(row["flagged"]["hits"], row["flagged"]["out_of"])
    return (
        str(score.out_of),
        str(score.hits),
        str(row[missed]),
        str(row[str(Verdict.NOT_CHECKABLE)]),
        _percent(score.rate),
        _interval(score.wilson),
    )


def _totals(found: dict[str, Any]) -> Table:
    table = Table("total", "half", "count", "rate", "95 % (Wilson)", "95 % (by patient)", "target")
    for name in ("detection", "detection of judged", "false alarms", "unchecked"):
        for half in (*HALVES, KNOWN, RESERVED):
            row = found["halves"][half]["totals"][name]
            score = Score(row["hits"], row["out_of"])
            table.add_row(
                name,
                half,
                f"{score.hits}/{score.out_of}",
                _percent(score.rate),
                _interval(score.wilson),
                _interval(row["by_patient"]),
                _target(name, score),
            )
    return table


def _target(name: str, score: Score) -> str:
    goal = TARGETS.get(name)
    if goal is None or score.rate is None:
        return ""
    at_least = name == "detection"
    met = score.rate >= goal if at_least else score.rate <= goal
    return f"{'>=' if at_least else '<='} {goal:.0%} {'met' if met else 'FALLS SHORT'}"


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{100 * rate:.1f} %"


def _interval(ends: tuple[float, float] | None) -> str:
    return "-" if ends is None else f"{100 * ends[0]:.1f}-{100 * ends[1]:.1f}"


def examples(judged: Iterable[Judged], each: int) -> list[Judged]:
    """Misses, false alarms and unchecked true sentences of the tuned half, a few of each kind.

    The held-out half shows none: whoever tunes rules on its sentences no longer holds it out.
    """
    wrong = [
        j
        for j in judged
        if j.case.half == HALVES[0] and (j.flagged != bool(j.case.kind) or j.unchecked)
    ]
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for one in wrong:
        key = (one.case.kind or one.case.family, one.verdict)
        seen[key] += 1
        if seen[key] <= each:
            kept.append(one)
    return sorted(kept, key=lambda j: (j.case.kind == "", j.case.kind, j.case.family))
