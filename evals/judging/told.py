"""An audit of a judge as plain values, as rows of a table, and as Markdown with counts only."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from chartside.evals.judging.audit import Judged
from chartside.evals.judging.compared import (
    OF_POINTS,
    OF_TWO,
    WORDS,
    Block,
    between_people,
    blocks,
    checks,
)
from chartside.evals.judging.judge import Scale
from chartside.evals.judging.labels import NAMES, PREFERS
from chartside.evals.reports.markdown import count, percent, span
from chartside.evals.reports.report import interval

WORST: Final = 20
"""Disagreements that are shown with their text."""
READ: Final = (
    "A comparison is a label: a case that two people labelled counts twice. The 95 % interval of a "
    "count spans two: one that redraws groups of cases, and Wilson's over labels; that of kappa "
    "redraws groups. Two answers are asked about in both orders; what the order turns round is for "
    "neither. Kappa (Cohen 1960; with quadratic weights where there are points, Cohen 1968) "
    "is what is agreed on beyond chance, and falls where one rating is rare: read it beside the "
    "table. No judge can be asked to agree with people more than they do with each other."
)


@dataclass(frozen=True, slots=True)
class Audit:
    """What a judge gave, held against people; `aside` are rows that were not used, by why."""

    named: str
    judged: Sequence[Judged]
    scales: Mapping[str, Scale]
    aside: Mapping[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> dict[str, int]:
        """Cases on which the judge gave no verdict, by the error's code."""
        return dict(Counter(one.failed for one in self.judged if one.failed))

    @property
    def by(self) -> list[str]:
        """Who judged: models, revisions and prompts as they were told."""
        return sorted({one.by for one in self.judged if one.by})

    @property
    def blocks(self) -> list[Block]:
        """Labels by kind of case."""
        return blocks(self.judged, self.scales)

    @property
    def worst(self) -> list[Judged]:
        """Cases that the judge is furthest from people on, as many as are shown."""
        held = [one for one in self.judged if one.apart]
        return sorted(held, key=lambda one: (-one.apart, one.case.id))[:WORST]

    def to_json(self) -> dict[str, Any]:
        """Plain values: figures, every case without its text, and the worst with it."""
        return {
            "judge": self.named,
            "by": self.by,
            "cases": len(self.judged),
            "labels": sum(len(one.case.labels) for one in self.judged),
            "failed": self.failed,
            "set_aside": dict(self.aside),
            "kinds": [self._block(block) for block in self.blocks],
            "judged": [_case(one) for one in self.judged],
            "worst": [_case(one) | _text(one) for one in self.worst],
        }

    def _block(self, block: Block) -> dict[str, Any]:
        same = [one for one in self.judged if one.case.kind == block.name]
        return {
            "kind": block.name,
            "figures": {name: block.counted(name) for name in figures_of(block)},
            "kappa": block.kappa,
            "ratings": [str(one) for one in NAMES.get(block.name, block.points)],
            "table": [[block.table.get((a, b), 0) for b in block.points] for a in block.points],
            "between_people": between_people([one.case for one in same], block.points),
            "checks": checks(same, max(block.points)),
        }


def figures_of(block: Block) -> tuple[str, ...]:
    """The figures that its ratings allow."""
    if block.name == PREFERS:
        return OF_TWO[:1]
    return OF_POINTS if block.of_points else OF_TWO


def _case(one: Judged) -> dict[str, Any]:
    held = one.case
    return {
        "id": held.id,
        "kind": held.kind,
        "group": held.group,
        "labels": dict(held.labels),
        "given": one.given,
        "orders": list(one.orders),
        "failed": one.failed,
    }


def _text(one: Judged) -> dict[str, Any]:
    return {"material": dict(one.case.material), "reason": one.reason}


def who(told: Mapping[str, Any]) -> str:
    """Who judged: by its own word, else as it was named."""
    return "; ".join(told["by"]) or str(told["judge"])


def about(told: Mapping[str, Any]) -> str:
    """What was compared, on one line."""
    said = f"{told['cases']:,} cases, {told['labels']:,} labels"
    if told["failed"]:
        lost = ", ".join(f"{number} {code}" for code, number in told["failed"].items())
        said += f"; no verdict: {lost}"
    if told["set_aside"]:
        aside = ", ".join(f"{number} {why}" for why, number in told["set_aside"].items())
        said += f"; set aside: {aside}"
    return said


def rows(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Every figure: kind, who, words, count, rate or coefficient, 95 %."""
    for block in told["kinds"]:
        kind = block["kind"]
        for name, found in block["figures"].items():
            yield (kind, "judge", WORDS[name], *_cells(found))
        yield (kind, "judge", _kappa_words(block["kappa"]), "", *_kappa(block["kappa"]))
        for pair in block["between_people"]:
            who = " and ".join(pair["raters"])
            yield (kind, who, "labels that they agreed on", *_cells(pair["agreed"]))
            yield (kind, who, _kappa_words(pair["kappa"]), "", *_kappa(pair["kappa"]))
        for words, found in block["checks"].items():
            yield (kind, "judge", words, *_cells(found))


def _cells(found: Mapping[str, Any]) -> tuple[str, str, str]:
    return count(found), percent(found["rate"]), span(interval(found))


def _kappa_words(held: Mapping[str, Any]) -> str:
    return "kappa, quadratic weights" if held["weights"] == "quadratic" else "kappa"


def _kappa(held: Mapping[str, Any]) -> tuple[str, str]:
    value, ends = held["value"], held["interval"]
    shown = "-" if value is None else f"{value:.2f}"
    return shown, "-" if ends is None else f"{ends[0]:.2f} to {ends[1]:.2f}"


HEAD: Final = ("cases of", "who", "figure", "count", "rate", "95 %")


def markdown(told: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the whole audit without any text of a case."""
    yield f"# Audit of a judge\n\n{_cell(who(told))}: {about(told)}.\n"
    yield f"| {' | '.join(HEAD)} |\n|---|---|---|---:|---:|---:|"
    for row in rows(told):
        yield f"| {' | '.join(map(_cell, row))} |"
    for block in told["kinds"]:
        yield f"\n## Table of {block['kind']}\n\nRows: people. Columns: the judge.\n"
        yield f"| | {' | '.join(block['ratings'])} |"
        yield "|---|" + "---:|" * len(block["ratings"])
        for point, counts in zip(block["ratings"], block["table"], strict=True):
            yield f"| {point} | {' | '.join(map(str, counts))} |"
    yield f"\n{READ}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
