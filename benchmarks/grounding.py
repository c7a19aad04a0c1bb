"""The checker against true and corrupted sentences, on the half of the records held out.

No peer checks a clinical sentence against a chart by rule, so the figures stand beside the targets
alone. `python -m chartside.evals.injected_errors` prints them kind by kind.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from material import Material
from timing import Row

from chartside.evals.injected_errors.cases import cases
from chartside.evals.injected_errors.material import PANEL, charts
from chartside.evals.injected_errors.report import TARGETS
from chartside.evals.injected_errors.run import Judged, detection, false_alarms, judge, unchecked
from chartside.evals.injected_errors.scores import Score, by_patient, pooled
from chartside.grounding import check

SEED = "0"


def measure(material: Material, scratch: Path) -> list[Row]:
    """Detection, false alarms, unchecked, and sentences a second of the processor."""
    del scratch
    run = judge(list(cases(charts(material.files, PANEL), SEED)), check)
    held = [j for j in run.judged if j.case.half == "held out"]
    speed = run.per_processor_second
    return [
        _row("injected errors detected", detection, held, "detection"),
        _row("true sentences called wrong", false_alarms, held, "false alarms"),
        _row("sentences left unchecked", unchecked, held, "unchecked"),
        Row(
            "sentences checked",
            f"{len(run.judged):,} sentences",
            f"{speed:,.0f} a second of the processor",
            f">= {TARGETS['per second']:,.0f}",
            speed >= TARGETS["per second"],
        ),
    ]


def _row(
    what: str,
    score: Callable[[Sequence[Judged]], dict[str, Score]],
    held: Sequence[Judged],
    target: str,
) -> Row:
    """The target is for all of the half held out, sentences in reserved words among them."""
    scores, goal = score(held), TARGETS[target]
    reserved = pooled(score([j for j in held if j.case.reserved])).rate or 0.0
    rate = pooled(scores).rate or 0.0
    ends = by_patient(scores, SEED) or (0.0, 1.0)
    least = target == "detection"
    return Row(
        what,
        f"{len(scores)} patients held out, {pooled(scores).out_of:,} sentences",
        f"{rate:.1%} ({ends[0]:.1%} to {ends[1]:.1%}); in reserved words {reserved:.1%}",
        f"{'>=' if least else '<='} {goal:.0%}",
        rate >= goal if least else rate <= goal,
    )
