"""Plots as inline SVG: a figure with its interval for each part, and hits by kind of case."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, Final

from chartside.evals.injected_errors.scores import Score
from chartside.evals.reports.comparing import Change
from chartside.evals.reports.report import PARTS, Ran, figures, interval

_LEFT: Final = 190
_WIDER: Final = 260
_WIDE: Final = 420
_ROW: Final = 22
_RIGHT: Final = 120
_TOP: Final = 6
_KINDS: Final = 20
_BOTTOM: Final = 26
_PLACES: Final = {"all": "all", "tuned": "tuned", "held out": "held-out"}


def intervals(ran: Ran) -> str:
    """Every figure of a suite with its interval, one row a part."""
    rows = [
        (f"{m.name} {'↑' if m.higher else '↓'}" if part == PARTS[0] else part, part, found)
        for m in ran.measures
        for part, found in figures(ran, m).items()
        if found["out_of"]
    ]
    return _drawn(f"{ran.name}: rates with 95 % intervals", [_row(*row) for row in rows])


def _row(label: str, part: str, found: Mapping[str, Any]) -> tuple[str, str, str]:
    rate, ends = found["rate"], interval(found)
    low, high = ends or (rate, rate)
    marks = (
        f'<line class="{_PLACES[part]}" x1="{_at(low)}" x2="{_at(high)}" y1="11" y2="11"/>'
        f'<circle class="{_PLACES[part]}" cx="{_at(rate)}" cy="11" r="4"/>'
    )
    return label, marks, f"{found['hits']:,}/{found['out_of']:,}"


def kinds(ran: Ran) -> tuple[str, str]:
    """Kinds of case with a miss, those with the largest share first, and how many there are.

    Both are empty where there is none.

    A kind is drawn by the first figure of the suite that it has. A bar is the share of hits.
    """
    rows = []
    for kind in ran.kinds:
        held = [c.counts for c in ran.cases if c.kind == kind]
        name = next(m for m in ran.measures if any(m.name in counts for counts in held))
        counts = [c[name.name] for c in held if name.name in c]
        score = Score(sum(hit for hit, _ in counts), sum(of for _, of in counts))
        missing = 1 - (score.rate or 0) if name.higher else score.rate or 0
        if score.out_of and missing:
            rows.append((missing, kind, name.name, score))
    rows.sort(key=lambda r: (-r[0], r[1]))
    title = f"{ran.name}: kinds of case with a miss"
    if not rows:
        return "", ""
    drawn = _drawn(title, [_bar(k, n, s) for _, k, n, s in rows[:_KINDS]])
    return drawn, f"{min(len(rows), _KINDS)} of {len(rows)}"


def steps(changes: Iterable[Change]) -> str:
    """Each figure over all cases before (hollow) and after (full), with a line between."""
    rows = [
        (f"{one.suite}.{one.figure}", _step(one), f"{one.verdict}")
        for one in changes
        if one.part == PARTS[0]
    ]
    return _drawn("figures before and after", rows, _WIDER)


def _step(change: Change) -> str:
    was, now = (_at(hits / of, _WIDER) for hits, of in (change.before, change.after))
    return (
        f'<line class="{change.verdict.split()[0]}" x1="{was}" x2="{now}" y1="11" y2="11"/>'
        f'<circle class="before" cx="{was}" cy="11" r="4"/>'
        f'<circle class="{change.verdict.split()[0]}" cx="{now}" cy="11" r="4"/>'
    )


def _bar(kind: str, name: str, score: Score) -> tuple[str, str, str]:
    wide = max(2.0, _WIDE * min(max(score.rate or 0, 0.0), 1.0))  # nothing has a mark, too
    mark = f'<rect x="{_LEFT}" y="4" width="{wide:.1f}" height="14"/>'
    return kind, mark, f"{score.hits:,}/{score.out_of:,} {name}"


def _at(rate: float, left: int = _LEFT) -> str:
    """Where a rate stands; what is outside of 0 to 1, as an error rate may be, at the edge."""
    return f"{left + _WIDE * min(max(rate, 0.0), 1.0):.1f}"


def _drawn(title: str, rows: list[tuple[str, str, str]], left: int = _LEFT) -> str:
    return "\n".join(_parts(title, rows, left))


def _parts(title: str, rows: list[tuple[str, str, str]], left: int) -> Iterator[str]:
    wide, tall = left + _WIDE + _RIGHT, _TOP + _ROW * len(rows) + _BOTTOM
    yield f'<svg viewBox="0 0 {wide} {tall}" role="img" aria-label="{escape(title)}">'
    for tenth in range(0, 11, 2):
        x = _at(tenth / 10, left)
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{tall - _BOTTOM}"/>'
        yield f'<text class="tick" x="{x}" y="{tall - 8}">{tenth * 10} %</text>'
    for number, (label, marks, told) in enumerate(rows):
        yield f'<g transform="translate(0 {_TOP + _ROW * number})">'
        yield f'<text class="label" x="{left - 10}" y="15">{escape(label)}</text>{marks}'
        yield f'<text class="told" x="{left + _WIDE + 10}" y="15">{escape(told)}</text></g>'
    yield "</svg>"
