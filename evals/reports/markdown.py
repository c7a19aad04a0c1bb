"""A report in Markdown: every figure as a count over a count with its interval, costs beside it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from chartside.evals.reports.comparing import TESTS, Compared, probability
from chartside.evals.reports.report import ALL, Ran, Report, figures, interval

INTERVAL: Final = (
    "The 95 % interval spans two: one that redraws patients (or what stands for them), because the "
    "cases of a patient fail together, and Wilson's over cases, because with few patients the "
    "first is too narrow. Overlaps, points and error rates are only redrawn."
)
"""How an interval is to be read."""

HALVES: Final = (
    "Where cases fall into halves, rules of Chartside were written with an eye on the tuned half "
    "only, and only that half's mistakes are shown."
)
"""How the parts of a figure are to be read."""


def percent(rate: float | None) -> str:
    """`97.1 %`; a dash where there was nothing to count."""
    return "-" if rate is None else f"{100 * rate:.1f} %"


def span(ends: Sequence[float] | None) -> str:
    """`93.4 to 98.7`, in percent."""
    return "-" if ends is None else f"{100 * ends[0]:.1f} to {100 * ends[1]:.1f}"


def count(found: Mapping[str, Any]) -> str:
    """`97 of 100`."""
    return f"{found['hits']:,} of {found['out_of']:,}"


def costs(ran: Ran) -> str:
    """What a suite took, on one line."""
    held = ran.costs
    told = f", {held['untold']:,.0f} calls did not tell their tokens" if held["untold"] else ""
    if held["judge_calls"]:
        told += f"; a judge: {held['judge_calls']:,.0f} calls, {held['judge_tokens']:,.0f} tokens"
    return (
        f"{held['seconds']:,.1f} s, {held['words']:,.0f} words, {held['calls']:,.0f} calls of a "
        f"model, {held['tokens_in']:,.0f} tokens in, {held['tokens_out']:,.0f} out{told}"
    )


def cases(ran: Ran) -> str:
    """How many cases a suite has, and how many nobody could count."""
    many = "case" if len(ran.cases) == 1 else "cases"
    said = f"{len(ran.cases):,} {many}, {ran.crashed:,} crashed, {ran.unscored:,} not graded"
    if ran.failed:
        said += ", runs that failed: " + ", ".join(f"{n} {code}" for code, n in ran.failed.items())
    for words, number in ran.set_aside.items():
        said += f", set aside: {number:,} {words}"
    return said if ran.whole else f"{said}; the run did not end"


def markdown(report: Report, since: Compared | None = None) -> str:
    """The whole report, without what went wrong: that is text of records, and in the page."""
    changes = _changes(since) if since is not None else ()
    return "\n".join([*_lines(report), *changes]) + "\n"


def left_out(since: Compared) -> str:
    """How many cases have no part in a comparison."""
    left = sum(since.only_before.values()) + sum(since.only_after.values())
    lost = sum(one.unpaired for one in since.changes if one.part == ALL)
    said = f"Over the cases that both runs have; {left:,} that only one has are left out"
    return f"{said}, and {lost:,} counts of a figure that only one has." if lost else f"{said}."


def _changes(since: Compared) -> Iterator[str]:
    yield f"\n## Changes since the baseline\n\n{left_out(since)} {TESTS}\n"
    for name, pair in since.otherwise.items():
        yield f"- {name}: {' → '.join(map(_cell, pair))}"
    if since.otherwise:
        yield ""
    yield "| figure | part | before | after | better | worse | p | p (patients) | change |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---|"
    for one in since.changes:
        before, after = (f"{hits:,} of {of:,}" for hits, of in (one.before, one.after))
        yield (
            f"| {one.suite}.{one.figure} | {one.part} | {before} | {after} | {one.better} | "
            f"{one.worse} | {probability(one.p)} | {probability(one.p_patients)} | {one.verdict} |"
        )


def _lines(report: Report) -> Iterator[str]:
    yield "# Evaluation\n"
    yield " · ".join(f"{name}: {_cell(value)}" for name, value in report.about.items())
    for ran in report.suites:
        yield f"\n## {ran.name}\n\n{ran.suite.line} {cases(ran)}.\n"
        yield from (f"{_cell(line)}\n" for line in (*caveats(ran), *unmeasured(ran)))
        yield f"| figure | part | count | rate | 95 % | {ran.suite.redrawn} | better |"
        yield "|---|---|---:|---:|---:|---:|---|"
        for measure in ran.measures:
            for part, found in figures(ran, measure).items():
                ends = span(interval(found))
                better = f"{measure.better}{', by a judge' if measure.judged else ''}"
                shown = (count(found), percent(found["rate"]), ends, str(found["patients"]))
                yield f"| {_cell(measure.words)} | {part} | {' | '.join(shown)} | {better} |"
        yield f"\nCost: {costs(ran)}."
        yield from _published(ran)
    yield f"\n{HALVES} {INTERVAL} What crashed or could not be graded is in no count."


def caveats(ran: Ran) -> Iterator[str]:
    """What a reader must know before a figure of this suite."""
    if ran.sample and ran.suite.published:
        yield (
            f"These are {ran.suite.stand_in}. They show that the suite runs; no published figure "
            "compares with theirs."
        )
    elif ran.sample:
        yield f"On {ran.suite.stand_in}."
    elif ran.suite.published:
        yield from (
            f"Differs from what was published: {line}" for line in ran.suite.published.differs
        )
    if any(m.judged for m in ran.measures):
        yield (
            "Figures marked as by a judge are a model's opinion: `chartside eval judge` holds a "
            "judge against people."
        )


def unmeasured(ran: Ran) -> Iterator[str]:
    """Why cases are in no count, as far as it is known without what they hold."""
    if ran.crashed or ran.unscored or not ran.whole:
        yield "Some cases were not measured; the log has the whole of it."
    for why, number in ran.unmeasured.items():
        yield f"{number:,} not measured: {why}"


def _published(ran: Ran) -> Iterator[str]:
    """Figures that were published of a benchmark, beside one's own; not beside the sample's."""
    if ran.sample or ran.suite.published is None or not ran.suite.published.figures:
        return
    yield "\n| published | figure | % | source |\n|---|---|---:|---|"
    for one in ran.suite.published.figures:
        cells = map(_cell, (one.who, one.figure, f"{100 * one.value:.1f}", one.source))
        yield f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
