"""Two reports side by side, case by case: what changed, and whether chance would do as well."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from math import comb
from typing import Any, Final

from chartside.errors import UsageError
from chartside.evals.reports.report import ALL, PARTS, Case, Ran, Report

ALPHA: Final = 0.05
"""Below this a change is called one; with several figures some will be by chance."""

TESTS: Final = (
    "p is of the exact two-sided sign test over the cases that changed. A change is better or "
    "worse where the test over patients says so too, because the cases of a patient fail "
    "together. Of many figures some change by chance."
)
"""How a change is to be read."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of two runs over the cases that both have.

    `better` and `worse` are cases that changed. `p` is of the exact sign test, two-sided (for
    cases that are right or wrong it is McNemar's): how often chance alone would split the changed
    cases at least so unevenly. `p_patients` is the same over patients, who are fewer: cases of one
    patient fail together, so that this is the one to trust. `unpaired` cases have the figure in one
    of the two runs only, and are left out.
    """

    suite: str
    figure: str
    part: str
    before: tuple[int, int]
    after: tuple[int, int]
    better: int
    worse: int
    p: float
    p_patients: float
    unpaired: int = 0

    @property
    def verdict(self) -> str:
        """`better` or `worse`, where the test over patients says so too; else what is to be said.

        `over cases`: only the test over cases does, and the cases may be those of a few patients.
        """
        if self.better == self.worse or self.p >= ALPHA:
            return "unclear" if self.better or self.worse else "same"
        way = "better" if self.better > self.worse else "worse"
        return way if self.p_patients < ALPHA else f"{way} over cases"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "verdict": self.verdict}


@dataclass(frozen=True, slots=True)
class Compared:
    """All changes, and the cases that only one of the two runs has, by suite.

    A case of which something else was asked or expected is another one. `otherwise` is what the two
    runs say of themselves and do not share, such as the version or the reasoner.
    """

    changes: tuple[Change, ...]
    only_before: dict[str, int]
    only_after: dict[str, int]
    otherwise: dict[str, tuple[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "changes": [c.to_json() for c in self.changes],
            "only_before": self.only_before,
            "only_after": self.only_after,
            "otherwise": {name: list(pair) for name, pair in self.otherwise.items()},
        }


def require_seed(report: Report, seed: str) -> None:
    """So that two runs have the same cases.

    Raises:
        UsageError: The report was made with another seed.
    """
    if report.about.get("seed", "") != seed:
        raise UsageError("the two runs have different seeds, and so different cases")


def compare(before: Report, after: Report) -> Compared:
    """Every figure of the suites that both have, over the cases that both have.

    Raises:
        UsageError: They have no case in common, were made with different seeds, or do not agree on
            which way a figure is better.
    """
    require_seed(before, after.about.get("seed", ""))
    olds = {ran.name: ran for ran in before.suites}
    changes: list[Change] = []
    lost: dict[str, int] = {}
    new: dict[str, int] = {}
    lost |= {
        n: len(old.cases) for n, old in olds.items() if n not in {r.name for r in after.suites}
    }
    for ran in after.suites:
        old = olds.get(ran.name)
        if old is None:
            new[ran.name] = len(ran.cases)
            continue
        _require_one_way(old, ran)
        both = {_which(c) for c in old.cases} & {_which(c) for c in ran.cases}
        lost[ran.name], new[ran.name] = len(old.cases) - len(both), len(ran.cases) - len(both)
        changes += _changes(_only(old, both), _only(ran, both), ran)
    if not changes:
        raise UsageError("the two reports have no case in common")
    return Compared(tuple(changes), lost, new, _otherwise(before.about, after.about))


def _otherwise(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    pairs = {n: (before.get(n, "-"), after.get(n, "-")) for n in {**before, **after}}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _require_one_way(old: Ran, new: Ran) -> None:
    """More of a figure is better in both, or in none."""
    for name in old.suite.by_name.keys() & new.suite.by_name.keys():
        if old.suite.by_name[name].better != new.suite.by_name[name].better:
            raise UsageError(f"{new.name}.{name}: more is better in one report, fewer in the other")


_Which = tuple[str, str]


def _which(case: Case) -> _Which:
    """The same case in two runs: its id, and what was asked and expected."""
    return case.id, case.asked


def _only(ran: Ran, both: set[_Which]) -> dict[_Which, Case]:
    return {_which(c): c for c in ran.cases if _which(c) in both}


def _changes(old: dict[_Which, Case], new: dict[_Which, Case], ran: Ran) -> Iterable[Change]:
    for measure in ran.measures:
        for part in PARTS:
            ids = [i for i, case in new.items() if part in {ALL, case.half}]
            pairs = [(old[i], new[i]) for i in ids]
            change = _change(ran.name, measure.name, part, pairs, 1 if measure.higher else -1)
            if change is not None:
                yield change


def _change(
    suite: str, name: str, part: str, pairs: list[tuple[Case, Case]], sign: int
) -> Change | None:
    """The cases in which both runs have the figure; it is None where there are none."""
    held = [
        (b.patient, b.counts[name], a.counts[name])
        for b, a in pairs
        if b.counts.get(name, (0, 0))[1] and a.counts.get(name, (0, 0))[1]
    ]
    if not held:
        return None
    any_of = sum(bool(c[0].counts.get(name) or c[1].counts.get(name)) for c in pairs)
    steps = [sign * (a[0] / a[1] - b[0] / b[1]) for _, b, a in held]
    patients: dict[str, float] = {}
    for (patient, _, _), step in zip(held, steps, strict=True):
        patients[patient] = patients.get(patient, 0.0) + step
    return Change(
        suite,
        name,
        part,
        before=(sum(b[0] for _, b, _ in held), sum(b[1] for _, b, _ in held)),
        after=(sum(a[0] for _, _, a in held), sum(a[1] for _, _, a in held)),
        better=sum(s > 0 for s in steps),
        worse=sum(s < 0 for s in steps),
        p=_sign_test(steps),
        p_patients=_sign_test(patients.values()),
        unpaired=any_of - len(held),
    )


def _sign_test(steps: Iterable[float]) -> float:
    held = list(steps)
    return sign_test(sum(s > 0 for s in held), sum(s < 0 for s in held))


def probability(p: float) -> str:
    """A p as it is printed."""
    return f"{p:.3f}" if p >= 0.001 else "<0.001"  # noqa: PLR2004 - what three places can say


def sign_test(up: int, down: int) -> float:
    """Two-sided exact p of so many changes up and down if both were as likely.

    >>> sign_test(5, 0), sign_test(3, 3)
    (0.0625, 1.0)
    """
    n, least = up + down, min(up, down)
    tail = sum(comb(n, k) for k in range(least + 1)) / 2**n
    return float(min(1.0, 2 * tail))
